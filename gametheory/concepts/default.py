"""The generic answer to a game of any form: which concept fits it."""

from __future__ import annotations

from typing import Any

from gametheory.errors import InvalidInput, shown
from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.symmetric_binary import SymmetricBinaryGame


def equilibria(game: Any) -> Any:
    """The equilibria of a game, by the concept that its form calls for.

    Parameters
    ----------
    game : game of any form
        A strategic form: :func:`gametheory.nash_equilibria`. A tree:
        :func:`gametheory.subgame_perfect_equilibria`. Linear replies:
        :func:`gametheory.linear_reply_equilibria`. A symmetric game of two actions:
        :func:`gametheory.symmetric_binary_equilibria`. A negotiation by consensus:
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
    if isinstance(game, SymmetricBinaryGame):
        from gametheory.concepts.symmetric_binary import symmetric_binary_equilibria

        return symmetric_binary_equilibria(game)
    if isinstance(game, ConsensusPackages):
        from gametheory.concepts.consensus_packages import mutual_gain_packages

        return mutual_gain_packages(game)
    forms = (
        "NormalFormGame, ExtensiveFormGame, LinearReplyGame, SymmetricBinaryGame or "
        "ConsensusPackages"
    )
    raise InvalidInput(f"equilibria: {shown(game)} is no game; give a {forms}")
