"""Games from tables of formulas: numbers, arrays of a batch and fractions, broadcast together.

A model's formulas give each payoff as a number, or as an array where its parameters are arrays.
These functions put a table of them into one batched game. A table is a tuple (or list) of entries,
of rows, or deeper; it is exact where every entry is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from gametheory.algebra import reading
from gametheory.errors import InvalidInput, shown
from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.symmetric_binary import SymmetricBinaryGame

Table: TypeAlias = Any
"""Nested tuples or lists of numbers, fractions and arrays that broadcast together."""


def table(entries: Table, where: str = "table") -> npt.NDArray[Any]:
    r"""An array of shape ``(*B, ...)`` whose last axes are those of the nested table.

    Parameters
    ----------
    entries : nested tuples or lists
        Rows of one length, of numbers or of arrays that broadcast to one batch shape ``B``.

    Raises
    ------
    InvalidInput
        A ragged or empty table, entries that do not broadcast, symbols.

    Examples
    --------
    >>> table(((0, np.array([1.0, 2.0, 3.0])), (1, 0))).shape
    (3, 2, 2)
    """
    leaves: list[Any] = []
    shape = _walk(entries, (), leaves, where)
    arrays = [np.asarray(leaf) for leaf in leaves]
    try:
        batch = np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        shapes = ", ".join(sorted({str(a.shape) for a in arrays}))
        raise InvalidInput(f"{where}: entries of shapes {shapes} do not broadcast") from None
    exact = any(a.dtype == object for a in arrays)
    arrays = [np.broadcast_to(a.astype(object) if exact else a, batch) for a in arrays]
    return np.stack(arrays, axis=-1).reshape((*batch, *shape))


def _walk(entries: Any, place: tuple[int, ...], leaves: list[Any], where: str) -> tuple[int, ...]:
    """The shape below a place; the entries in order."""
    if not isinstance(entries, tuple | list):
        if not place:
            raise InvalidInput(f"{where}: {shown(entries)} is no table; give a tuple of entries")
        if reading(entries) not in ("scalar", "array"):
            raise InvalidInput(
                f"{where}: the entry at {place} is the symbol {shown(entries)}; a game needs "
                "numbers"
            )
        leaves.append(entries)
        return ()
    shapes = [_walk(part, (*place, k), leaves, where) for k, part in enumerate(entries)]
    if not shapes or any(s != shapes[0] for s in shapes):
        raise InvalidInput(
            f"{where}: the table is {'ragged' if shapes else 'empty'} at {place or 'its top'}; "
            "give rows of one length"
        )
    return (len(shapes), *shapes[0])


def bimatrix_game(
    A: Table,
    B: Table,
    *,
    players: Sequence[str] | None = None,
    actions: Sequence[Sequence[str]] | None = None,
) -> NormalFormGame:
    r"""Two-player games from the tables of formulas of both players' payoffs.

    Parameters
    ----------
    A, B : rows of entries
        What the row player and the column player get where row ``a`` meets column ``b``.

    Examples
    --------
    >>> temptation = np.linspace(1, 3, 5)
    >>> bimatrix_game(((2, 0), (temptation, 1)), ((2, temptation), (0, 1))).batch_shape
    (5,)
    """
    where = "bimatrix_game"
    first, second = table(A, f"{where}: A"), table(B, f"{where}: B")
    return NormalFormGame.from_bimatrix(first, second, players=players, actions=actions)


def table_game(
    *payoffs: Table,
    players: Sequence[str] | None = None,
    actions: Sequence[Sequence[str]] | None = None,
) -> NormalFormGame:
    """Games of any number of players from one table of formulas a player.

    Parameters
    ----------
    *payoffs : nested tables
        The payoffs of each player, nested in the order of the players' actions.

    Examples
    --------
    >>> contribute = np.array([1.0, 2.0])
    >>> each = (((contribute, 0), (0, 0)), ((0, 0), (0, 0)))
    >>> table_game(each, each, each).num_actions
    (2, 2, 2)
    """
    arrays = [table(t, f"table_game: payoffs of player {k + 1}") for k, t in enumerate(payoffs)]
    n = len(arrays)
    depths = {_depth(t) for t in payoffs}
    if n == 0 or depths != {n}:
        raise InvalidInput(
            f"table_game: {n} players, with tables nested {sorted(depths)} deep; give each of the "
            "N players a table nested N deep, one level for each player's actions"
        )
    sizes = {a.shape[a.ndim - n :] for a in arrays}
    if len(sizes) > 1:
        raise InvalidInput(f"table_game: tables of sizes {sorted(sizes)}; give all the same size")
    batches = [a.shape[: a.ndim - n] for a in arrays]
    try:
        batch = np.broadcast_shapes(*batches)
    except ValueError:
        raise InvalidInput(f"table_game: batch shapes {batches} do not broadcast") from None
    (size,) = sizes
    if any(a.dtype == object for a in arrays):
        arrays = [a.astype(object) for a in arrays]
    stacked = np.stack([np.broadcast_to(a, (*batch, *size)) for a in arrays], axis=len(batch))
    return NormalFormGame(stacked, players=n if players is None else players, actions=actions)


def _depth(entries: Table) -> int:
    depth = 0
    while isinstance(entries, tuple | list):
        entries, depth = entries[0], depth + 1
    return depth


def symmetric_binary_game(taking: Sequence[Any], leaving: Sequence[Any]) -> SymmetricBinaryGame:
    """Symmetric games of two actions from the payoffs for 0, ..., N - 1 others who take it."""
    where = "symmetric_binary_game"
    return SymmetricBinaryGame(
        table(taking, f"{where}: taking"), table(leaving, f"{where}: leaving")
    )


def linear_reply_game(
    intercepts: Sequence[Any],
    slopes: Sequence[Sequence[Any]],
    *,
    lower: Any = 0,
    upper: Any = np.inf,
    payoff: Callable[[int, Sequence[Any]], Any] | None = None,
    players: Sequence[str] | None = None,
) -> LinearReplyGame:
    """Games with linear best replies from formulas for intercepts and slopes.

    Parameters
    ----------
    intercepts, slopes : N entries, and N rows of N
        The best reply of player ``i`` is ``r_i + sum_j B_ij x_j`` within its bounds; the diagonal
        of the slopes is zero.
    lower, upper, payoff, players
        As :class:`LinearReplyGame` takes them.
    """
    where = "linear_reply_game"
    return LinearReplyGame(
        table(intercepts, f"{where}: intercepts"), table(slopes, f"{where}: slopes"),
        lower=lower, upper=upper, payoff=payoff, players=players,
    )  # fmt: skip


def packages_game(
    values: Table,
    *,
    members: Sequence[str] | None = None,
    issues: Sequence[str] | None = None,
) -> ConsensusPackages:
    """Negotiations by consensus from formulas: a row of issues' values for each member."""
    return ConsensusPackages(table(values, "packages_game: values"), members=members, issues=issues)
