"""Finite games in strategic form, in batches."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from numbers import Integral
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, labels, sequence
from gametheory.errors import InvalidInput, whole_number
from gametheory.games.labels import numbered
from gametheory.games.payoffs import as_floats, as_payoff_array, is_ready, ready_pair
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import positions

_MOST_AXES = 32


@attrs.frozen(eq=False, repr=False, init=False)
class NormalFormGame(ReadOnlyArrays):
    r"""One finite game, or a batch of games of the same size.

    Player :math:`i` has actions :math:`1, \dots, m_i` and the payoff
    :math:`u_i(a_1, \dots, a_N)`. Leading axes of the array are batch axes; one game is the batch
    of shape ``()``.

    Parameters
    ----------
    payoffs : array_like, shape (\*B, N, m_1, ..., m_N)
        ``payoffs[..., i, a_1, ..., a_N]`` is player ``i``'s payoff. Floats, integers,
        :class:`fractions.Fraction` or SymPy rationals; the last three are exact and stay exact.
        A ``float64`` or ``int64`` array is not copied: leave it alone while the game is in use.
        The number of players is read from the shape where one ``N >= 2`` fits it. Where several
        do (three 2x2 games of two players look like one game of three) it is refused; say which
        is meant with ``players=2`` or with labels. One player alone, a decision of shape
        ``(\*B, 1, m)``, needs ``players=1``. A shape cannot tell the order of axes: of shape
        ``(2, 2, 2)`` the first axis is taken for the players. A table of cells, one payoff for
        each player in each, is for :meth:`from_profiles`; ``print(game)`` shows what was read.
    players : sequence of str, or int, optional
        Names of the players, or only their number.
    actions : sequence of sequences of str, optional
        Names of each player's actions.

    Raises
    ------
    InvalidInput
        (a ``ValueError``) Ragged, empty, NaN, infinite or complex payoffs, a shape that fits no
        number of players or several, labels that do not match or repeat.

    Examples
    --------
    >>> import gametheory as gt
    >>> stag_hunt = gt.NormalFormGame([[[3, 0], [2, 2]], [[3, 2], [0, 2]]])
    >>> stag_hunt.num_players, stag_hunt.num_actions, stag_hunt.batch_shape
    (2, (2, 2), ())
    """

    payoffs: npt.NDArray[Any]
    players: Labels
    actions: tuple[Labels, ...]

    def __init__(
        self,
        payoffs: npt.ArrayLike,
        *,
        players: Sequence[str] | int | None = None,
        actions: Sequence[Sequence[str]] | None = None,
    ) -> None:
        if players is None and actions is None and is_ready(payoffs, 3) and len(payoffs) == 2:
            self._take(payoffs.view())
            return
        array = as_payoff_array(payoffs, "NormalFormGame")
        self.__attrs_init__(*_parts(array, players, actions, "NormalFormGame"))

    def _take(self, payoffs: npt.NDArray[Any]) -> None:
        """Become the one game of two players with these payoffs, which need no more checks."""
        payoffs.flags.writeable = False
        _, m, n = payoffs.shape
        self.__attrs_init__(payoffs, numbered(2), (numbered(m), numbered(n)))

    @classmethod
    def from_bimatrix(
        cls,
        A: npt.ArrayLike,
        B: npt.ArrayLike,
        *,
        players: Sequence[str] | int | None = None,
        actions: Sequence[Sequence[str]] | None = None,
    ) -> NormalFormGame:
        r"""Two-player games from the row player's ``A`` and the column player's ``B``.

        Parameters
        ----------
        A, B : array_like, shape (\*B, m, n)
            ``A[..., a, b]`` and ``B[..., a, b]`` are the payoffs when row ``a`` meets column ``b``.
            Batch axes broadcast.

        Examples
        --------
        >>> import gametheory as gt
        >>> gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]).num_actions
        (2, 2)
        """
        if players is None and actions is None and cls is NormalFormGame:
            one = ready_pair(A, B)
            if one is not None:
                game = cls.__new__(cls)
                game._take(one)
                return game
        where = "NormalFormGame.from_bimatrix"
        a, b = as_payoff_array(A, f"{where}: A"), as_payoff_array(B, f"{where}: B")
        for name, matrix in (("A", a), ("B", b)):
            if matrix.ndim < 2:
                raise InvalidInput(
                    f"{where}: {name} has shape {matrix.shape}; give at least two axes (m, n)"
                )
        if a.shape[-2:] != b.shape[-2:]:
            raise InvalidInput(
                f"{where}: A is {a.shape[-2]}x{a.shape[-1]} but B is {b.shape[-2]}x{b.shape[-1]}; "
                "give both players' payoffs as (row action, column action)"
            )
        try:
            a, b = np.broadcast_arrays(a, b)
        except ValueError:
            raise InvalidInput(
                f"{where}: batch axes of A {a.shape[:-2]} and B {b.shape[:-2]} do not broadcast"
            ) from None
        # One float side makes both floating; two exact sides stay exact.
        if (a.dtype == np.float64) != (b.dtype == np.float64):
            a, b = as_floats(a, where), as_floats(b, where)
        both = np.stack([a, b], axis=-3)
        return cls(both, players=2 if players is None else players, actions=actions)

    @classmethod
    def from_profiles(
        cls,
        table: npt.ArrayLike,
        *,
        players: Sequence[str] | int | None = None,
        actions: Sequence[Sequence[str]] | None = None,
    ) -> NormalFormGame:
        r"""Games from tables of cells: in each action profile one payoff for each player.

        Parameters
        ----------
        table : array_like, shape (\*B, m_1, ..., m_N, N)
            ``table[..., a_1, ..., a_N, i]`` is player ``i``'s payoff: of two players a matrix of
            pairs, as books print it. The last axis is the players and says how many there are;
            axes before those of the actions are the batch.
        players, actions
            Labels, as of :class:`NormalFormGame`.

        Raises
        ------
        InvalidInput
            As :class:`NormalFormGame`; a table with fewer axes of actions than players.

        Examples
        --------
        >>> import gametheory as gt
        >>> dilemma = gt.NormalFormGame.from_profiles([[(3, 3), (0, 5)], [(5, 0), (1, 1)]])
        >>> dilemma.payoffs[0].tolist(), dilemma.payoffs[1].tolist()
        ([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        """
        where = "NormalFormGame.from_profiles"
        cells = as_payoff_array(table, where)
        n = cells.shape[-1] if cells.ndim else 0
        if not 1 <= n < cells.ndim:
            raise InvalidInput(
                f"{where}: a table of shape {cells.shape}; expected (*batch, m_1, ..., m_N, N), "
                "in each action profile one payoff for each of N players, e.g. (m, n, 2) for two"
            )
        payoffs = np.ascontiguousarray(np.moveaxis(cells, -1, cells.ndim - n - 1))
        game = cls.__new__(cls)
        game.__attrs_init__(*_parts(payoffs, n if players is None else players, actions, where))
        return game

    @property
    def num_players(self) -> int:
        """Number of players ``N``."""
        return len(self.players)

    @property
    def num_actions(self) -> tuple[int, ...]:
        """Number of actions ``m_i`` of each player."""
        return tuple(len(a) for a in self.actions)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.payoffs.shape[: self.payoffs.ndim - self.num_players - 1]

    @property
    def num_games(self) -> int:
        """Number of games in the batch, 1 for one game."""
        return math.prod(self.batch_shape)

    @property
    def is_exact(self) -> bool:
        """Whether payoffs are integers or fractions, so that answers are exact too."""
        return self.payoffs.dtype != np.float64

    @property
    def flat_payoffs(self) -> npt.NDArray[Any]:
        """Payoffs with one batch axis, shape ``(num_games, N, m_1, ..., m_N)``."""
        tail = self.payoffs.shape[self.payoffs.ndim - self.num_players - 1 :]
        return self.payoffs.reshape((self.num_games, *tail))

    def with_payoffs(self, payoffs: npt.ArrayLike) -> NormalFormGame:
        """The same players and actions with other payoffs (any batch shape)."""
        return NormalFormGame(payoffs, players=self.players, actions=self.actions)

    def to_nashpy(self) -> Any:
        """One two-player game as a ``nashpy.Game``; fractions are rounded once to doubles."""
        from gametheory.interchange.libraries import to_nashpy

        return to_nashpy(self)

    @classmethod
    def from_nashpy(cls, game: Any, **labels: Any) -> NormalFormGame:
        """The game of a ``nashpy.Game``; integer matrices stay exact."""
        from gametheory.interchange.libraries import from_nashpy

        return from_nashpy(game, **labels)

    def to_pygambit(self) -> Any:
        """One game as a pygambit game, labels kept (extra ``exchange``).

        Exact payoffs arrive exactly; a double arrives as its shortest decimal.
        """
        from gametheory.interchange.libraries import to_pygambit

        return to_pygambit(self)

    @classmethod
    def from_pygambit(cls, game: Any, *, exact: bool = True) -> NormalFormGame:
        """The strategic form of a pygambit game (of a tree, the reduced one)."""
        from gametheory.interchange.libraries import from_pygambit

        return from_pygambit(game, exact=exact)

    def to_quantecon(self) -> Any:
        """One game as a QuantEcon ``NormalFormGame`` (extra ``exchange``)."""
        from gametheory.interchange.libraries import to_quantecon

        return to_quantecon(self)

    @classmethod
    def from_quantecon(cls, game: Any, **labels: Any) -> NormalFormGame:
        """The game of a QuantEcon ``NormalFormGame``; integer payoffs stay exact."""
        from gametheory.interchange.libraries import from_quantecon

        return from_quantecon(game, **labels)

    def to_latex(self, *, best_replies: bool = False) -> str:
        """LaTeX ``tabular`` of one game, best replies underlined on request."""
        from gametheory.games.rendering import to_latex

        return to_latex(self, best_replies=best_replies)

    def _repr_html_(self) -> str:
        """What a notebook shows: the payoff matrix, of a batch the first one."""
        from gametheory.games.rendering import to_html

        return to_html(self)

    def __getitem__(self, key: Any) -> NormalFormGame:
        """Games at batch index ``key``; action axes cannot be indexed."""
        return self.take(positions(self.batch_shape, key, "NormalFormGame"))

    def take(self, positions: npt.ArrayLike) -> NormalFormGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        return self.with_payoffs(self.flat_payoffs[np.asarray(positions, dtype=np.int64)])

    def __len__(self) -> int:
        if not self.batch_shape:
            raise TypeError("one game has no length; its batch shape is ()")
        return self.batch_shape[0]

    def __iter__(self) -> Iterator[NormalFormGame]:
        return (self[k] for k in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalFormGame):
            return NotImplemented
        return (
            self.players == other.players
            and self.actions == other.actions
            and np.array_equal(self.payoffs, other.payoffs)
        )

    def __hash__(self) -> int:
        return hash((self.players, self.actions, self.payoffs.shape))

    def __repr__(self) -> str:
        from gametheory.games.rendering import is_small

        return str(self) if is_small(self) else self._heading()

    def __str__(self) -> str:
        from gametheory.games.rendering import to_text

        return "\n".join(part for part in (self._heading(), to_text(self)) if part)

    def _heading(self) -> str:
        size = "x".join(str(m) for m in self.num_actions)
        kind = {"f": "floats", "i": "integers", "O": "fractions"}[self.payoffs.dtype.kind]
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        return f"NormalFormGame({size}, {kind}{batch}, players={self.players})"


def _parts(
    array: npt.NDArray[Any],
    players: Sequence[str] | int | None,
    actions: Sequence[Sequence[str]] | None,
    where: str,
) -> tuple[npt.NDArray[Any], Labels, tuple[Labels, ...]]:
    """Payoffs that cannot be written to, and the labels that fit them."""
    names: Labels | None = None
    wanted: int | None = None
    if isinstance(players, Integral):
        wanted = whole_number(players, 0, "players", where)
    elif players is not None:
        names = labels(players, f"{where}: players")
        wanted = len(names)
    own = (
        None
        if actions is None
        else sequence(actions, "labels for each player's actions", f"{where}: actions")
    )
    if own is not None:
        if wanted is not None and wanted != len(own):
            raise InvalidInput(
                f"{where}: {wanted} players, but actions are named for {len(own)}; give one "
                "sequence of labels for each player"
            )
        wanted = len(own)
    n = _number_of_players(array.shape, wanted, where)
    sizes = array.shape[array.ndim - n :]
    player_labels = numbered(n) if names is None else names
    action_labels = tuple(
        numbered(m)
        if own is None or own[i] is None
        else labels(own[i], f"{where}: actions of player {player_labels[i]!r}", m)
        for i, m in enumerate(sizes)
    )
    view = array.view()
    view.flags.writeable = False
    return view, player_labels, action_labels


def _number_of_players(shape: tuple[int, ...], wanted: int | None, where: str) -> int:
    if len(shape) > _MOST_AXES:
        raise InvalidInput(
            f"{where}: payoffs have {len(shape)} axes, more than NumPy's functions work with; at "
            f"most {_MOST_AXES} are accepted, so at most {_MOST_AXES - 1} players"
        )
    # One player is read only where one is named: any shape (..., 1, m) would fit.
    fits = [n for n in range(1 if wanted == 1 else 2, len(shape)) if shape[-n - 1] == n]
    if wanted is not None and wanted < 1:
        raise InvalidInput(f"{where}: {wanted} players; give at least one player")
    if wanted is not None and wanted not in fits:
        raise InvalidInput(
            f"{where}: payoffs of shape {shape} do not fit {wanted} players; "
            f"expected (*batch, {wanted}, {', '.join(f'm_{i + 1}' for i in range(wanted))})"
        )
    if not fits:
        raise InvalidInput(
            f"{where}: payoffs of shape {shape} fit no number of players; expected "
            "(*batch, N, m_1, ..., m_N) with N >= 2, e.g. (2, m, n) for two players; one player's "
            "decision, (*batch, 1, m), needs players=1"
        )
    if wanted is None and len(fits) > 1:
        readings = [_reading(shape, n) for n in fits]
        raise InvalidInput(
            f"{where}: payoffs of shape {shape} can be read in {len(fits)} ways: "
            f"{' or '.join(readings)}; say which with players=, or with labels"
        )
    n = wanted if wanted is not None else fits[0]
    sizes = shape[len(shape) - n :]
    for i, m in enumerate(sizes):
        if m == 0:
            raise InvalidInput(
                f"{where}: player {i + 1} has no actions (shape {shape}); give at least one"
            )
    return n


def _reading(shape: tuple[int, ...], n: int) -> str:
    """``3 games of 2 players, 2x2 actions (players=2)``."""
    batch, sizes = shape[: len(shape) - n - 1], shape[len(shape) - n :]
    count = math.prod(batch)
    games = "one game" if not batch else f"{count} game{'s' * (count != 1)}"
    return f"{games} of {n} players, {'x'.join(map(str, sizes))} actions (players={n})"
