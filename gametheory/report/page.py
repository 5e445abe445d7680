"""One self-contained HTML page from what the main job found."""

from __future__ import annotations

import base64
import inspect
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from gametheory import __version__
from gametheory.claims import Register
from gametheory.components import subscripted
from gametheory.model import Model
from gametheory.proof import Algebraic, Check, Part, Proposition
from gametheory.report.coverage import coverage, propositions_of
from gametheory.report.line_breaks import condition_lines
from gametheory.report.mathml import GREEK, mathml, symbol
from gametheory.report.prose import inline, prose
from gametheory.report.results import Drawn, Judged, Reproduction
from gametheory.report.wording import wording
from gametheory.report.work import CREATOR

_LARGEST_TERM = 80  # operations; a longer condition is described by its length
_SVG_LIMIT = 1_500_000  # bytes; a larger drawing is embedded as PNG
_SHOWN_ENTRIES = 12


def page(found: Reproduction, register: Register) -> str:
    """The report as the text of an HTML file that needs nothing beside itself."""
    template_text = (files(__package__) / "report.html.j2").read_text(encoding="utf-8")
    style = (files(__package__) / "style.css").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        prose=prose,
        inline=inline,
        number=number,
        point=point,
        seconds=seconds,
        label=label,
        percent=percent,
    )
    answered = coverage(propositions_of(found.models), register)
    status_counts = Counter(j.verdict.status for j in found.judged)
    return environment.from_string(template_text).render(
        creator=f"{CREATOR} {__version__}",
        style=Markup(style),
        found=found,
        register=register,
        models=[_model_view(found.of(m), register) for m in found.models],
        coverage=answered,
        agreements=[
            (n, register.agreement(n)) for n in dict.fromkeys(c.of for c in register.codings)
        ],
        statuses=[(s, status_counts[s]) for s in ("proved", "swept", "refuted", "unknown")],
    )


def _model_view(part: Reproduction, register: Register) -> dict[str, Any]:
    model = part.models[0]
    title, argument = _argument(model)
    parameters = list(model.parameters().values())
    return {
        "name": model.name,
        "title": title,
        "argument": argument,
        "summary": inspect.cleandoc(model.__doc__ or ""),
        "parameters": [{"of": p, "symbol": Markup(_math(p.symbol or p.name))} for p in parameters],
        "formulas": [
            {"doc": doc, "math": Markup(mathml(term, display=True, left=subscripted(name)))}
            for name, (doc, term) in model.formulas().items()
        ],
        "presets": part.presets,
        "judged": [_judged_view(j, register) for j in part.judged],
        "figures": [{"of": f, "source": data_uri(f)} for f in part.figures],
    }


def _argument(model: type[Model]) -> tuple[str, str]:
    """Title and argument of a model: its module's docstring, or its own where that is bare."""
    module = inspect.getmodule(model)
    text = inspect.cleandoc((module.__doc__ if module else None) or model.__doc__ or model.name)
    title, _, rest = text.partition("\n")
    return title.rstrip("."), rest.strip()


def _judged_view(judged: Judged, register: Register) -> dict[str, Any]:
    p = judged.proposition
    text = p.statement.partition("\n")[2].strip()
    assumptions, conclusion = _conditions(p)
    return {
        "of": judged,
        "p": p,
        "v": judged.verdict,
        "text": text,
        "assumptions": assumptions,
        "conclusion": conclusion,
        "parts": [_part_view(part) for part in judged.verdict.parts],
        "trials": [c for c in judged.verdict.checks if _is_shown(c)],
        "told": [c for c in judged.verdict.checks if not _is_shown(c)],
        "claims": [(register.claim(n), how, p.reasons[n]) for n, how in p.claims.items()],
        "arguments": [(Markup(_math(subscripted(n))), p.means[n]) for n in p.means],
    }


def _is_shown(check: Check) -> bool:
    """Boundary points, mutants and faults stand in the table; the rest is folded."""
    return not check.ok or check.kind in ("boundary", "mutant")


def _part_view(part: Part) -> dict[str, Any]:
    assumed = [_words(n) for n in part.uses if " " not in n]
    domains = [n.removeprefix("domain of ") for n in part.uses if n.startswith("domain of ")]
    given = [subscripted(n) for n in domains]
    tied = [n for n in part.uses if n.startswith("constraint ")]
    sources = [*assumed, *tied]
    if given:
        sources.append(f"domain{'s' if len(given) > 1 else ''} of {', '.join(given)}")
    return {
        "of": part,
        "name": _words(part.name),
        "by": " and ".join(part.provers) or part.backend,
        "uses": "; ".join(sources) or "nothing but arithmetic",
        "relaxed": ", ".join(map(subscripted, part.relaxed)),
        "survivors": "; ".join(part.survivors),
    }


def _conditions(p: Proposition) -> tuple[list[tuple[str, Markup]], list[tuple[str, Markup]]]:
    try:
        read = wording(p)
    except Exception:  # the verdict already says what is wrong with the statement
        return [], []
    return (
        [(_words(n), _condition(c, read.names)) for n, c in read.statement.assumptions.items()],
        [(_words(n), _condition(c, read.names)) for n, c in read.statement.conclusion.items()],
    )


def _words(name: str) -> str:
    return name.strip("_").replace("_", " ")


def _condition(condition: Any, names: Mapping[str, str]) -> Markup:
    import sympy

    operations = int(sympy.count_ops(sympy.sympify(condition)))
    if operations > _LARGEST_TERM:
        return Markup(
            f'<span class="long">a condition of {operations} operations; the code has it</span>'
        )
    return Markup(
        "".join(
            f'<span class="line" style="--indent: {line.indent:g}em">{line.html()}</span>'
            for line in condition_lines(condition, names)
        )
    )


def _math(name: str) -> str:
    return f"<math>{symbol(name)}</math>"


def number(value: Any) -> Markup:
    """A value of a table cell: fractions as they are, floats to six digits, arrays in brackets."""
    if isinstance(value, str):
        return Markup(escape(value))
    if isinstance(value, bool | np.bool_):
        return Markup("yes" if value else "no")
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        rows = (", ".join(number(v) for v in row) for row in value)
        return Markup(f"({'; '.join(rows)})")
    if isinstance(value, list | tuple | np.ndarray):
        flat = list(np.asarray(value, dtype=object).ravel())
        shown = ", ".join(number(v) for v in flat[:_SHOWN_ENTRIES])
        more = f", … ({len(flat)} in all)" if len(flat) > _SHOWN_ENTRIES else ""
        return Markup(f"({shown}{more})") if np.ndim(value) else number(flat[0])
    if isinstance(value, Fraction):
        short = value.denominator < 1000
        return Markup(_signed(str(value) if short else f"{float(value):.6g}"))
    if isinstance(value, Algebraic):
        return Markup(f"{escape(_signed(str(value)))} ≈ {_signed(f'{float(value):.6g}')}")
    if isinstance(value, int | float | np.number):
        if np.isnan(value):
            return Markup("–")
        return Markup(_signed(f"{float(value):.6g}"))
    return Markup(escape(str(value)))


def _signed(text: str) -> str:
    return text.replace("-", "−").replace("inf", "∞")


def point(values: Mapping[str, Any], model: type[Model], whole: bool = False) -> Markup:
    """A point as ``symbol = value`` pairs, in the letters of the literature.

    Parameters at their defaults are left out unless the ``whole`` point is asked for.
    """
    parameters = model.components()
    pairs = [
        f'<span class="pair">{_math(_letter(model, name))} = {number(value)}</span>'
        for name, value in values.items()
        if whole or name not in parameters or value != parameters[name].exact_default
    ]
    rest = "the defaults" if not pairs else "the rest at their defaults"
    return Markup(
        ", ".join(pairs) if whole or len(pairs) == len(values) else ", ".join([*pairs, rest])
    )


def _letter(model: type[Model], name: str) -> str:
    parameters = model.components()
    return (parameters[name].symbol or name) if name in parameters else subscripted(name)


def label(name: str) -> Markup:
    """A quantity's name: a letter with indices as mathematics, words as words."""
    letter = len(name.partition("_")[0].rstrip("0123456789")) == 1 or name in GREEK
    return Markup(_math(name) if letter else escape(_words(name)))


def seconds(value: float) -> str:
    """Wall time, short."""
    return "< 0.01 s" if value < 0.01 else f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def percent(value: float) -> str:
    """A share in whole percents, with one decimal where it is not quite all or nothing."""
    short = f"{value:.0%}"
    return f"{value:.1%}" if short in ("0%", "100%") and value not in (0, 1) else short


def data_uri(drawn: Drawn) -> str:
    """The picture as a data URI: its SVG, or its PNG where that is unreasonably large."""
    media, raw = "image/svg+xml", drawn.svg
    if len(raw) > _SVG_LIMIT:
        media, raw = "image/png", drawn.png
    return f"data:{media};base64,{base64.b64encode(raw).decode('ascii')}"
