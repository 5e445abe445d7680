"""The exact decomposition of a plane of two parameters, and the proof that nothing is missing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from gametheory import terms
from gametheory.algebra import all_of, reading
from gametheory.arguments import choice, time_limit
from gametheory.arguments import instance as instance_of
from gametheory.components import gathered
from gametheory.errors import InvalidInput, shown
from gametheory.exact.decimals import exact
from gametheory.model import Model
from gametheory.parameters import Interval, Parameter, interval
from gametheory.planes.answer import Regions
from gametheory.planes.completeness import Completeness, anything_else
from gametheory.planes.decomposition import Decomposition
from gametheory.planes.labels import by_equilibria, by_region
from gametheory.planes.plane import Plane
from gametheory.planes.search import Search
from gametheory.planes.signs import Conditions

_LABELLINGS = {"region": by_region, "equilibria": by_equilibria}


def regions(
    model: Model | type[Model],
    x: str,
    y: str,
    *,
    by: Literal["region", "equilibria"] = "region",
    over: Mapping[str, Any] | None = None,
    timeout: float = 60.0,
) -> Regions:
    r"""Where in the plane of two parameters a model gives which answer, exactly.

    The answer depends on a point only through the signs of finitely many polynomials
    :math:`p_1, \dots, p_k` of the two parameters. A cylindrical algebraic decomposition finds every
    combination of their signs that occurs, with a point in it; z3 is then asked for a point of the
    domain with any other combination, and the provers of the extra ``provers`` where z3 does not
    answer.

    Parameters
    ----------
    model : Model or its class
        Its other parameters stay at the instance's values (at the defaults, of a class), read
        exactly.
    x, y : str
        Two parameters, or entries of vectors as ``"m[0]"``. The formulas have to be rational
        functions of them, with choices, maxima and minima.
    by : {"region", "equilibria"}
        What the points are labelled by: the property ``region`` of the model, a code into the
        names of its outcome's regions; or the equilibria of its game. For a model with ``payoffs``
        (two 2x2 matrices of formulas) these are the pure equilibria, and "mixed" where both players
        mix in one. For a model with ``linear_replies`` (intercepts :math:`r` and slopes :math:`B`
        of :math:`x_i = \max(0, r_i + \sum_j B_{ij} x_j)`) they are the sets of players who act,
        "unique" where every principal minor of :math:`I - B` is positive, and "singular" with the
        sets whose minor vanishes, where equilibria need not be isolated.
    over : mapping of str to (low, high) or Interval, optional
        Part of the domain to look at, ends included; ``None`` is no end.
    timeout : float
        Seconds. What is not done by then is said in the answer.

    Returns
    -------
    Regions

    Raises
    ------
    UnknownName
        A name that is no parameter.
    InvalidInput
        One parameter twice, a count, an array or a rounded float among the fixed parameters,
        formulas with roots of the parameters, an empty domain, a model without what is asked for.
    TooLarge
        More than 40 irreducible polynomials, degrees above 16, more than 200 cases of one quantity,
        or too little time for the curves to be compared.

    Notes
    -----
    Points where a quantity is undefined, as a quotient by zero is, are labelled "undefined" where
    the label depends on it. What is proved: each witness has its label, and no point of the domain
    has another combination of signs, if ``complete``. What is not: that the points of one
    combination are connected (they may form several pieces). The number of cells grows with the
    square of the number and the degree of the polynomials; curves of degree up to 4 take seconds.

    References
    ----------
    Collins (1975), Quantifier elimination for real closed fields by cylindrical algebraic
    decomposition.

    Examples
    --------
    >>> import gametheory as gt
    >>> from models.deadlock import Deadlock
    >>> found = gt.regions(Deadlock.presets["survivable"], "n", "fU", over={"n": (0, 2)})
    >>> found.complete, found.labels
    (True, ('robust peace', 'fragile peace', 'no peace'))
    >>> [str(c.polynomial) for c in found.curves]
    ['-fU + n', '-4*fU + 4*n - 1']
    """
    start = time.monotonic()
    deadline = start + time_limit(timeout, "regions")
    choice(by, _LABELLINGS, "labelling by", "regions")
    if over is not None:
        instance_of(over, Mapping, "regions: over")
    instance = model() if isinstance(model, type) else model
    axes = _axes(instance, x, y)
    domain = _domain(axes, dict(over or {}))
    symbolic = _symbolic(instance, x, y)
    labelling = _LABELLINGS[by](symbolic, instance)
    inside = [p.contains(terms.variable(n)) for n, p in domain.items()]
    box = terms.truth(all_of(*inside))
    constraints = terms.truth(all_of(*symbolic.constraints().values()))
    conditions = Conditions((box, constraints, *labelling.roots), x, y)
    decomposition = Decomposition(
        conditions.polynomials, conditions.symbols, (domain[x].low, domain[x].high), deadline
    )
    plane = Plane(conditions, labelling, decomposition, domain)
    search = Search(plane)
    for column in decomposition.columns():
        search.add(column)
    if decomposition.stopped:
        rest = Completeness(False, reason="the time was over before every line was looked at")
    else:
        rest = anything_else(conditions.polynomials, search.found, box, (x, y), deadline)
    return Regions(
        x=axes[0],
        y=axes[1],
        cells=search.cells(),
        curves=search.curves(),
        knife_edges=search.knife_edges(),
        polynomials=tuple(p.as_expr() for p in conditions.polynomials),
        complete=rest.proved,
        prover=rest.prover,
        reason=rest.reason,
        seconds=time.monotonic() - start,
        plane=plane,
    )


def _axes(instance: Model, x: str, y: str) -> tuple[Parameter, Parameter]:
    if not isinstance(instance, Model):
        raise InvalidInput(
            f"regions: {type(instance).__name__} is no model; give a model or its class, whose "
            "formulas say where which answer holds"
        )
    parameters = type(instance).components()
    for name in (x, y):
        choice(name, parameters, "parameter", "regions")
        if parameters[name].domain.whole:
            raise InvalidInput(
                f"regions: {name} is a count, {parameters[name].domain}; give two real parameters"
            )
    if x == y:
        raise InvalidInput(f"regions: {x!r} is given twice; give two different parameters")
    return parameters[x], parameters[y]


def _domain(axes: Sequence[Parameter], over: dict[str, Any]) -> dict[str, Interval]:
    for name in over:
        choice(name, [p.name for p in axes], "parameter", "regions: over")
    return {p.name: _narrowed(p, over.get(p.name, p.domain)) for p in axes}


def _narrowed(parameter: Parameter, part: Any) -> Interval:
    """The members of the domain that lie in a part of the line."""
    where = f"regions: over[{parameter.name!r}]"
    if not isinstance(part, Interval):
        if not isinstance(part, tuple | list) or len(part) != 2:
            raise InvalidInput(f"{where} is {shown(part)}; give (low, high) or an Interval")
        low, high = (None if end is None else exact(end, where) for end in part)
        part = Interval(low, high, low_open=False, high_open=False)
    lows = [(i.low, i.low_open) for i in (parameter.domain, part) if i.low is not None]
    highs = [(-i.high, i.high_open) for i in (parameter.domain, part) if i.high is not None]
    low, low_open = max(lows, default=(None, True))
    high, high_open = max(highs, default=(None, True))
    high = None if high is None else -high
    if low is not None and high is not None and low >= high:
        raise InvalidInput(
            f"{where} is {part}, which leaves no interval of the domain {parameter.domain}"
        )
    return interval(low, high, low_open=low_open, high_open=high_open)


def _symbolic(instance: Model, x: str, y: str) -> Any:
    """The model on terms: two variables, and constants."""
    parts: dict[str, Any] = {}
    for name, value in instance.values().items():
        if name in (x, y):
            parts[name] = terms.variable(name)
            continue
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value[()]
        if reading(value) != "scalar":
            raise InvalidInput(f"regions: {name} is {value!r}; fix it at one number")
        parts[name] = terms.constant(exact(value, f"regions: {name}"))
    cls = type(instance)
    return cls._raw(gathered(cls.parameters(), parts))
