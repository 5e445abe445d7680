"""What a certificate checker must accept and refuse, as functions of the checker module."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

Certificate = dict[str, Any]

# Two players, 2x3, mixed: row (1/3, 2/3), column (1/2, 1/2, 0); worked by hand.
#   A = [2 0 5]   B = [ 4 2 0]     A y = (1, 1)     x B = (2, 2, 4/3)
#       [0 2 5]       [ 1 2 2]
MIXED: Certificate = {
    "format": "nash-certificate/1",
    "payoffs": [["2", "0", "5", "0", "2", "5"], ["4", "2", "0", "1", "2", "2"]],
    "profile": [["1/3", "2/3"], ["1/2", "1/2", "0"]],
    "supports": [[0, 1], [0, 1]],
    "values": ["1", "2"],
    "slacks": [["0", "0"], ["0", "0", "2/3"]],
    "epsilon": "0",
}
# The same game at (1, 0), (0, 1, 0): row earns 0 and could earn 2; column earns 2, could earn 4.
BOUNDED: Certificate = {
    **MIXED,
    "profile": [["1", "0"], ["0", "1", "0"]],
    "supports": [[0], [1]],
    "values": ["0", "2"],
    "slacks": [["0", "-2"], ["-2", "0", "2"]],
    "epsilon": "2",
}
# Three players with two actions, player 3 pure: (2/3, 1/3), (1/2, 1/2), (1, 0). By hand: player 1
# earns 1/2 either way, player 2 earns 4/3 either way, player 3 earns 14/3 or 5/6.
THREE: Certificate = {
    "format": "nash-certificate/1",
    "payoffs": [
        ["1", "9", "0", "9", "0", "9", "1", "9"],
        ["0", "9", "2", "9", "4", "9", "0", "9"],
        ["7", "0", "5", "1", "3", "2", "1", "1"],
    ],
    "profile": [["2/3", "1/3"], ["1/2", "1/2"], ["1", "0"]],
    "supports": [[0, 1], [0, 1], [0]],
    "values": ["1/2", "4/3", "14/3"],
    "slacks": [["0", "0"], ["0", "0"], ["0", "23/6"]],
    "epsilon": "0",
}
HEX: Certificate = {
    "format": "nash-certificate/1",
    "payoffs": [["0x10/0x3"], ["-0x2"]],
    "profile": [["1"], ["1"]],
    "supports": [[0], [0]],
    "values": ["16/3", "-2"],
    "slacks": [["0"], ["0"]],
    "epsilon": "0",
}
LABELLED: Certificate = {
    **MIXED,
    "players": ["row", "column"],
    "actions": [["up", "down"], ["left", "middle", "right"]],
}


def changed(certificate: Certificate, **fields: Any) -> Certificate:
    return {**copy.deepcopy(certificate), **fields}


# Certificates with one fault, and the players that the checker must blame for it (0: nobody's).
FAULTS: dict[str, tuple[Certificate, list[int]]] = {
    "another format": (changed(MIXED, format="nash-certificate/2"), [0]),
    "player 1's value": (changed(MIXED, values=["3/2", "2"]), [1]),
    "player 2's value": (changed(MIXED, values=["1", "5/2"]), [2]),
    "a slack of player 1": (changed(MIXED, slacks=[["0", "1"], ["0", "0", "2/3"]]), [1]),
    "a slack of player 2": (changed(MIXED, slacks=[["0", "0"], ["0", "0", "4/3"]]), [2]),
    "a slack's sign": (changed(MIXED, slacks=[["0", "0"], ["0", "0", "-2/3"]]), [2]),
    "a missing slack": (changed(MIXED, slacks=[["0", "0"], ["0", "0"]]), [2]),
    "a support too small": (changed(MIXED, supports=[[0], [0, 1]]), [1]),
    "a support too large": (changed(MIXED, supports=[[0, 1], [0, 1, 2]]), [2]),
    "negative epsilon": (changed(MIXED, epsilon="-1"), [0, 1, 2]),
    "epsilon below the gain": (changed(BOUNDED, epsilon="3/2"), [1, 2]),
    "no equilibrium, player 1 alone": (
        changed(
            MIXED,
            profile=[["1", "0"], ["0", "0", "1"]],
            supports=[[0], [2]],
            payoffs=[["2", "0", "5", "0", "2", "6"], ["0", "2", "4", "1", "2", "2"]],
            values=["5", "4"],
            slacks=[["0", "-1"], ["4", "2", "0"]],
        ),
        [1],
    ),
    # One player with one paying action: weights (2, -1) and (2, 2) would beat every honest claim.
    "a negative probability": (
        changed(
            MIXED,
            payoffs=[["1", "0"], ["0", "0"]],
            profile=[["2", "-1"], ["1"]],
            supports=[[0, 1], [0]],
            values=["2", "0"],
            slacks=[["1", "2"], ["0"]],
        ),
        [1],
    ),
    "probabilities above one": (
        changed(
            MIXED,
            payoffs=[["1", "1"], ["0", "0"]],
            profile=[["1", "1"], ["1"]],
            supports=[[0, 1], [0]],
            values=["2", "0"],
            slacks=[["1", "1"], ["0"]],
        ),
        [1],
    ),
    "probabilities below one": (
        changed(
            MIXED,
            payoffs=[["0", "0"], ["0", "0"]],
            profile=[["1/2", "0"], ["1"]],
            supports=[[0], [0]],
            values=["0", "0"],
            slacks=[["0", "0"], ["0"]],
        ),
        [1],
    ),
    "a payoff": (
        changed(
            THREE,
            payoffs=[
                THREE["payoffs"][0],
                THREE["payoffs"][1],
                ["7", "0", "5", "1", "3", "2", "1", "2"],
            ],
        ),
        [3],
    ),
    "payoffs in another order": (
        changed(MIXED, payoffs=[["2", "0", "0", "2", "5", "5"], MIXED["payoffs"][1]]),
        [1, 1, 1],
    ),
    "a payoff too many": (
        changed(MIXED, payoffs=[[*MIXED["payoffs"][0], "0"], MIXED["payoffs"][1]]),
        [0],
    ),
    "a payoff too few for player 2": (
        changed(MIXED, payoffs=[MIXED["payoffs"][0], MIXED["payoffs"][1][:-1]]),
        [0],
    ),
    "a player without payoffs": (changed(MIXED, payoffs=MIXED["payoffs"][:1]), [0]),
    "a value too many": (changed(MIXED, values=["1", "2", "3"]), [0]),
    "a player without slacks": (changed(MIXED, slacks=MIXED["slacks"][:1]), [0]),
    "a player without support": (changed(MIXED, supports=MIXED["supports"][:1]), [0]),
    "no players": (changed(MIXED, payoffs=[], profile=[], supports=[], values=[], slacks=[]), [0]),
    "a number that is none": (changed(MIXED, values=["one", "2"]), [0]),
    "a zero denominator": (changed(MIXED, values=["1/0", "2"]), [0]),
    "a number with three parts": (changed(MIXED, values=["1/1/1", "2"]), [0]),
    "a float where text is due": (changed(MIXED, values=[1.0, "2"]), [0]),
    "a number with a space": (changed(MIXED, values=["1 ", "2"]), [0]),
    "a hexadecimal in capitals": (changed(MIXED, values=["1", "0X2"]), [0]),
    "digits of another script": (changed(MIXED, values=["1", "２"]), [0]),
    "digits apart": (changed(MIXED, epsilon="0_0"), [0]),
    "an empty strategy": (
        changed(
            MIXED, profile=[[], ["1"]], payoffs=[[], []], supports=[[], [0]], slacks=[[], ["0"]]
        ),
        [0],
    ),
}
MISFITS: dict[str, Certificate] = {
    "a player's label too many": changed(LABELLED, players=["row", "column", "nobody"]),
    "a player without label": changed(LABELLED, players=["row"]),
    "two players of one name": changed(LABELLED, players=["row", "row"]),
    "an action without label": changed(LABELLED, actions=[["up", "down"], ["left", "right"]]),
    "an action's label too many": changed(
        LABELLED, actions=[["up", "down", "out"], ["left", "middle", "right"]]
    ),
    "two actions of one name": changed(
        LABELLED, actions=[["up", "down"], ["left", "right", "right"]]
    ),
}
FAULTS |= {name: (bad, [0]) for name, bad in MISFITS.items()}
FAULTS |= {
    "actions of one player only": (changed(LABELLED, actions=[["up", "down"]]), [0]),
    "actions of three players": (changed(LABELLED, actions=[*LABELLED["actions"], ["wait"]]), [0]),
}
for _key in MIXED:
    FAULTS[f"no {_key}"] = ({k: v for k, v in MIXED.items() if k != _key}, [0])
MESSAGES = {
    "another format": "format is 'nash-certificate/2'; this checker reads 'nash-certificate/1'",
    "negative epsilon": "epsilon is negative",
    "a payoff too many": "payoffs do not have one entry per action profile",
    "no players": "payoffs do not have one entry per action profile",
    "a value too many": "payoffs, profile, values, slacks and supports do not have one entry per "
    "player",
    "player 1's value": "player 1: the value is 1, not 3/2",
    "a slack of player 2": "player 2: the slacks are not value minus earnings of each action",
    "a support too small": "player 1: the support is not where probabilities are positive",
    "a negative probability": "player 1: the strategy is not a probability distribution",
    "no epsilon": "not a certificate: KeyError: 'epsilon'",
    "a number with a space": "not a certificate: ValueError: '1 ' is no number p or p/q",
    **dict.fromkeys(MISFITS, "labels are not one for each player and each action, all different"),
}


def battery(checker: ModuleType, folder: Path) -> None:
    """Raise an error unless the checker is right on every case."""
    partly = ({k: v for k, v in LABELLED.items() if k != left} for left in ("players", "actions"))
    for good in (MIXED, BOUNDED, THREE, HEX, LABELLED, *partly):
        assert checker.problems(good) == []
        assert checker.verify(good) is True
        assert checker.verify(json.dumps(good)) is True
        assert checker.verify(_WithJson(good)) is True
    assert checker.verify(changed(BOUNDED, epsilon="3")) is True
    for name, (bad, blamed) in FAULTS.items():
        found = checker.problems(bad)
        assert checker.verify(bad) is False, name
        told = [int(p.split()[1][:-1]) if p.startswith("player ") else 0 for p in found]
        assert told == blamed, (name, found)
    assert checker.problems(changed(BOUNDED, epsilon="0"))[0].startswith("player 1: action 2 ")
    for name, message in MESSAGES.items():
        assert checker.problems(FAULTS[name][0])[0] == message
    for nonsense in (None, 3, "{", "[]", "[1]", '"text"', "null"):
        assert checker.verify(nonsense) is False
    _bounds(checker)
    _texts(checker)
    _script(checker, folder)


def _bounds(checker: ModuleType) -> None:
    """The largest epsilon that the reader accepts."""
    for good, epsilon, most in (
        (MIXED, "0", 0),
        (BOUNDED, "2", 2),
        (BOUNDED, "5/2", Fraction(5, 2)),
    ):
        assert checker.verify(changed(good, epsilon=epsilon), most) is True
        assert checker.problems(changed(good, epsilon=epsilon), most) == []
    assert checker.verify(BOUNDED, float("nan")) is False
    for nothing in ("2", [2], 2j):
        told = ""
        try:
            checker.verify(BOUNDED, nothing)
        except ValueError as error:
            told = str(error)
        assert told == f"verify: epsilon is a {type(nothing).__name__}; give a number >= 0"
    for most in (0, Fraction(3, 2), Fraction(199, 100)):
        assert checker.verify(BOUNDED, most) is False
        assert checker.problems(BOUNDED, epsilon=most) == [f"epsilon is 2, more than {most}"]
    assert checker.verify(changed(BOUNDED, epsilon="1000000")) is True
    assert checker.verify(changed(BOUNDED, epsilon="1000000"), epsilon=0) is False


def _texts(checker: ModuleType) -> None:
    """Texts that show a reader another thing than the checker, or that have no end."""
    text = json.dumps(BOUNDED)
    assert checker.verify(text) is True
    for twice in ('"epsilon": "0", "epsilon"', '"epsilon": "2", "epsilon"'):
        doubled = text.replace('"epsilon"', twice)
        assert checker.problems(doubled) == ["not a certificate: ValueError: a key occurs twice"]
    inner = text.replace('"supports": [', '"extra": {"a": 1, "a": 2}, "supports": [')
    assert checker.verify(inner) is False
    assert checker.verify(inner.replace('"a": 2', '"b": 2')) is True
    for opened in ("[", '{"a":'):
        deep = checker.problems(opened * 200_000)
        assert deep == ["not a certificate: brackets nested too deeply"]


def _script(checker: ModuleType, folder: Path) -> None:
    good, bad, binary = folder / "good.json", folder / "bad.json", folder / "binary.json"
    good.write_text(json.dumps(MIXED), encoding="utf-8")
    bad.write_text(json.dumps(changed(BOUNDED, epsilon="0")), encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\xff")
    missing = folder / "missing.json"
    assert _run(checker, good) == (0, f"{good}: valid, epsilon = 0\n", "")
    code, said, complaint = _run(checker, good, bad)
    assert code == 1
    assert not complaint
    assert said.splitlines()[0].endswith("good.json: valid, epsilon = 0")
    gains = [f"player {i}: action {a} gains more than epsilon" for i, a in ((1, 2), (2, 1))]
    assert said.splitlines()[1] == f"{bad}: {'; '.join(gains)}"
    bad.write_text(json.dumps(changed(BOUNDED, epsilon="1000000")), encoding="utf-8")
    assert _run(checker, bad) == (0, f"{bad}: valid, epsilon = 1000000\n", "")
    bad.write_text(json.dumps(changed(BOUNDED, epsilon="0")), encoding="utf-8")
    for unreadable in (missing, binary):
        code, said, complaint = _run(checker, unreadable, bad, good)
        assert code == 2
        assert complaint.startswith(f"{unreadable}: cannot be read")
        assert len(said.splitlines()) == 2
    code, said, complaint = _run(checker)
    assert (code, said) == (2, "")
    assert complaint == "usage: python check.py certificate.json ...\n"


def _run(checker: ModuleType, *paths: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = checker.main([str(p) for p in paths])
    return code, out.getvalue(), err.getvalue()


class _WithJson:
    def __init__(self, data: Certificate) -> None:
        self.data = data

    def to_json(self) -> str:
        return json.dumps(self.data)
