"""What is known of one game's answer, and what to do next."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt


class Status(IntEnum):
    """What is known of one game's answer; ``advice`` says it in a sentence and what to do next."""

    # Lists of equilibria.
    ALL = 0
    ALL_EXTREME = 1
    SOME = 2
    CURVED = 3
    PURE = 4
    NONE_FOUND = 5
    # One equilibrium.
    ONE = 6
    ONE_LOGIT = 7
    NOT_REACHED = 8
    PIVOT_LIMIT = 9
    # Logit equilibria and other outcomes.
    DONE = 10
    BRANCH = 11
    STEP_LIMIT = 12
    STALLED = 13
    UNRESOLVED = 14
    FLOATING = 15
    APPROXIMATE = 16
    ORDER = 17
    # Games with linear best replies.
    UNIQUE = 18
    ALL_FACES = 19
    CONTINUUM = 20
    NONE_EXISTS = 21
    RUNAWAY = 22
    NOT_GUARANTEED = 23
    # Trees.
    ALL_PURE_PERFECT = 24
    ALL_PERFECT = 25
    SOME_PERFECT = 26
    FORGETFUL = 27
    ABSENT_MINDED = 28
    TRUNCATED = 29
    ALL_PLAYS = 30
    SOME_PLAYS = 31
    ONE_OF_TREE = 32
    # Lists of which some rows were taken, and other answers.
    SELECTED = 33
    EVERYWHERE = 34
    FOLLOWED = 35
    PATH_LIMIT = 36
    # Signalling games.
    ALL_SIGNALLING = 37
    ALL_PLAY_CORNERS = 38
    CORNERS_REFINED = 39
    PURE_SIGNALLING = 40
    ALL_REFINED = 41
    # Cutoffs.
    TOUCHING = 42
    # Consensus packages.
    ALL_GAIN = 43
    SOME_GAIN = 44
    NO_PACKAGE = 45
    NO_WHOLE_PACKAGE = 46

    @property
    def advice(self) -> str:
        """One sentence for the user."""
        return _ADVICE[self]

    @property
    def complete(self) -> bool:
        """Whether the answer is everything that its function promises."""
        return self not in _LACKING

    @property
    def whole(self) -> bool:
        """Whether nothing that could be listed is missing, not only what was asked for."""
        return self.complete and self not in _ASKED


_ADVICE = {
    Status.ALL: "complete: every equilibrium is listed",
    Status.ALL_EXTREME: "complete: the game is degenerate and every extreme equilibrium is listed; "
    "nash_components(game) joins them into the continua they span",
    Status.SOME: "isolated equilibria that could be certified; others may exist: part of the "
    "strategies was neither excluded nor resolved, as at every continuum and every tie of an "
    "action not in use; nash_equilibria(game, max_cells=...) looks longer",
    Status.CURVED: "equilibria that could be certified; others exist: a continuum of equilibria is "
    "bounded by a curved surface and not spanned by extreme points; those listed are some of its "
    "corners",
    Status.PURE: "complete for pure strategies; mixed equilibria were not looked for",
    Status.NONE_FOUND: "no equilibrium of the kind asked for exists in this game",
    Status.ONE: "one equilibrium, as asked; there may be others: nash_equilibria(game) lists them "
    "for games small enough",
    Status.ONE_LOGIT: "one equilibrium, as asked: the limit of a logit branch, polished; regret is "
    "recomputed from the payoffs; there may be others: nash_equilibria(game) lists them for "
    "games small enough",
    Status.NOT_REACHED: "none found, although every finite game has one: neither a search of the "
    "strategies nor the logit branch came to an equilibrium that could be certified",
    Status.PIVOT_LIMIT: "stopped at the pivot limit without an equilibrium; raise max_pivots",
    Status.DONE: "complete: this is everything the function promises",
    Status.BRANCH: "the equilibria met on the principal branch; others may exist off it: "
    "look for branches that start at the bifurcations or at other Nash equilibria",
    Status.STEP_LIMIT: "stopped at the step limit before the end asked for; raise max_steps",
    Status.STALLED: "the branch could not be followed past a singular point; perturb the "
    "payoffs slightly, or stop before it with max_rationality",
    Status.UNRESOLVED: "rationality times the payoff range exceeds 1e12, where double "
    "precision cannot tell choice probabilities; use logit_branch(game).limit instead",
    Status.FLOATING: "solved in floating point although the payoffs are exact: the game is "
    "too large for the exact method; the recomputed slack says how well it holds",
    Status.APPROXIMATE: "the linear programme left a slack above rounding; rescale the "
    "payoffs to a similar magnitude or give them exactly",
    Status.ORDER: "what survives weak dominance can depend on the order of elimination; "
    "here all weakly dominated actions of all players go at once in each round",
    Status.UNIQUE: "exactly one equilibrium, whatever the intercepts: every principal "
    "minor of I - slopes is positive",
    Status.ALL_FACES: "complete: every face of the action box was solved; another intercept may "
    "have more equilibria or none, since I - slopes is not a P-matrix",
    Status.CONTINUUM: "a continuum of equilibria, its extreme points listed: slopes are "
    "exactly critical; move a parameter to see which side the case belongs to",
    Status.NONE_EXISTS: "no equilibrium exists: every face of the action box was solved; finite "
    "upper bounds would bring one into being",
    Status.RUNAWAY: "no equilibrium exists: actions feed on each other without bound "
    "(spectral radius of slopes at least 1); give finite upper bounds or lower the slopes",
    Status.NOT_GUARANTEED: "nothing is guaranteed: I - slopes is not a P-matrix and there "
    "are too many faces to try; lower the slopes, or split the game",
    Status.ALL_PURE_PERFECT: "complete: every pure subgame-perfect equilibrium is listed",
    Status.ALL_PERFECT: "complete: every pure subgame-perfect equilibrium is listed, and of "
    "subgames with imperfect information every extreme equilibrium",
    Status.SOME_PERFECT: "every pure equilibrium is listed, but a subgame with imperfect "
    "information is too large or has too many players for all its mixed ones to be promised",
    Status.FORGETFUL: "a player has imperfect recall: pure equilibria are listed; mixed ones "
    "were not looked for where she forgets, since no behaviour strategy need play like them",
    Status.ABSENT_MINDED: "a player is absent-minded (a play meets an information set of hers "
    "twice): pure profiles are listed that no pure deviation beats; a behaviour strategy that "
    "draws anew each time may do better, and mixed equilibria were not looked for",
    Status.TRUNCATED: "stopped at the limit of equilibria: those listed are equilibria, there "
    "are more; raise max_equilibria",
    Status.ALL_PLAYS: "complete: every extreme equilibrium of the reduced strategic form, those "
    "that play alike listed once; they need not be subgame perfect",
    Status.SOME_PLAYS: "equilibria that could be certified; others may exist: every pure one is "
    "listed, but the strategic form is too large or has too many players for all mixed ones to be "
    "promised",
    Status.ONE_OF_TREE: "one equilibrium, as asked; there may be others",
    Status.SELECTED: "some rows were selected from a longer list",
    Status.EVERYWHERE: "complete: the two actions always pay the same, so that every probability "
    "is an equilibrium; 0 and 1 are listed",
    Status.FOLLOWED: "followed to the last time",
    Status.PATH_LIMIT: "stopped at max_evaluations; raise it, or shorten the times or scale the "
    "payoffs",
    Status.ALL_SIGNALLING: "complete: every play of a perfect Bayesian equilibrium is listed, with "
    "the beliefs that support it and each pure reply to messages not sent, or the extreme mixed "
    "ones where no pure one supports it",
    Status.ALL_PLAY_CORNERS: "complete: payoffs tie, plays of perfect Bayesian equilibria form a "
    "continuum, and its corners are listed; move a parameter to see which side the case belongs to",
    Status.CORNERS_REFINED: "payoffs tie and plays of equilibria form a continuum: the refinement "
    "was asked of its corners, and what lies between them may pass where they fail, or fail; move "
    "a parameter to see which side the case belongs to",
    Status.ALL_REFINED: "complete: every play of a perfect Bayesian equilibrium that passes the "
    "refinement is listed, with all beliefs and replies off the path that support it",
    Status.PURE_SIGNALLING: "every perfect Bayesian equilibrium in pure strategies; those in which "
    "somebody mixes (semi-separating ones too) were not looked for, as they are for two types, two "
    "messages and two replies; gametheory.behaviour_equilibria(game.to_extensive_form()) looks "
    "for mixed Nash equilibria",
    Status.TOUCHING: "the equilibria listed hold up to rounding; where what the cutoff type gains "
    "turns, or at the last type, it comes so close to zero that rounding hides whether one more "
    "equilibrium, two or none are there; change a number a little, or take piecewise linear types",
    Status.ALL_GAIN: "a package exists from which every member gains; none gives each member more "
    "than the ceiling that the members' weights prove",
    Status.SOME_GAIN: "some members can gain without anybody's loss, but not all can: at the "
    "members' weights no issue is worth more than nothing, or, where the ceiling is above zero, "
    "every set of whole issues was tried",
    Status.NO_PACKAGE: "no package: whatever is adopted, nobody gains or somebody loses; the "
    "members' weights prove it, at which no issue is worth more than nothing",
    Status.NO_WHOLE_PACKAGE: "no set of whole issues: every one was tried, and from each nobody "
    "gains or somebody loses; parts of issues do better, see which='shares'",
}

_LACKING = frozenset(
    {
        Status.SOME,
        Status.CURVED,
        Status.NOT_REACHED,
        Status.PIVOT_LIMIT,
        Status.BRANCH,
        Status.STEP_LIMIT,
        Status.STALLED,
        Status.UNRESOLVED,
        Status.NOT_GUARANTEED,
        Status.SOME_PERFECT,
        Status.FORGETFUL,
        Status.ABSENT_MINDED,
        Status.TRUNCATED,
        Status.SOME_PLAYS,
        Status.SELECTED,
        Status.PATH_LIMIT,
        Status.CORNERS_REFINED,
        Status.PURE_SIGNALLING,
        Status.TOUCHING,
    }
)

# Complete as far as was asked, which is less than everything.
_ASKED = frozenset({Status.PURE, Status.ONE, Status.ONE_LOGIT, Status.ONE_OF_TREE})

_ADVICE_TEXT = np.array([s.advice for s in Status], dtype=object)
_COMPLETE = np.array([s.complete for s in Status])


def advice(codes: npt.NDArray[np.int8]) -> npt.NDArray[Any]:
    """The advice of each :class:`Status` of an array."""
    return np.asarray(_ADVICE_TEXT[codes], dtype=object)


def all_promised(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Where an array of :class:`Status` says that the answer is complete."""
    return np.asarray(_COMPLETE[codes])
