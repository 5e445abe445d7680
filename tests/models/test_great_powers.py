"""Three great powers: golden numbers, the closed form against the solver, states alike."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.solutions.status import Status
from models.absolute_security import AbsoluteSecurity, GreatPowers


def draws(size: int) -> dict[str, Any]:
    rng = np.random.default_rng(8)
    return {
        **{n: rng.uniform(0.1, 4, (size, 3)) for n in "wk"},
        "sigma": rng.uniform(0, 1.2, (size, 3, 3)) * (1 - np.eye(3)),
        "c": rng.uniform(0, 0.3, (size, 3)),
        **{n: rng.uniform(-1, 2, (size, 3)) for n in "md"},
    }


def test_golden_numbers_of_the_specification() -> None:
    triad = GreatPowers(w=9, sigma=0.54)
    assert triad.x == pytest.approx([32.1429] * 3, abs=5e-5)
    assert triad.S == pytest.approx([-2.5714] * 3, abs=5e-5)
    after = triad.at(m={0: 1.2})
    assert after.S == pytest.approx([-2.6185, -2.8050, -2.8050], abs=5e-5)


def test_the_sign_is_that_of_the_index_of_states_alike() -> None:
    """For states alike both indices pass one together (P7, G1), and so do the gains."""
    for sigma in np.linspace(0.4, 0.99, 60):
        crowd, three = AbsoluteSecurity(w={0: 1.0}, sigma=sigma), GreatPowers(sigma=sigma)
        assert (three.self_defeat > 1) == (crowd.crowd_index(2) > 1)
        assert three.own_gain == pytest.approx(crowd.crowd_gain(2))


def test_closed_form_is_what_the_generic_solver_finds_on_a_batch() -> None:
    model = GreatPowers(**draws(20_000))
    assert np.all(model.agrees(model.equilibria()))
    assert set(np.unique(model.region)) == set(range(5))


QUARTERS = st.integers(1, 12).map(lambda k: F(k, 4))
EIGHTHS = st.tuples(*[st.integers(0, 8).map(lambda k: F(k, 8))] * 6)


@given(w=st.tuples(QUARTERS, QUARTERS, QUARTERS), threats=EIGHTHS)
@settings(max_examples=60, deadline=None)
def test_closed_form_is_exact_on_fractions_and_ties(w: Any, threats: Any) -> None:
    a, b, c, d, e, f = threats
    model = GreatPowers(
        w=w, k=F(1), c=F(0), d=F(0), m=F(1), sigma=((0, a, b), (c, 0, d), (e, f, 0))
    )
    assert model.agrees(model.equilibria())


def test_demanding_more_moves_the_margin_by_the_own_gain() -> None:
    for name, case in GreatPowers.presets.items():
        found = case.at(m={0: 1.1}).equilibria()
        assert found.status_code == Status.UNIQUE
        rise = case.margin(0, found.actions[0]) - case.S[0]
        assert rise == pytest.approx(0.1 * case.own_gain), name
    suspicious, reassured = GreatPowers.presets.values()
    assert suspicious.own_gain < 0 < reassured.own_gain


def test_formula_moved_by_one_per_cent_turns_a_verdict_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = vars(GreatPowers)["self_defeat"].fget
    monkeypatch.setattr(GreatPowers, "self_defeat", property(lambda g: 101 * original(g) / 100))
    assert GreatPowers.propositions["G1"].prove(timeout=60).status == "refuted"
