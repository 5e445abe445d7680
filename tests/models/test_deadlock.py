"""The deterrent game: golden numbers, closed form against the generic solver, published checks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

import gametheory as gt
from models.deadlock import Deadlock


def test_golden_numbers_of_the_vulnerable_arsenal() -> None:
    model = Deadlock.presets["vulnerable"]
    found = model.solve()
    assert found["n_C"] == 0.5
    assert found["robust_from"] == pytest.approx(0.682, abs=5e-4)
    assert found["robust_to"] == pytest.approx(7.918, abs=5e-4)
    assert found["n_0"] == pytest.approx(4.3)
    assert model.at(n=1).G == pytest.approx(0.22)
    assert model.at(n=8).G == pytest.approx(-0.06)


def test_golden_numbers_of_the_survivable_arsenal() -> None:
    found = Deadlock.presets["survivable"].solve()
    assert found["n_R"] == 0.75
    assert found["robust_from"] == pytest.approx(0.75)
    assert found["robust_to"] == np.inf


def test_the_very_vulnerable_arsenal_is_never_robust() -> None:
    model = Deadlock.presets["very vulnerable"]
    swept = gt.sweep(model, n=np.linspace(0, 100, 2001))
    assert not gt.in_region(swept, "robust peace").any()
    assert model.B**2 < 4 * model.A * model.C


def test_sizes_are_given_only_where_they_mean_something() -> None:
    never = Deadlock(hD=3, hU=3, psi=0.5, chi=0.5).solve()  # B < 0
    hopeless = Deadlock(hD=3, hU=3, psi=0, chi=1).solve()  # A = 0, B < 0
    balanced = Deadlock(hD=1, psi=0, chi=1).solve()  # A = B = 0
    for found in (never, hopeless, balanced):
        assert np.isnan(found["robust_from"])
        assert np.isnan(found["robust_to"])
    assert np.isnan(Deadlock.presets["vulnerable"].solve()["n_R"])
    assert np.isnan(Deadlock.presets["survivable"].solve()["n_0"])


# Sizes and stakes whose products are exact in binary, so that ties are ties.
QUARTERS = st.integers(1, 12).map(lambda k: Fraction(k, 4))


@given(n=QUARTERS, lam=QUARTERS, fU=QUARTERS, F=QUARTERS, hD=QUARTERS, hU=QUARTERS, psi=QUARTERS)
@settings(max_examples=150, deadline=None)
def test_closed_form_is_what_the_generic_solver_finds(**values: Fraction) -> None:
    model = Deadlock(chi=Fraction(1, 2), z=Fraction(3), **values)
    found = model.equilibria()
    assert found.complete
    waits = {(s[0][0], s[1][0]) for s in found}
    expected = {(0, 0)}  # both attack, whatever the parameters
    if model.g_U >= 0:
        # On the tie g_U = 0 the mixed point is the end of a continuum: D waits for sure.
        expected |= {(1, 1), (model.p_D, model.p_U)}
    assert waits == expected
    assert bool(found.degenerate) == (model.g_U == 0)
    assert all(r == 0 for r in found.regret)


def test_closed_form_is_what_the_generic_solver_finds_on_a_batch() -> None:
    rng = np.random.default_rng(5)
    draws = {name: rng.uniform(0.1, 3, 20_000) for name in ("n", "lam", "fU", "F", "hD", "psi")}
    model = Deadlock(**draws)
    outcome, found = model.solve(), model.equilibria()
    assert found.complete.all()
    peace = outcome.region_name != "no peace"
    assert np.array_equal(found.counts, np.where(peace, 3, 1))
    mixed = (found.strategies[0][:, 0] > 0) & (found.strategies[0][:, 0] < 1)
    game = found.game_index[mixed]
    assert np.array_equal(game, np.flatnonzero(peace))
    np.testing.assert_allclose(found.strategies[0][mixed, 0], outcome["p_D"][game], atol=1e-12)
    np.testing.assert_allclose(found.strategies[1][mixed, 0], outcome["p_U"][game], atol=1e-12)


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


@pytest.mark.parametrize(
    ("quantity", "factor"),
    [
        *(("g_U", 1.01), ("g_D", 0.99), ("h_D", 1.01), ("h_U", 0.99), ("G", 1.01), ("A", 0.99)),
        *(("B", 1.01), ("C", 0.99), ("n_C", 1.01), ("n_D", 0.99), ("n_R", 0.99), ("n_0", 1.01)),
        *(("p_D", 1.01), ("p_U", 0.99)),
    ],
)
def test_a_formula_wrong_by_one_percent_turns_a_verdict_red(quantity: str, factor: float) -> None:
    from gametheory.model import model

    true_formula = getattr(Deadlock, quantity).fget
    percent = round(100 * factor)
    wrong = property(lambda self: true_formula(self) * percent / 100, doc="Wrong by 1 %.")
    mutant = model(type("Deadlock", (Deadlock,), {quantity: wrong, "__annotations__": {}}))
    verdicts = (p.prove(timeout=5) for p in mutant.propositions.values())
    assert any(v.status != "proved" or v.defects for v in verdicts)
