"""How an instance of a model shows itself: parameters with values and meanings, and the cases."""

from __future__ import annotations

import html
import inspect
import math
from typing import TYPE_CHECKING, Any

from gametheory.errors import visible

if TYPE_CHECKING:
    from gametheory.model.base import Model


def as_text(instance: Model) -> str:
    """Title, one line for each parameter, the names of the cases."""
    title, rows = _shown(instance)
    widths = [max((len(row[k]) for row in rows), default=0) for k in (0, 1)]
    lines = [f"  {n.ljust(widths[0])}  {v.ljust(widths[1])}  {m}" for n, v, m in rows]
    return "\n".join(map(visible, [title, *lines, *_cases(instance, "  ")]))


def as_html(instance: Model) -> str:
    """The same as a table; labels are escaped."""
    title, rows = _shown(instance)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(visible(text))}</td>' for text in row)}</tr>"
        for row in rows
    )
    heads = "<tr><th>parameter</th><th>value</th><th>meaning</th></tr>"
    cases = "".join(f"<p>{html.escape(visible(line))}</p>" for line in _cases(instance, ""))
    return f"<p>{html.escape(title)}</p><table>{heads}{body}</table>{cases}"


def _shown(instance: Model) -> tuple[str, list[tuple[str, str, str]]]:
    """Title and, of each parameter, its name, its value in one line, its meaning."""
    cls = type(instance)
    rows = []
    for name, p in cls.parameters().items():
        meaning = f"{p.meaning} ({p.unit})" if p.unit else p.meaning
        rows.append((name, _one_line(getattr(instance, name)), meaning))
    summary = inspect.cleandoc(cls.__doc__ or "").partition("\n")[0]
    return f"{cls.__name__}: {summary}", rows


def _one_line(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_one_line, value))})"
    if shape := getattr(value, "shape", ()):
        return f"{math.prod(shape)} values"
    return f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())


def _cases(instance: Model, indent: str) -> list[str]:
    names = ", ".join(type(instance).presets)
    return [f"{indent}cases: {names}"] if names else []
