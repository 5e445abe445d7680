"""Outcomes other than lists of Nash equilibria, each with a status per game that is advice."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.games.normal_form import NormalFormGame
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import Ragged, RaggedRows
from gametheory.solutions import (
    Equilibria,
    show_number,
    show_profile,
    show_row,
    show_table,
)

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


class OutcomeStatus(IntEnum):
    """What is known of one game's outcome; ``advice`` says what to do next."""

    DONE = 0
    BRANCH = 1
    STEP_LIMIT = 2
    STALLED = 3
    UNRESOLVED = 4
    FLOATING = 5
    APPROXIMATE = 6
    ORDER = 7

    @property
    def advice(self) -> str:
        """One sentence for the user."""
        return _ADVICE[self]


_ADVICE = {
    OutcomeStatus.DONE: "complete: this is everything the function promises",
    OutcomeStatus.BRANCH: "the equilibria met on the principal branch; others may exist off it: "
    "look for branches that start at the bifurcations or at other Nash equilibria",
    OutcomeStatus.STEP_LIMIT: "stopped at the step limit before the end asked for; raise max_steps",
    OutcomeStatus.STALLED: "the branch could not be followed past a singular point; perturb the "
    "payoffs slightly, or stop before it with max_rationality",
    OutcomeStatus.UNRESOLVED: "rationality times the payoff range exceeds 1e12, where double "
    "precision cannot tell choice probabilities; use logit_branch(game).limit instead",
    OutcomeStatus.FLOATING: "solved in floating point although the payoffs are exact: the game is "
    "too large for the exact method; the recomputed slack says how well it holds",
    OutcomeStatus.APPROXIMATE: "the linear programme left a slack above rounding; rescale the "
    "payoffs to a similar magnitude or give them exactly",
    OutcomeStatus.ORDER: "what survives weak dominance can depend on the order of elimination; "
    "here all weakly dominated actions of all players go at once in each round",
}
_ADVICE_TEXT = np.array([s.advice for s in OutcomeStatus], dtype=object)


def advice(codes: npt.NDArray[np.int8]) -> Array:
    return np.asarray(_ADVICE_TEXT[codes])


def place(game: NormalFormGame, g: int) -> str:
    return f"game {g}: " if game.batch_shape else ""


def describe(game: NormalFormGame) -> str:
    return f"batch {game.batch_shape}" if game.batch_shape else "one game"


@attrs.frozen(eq=False, repr=False)
class LogitEquilibria(ReadOnlyArrays):
    r"""Logit quantal response equilibria of each game at each rationality, as rows with offsets.

    Cells are (game, rationality) pairs, shape ``(\*B, \*L)`` for games of batch shape ``B`` and
    rationalities of shape ``L``; rows are ordered by cell, then lexicographically in strategies.

    Attributes
    ----------
    game : NormalFormGame
    rationality : (\*L)
        The rationalities asked for, in units of 1 / payoff.
    cells : Ragged
        Which rows are whose: ``counts (\*B, \*L)``, ``offsets`` and ``cell_index (T,)`` read it.
    strategies : tuple of N arrays (T, m_i)
    payoffs : (T, N)
    residual : (T,)
        Largest distance of a choice probability from the logit response to the others, recomputed
        from the payoffs: the certificate of the row.
    regret : (T,)
        The most any player gains by a unilateral deviation (a Nash equilibrium has 0).
    principal : (T,) bool
        Whether the row lies on the branch that starts at the centroid.
    complete : (\*B, \*L) bool
        Whether every logit equilibrium is listed (2x2 games, and rationality 0).
    status_code : (\*B, \*L) int8
    """

    game: NormalFormGame
    rationality: Floats
    cells: Ragged
    strategies: tuple[Floats, ...]
    payoffs: Floats
    residual: Floats
    regret: Floats
    principal: npt.NDArray[np.bool_]
    complete: npt.NDArray[np.bool_]
    status_code: npt.NDArray[np.int8]

    @property
    def counts(self) -> Indices:
        r"""``(\*B, \*L)``: rows of each cell."""
        return self.cells.counts

    @property
    def offsets(self) -> Indices:
        """Row ``offsets[c]`` is the first of flattened cell ``c``."""
        return self.cells.offsets

    @property
    def cell_index(self) -> Indices:
        r"""``(T,)``: position of each row's cell in the flattened ``(\*B, \*L)``."""
        return self.cells.owners

    @property
    def game_index(self) -> Indices:
        """``(T,)``: position of each row's game in the flattened batch."""
        return self.cell_index // max(1, self.rationality.size)

    @property
    def rationality_of_row(self) -> Floats:
        """``(T,)``: the rationality each row belongs to."""
        return self.rationality.ravel()[self.cell_index % max(1, self.rationality.size)]

    @property
    def status(self) -> Array:
        """``(*B, *L)`` strings: what is known of each cell and what to do next."""
        return advice(self.status_code)

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[tuple[Floats, ...]]:
        return (tuple(s[t] for s in self.strategies) for t in range(len(self)))

    def __repr__(self) -> str:
        return (
            f"LogitEquilibria({len(self)} in {describe(self.game)}, "
            f"{self.rationality.size} rationalities)"
        )

    def __str__(self) -> str:
        def row(t: int) -> str:
            return (
                f"{place(self.game, self.game_index[t])}"
                f"rationality {show_number(self.rationality_of_row[t])}: "
                f"{show_profile(s[t] for s in self.strategies)}   "
                f"payoffs ({show_row(self.payoffs[t])})"
            )

        return show_table(repr(self), len(self), row)


@attrs.frozen(eq=False, repr=False)
class LogitBranch(RaggedRows):
    r"""The principal branch of logit equilibria of each game, from the centroid onwards.

    Attributes
    ----------
    game : NormalFormGame
    rows : Ragged
        Points kept for each game: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    rationality : (T,)
        Along the branch; it falls between two turning points.
    strategies : tuple of N arrays (T, m_i)
    payoffs : (T, N)
    residual, regret : (T,)
        As in :class:`LogitEquilibria`.
    turning_points : (K, 2)
        Rows (flattened game, rationality) where the branch turns back or forth.
    bifurcations : (K, 2)
        Rows (flattened game, rationality) where other branches cross; the principal branch is
        taken to be the one that goes straight on.
    limit : Equilibria
        One profile per game: the Nash equilibrium next to the branch's end, with its regret; where
        none could be confirmed there, the end point itself (its regret says how far it is).
    status_code : (\*B) int8
    """

    game: NormalFormGame
    rows: Ragged
    rationality: Floats
    strategies: tuple[Floats, ...]
    payoffs: Floats
    residual: Floats
    regret: Floats
    turning_points: Floats
    bifurcations: Floats
    limit: Equilibria
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings: how each branch ended and what to do next."""
        return advice(self.status_code)

    def __repr__(self) -> str:
        return (
            f"LogitBranch({len(self)} points in {describe(self.game)}, "
            f"{len(self.turning_points)} turning points, {len(self.bifurcations)} bifurcations)"
        )

    def __str__(self) -> str:
        return "\n".join([f"{self!r}; limit:", *str(self.limit).splitlines()[1:]])


@attrs.frozen(eq=False, repr=False)
class CorrelatedEquilibria:
    r"""One correlated (or coarse correlated) equilibrium per game, best for an objective.

    Attributes
    ----------
    game : NormalFormGame
    kind : {"correlated", "coarse"}
    distribution : (\*B, m_1, ..., m_N)
        Probability of each action profile; fractions where the payoffs are exact.
    payoffs : (\*B, N)
    value : (\*B)
        The objective at the distribution.
    gain : (\*B)
        The certificate, recomputed from the payoffs: the most any player gains, over all profiles,
        by disobeying one recommendation (``coarse``: by ignoring them all). At most 0 when exact.
    status_code : (\*B) int8
    """

    game: NormalFormGame
    kind: str
    distribution: Array
    payoffs: Array
    value: Array
    gain: Array
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings."""
        return advice(self.status_code)

    def marginal(self, player: int) -> Array:
        r"""``(\*B, m_i)``: how often each action is recommended to a player."""
        n = self.game.num_players
        lead = self.distribution.ndim - n
        axes = tuple(lead + j for j in range(n) if j != player)
        return np.asarray(self.distribution.sum(axis=axes))

    def __repr__(self) -> str:
        return f"CorrelatedEquilibria({self.kind}, {describe(self.game)})"

    def __str__(self) -> str:
        game, n = self.game, self.game.num_players
        tables = self.distribution.reshape((game.num_games, *game.num_actions))
        payoffs, values = self.payoffs.reshape(-1, n), np.ravel(self.value)
        lines = [
            f"{place(game, g)}value {show_number(values[g])}   payoffs ({show_row(payoffs[g])})"
            for g in range(game.num_games)
        ]
        if not game.batch_shape:
            for profile in np.argwhere(tables[0] != 0):
                names = [a[k] for a, k in zip(game.actions, profile, strict=True)]
                lines.append(f"{' | '.join(names)}   with {show_number(tables[0][tuple(profile)])}")
        return show_table(repr(self), len(lines), lines.__getitem__)


@attrs.frozen(eq=False, repr=False)
class EvolutionarilyStable(RaggedRows):
    r"""Every evolutionarily stable strategy of each symmetric two-player game.

    Attributes
    ----------
    game : NormalFormGame
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (T,)`` read it.
    strategies : (T, n)
        Ordered by game, then lexicographically; fractions where the payoffs are exact.
    payoffs : (T,)
        What the strategy earns against itself.
    best_replies : (T, n) bool
        All pure best replies to the strategy, its support among them.
    regret : (T,)
        The most a pure mutant gains against the strategy, recomputed from the payoffs.
    status_code : (\*B) int8
    """

    game: NormalFormGame
    rows: Ragged
    strategies: Array
    payoffs: Array
    best_replies: npt.NDArray[np.bool_]
    regret: Array
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings."""
        return advice(self.status_code)

    def __iter__(self) -> Iterator[Array]:
        return iter(self.strategies)

    def __repr__(self) -> str:
        return f"EvolutionarilyStable({len(self)} in {describe(self.game)})"

    def __str__(self) -> str:
        def row(t: int) -> str:
            strategy = show_row(self.strategies[t], " ")
            where = place(self.game, self.game_index[t])
            return f"{where}{strategy}   payoff {show_number(self.payoffs[t])}"

        return show_table(repr(self), len(self), row)


@attrs.frozen(eq=False, repr=False)
class Commitment:
    r"""What a leader commits to in each two-player game, and the reply it obtains.

    Attributes
    ----------
    game : NormalFormGame
    leader : int
    kind : {"mixed", "pure"}
    tie : {"strong", "weak"}
        Whether an indifferent follower does what is best or worst for the leader.
    strategy : (\*B, m_leader)
    reply : (\*B) int64
        The follower's action.
    payoffs : (\*B, 2)
        Player 1's and player 2's payoff, recomputed.
    follower_regret : (\*B)
        The most the follower would gain by another action against the strategy as stored; 0 up to
        rounding (exactly 0 for exact payoffs).
    status_code : (\*B) int8
    """

    game: NormalFormGame
    leader: int
    kind: str
    tie: str
    strategy: Array
    reply: Indices
    payoffs: Array
    follower_regret: Array
    status_code: npt.NDArray[np.int8]

    @property
    def status(self) -> Array:
        """``(*B)`` strings."""
        return advice(self.status_code)

    @property
    def follower(self) -> int:
        """The other player."""
        return 1 - self.leader

    def __repr__(self) -> str:
        return (
            f"Commitment({self.kind}, {self.tie}, leader "
            f"{self.game.players[self.leader]!r}, {describe(self.game)})"
        )

    def __str__(self) -> str:
        game = self.game
        strategies = self.strategy.reshape(game.num_games, game.num_actions[self.leader])
        payoffs, names = self.payoffs.reshape(-1, 2), game.actions[self.follower]

        def row(g: int) -> str:
            return (
                f"{place(game, g)}{game.players[self.leader]} commits to "
                f"{show_row(strategies[g], ' ')}; {game.players[self.follower]} replies "
                f"{names[int(self.reply.flat[g])]}   payoffs ({show_row(payoffs[g])})"
            )

        return show_table(repr(self), game.num_games, row)
