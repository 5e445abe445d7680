"""Check a certificate of Nash equilibrium with nothing but exact arithmetic.

This file needs only Python's standard library and can be read, copied and run by itself::

    python check.py certificate.json ...

A certificate states payoffs, a mixed profile and a bound epsilon, all as exact rationals, and
claims that no player gains more than epsilon by deviating alone; epsilon 0 is a Nash equilibrium.
A large enough epsilon makes the claim empty, so the script prints it with the verdict. Beside the
claim it records supports, values and slacks, which are recomputed here too. Player i's payoffs are
a list in which the last player's action varies fastest.

Payoffs and labels say which game is meant. No checker can know whether that is the game that you
have in mind: compare them with it. Labels, which may be absent, are seen to fit: one for each
player and for each action of a player, all different, so that each names one thing.
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from itertools import product
from math import prod
from numbers import Real
from typing import Any

FORMAT = "nash-certificate/1"


def verify(certificate: Any, epsilon: Any = None) -> bool:
    """Whether the certificate proves its claim about the game that it states.

    Labels of players and actions have to fit that game but are no part of the claim: it is about
    positions, as the payoffs are.

    Parameters
    ----------
    certificate : Certificate, str or dict
        A certificate, its JSON text, or that text already parsed.
    epsilon : int or Fraction, optional
        The largest epsilon that you accept; 0 asks for a Nash equilibrium. By default the claim
        may be as weak as it says itself, in ``certificate.epsilon``.

    Raises
    ------
    ValueError
        ``epsilon`` is no number. What is no certificate proves nothing and raises nothing.

    Examples
    --------
    >>> certificate = {
    ...     "format": "nash-certificate/1", "payoffs": [["1", "0"], ["2", "2"]],
    ...     "profile": [["1"], ["1", "0"]], "supports": [[0], [0]],
    ...     "values": ["1", "2"], "slacks": [["0"], ["0", "0"]], "epsilon": "1/8"}
    >>> verify(certificate), verify(certificate, epsilon=0)
    (True, False)
    """
    return not problems(certificate, epsilon)


def problems(certificate: Any, epsilon: Any = None) -> list[str]:
    """What is wrong with a certificate, empty if it proves its claim; arguments as of verify."""
    if epsilon is not None and not isinstance(epsilon, Real):
        raise ValueError(f"verify: epsilon is a {type(epsilon).__name__}; give a number >= 0")
    try:
        data = read(certificate)
        found = _problems(data)
        if epsilon is not None and not rational(data["epsilon"]) <= epsilon:
            found.append(f"epsilon is {data['epsilon']}, more than {epsilon}")
        return found
    except RecursionError:
        return ["not a certificate: brackets nested too deeply"]
    except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        return [f"not a certificate: {type(error).__name__}: {error}"]


def rational(text: str) -> Fraction:
    """The number written as ``"p"`` or ``"p/q"``, in decimal or (long ones) 0x hexadecimal."""
    if set(text) - set("-/x0123456789abcdef"):
        raise ValueError(f"{text!r} is no number p or p/q")
    return Fraction(*(int(part, 0) for part in text.split("/")))


def read(certificate: Any) -> dict[str, Any]:
    """The entries of a certificate; a text in which a key occurs twice is refused.

    Of two entries with one key a reader may see the first, and a programme takes the last.
    """
    if hasattr(certificate, "to_json"):
        certificate = certificate.to_json()
    if isinstance(certificate, str):
        certificate = json.loads(certificate, object_pairs_hook=_once)
    return dict(certificate)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _problems(data: dict[str, Any]) -> list[str]:
    if data["format"] != FORMAT:
        return [f"format is {data['format']!r}; this checker reads {FORMAT!r}"]
    payoffs = [[rational(u) for u in table] for table in data["payoffs"]]
    profile = [[rational(p) for p in strategy] for strategy in data["profile"]]
    values = [rational(v) for v in data["values"]]
    slacks = [[rational(s) for s in row] for row in data["slacks"]]
    epsilon = rational(data["epsilon"])
    if {len(payoffs), len(values), len(slacks), len(data["supports"])} != {len(profile)}:
        return ["payoffs, profile, values, slacks and supports do not have one entry per player"]
    if {len(table) for table in payoffs} != {prod(len(strategy) for strategy in profile)}:
        return ["payoffs do not have one entry per action profile"]
    players = data.get("players", range(len(profile)))
    actions = data.get("actions", [range(len(strategy)) for strategy in profile])
    listings: list[tuple[Any, Any]] = [(players, profile), *zip(actions, profile, strict=True)]
    for labels, named in listings:
        if {len(labels), len(set(labels))} != {len(named)}:
            return ["labels are not one for each player and each action, all different"]
    profiles = list(product(*(range(len(strategy)) for strategy in profile)))
    found = [] if epsilon >= 0 else ["epsilon is negative"]
    for i, strategy in enumerate(profile):
        who = f"player {i + 1}"
        if min(strategy) < 0 or sum(strategy) != 1:
            found.append(f"{who}: the strategy is not a probability distribution")
        if data["supports"][i] != [a for a, p in enumerate(strategy) if p != 0]:
            found.append(f"{who}: the support is not where probabilities are positive")
        # What each action earns against the others' strategies.
        earns = [Fraction(0)] * len(strategy)
        for k, actions in enumerate(profiles):
            others = prod(profile[j][a] for j, a in enumerate(actions) if j != i)
            earns[actions[i]] += payoffs[i][k] * others
        value = sum(p * earns[a] for a, p in enumerate(strategy))
        if values[i] != value:
            found.append(f"{who}: the value is {value}, not {values[i]}")
        if slacks[i] != [value - e for e in earns]:
            found.append(f"{who}: the slacks are not value minus earnings of each action")
        if max(earns) - value > epsilon:
            found.append(f"{who}: action {earns.index(max(earns)) + 1} gains more than epsilon")
    return found


def main(paths: list[str]) -> int:
    """Check files; 0 if all prove their claims, 1 if one does not, 2 if one cannot be read."""
    if not paths:
        print("usage: python check.py certificate.json ...", file=sys.stderr)
        return 2
    codes = []
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as error:
            print(f"{path}: cannot be read: {error}", file=sys.stderr)
            codes.append(2)
            continue
        wrong = problems(text)
        print(f"{path}: {'; '.join(wrong) or 'valid, epsilon = ' + read(text)['epsilon']}")
        codes.append(1 if wrong else 0)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
