"""Arms that can be told apart: golden numbers, closed form against the solver, the threshold."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.errors import InvalidInput
from models.absolute_security import AbsoluteSecurity, OffenceDefence


def draws(size: int) -> dict[str, Any]:
    rng = np.random.default_rng(6)
    return {
        **{n: rng.uniform(0.1, 4, (size, 2)) for n in "wk"},
        "sigma": rng.uniform(0, 3, (size, 2, 2)) * (1 - np.eye(2)),
        "delta": rng.uniform(0, 1, (size, 2)),
        **{n: rng.uniform(-2, 2, (size, 2)) for n in "md"},
    }


def test_closed_form_is_what_the_generic_solver_finds_on_a_batch() -> None:
    model = OffenceDefence(**draws(20_000))
    assert np.all(model.agrees(model.equilibria()))


EIGHTHS = st.integers(0, 8).map(lambda k: F(k, 8))
QUARTERS = st.integers(1, 12).map(lambda k: F(k, 4))
ANY = st.integers(-8, 8).map(lambda k: F(k, 4))


@given(w=st.tuples(QUARTERS, QUARTERS), m=st.tuples(ANY, ANY), delta=st.tuples(EIGHTHS, EIGHTHS),
       sigma=QUARTERS)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_closed_form_is_exact_on_fractions_and_ties(w: Any, m: Any, delta: Any, sigma: F) -> None:
    model = OffenceDefence(w=w, m=m, delta=delta, sigma=sigma, k=F(1), c=F(0), d=F(0))
    assert model.agrees(model.equilibria())


def test_nothing_recognised_is_the_race_itself() -> None:
    values = {n: v for n, v in draws(200).items() if n != "delta"}
    seen, plain = OffenceDefence(**values, delta=0.0), AbsoluteSecurity(**values)
    np.testing.assert_array_equal(seen.gamma, plain.gamma)
    np.testing.assert_array_equal(seen.region, plain.region)


def test_everything_recognised_ends_the_dilemma() -> None:
    model = OffenceDefence(delta=F(1), w=F(9), k=F(1), m=F(1), d=F(0), c=F(0), sigma=F(5))
    assert model.x == model.r == (F(9, 10), F(9, 10))
    assert model.solve().region_name == "margin at a price"


def test_the_quest_stops_defeating_itself_at_the_threshold() -> None:
    model = OffenceDefence(w=(1.0, 9.0), sigma=1.3)
    share = float(model.enough)
    assert share == pytest.approx(1 - 1 / np.sqrt(0.9 * 1.69))
    for delta, falls in ((share - 0.001, True), (share + 0.001, False)):
        before, after = model.at(delta=delta), model.at(delta=delta, m={0: 1.5})
        assert (after.S[0] < before.S[0]) == falls


def test_being_seen_pays_up_to_a_price() -> None:
    """In Korea the allies gain, and Pyongyang gains more, when only their own arms are seen."""
    before = OffenceDefence.presets["exercises around Korea"]
    after = before.at(delta={0: 0.5})
    gains = [float(after.U[i] - before.U[i]) for i in (0, 1)]
    assert 0 < gains[0] < gains[1]
    assert gains[0] == pytest.approx(float(before.worth(before.x[0], after.x[0])))
    assert before.solve().region_name == "self-defeating"
    assert after.solve().region_name == "margin at a price"


def test_shares_beyond_one_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"delta\[0\] = 1.5"):
        OffenceDefence(delta={0: 1.5})


def test_formula_moved_by_one_per_cent_turns_a_verdict_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = vars(OffenceDefence)["worth"]
    monkeypatch.setattr(OffenceDefence, "worth", lambda *a: 101 * original(*a) / 100)
    assert OffenceDefence.propositions["R3"].prove(timeout=60).status == "refuted"
