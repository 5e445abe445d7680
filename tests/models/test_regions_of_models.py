"""The exact planes of the models against their closed forms, written down by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from models.absolute_security import AbsoluteSecurity
from models.deadlock import Deadlock

POSITIVE = st.fractions("1/8", 8, max_denominator=8)


def zeros(found: gt.Regions) -> set[Any]:
    """The curves as monic polynomials in both parameters."""
    names = [sympy.Symbol(p.name, real=True) for p in (found.x, found.y)]
    return {sympy.Poly(c.polynomial, *names).monic() for c in found.curves}


def monic(expression: Any, *symbols: Any) -> Any:
    return sympy.Poly(sympy.nsimplify(sympy.expand(expression)), *symbols).monic()


@pytest.mark.parametrize("name", list(Deadlock.presets))
def test_deadlock_over_size_and_vulnerability(name: str) -> None:
    chosen = Deadlock.presets[name]
    lam, F, fU, hD, hU, chi = (
        sympy.nsimplify(getattr(chosen, v)) for v in ("lam", "F", "fU", "hD", "hU", "chi")
    )
    found = gt.regions(chosen, "n", "psi")
    n, psi = sympy.symbols("n psi", real=True)
    G = (lam * n - fU) * F - (hD + psi * n) * (hU + chi * n)
    assert found.complete
    assert found.labels == ("robust peace", "fragile peace", "no peace")
    assert zeros(found) == {monic(lam * n - fU, n, psi), monic(G, n, psi)}
    beside = {c.polynomial: c.beside for c in found.curves}
    assert sorted(beside.values()) == [
        (("fragile peace", "no peace"),), (("robust peace", "fragile peace"),)
    ]  # fmt: skip
    assert not found.knife_edges


def test_deadlock_by_its_equilibria() -> None:
    found = gt.regions(Deadlock.presets["vulnerable"], "n", "F", by="equilibria")
    assert found.complete
    both = "(Wait, Wait) + (Attack, Attack)"
    assert found.label_at({"n": 1, "F": 1}) == f"{both} + mixed"
    assert found.label_at({"n": "1/2", "F": 1}) == both  # U is indifferent in peace
    assert found.label_at({"n": "1/4", "F": 1}) == "(Attack, Attack)"
    assert [str(e.on[0]) for e in found.knife_edges] == ["2*n - 1"]


def test_the_dyad_over_threat_and_responsiveness() -> None:
    dyad: Any = AbsoluteSecurity
    found = gt.regions(dyad(w={0: 4}, sigma={(1, 0): 1}), "sigma[0][1]", "w[1]")
    s, w = (sympy.Symbol(n, real=True) for n in ("sigma[0][1]", "w[1]"))
    beta1, beta2 = sympy.Rational(4, 5), w / (w + 1)
    assert found.complete
    assert found.labels == ("runaway", "self-defeating", "margin at a price")
    runaway = sympy.fraction(sympy.together(beta1 * beta2 * s - 1))[0]
    defeating = sympy.fraction(sympy.together(beta2 * s - 1))[0]
    assert zeros(found) == {monic(runaway, s, w), monic(defeating, s, w)}
    lines = found.boundary({"sigma[0][1]": (0, 2), "w[1]": (0, 50)})
    for line in lines:
        t, v = line.points.T
        index = v / (1 + v) * t
        limit = 1.0 if "margin at a price" in line.labels else 1.25
        assert np.allclose(index, limit)
    assert {line.labels for line in lines} == {
        ("margin at a price", "self-defeating"), ("self-defeating", "runaway")
    }  # fmt: skip


def test_who_is_armed_in_the_dyad() -> None:
    found = gt.regions(AbsoluteSecurity, "m[0]", "m[1]", by="equilibria")
    assert found.complete
    assert found.labels == ("unique {1, 2}", "unique {1}", "unique {2}", "unique {}")
    m1, m2 = (sympy.Symbol(n, real=True) for n in ("m[0]", "m[1]"))
    # x1 = r1 + x2 / 2 and x2 = r2 + x1 / 4 with r = m / 2: an unarmed state's reply is positive.
    assert zeros(found) == {monic(e, m1, m2) for e in (m1, m2, m1 / 2 + m2 / 4, m2 / 2 + m1 / 8)}
    heavy = gt.regions(AbsoluteSecurity, "m[0]", "sigma[0][1]", by="equilibria")
    assert heavy.label_at({"m[0]": 1, "sigma[0][1]": 9}) == "none"  # gamma = 9/8: arms run away
    assert heavy.label_at({"m[0]": -5, "sigma[0][1]": 9}) == "{2} + {1, 2}"


@given(n=POSITIVE, psi=POSITIVE)
@settings(max_examples=60, deadline=None)
def test_labels_are_the_closed_form_s(n: Fraction, psi: Fraction) -> None:
    vulnerable = Deadlock.presets["vulnerable"]
    label = PLANES["deadlock"].label_at({"n": n, "psi": psi})
    fields = {k: Fraction(repr(getattr(vulnerable, k))) for k in ("fU", "hD", "hU", "chi")}
    deadlock: Any = Deadlock
    assert label == deadlock(n=n, psi=psi, **fields).solve().region_name


@given(threat=POSITIVE, w=POSITIVE)
@settings(max_examples=60, deadline=None)
def test_labels_are_the_closed_form_s_of_the_dyad(threat: Fraction, w: Fraction) -> None:
    label = PLANES["security"].label_at({"sigma[0][1]": threat, "w[1]": w})
    security: Any = AbsoluteSecurity
    exact = security(w=(4, w), sigma=((0, threat), (1, 0)), m=(1, Fraction(-1, 2)))
    assert label == exact.solve().region_name


_security: Any = AbsoluteSecurity
PLANES = {
    "deadlock": gt.regions(Deadlock.presets["vulnerable"], "n", "psi"),
    "security": gt.regions(
        _security(w={0: 4}, sigma={(1, 0): 1}, m={1: -0.5}), "sigma[0][1]", "w[1]"
    ),
}


def test_regions_by_property_and_by_solution_agree() -> None:
    swept = gt.sweep(
        AbsoluteSecurity, sigma={(0, 1): np.linspace(0, 3, 13)}, w={1: np.array([0.5, 1, 4, 16])}
    )
    for threat in (0.25, 1.5, 3.0):
        for w in (0.5, 4, 16):
            code = int(swept.region.sel({"sigma[0][1]": threat, "w[1]": w}))
            dyad: Any = AbsoluteSecurity
            assert code == dyad(sigma={(0, 1): threat}, w={1: w}).region
