"""Indivisible security: the closed form against the solver and against deviations on a grid."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.absolute_security import ArmsRace, IndivisibleSecurity

GRID = np.linspace(0, 12, 4801)


def draws(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {
        **{n: rng.uniform(0.1, 4, (size, 2)) for n in "wk"},
        "sigma": rng.uniform(0, 2, (size, 2, 2)) * (1 - np.eye(2)),
        "c": rng.uniform(0, 0.5, (size, 2)),
        "d": rng.uniform(-1, 0.5, (size, 2)),
        "m": rng.uniform(0.6, 2, (size, 2)),
        "iota": rng.uniform(0, 2, size),
    }


def best_gain(model: Any, i: int, x: Any) -> float:
    """What state i could gain at most by other arms, on a fine grid."""
    arms = (GRID, x[1]) if i == 0 else (x[0], GRID)
    return float(np.max(model.payoff(i, arms) - model.payoff(i, x)))


def test_closed_form_is_what_the_generic_solver_finds_on_a_batch() -> None:
    model = IndivisibleSecurity(**draws(20_000, seed=1))
    assert np.all(model.agrees(model.equilibria()))
    moved = IndivisibleSecurity(**{**model.values(), "iota": model.iota * 1.01})
    assert not np.all(moved.agrees(model.equilibria()))


QUARTERS = st.integers(0, 12).map(lambda k: F(k, 4))
POSITIVE = st.integers(1, 12).map(lambda k: F(k, 4))


@given(
    w=st.tuples(POSITIVE, POSITIVE),
    m=st.tuples(POSITIVE, POSITIVE),
    c=st.tuples(QUARTERS, QUARTERS),
    sigma=st.tuples(QUARTERS, QUARTERS),
    iota=QUARTERS,
)
@settings(max_examples=80, deadline=None)
def test_closed_form_is_exact_on_fractions_and_ties(
    w: Any, m: Any, c: Any, sigma: Any, iota: F
) -> None:
    model = IndivisibleSecurity(
        w=w, m=m, c=c, k=F(1), d=F(0), iota=iota, sigma=((0, sigma[0]), (sigma[1], 0))
    )
    assert model.agrees(model.equilibria())


def test_nobody_gains_at_the_closed_form_where_both_are_short() -> None:
    values = draws(150, seed=2)
    model = IndivisibleSecurity(**values)
    arms = np.stack(np.broadcast_arrays(*model.solve()["x"]), axis=-1)
    seen = 0
    for k, x in enumerate(arms):
        if np.isfinite(x).all() and x.max() < 12:
            one = IndivisibleSecurity(**{n: v[k] for n, v in values.items()})
            assert max(best_gain(one, i, tuple(x)) for i in (0, 1)) <= 1e-12
            seen += 1
    assert seen > 80


def test_without_spill_back_it_is_the_arms_race() -> None:
    values = {**draws(500, seed=3), "iota": 0.0}
    model = IndivisibleSecurity(**values)
    race = ArmsRace(**{n: v for n, v in values.items() if n != "iota"})
    ours, theirs = model.game(), race.game()
    np.testing.assert_allclose(ours.intercepts, theirs.intercepts, atol=1e-14)
    np.testing.assert_allclose(ours.slopes, theirs.slopes, atol=1e-14)


def test_disarmament_is_the_only_equilibrium_of_the_cica_speech() -> None:
    """Every pair of arms on a grid but (0, 0) lets one of the two gain."""
    model = IndivisibleSecurity.presets["CICA speech"]
    assert model.solve().region_name == "nobody arms"
    assert max(best_gain(model, i, (0.0, 0.0)) for i in (0, 1)) == 0
    for a in np.linspace(0, 6, 25):
        for b in np.linspace(0, 6, 25):
            if a or b:
                assert max(best_gain(model, i, (a, b)) for i in (0, 1)) > 1e-6


def test_one_can_be_secure_beside_an_insecure_neighbour_who_is_heavily_armed() -> None:
    """What I1 says of an unarmed neighbour does not hold of every neighbour (I1b)."""
    model = IndivisibleSecurity(sigma=F(1, 2), iota=F(2), m=F(1), d=F(0))
    arms = (F(3), F(2))
    assert model.margin(0, arms) == model.m[0]
    assert model.direct(1, arms) == F(1, 2)
    assert arms[1] >= F(3, 2) / (1 - F(1, 4))


def test_more_spill_back_may_mean_more_arms() -> None:
    """Arms fall in the spill-back at once for sigma >= 1, and rise first for sigma < 1."""
    at = {iota: IndivisibleSecurity(iota=iota) for iota in (0.0, 0.2, 1.5)}
    assert at[0.2].alike_arms(0.5) > at[0.0].alike_arms(0.5) > at[1.5].alike_arms(0.5)
    assert at[0.2].alike_arms(1.0) < at[0.0].alike_arms(1.0)
    # From sigma (1 + iota) = 1 on there are fewer than in the race.
    even = IndivisibleSecurity(iota=1.0)
    assert even.alike_arms(0.5) == pytest.approx(at[0.0].alike_arms(0.5))


def test_formula_moved_by_one_per_cent_turns_a_verdict_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, red in (("direct", "I1"), ("strength", "I0"), ("alike_arms", "I3")):
        with monkeypatch.context() as patch:
            original = vars(IndivisibleSecurity)[name]
            patch.setattr(IndivisibleSecurity, name, lambda *args, f=original: 101 * f(*args) / 100)
            assert IndivisibleSecurity.propositions[red].prove(timeout=20).status == "refuted"
