"""Cutoff games against fixed points of best replies in probabilities, in plain fractions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy import stats

import gametheory as gt
from gametheory.errors import InvalidInput
from gametheory.solutions.status import Status

F = Fraction


class Side(NamedTuple):
    """One player's numbers."""

    constant: Any
    per_type: Any
    per_share: Any
    types: list[Any]
    cumulative: list[Any]
    always: Any = F(0)
    never: Any = F(0)

    def game(self, kind: type = Fraction) -> gt.CutoffGame:
        x, f = ([kind(v) for v in values] for values in (self.types, self.cumulative))
        return gt.CutoffGame(
            gt.TypeDistribution.piecewise_linear(x, f),
            constant=kind(self.constant),
            per_type=kind(self.per_type),
            per_share=kind(self.per_share),
            always=kind(self.always),
            never=kind(self.never),
        )

    def reply(self, q: Fraction) -> Fraction:
        """Probability of acting if the others act with probability ``q``."""
        cutoff = -(self.constant + self.per_share * q) / self.per_type
        below = F(0) if cutoff < self.types[0] else F(1)
        for (x, f), (y, g) in itertools.pairwise(zip(self.types, self.cumulative, strict=True)):
            if x <= cutoff <= y:
                below = f + (g - f) * (cutoff - x) / (y - x)
        acts = 1 - below if self.per_type > 0 else below
        return self.always + (1 - self.always - self.never) * acts

    def bends(self) -> list[Fraction]:
        """Where the reply bends."""
        if self.per_share == 0:
            return []
        return [-(self.constant + self.per_type * x) / self.per_share for x in self.types]


def fixed_points(first: Side, second: Side | None) -> tuple[list[Fraction], list[Fraction]]:
    """Isolated fixed points of the first player's reply, or reply to a reply, and continua's ends.

    The map is linear between bends, so that each piece is solved by itself.
    """
    bends = {F(0), F(1), *first.bends()} if second is None else {F(0), F(1), *second.bends()}
    points = sorted(p for p in bends if 0 <= p <= 1)
    if second is not None:
        for p, q in list(itertools.pairwise(points)):
            r, s = second.reply(p), second.reply(q)
            points += [p + (q - p) * (v - r) / (s - r) for v in first.bends() if r < v < s]
        points = sorted(set(points))

    def gap(p: Fraction) -> Fraction:
        return first.reply(p if second is None else second.reply(p)) - p

    single, ends = set(), []
    for p, q in itertools.pairwise(points):
        g, h = gap(p), gap(q)
        if g == h == 0:
            ends += [p, q]
        elif g * h < 0:
            single.add(p + (q - p) * g / (g - h))
        single |= {v for v, at in ((p, g), (q, h)) if at == 0}
    inner = {p for p in ends if ends.count(p) > 1}
    return sorted(single - set(ends)), sorted(set(ends) - inner)


def random_side(rng: np.random.Generator, knots: int) -> Side:
    """Small fractions, so that vertices often lie exactly on the diagonal."""
    steps = rng.integers(0, 3, knots - 1)
    steps[rng.integers(knots - 1)] += 1
    total = int(steps.sum())
    low = F(int(rng.integers(-2, 3)), 2)
    widths = np.cumsum([0, *rng.integers(1, 3, knots - 1)])
    always, never = (F(int(rng.integers(0, 2)), 4) for _ in range(2))
    per_type, per_share = F(int(rng.choice([-2, -1, 1, 2])), 4), F(int(rng.integers(0, 9)), 4)
    types = [low + F(int(w), 2) for w in widths]
    # One of the knots is indifferent at one of five shares.
    at = per_type * types[rng.integers(knots)] + per_share * F(int(rng.integers(0, 5)), 4)
    return Side(
        -at,
        per_type,
        per_share,
        types,
        [F(int(s), total) for s in np.cumsum([0, *steps])],
        always,
        never,
    )


def solved(first: Side, second: Side | None, kind: type = Fraction) -> gt.CutoffEquilibria:
    game = first.game(kind)
    if second is not None:
        game = gt.CutoffGame.of_two(game, second.game(kind))
    return gt.cutoff_equilibria(game)


@pytest.mark.parametrize("two", [False, True], ids=["one position", "two players"])
@pytest.mark.parametrize("knots", [2, 3, 5])
def test_every_fixed_point_is_listed_exactly(knots: int, two: bool) -> None:
    rng = np.random.default_rng(knots)
    several = touching = continua = 0
    for _ in range(250):
        first = random_side(rng, knots)
        second = random_side(rng, knots) if two else None
        found = solved(first, second)
        single, ends = fixed_points(first, second)
        assert found.is_exact
        assert found.complete
        shares = found.share[:, 0].tolist()
        assert shares == sorted(shares)
        assert [p for p, c in zip(shares, found.continuum, strict=True) if not c] == single
        assert [p for p, c in zip(shares, found.continuum, strict=True) if c] == ends
        assert not found.regret.any()
        assert all(isinstance(v, Fraction) for v in (*shares, *found.cutoff.ravel()))
        if not ends:
            assert found.index.sum() == 1
        if second is not None:
            assert found.share[:, 1].tolist() == [second.reply(p) for p in shares]
        several += len(single) > 1
        touching += bool((found.index == 0).any() and not ends)
        continua += bool(ends)
    assert several
    assert touching
    assert continua or two


@pytest.mark.parametrize("two", [False, True], ids=["one position", "two players"])
def test_floats_in_doubt_are_settled_as_the_fractions_they_are(two: bool) -> None:
    rng = np.random.default_rng(9)
    for _ in range(200):
        first = random_side(rng, 3)
        second = random_side(rng, 3) if two else None
        # Thirds are no doubles: what is solved is the game of the doubles themselves.
        rounded = [
            None
            if side is None
            else Side(
                *(F(float(v)) for v in side[:3]),
                [F(float(v)) for v in side.types],
                [F(float(v)) for v in side.cumulative],
                F(float(side.always)),
                F(float(side.never)),
            )
            for side in (first, second)
        ]
        floats, exact = solved(rounded[0], rounded[1], float), solved(rounded[0], rounded[1])
        assert not floats.is_exact
        assert floats.index.tolist() == exact.index.tolist()
        assert floats.continuum.tolist() == exact.continuum.tolist()
        assert floats.cutoff == pytest.approx(exact.cutoff.astype(float), abs=1e-12)
        assert floats.share == pytest.approx(exact.share.astype(float), abs=1e-12)


@pytest.mark.parametrize("two", [False, True], ids=["one position", "two players"])
def test_generic_floats(two: bool) -> None:
    rng = np.random.default_rng(4)
    for _ in range(60):
        sides = [
            Side(
                rng.normal(),
                rng.choice([-1, 1]) * rng.uniform(0.2, 2),
                rng.uniform(0, 3),
                np.sort(rng.normal(size=4)).tolist(),
                [0.0, *np.sort(rng.uniform(size=2)).tolist(), 1.0],
                rng.uniform(0, 0.3),
                rng.uniform(0, 0.3),
            )
            for _ in range(2)
        ]
        first, second = sides[0], sides[1] if two else None
        found = solved(first, second, float)
        exactly = [
            None if s is None else Side(
                *map(F, s[:3]), list(map(F, s.types)), list(map(F, s.cumulative)), F(s.always),
                F(s.never),
            )
            for s in (first, second)
        ]  # fmt: skip
        single, ends = fixed_points(exactly[0], exactly[1])
        assert not ends
        assert found.share[:, 0] == pytest.approx([float(p) for p in single], abs=1e-10)
        assert (found.regret < 1e-13).all()


def grid_count(value: Any, low: float, high: float) -> int:
    x = np.linspace(low, high, 10_001)
    positive = value(x) > 0
    return int((positive[1:] != positive[:-1]).sum())


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("family", ["beta", "normal"])
def test_smooth_types_against_a_fine_grid(family: str, sign: int) -> None:
    rng = np.random.default_rng(6)
    seen = set()
    for _ in range(60):
        shapes = rng.uniform(0.4, 6, 2)
        per_share, always = rng.uniform(0, 2), rng.uniform(0, 0.3)
        constant = -sign * rng.uniform(0, 1) - rng.uniform(0, 0.5) * per_share
        if family == "beta":
            types = gt.TypeDistribution.beta(*shapes)
            law, low, high = stats.beta(*shapes), 0.0, 1.0
        else:
            types = gt.TypeDistribution.normal(shapes[0] / 6, shapes[1] / 10)
            law, low, high = stats.norm(shapes[0] / 6, shapes[1] / 10), -5.0, 6.0
        game = gt.CutoffGame(
            types, constant=constant, per_type=sign, per_share=per_share, always=always
        )
        found = gt.cutoff_equilibria(game)

        def value(x: Any) -> Any:
            acts = 1 - law.cdf(x) if sign > 0 else law.cdf(x)  # noqa: B023
            return constant + sign * x + per_share * (always + (1 - always) * acts)  # noqa: B023

        at_ends = int(sign * value(low) > 0) + int(sign * value(high) < 0)
        at_ends = at_ends if family == "beta" else 0
        assert len(found) == grid_count(value, low, high) + at_ends
        assert found.complete
        assert found.index.sum() == 1
        assert (np.diff(found.share[:, 0]) > 0).all()
        assert (found.regret < 1e-12).all()
        seen.add(len(found))
    assert {1, 3} <= seen


def test_a_tangency_of_smooth_types_is_said() -> None:
    # The density of N(0, 1) is b / c at 0, where the gain is 0: three equilibria are born there.
    critical = np.sqrt(2 * np.pi)
    types = gt.TypeDistribution.normal(0, 1)
    for slope, status, rows in (
        (critical, Status.TOUCHING, 1),
        (0.999 * critical, Status.DONE, 1),
        (1.001 * critical, Status.DONE, 3),
    ):
        game = gt.CutoffGame(types, constant=-slope / 2, per_type=1, per_share=slope)
        found = gt.cutoff_equilibria(game)
        assert found.status_code == status, slope
        assert bool(found.complete) == (status == Status.DONE)
        assert len(found) == rows or status == Status.TOUCHING
        assert np.abs(found.cutoff).min() < 1e-5


def test_types_that_do_not_interact_have_one_cutoff() -> None:
    for types in (
        gt.TypeDistribution.normal([0, 5], 1),
        gt.TypeDistribution.beta([0.5, 2], 2, -10, 10),
        gt.TypeDistribution.uniform([-10, -20], 10),
    ):
        game = gt.CutoffGame(types, constant=-1, per_type=0.5, per_share=0)
        assert gt.cutoff_equilibria(game).cutoff.tolist() == [[2.0], [2.0]]


def test_types_of_no_weight_have_one_indifferent_type() -> None:
    # Nobody has a type between 1 and 2; the cutoff inside is the type that is indifferent.
    side = Side(F(-2), F(1), F(1), [F(0), F(1), F(2), F(3)], [F(0), F(1, 2), F(1, 2), F(1)])
    found = gt.cutoff_equilibria(side.game())
    assert found.cutoff.tolist() == [[F(3, 2)]]
    assert found.share.tolist() == [[F(1, 2)]]
    assert found.index.tolist() == [1]


def uniform(low: Any = 0, high: Any = 1) -> gt.TypeDistribution:
    return gt.TypeDistribution.uniform(low, high)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: uniform(1, 1), "low is 1 and high 1; low must be below high"),
        (lambda: uniform([0, 2], 1), r"uniform at index \(1,\): low is 2"),
        (lambda: gt.TypeDistribution.beta(0, 1), "shapes are 0.0 and 1.0; they must be positive"),
        (lambda: gt.TypeDistribution.normal(0, [1, 0]), r"index \(1,\): deviation is 0.0"),
        (lambda: gt.TypeDistribution.piecewise_linear([0], [1]), "at least two knots"),
        (lambda: gt.TypeDistribution.piecewise_linear([0, 0], [0, 1]), "types go from 0 to 0"),
        (
            lambda: gt.TypeDistribution.piecewise_linear([0, 1, 2], [0, 2, 1]),
            r"index \(1,\): cumulative goes from 2 to 1; it must not fall",
        ),
        (lambda: gt.TypeDistribution.piecewise_linear([0, 1], [0, 0.5]), "must go from 0 to 1"),
        (lambda: gt.TypeDistribution.piecewise_linear([0, 1], [0, 0.5, 1]), "do not broadcast"),
        (
            lambda: gt.CutoffGame(uniform(), constant=0, per_type=[1, 0], per_share=1),
            r"per_type at index \(1,\) is 0; it must not be 0",
        ),
        (
            lambda: gt.CutoffGame(uniform(), constant=0, per_type=1, per_share=-1),
            "per_share is -1; it must be at least 0: complements only",
        ),
        (
            lambda: gt.CutoffGame(uniform(), constant=0, per_type=1, per_share=1, always=1),
            "always is 1; it must be at least 0 and below 1",
        ),
        (
            lambda: gt.CutoffGame(
                uniform(), constant=0, per_type=1, per_share=1, always=0.5, never=0.5
            ),
            "always and never add up",
        ),
        (
            lambda: gt.CutoffGame(uniform([0, 0], 1), constant=[1, 2, 3], per_type=1, per_share=1),
            r"types \(2,\), constant \(3,\)",
        ),
        (
            lambda: gt.CutoffGame.of_two(
                gt.CutoffGame(
                    gt.TypeDistribution.normal(0, 1), constant=0, per_type=1, per_share=1
                ),
                gt.CutoffGame(uniform(), constant=0, per_type=1, per_share=1),
            ),
            "types of first are normal",
        ),
    ],
)
def test_bad_input_is_named(make: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        make()


def test_games_of_two_are_not_paired_again() -> None:
    one = gt.CutoffGame(uniform(), constant=0, per_type=1, per_share=1)
    two = gt.CutoffGame.of_two(one, one)
    with pytest.raises(InvalidInput, match="first is of two players"):
        gt.CutoffGame.of_two(two, one)
    three = gt.CutoffGame(uniform(), constant=[0, 1, 2], per_type=1, per_share=1)
    with pytest.raises(InvalidInput, match=r"batch shapes \(2,\) and \(3,\)"):
        gt.CutoffGame.of_two(three[:2], three)
    with pytest.raises(InvalidInput, match=r"gains: shape \(2,\); expected \(3, 1\)"):
        three.gains([1, 2], 0.5)


def test_an_empty_batch() -> None:
    empty = np.zeros(0)
    for types in (uniform(), gt.TypeDistribution.beta(2, 2)):
        game = gt.CutoffGame(types, constant=empty, per_type=1, per_share=1)
        found = gt.cutoff_equilibria(game)
        assert len(found) == 0
        assert found.batch_shape == (0,)
