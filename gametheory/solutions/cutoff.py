"""Equilibria of games in which a player acts if her type is on one side of a cutoff."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.cutoff import CutoffGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Array, Bools, Codes, Rows, Variables, pick
from gametheory.solutions.showing import show_number, show_table


@attrs.frozen(eq=False, repr=False)
class CutoffEquilibria(Rows):
    r"""Equilibria in cutoffs, a row each.

    Attributes
    ----------
    game : CutoffGame
        What was solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it; ``T``
        rows in all, which ascend by game and share. A game's first row is its least equilibrium and
        its last one its greatest.
    cutoff : (T, P)
        The type from which on (``per_type > 0``) or up to which each player acts; the first or last
        type where all or none of those act whose type matters.
    share : (T, P)
        Probability with which each acts, those who act whatever their type included.
    index : (T,) int8
        +1 where best replies to best replies lead back to the equilibrium (the cutoff falls by less
        than its best reply does), -1 where they lead away, 0 where this is so on one side only, and
        in a continuum. It sums to +1 over the equilibria of a game without a continuum.
    continuum : (T,) bool
        The row is an end of a continuum; the other end is the row before or after it.
    """

    game: CutoffGame
    rows: Ragged
    cutoff: Array
    share: Array
    index: npt.NDArray[np.int8]
    continuum: Bools
    _codes: Codes

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game."""
        return self._codes

    @property
    def is_exact(self) -> bool:
        """Whether cutoffs and shares are fractions."""
        return self.game.is_exact

    @property
    def regret(self) -> Array:
        """``(T,)`` the most that any type of any player gains by deviating, in units of payoff.

        Recomputed: shares from the cutoffs and the distribution, gains from the shares.
        """
        game = self.game.take(self.game_index)
        gain = game.gains(self.cutoff, game.shares(self.cutoff))
        low = np.stack([t.low for t in game.types], axis=-1)
        high = np.stack([t.high for t in game.types], axis=-1)
        upward = game.per_type > 0
        nobody = np.where(upward, self.cutoff >= high, self.cutoff <= low)
        everybody = np.where(upward, self.cutoff <= low, self.cutoff >= high)
        # The cutoff type is the least willing of those who act, and the most of those who do not.
        lost = np.where(nobody, gain, np.where(everybody, -gain, np.abs(gain)))
        return np.asarray(np.maximum(lost, 0 * lost).max(axis=-1))

    def profile(self, row: int) -> tuple[Array, Array]:
        """Cutoffs and shares in one row, both ``(P,)``."""
        t = self._row(row)
        return self.cutoff[t], self.share[t]

    def _at(self, games: npt.NDArray[np.int64]) -> CutoffEquilibria:
        part, rows = self.rows.take(games)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            rows=part,
            cutoff=self.cutoff[rows],
            share=self.share[rows],
            index=self.index[rows],
            continuum=self.continuum[rows],
            codes=pick(self._codes, len(self.batch_shape), games),
        )

    def _columns(self) -> dict[str, Array]:
        each = [f" of {name}" if len(self.game.players) > 1 else "" for name in self.game.players]
        named = {f"cutoff{of}": self.cutoff[:, i] for i, of in enumerate(each)}
        named |= {f"share{of}": self.share[:, i] for i, of in enumerate(each)}
        return {"game": self.game_index, **named, **self._facts()}

    def _facts(self) -> dict[str, Array]:
        return {"index": self.index, "continuum": self.continuum, "regret": self.regret}

    def _variables(self) -> tuple[Variables, Variables]:
        batch = self._batch_names()
        return {
            "game_index": ("equilibrium", self.game_index),
            "cutoff": (("equilibrium", "player"), self.cutoff),
            "share": (("equilibrium", "player"), self.share),
            **{name: ("equilibrium", values) for name, values in self._facts().items()},
            "count": (batch, self.counts),
            "status_code": (batch, self.status_code),
        }, {"player": list(self.game.players)}

    def _heading(self) -> str:
        games = f"{self.counts.size} games" if self.counts.ndim else "one game"
        whole = "complete" if bool(np.all(self.complete)) else "NOT complete for every game"
        return f"CutoffEquilibria({len(self)} in {games}, {whole})"

    def __str__(self) -> str:
        return show_table(self._heading(), len(self), self._line)

    def _line(self, t: int) -> str:
        where = f"game {self.game_index[t]}: " if self.counts.ndim else ""
        numbers = zip(self.game.players, self.cutoff[t], self.share[t], strict=True)
        said = "; ".join(
            f"{name} acts with probability {show_number(p)}, cutoff {show_number(x)}"
            for name, x, p in numbers
        )
        kind = {1: "", -1: "   (unstable)", 0: "   (stable from one side)"}[int(self.index[t])]
        return f"{where}{said}{'   (end of a continuum)' if self.continuum[t] else kind}"
