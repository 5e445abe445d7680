"""Docstrings as HTML: paragraphs, bullet lists, ``code`` and *emphasis*; nothing more is needed."""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

_INLINE = (
    (re.compile(r"``(.+?)``"), r"<code>\1</code>"),
    (re.compile(r":[a-z:]+:`~?(?:[\w.]*\.)?([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"(?<![\w`])`([^`]+)`(?![\w`])"), r"<code>\1</code>"),
    (re.compile(r"(?<![\w*])\*\*(\S(?:[^*]*\S)?)\*\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])"), r"<em>\1</em>"),
)
_LEAD = re.compile(r"^([A-Z]\w*(?: \w+){0,2})\. (?=[A-Z])")  # a paragraph that opens "Literature. "
_BULLET = re.compile(r"^[-*] ", re.MULTILINE)


def inline(text: str) -> Markup:
    """One line or paragraph, escaped, with code and emphasis."""
    out = escape(" ".join(text.split()), quote=False)
    for pattern, replacement in _INLINE:
        out = pattern.sub(replacement, out)
    return Markup(out)


def prose(text: str) -> Markup:
    """Paragraphs and bullet lists of a docstring."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.strip()
        if not lines:
            continue
        if _BULLET.match(lines):
            items = [i for i in re.split(r"\n?^[-*] ", lines, flags=re.MULTILINE) if i.strip()]
            blocks.append("<ul>" + "".join(f"<li>{inline(i)}</li>" for i in items) + "</ul>")
        else:
            text = _LEAD.sub(r'<strong class="lead-in">\1.</strong> ', str(inline(lines)))
            blocks.append(f"<p>{text}</p>")
    return Markup("\n".join(blocks))
