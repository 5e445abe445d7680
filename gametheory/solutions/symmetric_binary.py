"""Equilibria of symmetric games of many players with two actions."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Array, Codes, Rows, Variables, pick
from gametheory.solutions.showing import show_number, show_table
from gametheory.solutions.status import Status


@attrs.frozen(eq=False, repr=False)
class SymmetricBinaryEquilibria(Rows):
    r"""Symmetric equilibria, as rows with offsets, and pure equilibria by number of takers.

    Attributes
    ----------
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it; ``T``
        rows in all, which ascend by game and probability.
    probability : (T,) float64
        Everybody takes the action with this probability; 0 and 1 are the pure ones.
    payoff, regret : (T,) float64
        Everybody's payoff, and the most a player gains by a deviation, recomputed.
    slope : (T,) int8
        Sign of the change of the advantage of taking at a mixed equilibrium: -1 where it falls
        (more takers make taking less attractive; such equilibria are evolutionarily stable), +1
        where it rises, 0 where it only touches zero, and for pure equilibria.
    multiplicity : (T,) int64
        Multiplicity of the root, 1 if regular; 0 for pure equilibria.
    everywhere : (\*B) bool
        The two actions always pay the same, so that every probability is an equilibrium; only 0
        and 1 are listed then.
    pure_counts : (\*B, N + 1) bool
        Whether ``k`` takers and ``N - k`` leavers, whoever they are, form an equilibrium.
    """

    rows: Ragged
    probability: npt.NDArray[np.float64]
    payoff: npt.NDArray[np.float64]
    regret: npt.NDArray[np.float64]
    slope: npt.NDArray[np.int8]
    multiplicity: npt.NDArray[np.int64]
    everywhere: npt.NDArray[np.bool_]
    pure_counts: npt.NDArray[np.bool_]

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game."""
        return np.where(self.everywhere, Status.EVERYWHERE, Status.DONE).astype(np.int8)

    def profile(self, row: int) -> float:
        """The probability with which everybody takes the action in one row."""
        return float(self.probability[self._row(row)])

    def _at(self, games: npt.NDArray[np.int64]) -> SymmetricBinaryEquilibria:
        part, rows = self.rows.take(games)
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            rows=part,
            probability=self.probability[rows],
            payoff=self.payoff[rows],
            regret=self.regret[rows],
            slope=self.slope[rows],
            multiplicity=self.multiplicity[rows],
            everywhere=pick(self.everywhere, n, games),
            pure_counts=pick(self.pure_counts, n, games),
        )

    def _columns(self) -> dict[str, Array]:
        return {"game": self.game_index, **self._numbers()}

    def _numbers(self) -> dict[str, Array]:
        names = ("probability", "payoff", "regret", "slope", "multiplicity")
        return {name: getattr(self, name) for name in names}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "game_index": ("equilibrium", self.game_index),
            **{name: ("equilibrium", values) for name, values in self._numbers().items()},
            "count": (batch, self.counts),
            "pure": ((*batch, "takers"), self.pure_counts),
            "status_code": (batch, self.status_code),
        }, {"takers": np.arange(self.pure_counts.shape[-1])}

    def _heading(self) -> str:
        games = f"{self.counts.size} games" if self.counts.ndim else "one game"
        return f"SymmetricBinaryEquilibria({len(self)} symmetric in {games})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            where = f"game {self.game_index[t]}: " if self.counts.ndim else ""
            return (
                f"{where}everybody takes the action with probability "
                f"{show_number(self.probability[t])}   payoff {show_number(self.payoff[t])}"
            )

        shown = show_table(self._heading(), len(self), row)
        if not self.counts.ndim:
            takers = ", ".join(str(k) for k in np.flatnonzero(self.pure_counts))
            shown += f"\n  pure equilibria: {takers or 'no number of'} takers"
        return shown
