"""The quest for absolute security: golden numbers, closed form against the generic solver, ties."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.errors import InvalidInput, UnknownName
from gametheory.modelling import sized
from gametheory.solutions.status import Status
from models.absolute_security import (
    AbsoluteSecurity,
    ArmsRace,
    GreatPowers,
    IndivisibleSecurity,
    OffenceDefence,
)

# Four decimals, as the specification of the model states them.
close = lambda value: pytest.approx(value, abs=5e-5)  # noqa: E731


def equilibrium(model: AbsoluteSecurity) -> Any:
    """The generic solver's only equilibrium."""
    found = model.equilibria()
    assert found.status_code == Status.UNIQUE
    return found.actions[0]


def security(model: AbsoluteSecurity) -> tuple[float, float]:
    x = equilibrium(model)
    return tuple(float(model.margin(i, x)) for i in (0, 1))  # type: ignore[return-value]


# The values of the specification, some of which lie close to a threshold; the cases do not.
KOREA = AbsoluteSecurity(w=(9, 1), sigma=((0, 1.5), (0.8, 0)))
GREAT_POWERS = AbsoluteSecurity(w=9, sigma=0.54)


def test_golden_numbers_of_korea() -> None:
    korea = KOREA
    assert tuple(equilibrium(korea)) == close((3.4239, 1.8696))
    assert security(korea) == close((0.6196, -0.8696))
    assert security(korea.at(m={0: 1.5}))[0] == close(1.0109)
    assert korea.self_defeat == pytest.approx(0.6)
    # State 2's quest: the same dyad with the names of the states exchanged.
    mirrored = AbsoluteSecurity(w=(1, 9), sigma=((0, 0.8), (1.5, 0)))
    assert mirrored.self_defeat == pytest.approx(1.08)
    assert security(korea.at(m={1: 1.5}))[1] == close(-0.9130)
    assert korea.solve().region_name == "margin at a price"
    assert mirrored.solve().region_name == "self-defeating"


def test_golden_numbers_of_three_great_powers() -> None:
    triad = alike(3, 0.54, w=9.0)
    x = gt.linear_reply_equilibria(triad.game()).actions[0]
    assert x == close([32.1429] * 3)
    assert [triad.margin(i, x) for i in range(3)] == close([-2.5714] * 3)
    quest = triad.at(m={0: 1.2})
    y = gt.linear_reply_equilibria(quest.game()).actions[0]
    after = [quest.margin(i, y) for i in range(3)]
    assert after == close([-2.6185, -2.8050, -2.8050])
    # The same mutual threat does no such harm between two.
    assert own_gains(triad) == pytest.approx((after[0] - (-18 / 7)) / 0.2, rel=1e-6)
    assert GREAT_POWERS.self_defeat == pytest.approx(0.26244)


def test_golden_numbers_of_the_interior_of_a_security_community() -> None:
    community = alike(6, 0.1)
    x = gt.linear_reply_equilibria(community.game()).actions[0]
    assert np.asarray(x, float) == close([0.6667] * 6)
    assert float(community.margin(0, x)) == close(0.3333)
    assert radius(community.game().slopes) == pytest.approx(0.25)
    assert radius(community.sigma) == pytest.approx(0.5)


def test_ceilings_pay_up_to_a_limit() -> None:
    dyad = GREAT_POWERS
    x = equilibrium(dyad)
    before = dyad.payoff(0, x)
    gains = {e: dyad.payoff(0, (1 - e) * x) - before for e in (0.37, 0.38)}
    assert gains[0.37] == pytest.approx(0.003, abs=1e-3)
    assert gains[0.38] == pytest.approx(-0.014, abs=1e-3)
    threat = dyad.threat(0, x)
    shortfall = 1 - dyad.margin(0, x)
    limit = 2 * 9 * shortfall * threat / (9 * (x[0] - threat) ** 2 + x[0] ** 2)
    assert limit == close(0.3718)


def test_a_cut_beyond_the_limit_can_pay_where_it_gives_more_than_was_demanded() -> None:
    """The limit of P6 is exact only while security stays short: here 4/5, and 9/10 still pays."""
    dyad = AbsoluteSecurity(w={0: F(4)}, k={0: F(1)}, m={0: F(-3, 4)})
    race, arms, threat = dyad, F(1), F(2)
    assert race.reply(0, threat) == arms
    shortfall = dyad.m[0] - race.security(0, arms, threat)
    assert 2 * 4 * shortfall * threat / (4 * (arms - threat) ** 2 + arms**2) == F(4, 5)
    assert race.utility(0, arms / 10, threat / 10) > race.utility(0, arms, threat)
    assert race.security(0, arms / 10, threat / 10) > dyad.m[0]


@pytest.mark.parametrize(
    ("beta1", "beta2", "sigma", "index"), [(0.5, 0.9, 1.2, 1.296), (0.5, 0.5, 1.2, 0.72)]
)
def test_golden_indices_of_self_defeat(
    beta1: float, beta2: float, sigma: float, index: float
) -> None:
    dyad = AbsoluteSecurity(w=(beta1 / (1 - beta1), beta2 / (1 - beta2)), sigma=sigma)
    assert dyad.self_defeat == pytest.approx(index)
    rise = security(dyad.at(m={0: 1.1}))[0] - security(dyad)[0]
    assert (rise < 0) == (index > 1)
    assert rise == pytest.approx(0.1 * dyad.own_gain)


def test_index_of_a_triad_and_the_critical_threat() -> None:
    beta, sigma, n = 0.9, 0.54, 2
    assert beta * sigma * ((n - 1) + n * sigma) == close(1.0109)
    for states in (2, 3, 6, 20):
        for w in (0.5, 9.0):
            at = AbsoluteSecurity(w={0: w}).critical(states)
            for factor, defeats in ((0.999, False), (1.001, True)):
                race = alike(states, factor * at, w=w)
                assert (own_gains(race)[0] < 0) == defeats


def alike(states: int, sigma: float, w: float = 1.0) -> Any:
    """States alike, every pair threatening each other."""
    return sized(ArmsRace, state=states)(sigma=sigma, w=w)


def own_gains(race: Any) -> Any:
    """What each own margin gains per unit demanded, all armed: beta diag((I - Sigma)(I - B)^-1)."""
    sigma, beta = np.array(race.sigma, dtype=float), np.array(race.beta, dtype=float)
    eye = np.eye(len(beta))
    return beta * np.diag((eye - sigma) @ np.linalg.inv(eye - beta[:, None] * sigma))


def radius(matrix: Any) -> float:
    return float(abs(np.linalg.eigvals(np.array(matrix, dtype=float))).max())


def draws(size: int, seed: int = 3) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {
        **{n: rng.uniform(0.1, 4, (size, 2)) for n in "wk"},
        "sigma": rng.uniform(0, 2, (size, 2, 2)) * (1 - np.eye(2)),
        "c": rng.uniform(0, 0.5, (size, 2)),
        **{n: rng.uniform(-2, 2, (size, 2)) for n in "md"},
    }


def test_closed_form_is_what_the_generic_solver_finds_on_a_batch() -> None:
    model = AbsoluteSecurity(**draws(20_000))
    outcome, found = model.solve(), model.equilibria()
    bounded = model.gamma < 1
    region = outcome.region_name
    assert set(region) == set(outcome.regions)
    assert np.all(model.agrees(found))
    np.testing.assert_array_equal(found.status_code == Status.UNIQUE, bounded)
    np.testing.assert_array_equal(found.status_code == Status.RUNAWAY, region == "runaway")
    mild = bounded & (model.gamma < 0.999)
    closed = np.stack(outcome["x"], axis=-1)
    np.testing.assert_allclose(found.unique[mild], closed[mild], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        found.payoffs[np.isin(found.game_index, np.flatnonzero(mild)), 1],
        outcome["U"][1][mild],
        rtol=1e-8,
        atol=1e-12,
    )


def test_regret_of_the_closed_form_is_zero_by_the_payoffs() -> None:
    values = draws(3000, seed=4)
    model = AbsoluteSecurity(**values)
    keep = model.gamma < 0.99
    model = AbsoluteSecurity(**{n: v[keep] for n, v in values.items()})
    outcome = model.solve()
    x = np.stack(outcome["x"], axis=-1)
    gains = gt.deviation_gains(model.game(), x)
    scale = 1 + np.abs(model.game().payoffs(x))
    assert (gains / scale).max() < 1e-12
    # One per cent more arms is found out.
    armed = x[:, 0] > 0.1
    worse = gt.deviation_gains(model.game(), x * [1.01, 1.0])[armed, 0]
    assert (worse > 0.99 * (0.01 * x[armed, 0]) ** 2 * model.k[0][armed] / 2).all()


QUARTERS = st.integers(1, 12).map(lambda k: F(k, 4))
ANY = st.integers(-12, 12).map(lambda k: F(k, 4))


@given(
    w=st.tuples(QUARTERS, QUARTERS),
    k=st.tuples(QUARTERS, QUARTERS),
    c=st.tuples(QUARTERS, QUARTERS),
    m=st.tuples(ANY, ANY),
    sigma=st.tuples(QUARTERS, QUARTERS),
)
@settings(max_examples=100, deadline=None)
def test_closed_form_is_exact_on_fractions(w: Any, k: Any, c: Any, m: Any, sigma: Any) -> None:
    model = dyad_of(w, k, c, m, sigma)
    assume(model.gamma < 1)
    found = model.equilibria()
    assert found.status_code == Status.UNIQUE
    assert tuple(found.actions[0]) == model.x
    assert model.agrees(found)
    assert not model.at(m={0: model.m[0] + 1}).agrees(found) or model.r[0] < 0
    assert found.regret[0] == 0


def dyad_of(w: Any, k: Any, c: Any, m: Any, sigma: Any) -> AbsoluteSecurity:
    return AbsoluteSecurity(
        w=w, k=k, c=c, m=m, sigma=((0, sigma[0]), (sigma[1], 0)), d=F(0),
    )  # fmt: skip


@given(w=st.tuples(QUARTERS, QUARTERS), sigma=st.tuples(QUARTERS, QUARTERS), m1=QUARTERS)
@settings(max_examples=60, deadline=None)
def test_ties_where_a_state_is_just_willing_to_arm(w: Any, sigma: Any, m1: F) -> None:
    """State 2's linear reply to state 1's arms is exactly zero: both formulas give x_2 = 0."""
    one = (F(1), F(1))
    model = dyad_of(w, one, (F(0), F(0)), (m1, F(0)), sigma)
    assume(model.gamma < 1)
    # m_2 such that r_2 + beta_2 sigma_21 r_1 = 0.
    tied = model.at(m={1: -sigma[1] * model.r[0]})
    assert tied.r[1] + tied.beta[1] * tied.sigma[1][0] * tied.r[0] == 0
    found = tied.equilibria()
    assert tuple(found.actions[0]) == tied.x == (tied.r[0], 0)
    assert tied.solve().region_name == "corner"
    assert found.regret[0] == 0
    floats = AbsoluteSecurity(**{n: float(v) for n, v in tied.values().items()})
    x = floats.equilibria().actions[0]
    # Close to a race (gamma near one) a rounded input moves the answer by 1/(1 - gamma) as much.
    spread = 1e-14 / float(1 - tied.gamma)
    np.testing.assert_allclose(
        np.asarray(x, float), [float(tied.x[0]), 0], rtol=spread, atol=spread
    )


def test_ties_of_the_regions() -> None:
    """At beta_2 s = 1 the margin stays as it is; at gamma = 1 the race already runs away."""
    flat = AbsoluteSecurity(w={1: F(1)}, sigma=((0, F(2)), (F(1), 0)))
    assert flat.self_defeat == 1
    assert flat.own_gain == 0
    more = flat.at(m={0: F(3)})
    assert more.margin(0, more.x) == flat.margin(0, flat.x)
    assert flat.solve().region_name == "margin at a price"
    critical = AbsoluteSecurity(w=F(1), sigma=F(2))
    assert critical.gamma == 1
    assert critical.solve().region_name == "runaway"
    assert critical.equilibria().status_code == Status.RUNAWAY
    disarmed = critical.at(m=F(-1))
    assert disarmed.solve().region_name == "no guarantee"
    assert [tuple(x) for x in disarmed.equilibria().actions] == [(0, 0)]


def test_beyond_the_bound_states_that_want_no_arms_have_two_equilibria() -> None:
    model = AbsoluteSecurity(w=F(9), k=F(1), sigma=F(3, 2), m=F(-1))
    found = model.equilibria()
    assert [tuple(x) for x in found.actions] == [(0, 0), (F(18, 7), F(18, 7))]
    assert list(found.regret) == [0, 0]
    assert found.complete


def test_best_posture_is_found_by_search_too() -> None:
    for model in (KOREA, GREAT_POWERS, AbsoluteSecurity(sigma=1)):
        best = model.m[0] - model.restraint
        postures = np.append(np.linspace(best - 2, best + 2, 4001), best)
        posing = model.at(m={0: postures}).solve()
        payoff = model.payoff(0, posing["x"])
        assert payoff.argmax() == 4001 or payoff.max() - payoff[-1] < 1e-12
        arms = model.at(m={0: best}).solve()["x"][0]
        assert arms == pytest.approx(model.best_arms)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"w": (0, 1)}, r"w\[0\] = 0"),
        ({"sigma": {(0, 1): -0.1}}, r"sigma\[0\]\[1\] = -0.1"),
        ({"m": {0: float("nan")}}, r"m\[0\] = nan"),
        ({"k": {1: np.array([1.0, -2.0])}}, r"k\[1\]\[1\] = -2.0"),
    ],
)
def test_parameters_outside_their_domain_are_refused_by_name(
    values: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        AbsoluteSecurity(**values)


def test_unknown_parameter_gets_a_proposal() -> None:
    with pytest.raises(UnknownName, match="sigma"):
        AbsoluteSecurity(sigma_12=1.0)


def test_the_absolute_quest_in_its_limit() -> None:
    """A weak answer: the miss falls as 1 / w. A strong one: arms run away. At one: nothing."""
    weak = AbsoluteSecurity(sigma=((0, 1.75), (0.8, 0)))
    for w in (1e1, 1e3, 1e6):
        race = weak.at(w={0: w})
        (arms, _), miss = race.x, race.m[0] - race.S[0]
        assert miss == pytest.approx((race.k[0] * arms + race.c[0]) / w, rel=1e-6)
        assert arms <= race.needed() == pytest.approx((1 + 1.75 * 0.5) / 0.3)
        assert miss <= race.needed() / w
    strong = weak.at(w={1: 9}, sigma={(1, 0): 1.2})
    ceiling = 1 / (strong.self_defeat - 1)
    margins = [strong.at(w={0: part * ceiling}).solve()["S"][0] for part in (0.5, 0.9, 0.99, 0.999)]
    assert margins == sorted(margins, reverse=True)
    assert margins[-1] < -1000
    assert strong.at(w={0: ceiling * 1.001}).equilibria().status_code == Status.RUNAWAY
    even = AbsoluteSecurity(w={1: F(1)}, sigma=((0, F(2)), (F(1), 0)))
    margins = [even.at(w={0: w}).S[0] for w in (F(1), F(100), F(10**6))]
    assert margins == [even.d[0] - 2 * even.r[1]] * 3


@pytest.mark.parametrize(("w", "window"), [(9.0, (0.5362, 0.5556)), (1.0, (0.7808, 1.0))])
def test_the_window_of_a_triad(w: float, window: tuple[float, float]) -> None:
    race = AbsoluteSecurity(w={0: w})
    assert (race.critical(3), race.runaway(3)) == close(window)
    inside = alike(3, sum(window) / 2, w=w)
    assert own_gains(inside)[0] < 0
    assert inside.equilibria().status_code == Status.UNIQUE
    assert own_gains(alike(3, 0.99 * window[0], w=w))[0] > 0
    assert alike(3, 1.001 * window[1], w=w).equilibria().status_code == Status.RUNAWAY


MODELS = [AbsoluteSecurity, GreatPowers, IndivisibleSecurity, OffenceDefence]


@pytest.mark.parametrize("model", MODELS)
def test_cases_keep_their_region_when_one_parameter_changes_by_a_tenth(model: Any) -> None:
    for name, case in model.presets.items():
        region = case.solve().region_name
        for parameter, value in case.values().items():
            for factor in (0.9, 1.1):
                moved = case.at(**spelled_out(parameter, factor * float(value)))
                assert moved.solve().region_name == region, (name, parameter, factor)


def spelled_out(component: str, value: float) -> dict[str, Any]:
    """``m[0]`` or ``sigma[0][1]`` as an argument of ``at``."""
    name, _, rest = component.partition("[")
    places = tuple(int(k) for k in rest.rstrip("]").split("][")) if rest else ()
    return {name: {places if len(places) > 1 else places[0]: value} if places else value}


def one_per_cent(value: Any, entry: int | None = None) -> Any:
    """A quantity, or an entry of one, 1 % larger, in whatever reading."""
    if isinstance(value, tuple | list):
        return tuple(one_per_cent(v) if entry in (None, k) else v for k, v in enumerate(value))
    return 1.01 * value if isinstance(value, float) else 101 * value / 100


@pytest.mark.parametrize(
    ("owner", "name", "entry", "red"),
    [
        (ArmsRace, "reply", None, "P0"),
        (ArmsRace, "security", None, "P0"),
        (ArmsRace, "threat", None, "P1"),
        (ArmsRace, "beta", None, "P0"),
        (ArmsRace, "r", None, "P0"),
        *((AbsoluteSecurity, name, entry, "P1b") for name in "xSU" for entry in (0, 1)),
        (AbsoluteSecurity, "s", None, "P1b"),
        (ArmsRace, "felt", None, "P5b"),
        (AbsoluteSecurity, "critical", None, "P7d"),
        (AbsoluteSecurity, "runaway", None, "P7d"),
        (AbsoluteSecurity, "crowd_gain", None, "P7"),
        (AbsoluteSecurity, "self_defeat", None, "P3"),
        (AbsoluteSecurity, "own_gain", None, "P3"),
        (AbsoluteSecurity, "gamma", None, "P1b"),
        (AbsoluteSecurity, "restraint", None, "P4d"),
        (AbsoluteSecurity, "best_arms", None, "P4d"),
        (AbsoluteSecurity, "kept", None, "P4d"),
        (AbsoluteSecurity, "gap", None, "P4d"),
        (AbsoluteSecurity, "least_arms", 0, "P5"),
        (AbsoluteSecurity, "least_arms", 1, "P5"),
    ],
)
def test_a_formula_moved_by_one_per_cent_turns_a_verdict_red(
    owner: type, name: str, entry: int | None, red: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = vars(owner)[name]
    if isinstance(original, property):
        get = original.fget
        assert get is not None
        moved: Any = property(lambda self: one_per_cent(get(self), entry))
    else:
        moved = lambda *args: one_per_cent(original(*args))  # noqa: E731
    monkeypatch.setattr(owner, name, moved)
    assert AbsoluteSecurity.propositions[red].prove(timeout=5).status == "refuted"


@pytest.mark.parametrize("parameter", ["w", "k", "c", "d", "m"])
def test_a_coefficient_of_the_payoff_moved_by_one_per_cent_turns_a_verdict_red(
    parameter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The payoff alone reads the parameter as 1 % larger; the best reply does not."""
    utility = ArmsRace.utility

    def moved(self: ArmsRace, i: int, own: Any, threat: Any) -> Any:
        values = tuple(101 * v / 100 for v in getattr(self, parameter))
        return utility(
            self._raw({**vars(self), parameter: values}, judged=self._judged), i, own, threat
        )

    monkeypatch.setattr(ArmsRace, "utility", moved)
    assert AbsoluteSecurity.propositions["P0"].prove(timeout=5).status == "refuted"


def test_a_swept_million_matches_single_solutions() -> None:
    axes: dict[str, Any] = {
        "sigma[0][1]": np.linspace(0, 2, 100),
        "w[1]": np.linspace(0.1, 9, 100),
        "m[0]": np.linspace(-1, 2, 100),
    }
    data = gt.sweep(AbsoluteSecurity, **axes)
    assert data.x.size == 2_000_000
    assert data.x.dims == (*axes, "state")
    rng = np.random.default_rng(0)
    for place in rng.integers(0, 100, (20, 3)):
        point = {n: float(a[k]) for (n, a), k in zip(axes.items(), place, strict=True)}
        single = AbsoluteSecurity(**point).solve()
        for name in ("x", "S", "U", "own_gain"):
            np.testing.assert_allclose(data[name].values[tuple(place)], single[name], rtol=1e-12)
