"""Packages of issues by consensus, or the weights that prove that there are none."""

from __future__ import annotations

from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Answer, Bools, Codes, Rows, Variables, pick
from gametheory.solutions.showing import show_row, show_table
from gametheory.solutions.status import Status

Array = npt.NDArray[Any]
Which = Literal["weights", "shares", "subset"]


@attrs.frozen(eq=False, repr=False)
class MutualGains(Answer):
    r"""For each game a package that all agree to, or the members' weights that rule one out.

    Gains and surplus are recomputed from the values. A referee needs two rows of sums:

    - if every member's gain is positive, the package is one from which all gain;
    - if no issue's surplus is positive, there is no such package: whatever is adopted, the weighted
      gains add up to nothing or less. If besides every surplus is negative, or every member's
      weight positive, nobody gains without another's loss.

    Attributes
    ----------
    game : ConsensusPackages
    which : {"weights", "shares", "subset"}
        What packages were allowed.
    package : (\*B, K)
        Of each issue: a part of a sum of 1, a share in [0, 1], or 0 or 1. The largest least gain
        of those who gain; zeros where there is no package.
    member_weights : (\*B, N)
        Nonnegative, of sum 1: the certificate.
    gaining : (\*B, N) bool
        Which members gain from the package, settled exactly also where floats round.
    rounded : (\*B) bool
        Games of floats that rounding could have decided: their status was settled in whole numbers,
        and the package and weights rounded, so that a gain or surplus may miss the side of zero it
        belongs to by a rounding. ``game.to_exact()`` asks for the unrounded ones.
    """

    game: ConsensusPackages
    which: Which
    package: Array
    member_weights: Array
    gaining: Bools
    rounded: Bools
    _codes: Codes

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game."""
        return self._codes

    @property
    def is_exact(self) -> bool:
        """Whether packages and weights are fractions."""
        return self.package.dtype == object

    @property
    def exists(self) -> Bools:
        r"""``(\*B)`` whether a package exists from which every member gains."""
        return np.asarray(self._codes == Status.ALL_GAIN)

    @property
    def gains(self) -> Array:
        r"""``(\*B, N)`` what the package is worth to each member, in the members' units."""
        return _added_up(self.game.values, self.package[..., None, :])

    @property
    def gain(self) -> Any:
        r"""``(\*B)`` the least gain of a member."""
        return self.gains.min(axis=-1)

    @property
    def surplus(self) -> Array:
        r"""``(\*B, K)`` what each issue is worth in sum at the members' weights."""
        turned = np.swapaxes(self.game.values, -1, -2)
        return _added_up(turned, self.member_weights[..., None, :])

    @property
    def ceiling(self) -> Any:
        r"""``(\*B)`` what no package exceeds as least gain, by the members' weights.

        The largest surplus of an issue where the package is a part of a sum of 1; otherwise the sum
        of the positive surpluses, and zero where no surplus is positive.
        """
        surplus = self.surplus
        if self.which == "weights":
            return surplus.max(axis=-1)
        return np.maximum(surplus, 0 * surplus).sum(axis=-1)

    def _at(self, games: npt.NDArray[np.int64]) -> MutualGains:
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            package=pick(self.package, n, games),
            member_weights=pick(self.member_weights, n, games),
            gaining=pick(self.gaining, n, games),
            rounded=pick(self.rounded, n, games),
            codes=pick(self._codes, n, games),
        )

    def _flat(self, values: Array) -> Array:
        return values.reshape(self.game.num_games, values.shape[-1])

    def _columns(self) -> dict[str, Array]:
        columns: dict[str, Array] = {"game": np.arange(self.game.num_games)}
        for what, names, values in (
            ("part", self.game.issues, self.package),
            ("gain", self.game.members, self.gains),
            ("weight", self.game.members, self.member_weights),
            ("surplus", self.game.issues, self.surplus),
        ):
            named = (f"{what} {name}" for name in names)
            columns |= zip(named, self._flat(values).T, strict=True)
        return columns | {"exists": np.ravel(self.exists)}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "package": ((*batch, "issue"), self.package),
            "gains": ((*batch, "member"), self.gains),
            "member_weights": ((*batch, "member"), self.member_weights),
            "surplus": ((*batch, "issue"), self.surplus),
            "gaining": ((*batch, "member"), self.gaining),
            "exists": (batch, self.exists),
            "status_code": (batch, self.status_code),
        }, {"member": list(self.game.members), "issue": list(self.game.issues)}

    def _heading(self) -> str:
        return f"MutualGains({_games(self)}, {self.which})"

    def __str__(self) -> str:
        codes = np.ravel(self._codes)
        package, gains = self._flat(self.package), self._flat(self.gains)
        weights, surplus = self._flat(self.member_weights), self._flat(self.surplus)

        def row(g: int) -> str:
            where = f"game {g}: " if self.batch_shape else ""
            agreed = f"package {show_row(package[g], ' ')}, gains {show_row(gains[g], ' ')}"
            proof = f"weights {show_row(weights[g], ' ')}, surplus {show_row(surplus[g], ' ')}"
            if codes[g] == Status.ALL_GAIN:
                return f"{where}all gain: {agreed}"
            if codes[g] == Status.SOME_GAIN:
                return f"{where}some gain: {agreed}; {proof}"
            if codes[g] == Status.NO_PACKAGE:
                return f"{where}no package: {proof}"
            return f"{where}no package of whole issues"

        return show_table(self._heading(), len(codes), row, _legend(self.game))


@attrs.frozen(eq=False, repr=False)
class MinimalPackages(Rows):
    r"""The least sets of issues that suffice for all to gain, and who stands in the way.

    Attributes
    ----------
    game : ConsensusPackages
    which : {"weights", "shares", "subset"}
        What packages were allowed.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it; ``T``
        rows in all, by game, size and order of issues.
    issues : (T, K) bool
        A set of issues of which a package for all can be made, and no smaller part of it will do.
    pivotal_members : (\*B, N) bool
        Not all can gain together, but all others can without this one.
    """

    game: ConsensusPackages
    which: Which
    rows: Ragged
    issues: Bools
    pivotal_members: Bools

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game."""
        return np.where(self.counts > 0, Status.DONE, Status.NONE_FOUND).astype(np.int8)

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """``(T,)`` number of issues of each set."""
        return np.asarray(self.issues.sum(axis=1), dtype=np.int64)

    @property
    def smallest(self) -> npt.NDArray[np.int64]:
        r"""``(\*B)`` the smallest number of issues that suffices, 0 where none does."""
        out = np.zeros(self.counts.size, dtype=np.int64)
        some = np.flatnonzero(np.ravel(self.counts))
        out[some] = self.sizes[self.offsets[:-1][some]]  # sets ascend by size
        return out.reshape(self.counts.shape)

    @property
    def pivotal_issues(self) -> Bools:
        r"""``(\*B, K)`` whether no package for all can do without the issue; False where none is.

        Issues adopted whole may also be too many: this asks only for membership in every set.
        """
        n = self.issues.shape[1]
        missing = np.zeros((self.counts.size, n), dtype=np.int64)
        np.add.at(missing, self.game_index, ~self.issues)
        has = np.ravel(self.counts)[:, None] > 0
        return np.asarray((missing == 0) & has).reshape((*self.counts.shape, n))

    def profile(self, row: int) -> tuple[str, ...]:
        """The names of the issues of one set."""
        chosen = self.issues[self._row(row)]
        return tuple(n for n, c in zip(self.game.issues, chosen, strict=True) if c)

    def _at(self, games: npt.NDArray[np.int64]) -> MinimalPackages:
        part, rows = self.rows.take(games)
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            rows=part,
            issues=self.issues[rows],
            pivotal_members=pick(self.pivotal_members, n, games),
        )

    def _columns(self) -> dict[str, Array]:
        named = (f"issue {name}" for name in self.game.issues)
        return {
            "game": self.game_index,
            **dict(zip(named, self.issues.T, strict=True)),
            "size": self.sizes,
        }

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "game_index": ("package", self.game_index),
            "issues": (("package", "issue"), self.issues),
            "count": (batch, self.counts),
            "smallest": (batch, self.smallest),
            "pivotal_members": ((*batch, "member"), self.pivotal_members),
            "pivotal_issues": ((*batch, "issue"), self.pivotal_issues),
            "status_code": (batch, self.status_code),
        }, {"member": list(self.game.members), "issue": list(self.game.issues)}

    def _heading(self) -> str:
        return f"MinimalPackages({len(self)} in {_games(self)}, {self.which})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.batch_shape else ""
            return where + ", ".join(self.profile(t))

        shown = show_table(self._heading(), len(self), row)
        if not self.batch_shape and self.pivotal_members.any():
            names = [m for m, p in zip(self.game.members, self.pivotal_members, strict=True) if p]
            shown += _visible_line(f"without this member all others can gain: {', '.join(names)}")
        return shown


def _visible_line(text: str) -> str:
    return show_table("", 1, lambda _: text)


def _games(answer: MutualGains | MinimalPackages) -> str:
    game = answer.game
    size = f"{game.num_members} members, {game.num_issues} issues"
    return f"batch {game.batch_shape} of {size}" if game.batch_shape else f"one game of {size}"


def _legend(game: ConsensusPackages) -> str:
    named = (("members", game.members), ("issues", game.issues))
    return "; ".join(f"{what} {', '.join(names)}" for what, names in named)


def _added_up(values: Array, factors: Array) -> Array:
    """Sums of products along the last axis, in its order whatever the batch."""
    if values.dtype == np.int64 and factors.dtype == object:
        values = values.astype(object)
    with np.errstate(over="ignore", invalid="ignore"):
        total = values[..., 0] * factors[..., 0]
        for k in range(1, values.shape[-1]):
            total = total + values[..., k] * factors[..., k]
    return np.asarray(total)
