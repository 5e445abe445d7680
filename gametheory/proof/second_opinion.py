"""The same questions put to other provers, and written out for whoever wants to ask them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from gametheory.proof.judgement import Asked, Judgement
from gametheory.proof.processes import Prover, others, z3
from gametheory.proof.verdict import Check, Part, Verdict

if TYPE_CHECKING:
    from gametheory.proof.proposition import Proposition

_EACH = 15.0  # seconds for a question in all its forms


def second_opinions(court: Judgement, verdict: Verdict) -> Verdict:
    """The verdict with the provers that agree with it; disagreement is a fault.

    A prover agrees with a proof if it finds every question on which it rests unsatisfiable: the
    negated parts, and whatever has to be defined. The first that agrees on a question is enough.
    """
    if verdict.status not in ("proved", "refuted"):
        return verdict
    faults: list[Check] = []
    agreed: dict[int, str] = {}
    for k, asked in enumerate(court.asked):
        for prover in others():
            outcome = opinion(prover, asked)
            if outcome == asked.outcome:
                agreed[k] = prover.name
                break
            if outcome != "unknown":
                detail = f"{prover.name} finds {outcome} what z3 finds {asked.outcome}"
                faults.append(Check("statement", asked.what, False, detail))
    parts = [_with_opinions(part, court.asked, agreed) for part in verdict.parts]
    each_part = all(len(part.provers) > 1 for part in parts)
    everyone = each_part and all(k in agreed for k in range(len(court.asked)))
    more = tuple(dict.fromkeys(agreed.values())) if everyone else ()
    return attrs.evolve(
        verdict,
        parts=tuple(parts),
        checks=(*verdict.checks, *faults),
        provers=(*verdict.provers, *more),
    )


def opinion(prover: Prover, asked: Asked) -> str:
    """What another prover says of a question in one of its forms: "unsat", "sat" or "unknown"."""
    for script in asked.scripts:
        if script.quantified and prover.name == "yices":
            continue  # it has no quantifiers over the reals
        outcome = prover.ask(script, _EACH / len(asked.scripts), values=False).outcome
        if outcome != "unknown":
            return outcome
    return "unknown"


def _with_opinions(part: Part, asked: list[Asked], agreed: dict[int, str]) -> Part:
    mine = [k for k, a in enumerate(asked) if a.what == part.name]
    names = [agreed[k] for k in mine if k in agreed]
    if not mine or len(names) < len(mine):
        return part
    return attrs.evolve(part, provers=(*part.provers, *dict.fromkeys(names)))


def smt2_files(proposition: Proposition, asked: Iterable[Asked]) -> dict[str, str]:
    """File name -> script of every question on which a verdict rests, with the answer expected."""
    files = {}
    for k, question in enumerate(asked):
        what = re.sub(r"[^A-Za-z0-9_]+", "-", question.what)
        stem = f"{proposition.model.name}-{proposition.id}-{k + 1:02d}-{what}"
        comment = (
            f"{proposition.name}: {proposition.title}\n"
            f"About: {question.what}. Expected answer: {question.outcome}.\n"
            "The conditions are the domains, the assumptions and the denial of what is claimed,\n"
            "without division; unsat means that they cannot hold together."
        )
        for n, script in enumerate(question.scripts):
            form = f"-form{n + 1}" if n else ""
            files[f"{stem}{form}.smt2"] = script.text(comment=comment)
    return files


def versions() -> str:
    """The provers at hand, a line each."""
    lines = [f"{p.name}: {p.version}" for p in (z3(), *others())]
    return "\n".join(lines) + "\n"
