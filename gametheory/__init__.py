"""Game-theoretic models of international security with machine-checked verdicts.

Everything public is reachable as ``gt.name`` after ``import gametheory as gt``; a name is loaded
when it is first used, so that the import itself stays light.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

# Public name -> module that defines it.
_HOMES = {
    "LinearReplyEquilibria": "gametheory.solutions.linear_reply",
    "LinearReplyGame": "gametheory.games.linear_reply",
    "linear_reply_equilibria": "gametheory.concepts.linear_reply",
    "deviation_gains": "gametheory.certificates.linear_reply",
    "Chance": "gametheory.games.game_tree",
    "Decision": "gametheory.games.game_tree",
    "ExtensiveFormGame": "gametheory.games.extensive_form",
    "Terminal": "gametheory.games.game_tree",
    "read_game": "gametheory.interchange.files",
    "read_table": "gametheory.interchange.tables",
    "BehaviourEquilibria": "gametheory.solutions.trees",
    "BehaviourProfile": "gametheory.solutions.behaviour",
    "subgame_perfect_equilibria": "gametheory.concepts.trees",
    "behaviour_equilibria": "gametheory.concepts.behaviour",
    "sequence_form_equilibrium": "gametheory.concepts.sequence_form",
    "strategic_form": "gametheory.reductions.strategic_form",
    "write_game": "gametheory.interchange.files",
    "write_table": "gametheory.interchange.tables",
    "NormalFormGame": "gametheory.games.normal_form",
    "Equilibria": "gametheory.solutions.equilibria",
    "logit_equilibria": "gametheory.concepts.quantal",
    "logit_branch": "gametheory.concepts.quantal",
    "stackelberg_equilibrium": "gametheory.concepts.commitment",
    "evolutionarily_stable_strategies": "gametheory.concepts.evolution",
    "replicator_dynamics": "gametheory.concepts.replicator",
    "ReplicatorDynamics": "gametheory.concepts.replicator",
    "iterated_elimination": "gametheory.concepts.rationality",
    "rationalizable_actions": "gametheory.concepts.rationality",
    "correlated_equilibrium": "gametheory.concepts.correlated",
    "nash_equilibrium": "gametheory.concepts.one_equilibrium",
    "SymmetricBinaryGame": "gametheory.games.symmetric_binary",
    "symmetric_binary_equilibria": "gametheory.concepts.symmetric_binary",
    "isolated_equilibria": "gametheory.concepts.isolated",
    "pure_nash_equilibria": "gametheory.concepts.pure",
    "zero_sum_solution": "gametheory.concepts.zero_sum",
    "nash_equilibria": "gametheory.concepts.nash",
    "nash_components": "gametheory.concepts.components",
    "degeneracy_witness": "gametheory.concepts.components",
    "Certificate": "gametheory.certificates",
    "certify": "gametheory.concepts.certify",
    "verify": "gametheory.certificates",
    "select": "gametheory.concepts.selection",
    "maximal_entropy": "gametheory.concepts.selection",
    "sweep": "gametheory.sweeps",
    "condition": "gametheory.conditions",
    "DerivedCondition": "gametheory.conditions",
    "Model": "gametheory.model",
    "Regions": "gametheory.planes.answer",
    "regions": "gametheory.planes.regions",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'gametheory' has no attribute {name!r}") from None
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
