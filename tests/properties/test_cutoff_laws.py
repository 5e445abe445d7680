"""Laws of cutoff games: units, directions, names, batches, and how answers move."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import gametheory as gt

F = Fraction
QUARTERS = st.integers(-8, 8).map(lambda k: F(k, 4))
POSITIVE = st.integers(1, 6).map(lambda k: F(k, 4))
SHARE = st.integers(0, 3).map(lambda k: F(k, 8))


@attrs.frozen
class Numbers:
    """What makes a game of one position."""

    constant: Fraction
    per_type: Fraction
    per_share: Fraction
    types: tuple[Fraction, ...]
    cumulative: tuple[Fraction, ...]
    always: Fraction
    never: Fraction

    def game(self) -> gt.CutoffGame:
        return gt.CutoffGame(
            gt.TypeDistribution.piecewise_linear(list(self.types), list(self.cumulative)),
            constant=self.constant,
            per_type=self.per_type,
            per_share=self.per_share,
            always=self.always,
            never=self.never,
        )


@st.composite
def sides(draw: st.DrawFn, knots: int = 3) -> Numbers:
    widths = draw(st.lists(POSITIVE, min_size=knots, max_size=knots))
    weights = draw(st.lists(st.integers(0, 3), min_size=knots - 1, max_size=knots - 1))
    weights[0] += 1
    total = sum(weights)
    return Numbers(
        draw(QUARTERS),
        draw(QUARTERS.filter(bool)),
        draw(POSITIVE | st.just(F(0))),
        tuple(sum(widths[: k + 1], F(-3, 2)) for k in range(knots)),
        tuple(F(sum(weights[:k]), total) for k in range(knots)),
        draw(SHARE),
        draw(SHARE),
    )


def listing(found: gt.CutoffEquilibria) -> list[Any]:
    return [found.share.tolist(), found.index.tolist(), found.continuum.tolist()]


def solve(*numbers: Numbers) -> gt.CutoffEquilibria:
    games = [n.game() for n in numbers]
    return gt.cutoff_equilibria(games[0] if len(games) == 1 else gt.CutoffGame.of_two(*games))


@given(sides(), POSITIVE)
def test_units_of_payoff_do_not_matter(one: Numbers, unit: Fraction) -> None:
    scaled = attrs.evolve(
        one,
        constant=unit * one.constant,
        per_type=unit * one.per_type,
        per_share=unit * one.per_share,
    )
    left, right = solve(one), solve(scaled)
    assert listing(left) == listing(right)
    assert left.cutoff.tolist() == right.cutoff.tolist()


@given(sides(), QUARTERS.filter(bool), QUARTERS)
def test_units_and_direction_of_types_do_not_matter(
    one: Numbers, slope: Fraction, shift: Fraction
) -> None:
    # t = slope * u + shift, for types u; a negative slope turns them around.
    types = [(t - shift) / slope for t in one.types]
    below = list(one.cumulative)
    if slope < 0:
        types, below = types[::-1], [1 - f for f in below[::-1]]
    other = attrs.evolve(
        one,
        constant=one.constant + one.per_type * shift,
        per_type=one.per_type * slope,
        types=tuple(types),
        cumulative=tuple(below),
    )
    left, right = solve(one), solve(other)
    assert listing(left) == listing(right)
    assert left.cutoff.tolist() == [[slope * u + shift] for (u,) in right.cutoff.tolist()]


@given(sides())
def test_acting_and_waiting_may_change_places(one: Numbers) -> None:
    # Waiting gains -(a + b t + c q) = -(a + c) - b t + c (1 - q) over acting.
    other = attrs.evolve(
        one,
        constant=-(one.constant + one.per_share),
        per_type=-one.per_type,
        always=one.never,
        never=one.always,
    )
    left, right = solve(one), solve(other)
    assert left.share[:, 0].tolist() == [1 - p for p in right.share[::-1, 0].tolist()]
    assert left.index.tolist() == right.index[::-1].tolist()


@given(sides(), sides())
def test_players_may_change_places(one: Numbers, two: Numbers) -> None:
    left, right = solve(one, two), solve(two, one)
    assert left.share.tolist() == right.share[:, ::-1].tolist()
    assert left.continuum.tolist() == right.continuum.tolist()
    assert not left.regret.any()
    assert (np.diff(left.share, axis=0) >= 0).all()


@given(sides())
def test_two_players_in_one_position_are_as_players_in_one_position(one: Numbers) -> None:
    # Replies to replies have no fixed points but those of the reply.
    alike, two = solve(one), solve(one, one)
    if not two.continuum.any():
        assert two.share.tolist() == [[p, p] for (p,) in alike.share.tolist()]
        assert two.index.tolist() == alike.index.tolist()


@given(sides(), POSITIVE)
def test_more_to_gain_lifts_least_and_greatest(one: Numbers, more: Fraction) -> None:
    low, high = solve(one), solve(attrs.evolve(one, constant=one.constant + more))
    assert high.share[0, 0] >= low.share[0, 0]
    assert high.share[-1, 0] >= low.share[-1, 0]


@given(sides())
def test_iterated_best_replies_from_both_sides_stay_outside(one: Numbers) -> None:
    found = solve(one)
    game = found.game
    low, high = one.always, 1 - one.never
    for _ in range(6):
        ends = (game.types[0].low, game.types[0].high)
        cutoffs = [
            np.clip(-(one.constant + one.per_share * q) / one.per_type, *ends) for q in (low, high)
        ]
        low, high = (game.shares([x])[0] for x in cutoffs)
        assert low <= found.share[0, 0]
        assert high >= found.share[-1, 0]


@given(st.lists(sides(), min_size=1, max_size=4), st.sampled_from(["float", "exact"]))
def test_a_batch_is_its_games(many: list[Numbers], kind: str) -> None:
    def stack(name: str) -> Any:
        values = [getattr(n, name) for n in many]
        return np.array(values, dtype=float) if kind == "float" else values

    batch = gt.CutoffGame(
        gt.TypeDistribution.piecewise_linear(stack("types"), stack("cumulative")),
        constant=stack("constant"),
        per_type=stack("per_type"),
        per_share=stack("per_share"),
        always=stack("always"),
        never=stack("never"),
    )
    found = gt.cutoff_equilibria(batch)
    for g in range(len(many)):
        part, one = found[g], gt.cutoff_equilibria(batch[g])
        assert listing(part) == listing(one)
        assert part.cutoff.tolist() == one.cutoff.tolist()
        assert part.regret.tolist() == one.regret.tolist()


def test_a_batch_of_smooth_games_is_its_games_whatever_the_threads() -> None:
    rng = np.random.default_rng(8)
    n = 5000  # shared out among threads
    game = gt.CutoffGame(
        gt.TypeDistribution.beta(rng.uniform(0.4, 5, n), rng.uniform(0.4, 5, n)),
        constant=rng.uniform(-1, 0, n),
        per_type=1,
        per_share=rng.uniform(0, 2, n),
    )
    found = gt.cutoff_equilibria(game)
    assert (np.bincount(found.game_index, weights=found.index) == 1).all()
    for g in rng.integers(0, n, 40):
        part, one = found[g], gt.cutoff_equilibria(game[g])
        assert part.cutoff.tobytes() == one.cutoff.tobytes()
        assert part.share.tobytes() == one.share.tobytes()
