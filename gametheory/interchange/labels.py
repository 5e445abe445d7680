"""Labels in files: quoting, and telling repeated ones apart."""

from __future__ import annotations

from collections.abc import Sequence

from gametheory.arguments import Labels


def distinct_labels(labels: Sequence[str]) -> Labels:
    """The labels, with those that occur more than once numbered.

    Gambit's files may repeat labels or leave several blank; games need different ones. Each
    occurrence of a repeated label ``x`` becomes ``x_1``, ``x_2``, ... with the next number whose
    result is not a label already; all others are kept as they are.

    Examples
    --------
    >>> distinct_labels(["C", "D", "D", ""]), distinct_labels(["a", "a", "a_1"])
    (('C', 'D_1', 'D_2', ''), ('a_2', 'a_3', 'a_1'))
    """
    count: dict[str, int] = {}
    for label in labels:
        count[label] = count.get(label, 0) + 1
    taken = {label for label, times in count.items() if times == 1}
    last: dict[str, int] = {}
    out = []
    for label in labels:
        if count[label] > 1:
            number = last.get(label, 0) + 1
            while f"{label}_{number}" in taken or f"{label}_{number}" in count:
                number += 1
            last[label] = number
            label = f"{label}_{number}"
            taken.add(label)
        out.append(label)
    return tuple(out)


def quote(text: str) -> str:
    r"""The text between double quotes, so that :func:`unquote` gives it back.

    A quote becomes ``\"``. Backslashes stand for themselves, except that those directly before a
    quote (or before the closing one) are doubled; Gambit's files have no way to write those.

    Examples
    --------
    >>> print(quote('say "no"'), quote('a\\b'), quote('end\\'))
    "say \"no\"" "a\b" "end\\"
    """
    out, run = [], 0
    for character in text:
        if character == '"':
            out.append("\\" * run + '\\"')
        else:
            out.append(character)
        run = run + 1 if character == "\\" else 0
    return '"' + "".join(out) + "\\" * run + '"'


def closing_quote(text: str, start: int) -> int:
    """Position of the quote that closes the string opened at ``start``; -1 if none does."""
    at = start
    while (at := text.find('"', at + 1)) >= 0:
        run = 0
        while text[at - 1 - run] == "\\" and at - 1 - run > start:
            run += 1
        if run % 2 == 0:
            return at
    return -1


def unquote(body: str) -> str:
    """Undo :func:`quote` on what stands between the quotes."""
    if "\\" not in body:
        return body
    out, run = [], 0
    for character in body:
        if character == "\\":
            run += 1
            continue
        if character == '"':  # an odd run: half of it, and the quote
            out.append("\\" * (run // 2) + '"')
        else:
            out.append("\\" * run + character)
        run = 0
    out.append("\\" * (run // 2))  # before the closing quote the run is even
    return "".join(out)
