"""The equilibrium set of one game: maximal Nash subsets and connected components."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import attrs
import numpy as np

from gametheory.certificates.nash import exact_strategy
from gametheory.certificates.regrets import best_reply_slacks
from gametheory.errors import InvalidInput
from gametheory.exact.whole import over_common_denominator
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.protocol import Answer, Codes, Variables
from gametheory.solutions.showing import column_names
from gametheory.solutions.status import Status

Vector = tuple[Fraction, ...]
Profile = tuple[Vector, ...]
Range = tuple[Fraction, Fraction]
Labels = frozenset[tuple[int, int]]

# What counts as zero when a profile is given in floats and nothing else is asked for.
FLOAT_TOLERANCE = Fraction(1, 10**9)


@attrs.frozen(repr=False)
class NashSubset:
    r"""A maximal Nash subset: a product of convex sets of strategies, all of it equilibria.

    :math:`\operatorname{conv}(X) \times \operatorname{conv}(Y)` where every pair of a strategy in
    :math:`X` and one in :math:`Y` is an extreme equilibrium, and neither set can be enlarged; with
    more players, a product of one set for each.

    Attributes
    ----------
    game : NormalFormGame
        The game, with exact payoffs.
    strategies : tuple of tuples
        The extreme strategies of each player, as fractions; with more than two players floats where
        some equilibrium of the game is irrational.
    dimension : int
        Dimension of the set, 0 for a single equilibrium.
    payoff_range : tuple of pairs
        Least and greatest payoff of each player over the set.
    labels : pair of frozensets, or None
        Of two players only. What holds at every point of the set: ``(i, a)`` if player ``i`` does
        not play action ``a`` or it is a best reply, whichever the strategies of the one side fix.
    """

    game: NormalFormGame
    strategies: tuple[tuple[Vector, ...], ...]
    dimension: int
    payoff_range: tuple[Range, ...]
    labels: tuple[Labels, Labels] | None

    @property
    def extreme_equilibria(self) -> tuple[Profile, ...]:
        """Every combination of extreme strategies."""
        return tuple(product(*self.strategies))

    def contains(self, profile: Sequence[Sequence[Any]], tolerance: Any = None) -> bool:
        """Whether the profile lies in the set; see :meth:`NashComponent.contains`."""
        if self.labels is None:
            return _in_hulls(self, profile, tolerance)
        near = _labels(self.game, profile, tolerance, "NashSubset.contains")
        return all(mine <= there for mine, there in zip(self.labels, near, strict=True))

    def __repr__(self) -> str:
        sides = " x ".join(str(len(s)) for s in self.strategies)
        return f"NashSubset({sides} extreme strategies, dimension {self.dimension})"


@attrs.frozen(repr=False)
class NashComponent:
    """A connected component of the equilibrium set: maximal Nash subsets that touch.

    Attributes
    ----------
    subsets : tuple of NashSubset
        Ordered by their extreme strategies.
    extreme_equilibria : tuple of profiles
        The extreme equilibria in the component, in lexicographic order.
    index : int or None
        Sum of the indices of the equilibria near the component in any generic game close by; over
        all components these sum to 1. Where it is not 0, every nearby game has an equilibrium
        near the component. The sign is Shapley's (1974): +1 for a strict pure equilibrium. None
        where it is not computed: with more than two players if the listing is not complete, or
        the game is degenerate and has several components.
    """

    subsets: tuple[NashSubset, ...]
    extreme_equilibria: tuple[Profile, ...]
    index: int | None

    @property
    def game(self) -> NormalFormGame:
        """The game, with exact payoffs."""
        return self.subsets[0].game

    @property
    def dimension(self) -> int:
        """Largest dimension of a Nash subset in the component."""
        return max(subset.dimension for subset in self.subsets)

    @property
    def is_isolated(self) -> bool:
        """Whether the component is a single equilibrium."""
        return len(self.extreme_equilibria) == 1

    @property
    def is_segment(self) -> bool:
        """Whether the component is a segment: what lies between its two extreme equilibria."""
        return len(self.extreme_equilibria) == 2 and self.dimension == 1

    @cached_property
    def payoff_range(self) -> tuple[Range, ...]:
        """Least and greatest payoff of each player over the component."""
        players = zip(*(subset.payoff_range for subset in self.subsets), strict=True)
        return tuple((min(r[0] for r in mine), max(r[1] for r in mine)) for mine in players)

    def contains(self, profile: Sequence[Sequence[Any]], tolerance: Any = None) -> bool:
        """Whether the profile is an equilibrium that belongs to the component.

        Parameters
        ----------
        profile : one sequence of numbers for each player
            Mixed strategies. Integers and fractions are exact; a float stands for the binary
            number it stores. Each strategy is normalised to sum to one exactly.
        tolerance : number, optional
            A probability of at most this counts as zero, and an action whose payoff is short of
            the best by at most this times the spread of the player's payoffs counts as a best
            reply. By default 0 for exact profiles, and 1e-9 where a probability is a float (a
            rounded probability hardly ever lies in a component exactly). With more than two
            players, a profile no weight of which is further than this from a point of the
            component's counts, and never fewer than 1e-9 where the component is given in floats.

        Raises
        ------
        InvalidInput
            Not strategies of the right length, a negative probability or tolerance.
        """
        return any(subset.contains(profile, tolerance) for subset in self.subsets)

    def __repr__(self) -> str:
        points, sets = len(self.extreme_equilibria), len(self.subsets)
        index = "not computed" if self.index is None else f"{self.index:+d}".replace("+0", "0")
        return (
            f"NashComponent({points} extreme equilibri{'um' if points == 1 else 'a'}, "
            f"{sets} maximal Nash subset{'s' * (sets > 1)}, dimension {self.dimension}, "
            f"index {index})"
        )


@attrs.frozen(repr=False)
class NashComponents(Answer):
    """All connected components of the equilibrium set of one game; behaves as a sequence.

    Attributes
    ----------
    game : NormalFormGame
        The game as it was given.
    components : tuple of NashComponent
        Ordered by their first extreme equilibrium.
    degenerate : bool
        Whether some mixed strategy has more pure best replies than its support has actions.
    complete : () bool
        Whether nothing can be missing; for two players always. Where it is False, all that is
        listed are equilibria, but others may exist, and components may hang together by them.
    """

    game: NormalFormGame
    components: tuple[NashComponent, ...]
    degenerate: bool
    _known: Status = Status.DONE

    @property
    def status_code(self) -> Codes:
        """:class:`Status` of the game, an array of shape ``()``."""
        return np.array(self._known, dtype=np.int8)

    @property
    def is_exact(self) -> bool:
        """Whether every strategy is in fractions; of two players always."""
        points = (p for c in self.components for p in c.extreme_equilibria)
        return not any(isinstance(w, float) for point in points for side in point for w in side)

    @property
    def subsets(self) -> tuple[NashSubset, ...]:
        """Every maximal Nash subset, component by component."""
        return tuple(subset for component in self.components for subset in component.subsets)

    def containing(
        self, profile: Sequence[Sequence[Any]], tolerance: Any = None
    ) -> NashComponent | None:
        """The component to which an equilibrium belongs, or None; see `NashComponent.contains`."""
        return next((c for c in self.components if c.contains(profile, tolerance)), None)

    def __len__(self) -> int:
        return len(self.components)

    def __iter__(self) -> Iterator[NashComponent]:
        return iter(self.components)

    def __getitem__(self, position: int) -> NashComponent:  # type: ignore[override]
        """The component at a position: of one game there is no batch to index."""
        return self.components[position]

    def _columns(self) -> dict[str, Any]:
        """Component, its index, maximal Nash subset and its dimension, an extreme equilibrium."""
        rows = [
            (c, component.index, s, subset.dimension, *x, *y)
            for c, component in enumerate(self.components)
            for s, subset in enumerate(component.subsets)
            for x, y in subset.extreme_equilibria
        ]
        names = ["component", "index", "subset", "dimension"]
        names += [name for own in column_names(self.game)[0] for name in own]
        table = np.array(rows, dtype=object).reshape(len(rows), len(names))
        return {
            name: column.astype(np.int64) if k < 4 else column
            for k, (name, column) in enumerate(zip(names, table.T, strict=True))
        }

    def _variables(self) -> tuple[Variables, Variables]:
        columns = self._columns()
        kept = ("component", "index", "subset", "dimension")
        data: Variables = {name: ("extreme", columns[name]) for name in kept}
        coordinates: Variables = {}
        named = zip(self.game.players, self.game.actions, column_names(self.game)[0], strict=True)
        for player, actions, names in named:
            own = np.array([columns[name] for name in names], dtype=object)
            data[f"strategy_{player}"] = ((f"action_{player}", "extreme"), own)
            coordinates[f"action_{player}"] = list(actions)
        return data, coordinates

    def _heading(self) -> str:
        count = len(self.components)
        return f"NashComponents({count} component{'s' * (count != 1)} in one game)"

    def __repr__(self) -> str:
        return f"NashComponents({', '.join(map(repr, self.components))})"

    def __str__(self) -> str:
        lines: list[str] = []
        for c, component in enumerate(self.components, 1):
            lines.append(f"component {c}: {component!r}")
            if self.game.num_players != 2 and component.is_isolated:
                lines.append(f"  the point {_shown(component.extreme_equilibria[0])}")
            elif self.game.num_players != 2 and component.is_segment:
                one, other = (_shown(p) for p in component.extreme_equilibria)
                lines.append(f"  the segment from {one} to {other}")
            for s, subset in enumerate(component.subsets, 1):
                lines.append(f"  maximal Nash subset {s}, dimension {subset.dimension}")
                for player, own in zip(self.game.players, subset.strategies, strict=True):
                    shown = "   ".join(" ".join(map(str, x)) for x in own)
                    lines.append(f"    player {player}: {shown}")
            for player, (low, high) in zip(self.game.players, component.payoff_range, strict=True):
                shown = str(low) if low == high else f"{low} to {high}"
                lines.append(f"  payoff of player {player}: {shown}")
        if not self.complete:
            lines.append(f"NOT complete: {self.status}")
        return "\n".join(lines)


def _shown(profile: Sequence[Sequence[Any]]) -> str:
    return " | ".join(
        " ".join(f"{p:.6g}" if isinstance(p, float) else str(p) for p in x) for x in profile
    )


def profile_labels(game: NormalFormGame, profile: Profile) -> tuple[Labels, Labels]:
    """Labels of an exact profile of two players; see :class:`NashSubset`."""
    return _labels(game, profile, 0, "profile_labels")


def _exact_profile(
    game: NormalFormGame, profile: Sequence[Sequence[Any]], tolerance: Any, where: str
) -> tuple[list[Any], Fraction]:
    """The profile in fractions, each strategy (1, m_i), and what counts as zero."""
    sizes = tuple(len(s) for s in profile)
    if sizes != game.num_actions:
        raise InvalidInput(
            f"{where}: a profile of sizes {sizes} for a game of {game.num_actions} actions"
        )
    if tolerance is None:
        inexact = any(isinstance(p, float | np.floating) for s in profile for p in s)
        near = FLOAT_TOLERANCE if inexact else Fraction(0)
    else:
        near = Fraction(tolerance)
    if near < 0:
        raise InvalidInput(f"{where}: tolerance {tolerance} is negative; give zero or more")
    columns = []
    for i, s in enumerate(profile):
        column = np.empty((1, len(s)), dtype=object)
        column[0, :] = exact_strategy(s, f"{where}: player {game.players[i]!r}")
        columns.append(column)
    return columns, near


def _in_hulls(subset: NashSubset, profile: Sequence[Sequence[Any]], tolerance: Any) -> bool:
    """Whether each strategy is within ``tolerance`` of a mean of the extreme ones."""
    from gametheory.solvers.programmes.simplex import OPTIMAL, dictionary, solve_exactly

    columns, near = _exact_profile(subset.game, profile, tolerance, "NashSubset.contains")
    if {type(p) for side in subset.strategies for p in side[0]} != {Fraction}:
        near = max(near, FLOAT_TOLERANCE)
    for points, column in zip(subset.strategies, columns, strict=True):
        # Means with weights w, sum w = 1: every weight of the mean within `near` of the profile's.
        corners = np.array([[Fraction(p) for p in point] for point in points], dtype=object)
        above = (corners - column - near).T
        below = (column - corners - near).T
        rows, _ = over_common_denominator(np.concatenate([above, below]))
        ones = np.full(len(points), 1, dtype=object)
        if solve_exactly(dictionary(rows, ones, 0 * ones))[0] != OPTIMAL:
            return False
    return True


def _labels(
    game: NormalFormGame, profile: Sequence[Sequence[Any]], tolerance: Any, where: str
) -> tuple[Labels, Labels]:
    """For each side, its actions of zero probability and the other side's best replies to it."""
    columns, near = _exact_profile(game, profile, tolerance, where)
    slacks = best_reply_slacks(game, [0], columns)
    out = []
    for i in (0, 1):
        other = 1 - i
        payoffs = game.payoffs[other].astype(object)  # Python numbers do not wrap around
        short = near * (payoffs.max() - payoffs.min())
        idle = {(i, a) for a, p in enumerate(columns[i][0]) if p <= near}
        slack = slacks[other]
        assert not isinstance(slack, np.ndarray)  # exact strategies give exact slacks
        best = {(other, b) for b, s in enumerate(slack.to_fractions()[0]) if s <= short}
        out.append(frozenset(idle | best))
    return out[0], out[1]
