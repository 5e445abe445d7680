"""The generic answer to a game of any form: which concept fits it."""

from __future__ import annotations

from typing import Any

from gametheory.errors import InvalidInput, shown
from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.games.cutoff import CutoffGame
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.signalling import SignallingGame
from gametheory.games.symmetric_binary import SymmetricBinaryGame
from gametheory.games.threshold_binary import ThresholdBinaryGame


def equilibria(game: Any) -> Any:
    """The equilibria of a game, by the concept that its form calls for.

    Parameters
    ----------
    game : game of any form
        A strategic form: :func:`gametheory.nash_equilibria`. A tree:
        :func:`gametheory.subgame_perfect_equilibria`. Linear replies:
        :func:`gametheory.linear_reply_equilibria`. A signalling game:
        :func:`gametheory.perfect_bayesian_equilibria`. A symmetric game of two actions:
        :func:`gametheory.symmetric_binary_equilibria`. Players who join once enough others do:
        :func:`gametheory.threshold_binary_equilibria`. Private types:
        :func:`gametheory.cutoff_equilibria`. A negotiation by consensus:
        :func:`gametheory.mutual_gain_packages`.

    Raises
    ------
    InvalidInput
        Something that is no game.

    Notes
    -----
    The answer is a solution of that concept, with its status, completeness and provenance. Models
    answer :meth:`gametheory.Model.equilibria` with it.

    Examples
    --------
    >>> import gametheory as gt
    >>> stag_hunt = gt.NormalFormGame([[[3, 0], [2, 2]], [[3, 2], [0, 2]]])
    >>> len(gt.equilibria(stag_hunt)), len(gt.nash_equilibria(stag_hunt))
    (3, 3)
    """
    if isinstance(game, NormalFormGame):
        from gametheory.concepts.nash import nash_equilibria

        return nash_equilibria(game)
    if isinstance(game, ExtensiveFormGame):
        from gametheory.concepts.trees import subgame_perfect_equilibria

        return subgame_perfect_equilibria(game)
    if isinstance(game, LinearReplyGame):
        from gametheory.concepts.linear_reply import linear_reply_equilibria

        return linear_reply_equilibria(game)
    if isinstance(game, SignallingGame):
        from gametheory.concepts.signalling import perfect_bayesian_equilibria

        return perfect_bayesian_equilibria(game)
    if isinstance(game, SymmetricBinaryGame):
        from gametheory.concepts.symmetric_binary import symmetric_binary_equilibria

        return symmetric_binary_equilibria(game)
    if isinstance(game, ThresholdBinaryGame):
        from gametheory.concepts.threshold_binary import threshold_binary_equilibria

        return threshold_binary_equilibria(game)
    if isinstance(game, CutoffGame):
        from gametheory.concepts.cutoff import cutoff_equilibria

        return cutoff_equilibria(game)
    if isinstance(game, ConsensusPackages):
        from gametheory.concepts.consensus_packages import mutual_gain_packages

        return mutual_gain_packages(game)
    forms = (
        "NormalFormGame, ExtensiveFormGame, LinearReplyGame, SignallingGame, "
        "SymmetricBinaryGame, ThresholdBinaryGame, CutoffGame or ConsensusPackages"
    )
    raise InvalidInput(f"equilibria: {shown(game)} is no game; give a {forms}")
