"""Laws of packages by consensus: units, names, more issues, more members, neighbours."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.solutions.status import Status

LAW = settings(max_examples=120, deadline=None)
WHICH = st.sampled_from(["weights", "shares", "subset"])
RANK = {
    Status.NO_PACKAGE: 0,
    Status.NO_WHOLE_PACKAGE: 0,
    Status.SOME_GAIN: 1,
    Status.ALL_GAIN: 2,
}
FLOATS = st.one_of(
    st.integers(-2, 2).map(float),
    st.floats(-2, 2, allow_subnormal=True),
    st.sampled_from([0.1, -0.1, 0.3, 0.1 + 0.2, -0.3, 1e-300, -5e-324, 1e300, -1e300]),
)


@st.composite
def tables(draw: Any, entries: Any = None, least: int = 1) -> Any:
    n, k = draw(st.integers(least, 5)), draw(st.integers(least, 4))
    entry = draw(st.sampled_from([st.integers(-2, 2), FLOATS])) if entries is None else entries
    rows = draw(st.lists(st.lists(entry, min_size=k, max_size=k), min_size=n, max_size=n))
    return np.array(rows)


def ask(values: Any, which: Any = "weights") -> gt.MutualGains:
    return gt.mutual_gain_packages(gt.ConsensusPackages(values), which=which)


@LAW
@given(tables(), WHICH)
def test_floats_and_their_binary_fractions_have_one_status(values: Any, which: Any) -> None:
    exact = gt.mutual_gain_packages(gt.ConsensusPackages(values).to_exact(), which=which)
    found = ask(values, which)
    assert found.status_code == exact.status_code
    if which != "subset":
        np.testing.assert_array_equal(found.gaining, exact.gaining)


@LAW
@given(tables(st.integers(-3, 3)), WHICH, st.data())
def test_units_of_members_do_not_matter(values: Any, which: Any, data: Any) -> None:
    units = data.draw(
        st.lists(st.fractions(F(1, 9), 9), min_size=len(values), max_size=len(values))
    )
    found = ask(values, which)
    turned = ask(values * np.array(units)[:, None], which)
    assert turned.status_code == found.status_code
    if which != "subset":
        np.testing.assert_array_equal(turned.gaining, found.gaining)


@LAW
@given(tables(st.integers(-3, 3)), st.data())
def test_units_of_divisible_issues_do_not_matter(values: Any, data: Any) -> None:
    k = values.shape[1]
    units = data.draw(st.lists(st.fractions(F(1, 9), 9), min_size=k, max_size=k))
    assert ask(values * np.array(units)).status_code == ask(values).status_code


@LAW
@given(tables(st.integers(-3, 3)), WHICH, st.integers(1, 7))
def test_one_unit_for_all_scales_the_gain(values: Any, which: Any, unit: int) -> None:
    found, more = ask(values, which), ask(values * unit, which)
    np.testing.assert_array_equal(more.package, found.package)
    np.testing.assert_array_equal(more.gains, found.gains * unit)


@LAW
@given(tables(), WHICH, st.randoms(use_true_random=False))
def test_names_do_not_matter(values: Any, which: Any, random: Any) -> None:
    n, k = values.shape
    rows, columns = random.sample(range(n), n), random.sample(range(k), k)
    found, turned = ask(values, which), ask(values[rows][:, columns], which)
    assert found.status_code == turned.status_code
    if which != "subset":
        np.testing.assert_array_equal(found.gaining[rows], turned.gaining)
    size = np.abs(values).max() or 1.0
    if found.status_code == Status.ALL_GAIN:
        assert float(found.gain / size) == pytest.approx(float(turned.gain / size), abs=1e-9)


@LAW
@given(tables(least=2), WHICH)
def test_fewer_issues_or_more_members_never_help(values: Any, which: Any) -> None:
    whole = RANK[Status(int(ask(values, which).status_code))]
    assert whole >= 2 * int(ask(values[:, 1:], which).exists)
    assert whole < 2 or ask(values[1:], which).exists


@LAW
@given(tables(), WHICH)
def test_duplicates_change_nothing(values: Any, which: Any) -> None:
    found = ask(values, which)
    assert ask(np.vstack([values, values[:1]]), which).status_code == found.status_code
    if which != "subset":
        more = ask(np.hstack([values, values[:, :1]]), which)
        assert more.status_code == found.status_code


@LAW
@given(tables(st.integers(-3, 3)))
def test_a_member_against_another_leaves_no_package_for_all(values: Any) -> None:
    assert not ask(np.vstack([values, -values[:1]])).exists


@LAW
@given(tables())
def test_whole_packages_are_packages(values: Any) -> None:
    whole, shares = ask(values, "subset"), ask(values, "shares")
    if whole.exists:
        assert shares.exists
        size = np.abs(values).max()
        assert whole.gain / size <= shares.gain / size + 1e-9
    assert bool(ask(values).exists) == bool(shares.exists)


@settings(max_examples=60, deadline=None)
@given(st.lists(tables(), min_size=2, max_size=5), WHICH)
def test_a_game_of_a_batch_is_answered_as_alone(parts: Any, which: Any) -> None:
    # The largest numbers of members and issues that all have.
    n, k = (min(p.shape[a] for p in parts) for a in (0, 1))
    for dtype in (np.float64, object):
        batch = np.stack([p[:n, :k] for p in parts]).astype(dtype)
        if dtype is object:
            batch = np.vectorize(F, otypes=[object])(batch)
        found = ask(batch, which)
        for g, one in enumerate(batch):
            alone = ask(one, which)
            for name in ("status_code", "package", "member_weights", "gaining", "gains", "surplus"):
                mine, theirs = getattr(found, name)[g], getattr(alone, name)
                np.testing.assert_array_equal(mine, theirs, name)
        sets = gt.minimal_packages(gt.ConsensusPackages(batch), which=which)
        for g, one in enumerate(batch):
            alone_sets = gt.minimal_packages(gt.ConsensusPackages(one), which=which)
            np.testing.assert_array_equal(sets[g].issues, alone_sets.issues)
            np.testing.assert_array_equal(sets.pivotal_members[g], alone_sets.pivotal_members)
