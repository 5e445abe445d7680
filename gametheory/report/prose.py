"""Docstrings as HTML: paragraphs, bullet lists, ``code``, *emphasis*, and signs as on paper.

Docstrings are typed on a keyboard; outside code, ``beta_2 s >= 1`` becomes Greek letters, indices
and the signs of mathematics, and quotation marks and apostrophes become curly.
"""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from gametheory.report.mathml import GREEK

_INLINE = (
    (re.compile(r"``(.+?)``"), r"<code>\1</code>"),
    (re.compile(r":[a-z:]+:`~?(?:[\w.]*\.)?([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"(?<![\w`])`([^`]+)`(?![\w`])"), r"<code>\1</code>"),
    (re.compile(r"(?<![\w*])\*\*(\S(?:[^*]*\S)?)\*\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])"), r"<em>\1</em>"),
)
# Letters by name; capitals that look Latin are words or names (Xi, Eta) and stay.
_LETTERS = {n: c for n, c in GREEK.items() if n[0].islower() and n != "omicron"}
_LETTERS |= {n: GREEK[n] for n in ("Gamma", "Delta", "Lambda", "Sigma", "Phi", "Psi", "Omega")}
_NAMES = "|".join(_LETTERS)
_GREEK = re.compile(rf"(?<![\w-])({_NAMES})(?=_\w|(?![\w-]))")
_TYPESET = (
    (re.compile(r"(?<!\w)'([^'\n]+)'(?!\w)"), r"‘\1’"),
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(r'"([^"]*)"'), r"“\1”"),
    (re.compile(r"<->|<=>"), "⇔"),
    (re.compile(r"<="), "≤"),
    (re.compile(r">="), "≥"),
    (re.compile(r"!="), "≠"),
    (re.compile(r" - "), " − "),
    (re.compile(rf"(?<=[\s(=^,])-(?=[\d(]|[a-zA-Z]\b|(?:{_NAMES})[\s_])"), "−"),
    (re.compile(r"\(([A-Z])-(\d)\)"), r"(\1 − \2)"),
)
_SCRIPTS = (
    (re.compile(r"\bsum_(\w)\b"), r"∑<sub>\1</sub>"),
    (re.compile(r"\b([^\W\d_])_([^\W_]+)\b"), r"\1<sub>\2</sub>"),
    (re.compile(r"\^(−?\w+)"), r"<sup>\1</sup>"),
)
_CODE = re.compile(r"(<code>.*?</code>)")
_LEAD = re.compile(r"^([A-Z]\w*(?: \w+){0,2})\. (?=[A-Z])")  # a paragraph that opens "Literature. "
_BULLET = re.compile(r"^[-*] ", re.MULTILINE)


def inline(text: str) -> Markup:
    """One line or paragraph, escaped, with code, emphasis and typeset signs."""
    out = escape(" ".join(text.split()), quote=False)
    for pattern, replacement in _INLINE:
        out = pattern.sub(replacement, out)
    parts = _CODE.split(out)
    return Markup("".join(p if k % 2 else _typeset(p) for k, p in enumerate(parts)))


def _typeset(markup: str) -> str:
    """Signs, Greek letters and indices in escaped text that holds no code."""
    text = markup.replace("&lt;", "\x02").replace("&gt;", "\x03")
    # Tags keep their own signs; what is escaped is text.
    pieces = re.split(r"(<[^>]*>)", text)
    for k in range(0, len(pieces), 2):
        piece = pieces[k].replace("\x02", "<").replace("\x03", ">")
        for pattern, sign in _TYPESET:
            piece = pattern.sub(sign, piece)
        piece = _GREEK.sub(lambda m: _LETTERS[m[1]], piece)
        piece = piece.replace("<", "&lt;").replace(">", "&gt;")
        for pattern, script in _SCRIPTS:
            piece = pattern.sub(script, piece)
        pieces[k] = piece
    return "".join(pieces)


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
