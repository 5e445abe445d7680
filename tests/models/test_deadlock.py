"""The deterrent game: golden numbers, closed form against the generic solver, published checks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

import gametheory as gt
from gametheory.model import model as model_of
from models.deadlock import Deadlock


def test_golden_numbers_of_the_vulnerable_arsenal() -> None:
    model = Deadlock.presets["vulnerable"]
    found = model.solve()
    assert found["n_C"] == 0.5
    assert found["n_R"] == pytest.approx(0.682, abs=5e-4)
    assert found["n_L"] == pytest.approx(7.918, abs=5e-4)
    assert found["n_0"] == pytest.approx(4.3)
    assert model.at(n=1).G == pytest.approx(0.22)
    assert model.at(n=8).G == pytest.approx(-0.06)


def test_golden_numbers_of_the_survivable_arsenal() -> None:
    found = Deadlock.presets["survivable"].solve()
    assert found["n_R"] == 0.75
    assert np.isnan(found["n_L"])
    assert np.isnan(found["n_0"])


def test_the_very_vulnerable_arsenal_is_never_robust() -> None:
    model = Deadlock.presets["very vulnerable"]
    swept = gt.sweep(model, n=np.linspace(0, 100, 2001))
    assert not gt.in_region(swept, "robust peace").any()
    assert not model.some
    assert not swept.bought.any()


def test_sizes_are_given_only_where_they_mean_something() -> None:
    never = Deadlock(hD=3, hU=3, psi=0.5, chi=0.5).solve()  # B < 0
    hopeless = Deadlock(hD=3, hU=3, psi=0, chi=1).solve()  # A = 0, B < 0
    balanced = Deadlock(hD=1, psi=0, chi=1).solve()  # A = B = 0
    tempted = Deadlock(phi=0.1).solve()  # the formulas are for phi = 0
    for found in (never, hopeless, balanced, tempted):
        assert np.isnan(found["n_R"])
        assert np.isnan(found["n_L"])
    assert [found["bought"] for found in (never, hopeless, balanced)] == [0, 0, 0]
    assert np.isnan(tempted["bought"])


@pytest.mark.parametrize("name", Deadlock.presets)
def test_no_case_stands_on_a_threshold_of_its_own(name: str) -> None:
    """Any one parameter may be 10 % off; zeros are what a case means."""
    case = Deadlock.presets[name]
    region, buys = case.solve().region_name, case.bought > 0
    for parameter, value in case.values().items():
        near = case.at(**{parameter: value * np.linspace(0.9, 1.1, 21)})
        assert set(np.atleast_1d(near.solve().region_name)) == {region}, parameter
        assert (np.atleast_1d(near.solve()["bought"] > 0) == buys).all(), parameter


# Sizes and stakes whose products are exact in binary, so that ties are ties.
QUARTERS = st.integers(1, 12).map(lambda k: Fraction(k, 4))


FROM_ZERO = st.integers(0, 4).map(lambda k: Fraction(k, 4))


@given(
    n=FROM_ZERO, lam=QUARTERS, fU=QUARTERS, F=QUARTERS, phi=FROM_ZERO, hD=FROM_ZERO, hU=FROM_ZERO,
    psi=FROM_ZERO, chi=FROM_ZERO,
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_closed_form_is_what_the_generic_solver_finds_in_fractions(**values: Fraction) -> None:
    model = Deadlock(z=Fraction(3), **values)
    found = model.equilibria()
    assert found.complete
    assert model.agrees(found)
    assert all(r == 0 for r in found.regret)
    if model.g_U == 0 and model.h_U > 0 and model.g_D > 0 and model.h_D > 0:
        # U is indifferent in peace: the mixed point is the end of a continuum, where D waits.
        assert {(s[0][0], s[1][0]) for s in found} == {(0, 0), (1, 1), (1, model.p_U)}
        assert found.degenerate


NAMES = ("n", "lam", "fU", "F", "hD", "hU", "psi", "chi")


def draws(seed: int, size: int, *, tied: bool = False, scale: float = 1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    if tied:
        found = {name: rng.integers(1, 4, size) / 2 for name in NAMES}
        zeros = {name: rng.integers(0, 3, size) / 2 for name in ("n", "hD", "hU", "psi", "chi")}
        return {**found, **zeros, "phi": rng.integers(0, 2, size) / 2}
    found = {name: rng.uniform(0.05, 3, size) for name in NAMES}
    return {name: value if name == "n" else scale * value for name, value in found.items()}


@pytest.mark.parametrize("options", [{}, {"tied": True}, {"scale": 1e6}, {"scale": 1e-6}])
def test_closed_form_is_what_the_generic_solver_finds_on_a_batch(options: dict[str, Any]) -> None:
    model = Deadlock(**draws(5, 20_000, **options))
    found = model.equilibria()
    assert found.complete.all()
    assert model.agrees(found).all()
    assert set(model.solve().region_name) == {"no peace", "fragile peace", "robust peace"}


@pytest.mark.parametrize("wrong", ["p_D", "p_U", "hD", "fU"])
def test_another_closed_form_does_not_agree(wrong: str) -> None:
    values = draws(6, 500)
    found = Deadlock(**values).equilibria()
    if wrong in values:
        other: Any = Deadlock(**{**values, wrong: values[wrong] * 1.001})
        mixed = found.counts == 3
    else:
        right = getattr(Deadlock, wrong).fget
        shifted = property(lambda self: right(self) * 1.001, doc="Wrong.")
        mutant = model_of(type("Deadlock", (Deadlock,), {wrong: shifted, "__annotations__": {}}))
        other, mixed = mutant(**values), found.counts == 3
    assert mixed.any()
    assert not other.agrees(found)[mixed].any()


def test_one_equilibrium_less_does_not_agree() -> None:
    model = Deadlock.presets["vulnerable"]
    assert not model.agrees(gt.select(model.equilibria(), "risk-dominant"))


@given(n=QUARTERS, lam=QUARTERS, fU=QUARTERS, F=QUARTERS, hD=QUARTERS, hU=QUARTERS, psi=QUARTERS)
@settings(max_examples=100, deadline=None)
def test_robust_peace_is_what_risk_dominance_selects(**values: Fraction) -> None:
    """Harsanyi & Selten 1988, by the rule of the library, which knows the payoffs only."""
    model = Deadlock(chi=Fraction(1, 2), z=Fraction(3), **values)
    if model.g_U <= 0:
        return
    chosen = {(s[0][0], s[1][0]) for s in gt.select(model.equilibria(), "risk-dominant")}
    assert ((1, 1) in chosen) == model.robust
    assert ((0, 0) in chosen) == (model.G <= 0)


def test_region_names() -> None:
    sizes = np.array([0.4, 0.6, 1.0, 8.0])
    names = Deadlock.presets["vulnerable"].at(n=sizes).solve().region_name
    assert names.tolist() == ["no peace", "fragile peace", "robust peace", "fragile peace"]


def cutoffs(noise: float) -> tuple[float, float]:
    """Equilibrium cutoffs of the global game with uniform noise, both players' losses shifted by k.

    Signals are ``k + noise * u`` with ``u`` uniform on [-1/2, 1/2]; each side waits above its
    cutoff. The chance that the other's signal exceeds its cutoff, seen from one's own, depends on
    the gap of the cutoffs alone (a triangular law), and so do both indifference conditions.
    """
    g, h = (1.0, 0.3), (0.8, 1.5)

    def pair(gap: float) -> tuple[float, float]:
        other_waits = (1 - gap / noise) ** 2 / 2  # seen from the lower cutoff, gap >= 0
        low = h[0] * (1 - other_waits) / other_waits - g[0]
        high = h[1] * other_waits / (1 - other_waits) - g[1]
        return low, high

    def mismatch(gap: float) -> float:
        low, high = pair(gap)
        return high - low - gap

    return pair(brentq(mismatch, 0.0, 0.9 * noise))


@pytest.mark.parametrize(
    ("noise", "expected"),
    [(0.5, (0.4495, 0.5279)), (0.1, (0.4893, 0.5057)), (0.02, (0.4978, 0.5012))],
)
def test_global_game_cutoffs_tend_to_the_product_rule(
    noise: float, expected: tuple[float, float]
) -> None:
    """Carlsson & van Damme 1993: (k + 1)(k + 0.3) = 0.8 * 1.5 has the root k = 1/2."""
    low, high = cutoffs(noise)
    assert (low + 1) * (high + 0.3) == pytest.approx(1.2)
    assert (low, high) == pytest.approx(expected, abs=6e-5)


def test_complete_information_and_strategic_risk_disagree() -> None:
    """Chassang & Padro i Miquel 2010: weapons always help the first, not the second."""
    swept = gt.sweep(Deadlock.presets["vulnerable"], n=np.linspace(0, 20, 801))
    peace = ~gt.in_region(swept, "no peace").values
    robust = gt.in_region(swept, "robust peace").values
    assert (np.diff(peace.astype(int)) >= 0).all()
    assert robust.any()
    assert (np.diff(robust.astype(int)) < 0).any()


def test_every_argument_has_words_and_every_proposition_a_claim_or_a_purpose() -> None:
    for p in Deadlock.propositions.values():
        assert set(p.means) == set(p.arguments), p.name
        assert bool(p.claims) != bool(p.lemma), p.name
        assert p.idea, p.name


# The package: half of D's stake comes from exercises.
@pytest.mark.parametrize(("n", "frozen", "change"), [(2, 1.9, 0.068), (2, 1, -0.49), (10, 6, 3.28)])
def test_below_the_peak_a_package_may_go_either_way(n: float, frozen: float, change: float) -> None:
    package = Deadlock.presets["vulnerable"].at(n=n).package(0.1, frozen)
    assert package.by("G") == pytest.approx(change)


def test_how_much_more_robust_depends_on_the_measure() -> None:
    """From 4 weapons to 3, below the peak of G at 4.3: G falls, and less trust is needed too."""
    tests = Deadlock.presets["vulnerable"].at(n=4).before_and_after(n=3)
    assert tests.falls("G")
    assert tests.falls("trust")
    sizes = np.linspace(0.7, 7.9, 7201)
    trust = Deadlock.presets["vulnerable"].at(n=sizes).trust
    assert sizes[trust.argmin()] == pytest.approx(1.75, abs=0.01)


OFFERS = [
    *((1, 1, 0.1, 0.2), (1, 0.6, 0.1, 0), (10, 6, 0.1, 0.2), (10, 6, 0.1, 1.2)),
    *((10, 9, 0.1, 0.2), (10, 6, 0.1, 1)),
]


def test_who_accepts_a_freeze_by_the_games_themselves() -> None:
    """The risk-dominant payoffs of both games, found by the library; the rest is counted."""
    for name in Deadlock.presets:
        for n, frozen, cut, e in OFFERS:
            here = Deadlock.presets[name].at(n=n, e=e)
            gets = [
                gt.select(model.equilibria(), "risk-dominant").payoffs[0][1]
                for model in here.package(cut, frozen)
            ]
            assert here.gain_U(cut, frozen) == pytest.approx(gets[1] - gets[0] - e)


@pytest.mark.parametrize(
    ("n", "frozen", "e", "w", "gains"),
    [
        (1, 1, 0.2, 0.2, (-0.2, -0.2)),  # robust already: nobody is paid
        (1, 0.6, 0, 0, (-1, -1)),  # too few weapons are kept: the peace is lost
        (10, 6, 0.2, 0.2, (0.8, 0.8)),  # the over-armed force
        (10, 6, 1, 0.2, (0, 0.8)),  # U is indifferent
        (10, 6, 1.2, 0.2, (-0.2, 0.8)),  # the alliance is dearer than peace
        (10, 6, 0.2, 1.2, (0.8, -0.2)),
        (10, 9, 0.2, 0.2, (-0.2, -0.2)),  # frozen too late
    ],
)
def test_who_gains_from_a_freeze(
    n: float, frozen: float, e: float, w: float, gains: tuple[float, float]
) -> None:
    here = Deadlock.presets["vulnerable"].at(n=n, e=e, w=w)
    found = here.gain_U(0.1, frozen), here.gain_D(0.1, frozen)
    assert found == pytest.approx(gains)


@pytest.mark.parametrize("seed", range(4))
def test_the_best_purchase_is_the_best_of_many(seed: int) -> None:
    """Brute force over sizes up to what any war would pay for, with its grid's own accuracy."""
    values = draws(seed, 200) | {n: draws(seed, 200)[n] / 5 for n in ("hD", "hU", "psi", "chi")}
    kappa = np.random.default_rng(seed).uniform(0.05, 2, 200)
    models = Deadlock(**values, kappa=kappa)
    sizes = np.linspace(0, 1 / kappa, 20_001)
    worth = models.worth(sizes)
    best = worth.max(axis=0)
    step = kappa * sizes[1]
    bought = models.worth(models.bought * (1 + 1e-9))  # at n_R itself G is zero up to rounding
    assert (bought >= best - 1e-8).all()
    assert (bought <= best + step).all()
    assert ((models.bought > 0) == (values["fU"] <= models.f_L)).all()
    assert 0.1 < (models.bought > 0).mean() < 0.9


def test_golden_numbers_of_the_purchase() -> None:
    survivable = Deadlock.presets["survivable"]
    assert survivable.bought == 0.75
    assert survivable.f_L == pytest.approx(1 / 0.5 - 0.25)
    vulnerable = Deadlock.presets["vulnerable"]
    assert vulnerable.f_L == pytest.approx(0.86 * 2 - 0.1 * 4 - 0.04)
    assert vulnerable.at(fU=1.27).bought == pytest.approx(1.978, abs=1e-3)
    assert vulnerable.at(fU=1.29).bought == 0


@pytest.mark.parametrize(
    ("quantity", "factor", "proposition"),
    [
        *(("g_U", 1.01, "P3b"), ("g_D", 0.99, "P2"), ("h_D", 1.01, "P2"), ("h_U", 0.99, "P2")),
        *(("G", 1.01, "P3"), ("A", 0.99, "P3"), ("B", 1.01, "P3b"), ("C", 0.99, "P3b")),
        *(("n_C", 1.01, "P1"), ("n_D", 0.99, "P1b"), ("n_0", 1.01, "P3"), ("n_R", 0.99, "P3c")),
        *(("n_L", 1.01, "P3c"), ("p_D", 1.01, "P0b"), ("p_U", 0.99, "P0b")),
        *(("selected", 0.99, "P4d"), ("bought", 0.99, "P11"), ("f_L", 1.01, "P12")),
    ],
)
def test_a_formula_wrong_by_one_percent_turns_a_verdict_red(
    quantity: str, factor: float, proposition: str
) -> None:
    true_formula = getattr(Deadlock, quantity).fget
    percent = round(100 * factor)
    wrong = property(lambda self: true_formula(self) * percent / 100, doc="Wrong by 1 %.")
    mutant = model_of(type("Deadlock", (Deadlock,), {quantity: wrong, "__annotations__": {}}))
    assert mutant.propositions[proposition].prove(timeout=20, trials=False).status != "proved"
