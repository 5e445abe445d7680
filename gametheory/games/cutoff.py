"""Games in which a player acts if her private type is on one side of a cutoff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, instance, labels
from gametheory.errors import InvalidInput
from gametheory.games.labels import numbered
from gametheory.games.payoffs import as_floats, as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.games.type_distribution import TypeDistribution
from gametheory.ragged import positions

Array = npt.NDArray[Any]

_WHERE = "CutoffGame"
_NAMES = ("constant", "per_type", "per_share", "always", "never")


@attrs.frozen(eq=False, repr=False, init=False)
class CutoffGame(ReadOnlyArrays):
    r"""Two players, or many in one position, act or wait; each knows her own type only.

    A player of type :math:`t` who expects others to act with probability (or in a share)
    :math:`q` gains :math:`a + b t + c q` by acting over waiting, with :math:`c \ge 0` (strategic
    complements): acting draws others in. So she acts if :math:`b t \ge -(a + c q)`, from a cutoff
    upward where :math:`b > 0` and up to a cutoff where :math:`b < 0`.

    Parameters
    ----------
    types : TypeDistribution
        Of every player's type, independently.
    constant, per_type, per_share : array_like, shape (\*B)
        :math:`a`, :math:`b \ne 0` and :math:`c \ge 0`, in units of payoff.
    always, never : array_like, shape (\*B)
        Probabilities that a player acts, or waits, whatever her type; 0 by default.

    Attributes
    ----------
    types : tuple of P TypeDistribution
        One for players in one position, two made by :meth:`of_two`.
    constant, per_type, per_share, always, never : arrays, shape (\*B, P)

    Raises
    ------
    InvalidInput
        NaN, infinity, shapes that do not fit, :math:`b = 0`, :math:`c < 0`, probabilities out of
        range.

    Notes
    -----
    Players in one position have no equilibria but symmetric ones: if the first acted less often
    than the second, :math:`p_1 < p_2`, then best replies, which rise in what the other does, would
    have :math:`p_1 = R(p_2) \ge R(p_1) = p_2`.

    Integers, :class:`fractions.Fraction` and SymPy rationals are exact and stay exact with types
    that are distributed piecewise linearly.

    In a global game whose types are what players believe of a common state, :math:`q` is what the
    cutoff type believes of the others, and ``types`` its distribution as that type sees it.

    References
    ----------
    S. Baliga and T. Sjöström, Arms races and negotiations, Review of Economic Studies 71 (2004).
    H. Carlsson and E. van Damme, Global games and equilibrium selection, Econometrica 61 (1993).

    Examples
    --------
    States arm if the cost of arming is below the gain from it, which rises with the chance that the
    other arms; one in twenty arms at any cost:

    >>> import gametheory as gt
    >>> costs = gt.TypeDistribution.uniform(0.3, 1.5)
    >>> race = gt.CutoffGame(costs, constant=0.2, per_type=-1, per_share=0.8, always=0.05)
    >>> gt.cutoff_equilibria(race).share.tolist()
    [[0.05]]
    """

    types: tuple[TypeDistribution, ...]
    constant: Array
    per_type: Array
    per_share: Array
    always: Array
    never: Array
    players: Labels

    def __init__(
        self,
        types: TypeDistribution,
        *,
        constant: npt.ArrayLike,
        per_type: npt.ArrayLike,
        per_share: npt.ArrayLike,
        always: npt.ArrayLike = 0,
        never: npt.ArrayLike = 0,
    ) -> None:
        instance(
            types,
            TypeDistribution,
            f"{_WHERE}: types",
            "TypeDistribution.uniform(low, high) is one",
        )
        given = dict(zip(_NAMES, (constant, per_type, per_share, always, never), strict=True))
        read = {name: as_payoff_array(v, f"{_WHERE}: {name}") for name, v in given.items()}
        shapes = {"types": types.batch_shape, **{name: v.shape for name, v in read.items()}}
        try:
            batch = np.broadcast_shapes(*shapes.values())
        except (ValueError, RuntimeError):  # the latter beyond 32 axes
            told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
            raise InvalidInput(
                f"{_WHERE}: batch shapes {told} do not broadcast; "
                "give shapes that do, of at most 32 axes"
            ) from None
        _check(read)
        numbers = {name: np.broadcast_to(v, batch)[..., None] for name, v in read.items()}
        self._keep((types.broadcast_to(batch),), numbers, ("each",))

    def _keep(
        self, types: tuple[TypeDistribution, ...], numbers: dict[str, Array], players: Labels
    ) -> None:
        """Set everything, in floats if anything is."""
        if not all(t.is_exact for t in types) or any(
            v.dtype == np.float64 for v in numbers.values()
        ):
            types = tuple(t.in_floats() for t in types)
            numbers = {name: as_floats(v, f"{_WHERE}: {name}") for name, v in numbers.items()}
        for name, values in numbers.items():
            numbers[name] = values.view()
            numbers[name].flags.writeable = False
        a, b, c, always, never = (numbers[name] for name in _NAMES)
        self.__attrs_init__(types, a, b, c, always, never, players)

    @classmethod
    def of_two(
        cls, first: CutoffGame, second: CutoffGame, *, players: Sequence[str] | None = None
    ) -> CutoffGame:
        """Two players in different positions, each described by a game of one position.

        Raises
        ------
        InvalidInput
            Batches that do not broadcast, types that are not distributed piecewise linearly.
        """
        where = f"{_WHERE}.of_two"
        for name, part in (("first", first), ("second", second)):
            instance(part, CutoffGame, f"{where}: {name}")
            if len(part.types) != 1:
                raise InvalidInput(
                    f"{where}: {name} is of two players; give a game of one position"
                )
            if part.types[0].family != "piecewise linear":
                raise InvalidInput(
                    f"{where}: types of {name} are {part.types[0].family}; players in different "
                    "positions need TypeDistribution.uniform or .piecewise_linear"
                )
        try:
            batch = np.broadcast_shapes(first.batch_shape, second.batch_shape)
        except ValueError:
            raise InvalidInput(
                f"{where}: batch shapes {first.batch_shape} and {second.batch_shape} "
                "do not broadcast; give shapes that do"
            ) from None
        names = numbered(2) if players is None else labels(players, f"{where}: players", 2)
        both = {
            name: np.stack(
                [np.broadcast_to(getattr(g, name)[..., 0], batch) for g in (first, second)], axis=-1
            )
            for name in _NAMES
        }
        game = cls.__new__(cls)
        game._keep(tuple(g.types[0].broadcast_to(batch) for g in (first, second)), both, names)
        return game

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.constant.shape[:-1]

    @property
    def num_positions(self) -> int:
        """1 for players in one position, 2 for two players in different ones."""
        return len(self.types)

    @property
    def is_exact(self) -> bool:
        """Whether numbers are integers or fractions."""
        return self.constant.dtype != np.float64

    def shares(self, cutoffs: npt.ArrayLike) -> Array:
        r"""``(\*B, P)`` probability that each acts who uses a cutoff of ``cutoffs`` (\*B, P)."""
        x = self._profile(cutoffs, "shares")
        out = []
        for i, types in enumerate(self.types):
            below = types.cumulative_at(x[..., i])
            acts = np.where(self.per_type[..., i] > 0, 1 - below, below)
            free = 1 - self.always[..., i] - self.never[..., i]
            out.append(self.always[..., i] + free * acts)
        return np.stack(out, axis=-1)

    def gains(self, types: npt.ArrayLike, shares: npt.ArrayLike) -> Array:
        r"""What types (\*B, P) gain by acting if the others act with probability ``shares``."""
        t, q = self._profile(types, "gains"), self._profile(shares, "gains")
        return np.asarray(self.constant + self.per_type * t + self.per_share * q[..., ::-1])

    def _profile(self, values: npt.ArrayLike, method: str) -> Array:
        where = f"{_WHERE}.{method}"
        array = as_payoff_array(values, where)
        shape = self.constant.shape
        try:
            whole = np.broadcast_shapes(array.shape, shape)
        except (ValueError, RuntimeError):
            whole = (-1,)
        if whole[-1] != shape[-1]:
            raise InvalidInput(f"{where}: shape {array.shape}; expected {shape}")
        return np.broadcast_to(array, whole)

    def __getitem__(self, key: Any) -> CutoffGame:
        """Games at batch index ``key``."""
        return self.take(positions(self.batch_shape, key, _WHERE))

    def take(self, positions: npt.ArrayLike) -> CutoffGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        picked, p = np.asarray(positions, dtype=np.int64), self.num_positions
        numbers = {name: getattr(self, name).reshape(-1, p)[picked] for name in _NAMES}
        game = object.__new__(CutoffGame)
        game._keep(tuple(t.take(picked) for t in self.types), numbers, self.players)
        return game

    def __repr__(self) -> str:
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        who = "players in one position" if self.num_positions == 1 else f"players {self.players}"
        return f"{_WHERE}({who}, {self.types[0].family} types{batch})"


def _check(read: dict[str, Array]) -> None:
    always, never = read["always"], read["never"]
    for name, right, must in (
        ("per_type", read["per_type"] != 0, "must not be 0: a type has to matter"),
        ("per_share", read["per_share"] >= 0, "must be at least 0: complements only"),
        ("always", (always >= 0) & (always < 1), "must be at least 0 and below 1"),
        ("never", (never >= 0) & (never < 1), "must be at least 0 and below 1"),
    ):
        wrong = np.argwhere(~np.asarray(right, dtype=np.bool_))
        if len(wrong):
            place = tuple(int(k) for k in wrong[0])
            at = f" at index {place}" if place else ""
            raise InvalidInput(f"{_WHERE}: {name}{at} is {read[name][place]}; it {must}")
    if not np.all(always + never < 1):
        raise InvalidInput(f"{_WHERE}: always and never add up to 1 or more; they must not")
