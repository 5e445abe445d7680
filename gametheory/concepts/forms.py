"""Forms of games that functions of finite games accept: the strategic one, or what leads to it."""

from __future__ import annotations

from gametheory.errors import InvalidInput
from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.games.cutoff import CutoffGame
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.linear_reply import LinearReplyGame
from gametheory.games.normal_form import NormalFormGame
from gametheory.games.signalling import SignallingGame
from gametheory.games.symmetric_binary import SymmetricBinaryGame
from gametheory.games.threshold_binary import ThresholdBinaryGame

FiniteGame = NormalFormGame | ExtensiveFormGame
"""A game in strategic form, or a tree, which is taken in its reduced strategic form."""

_OTHERS = {
    ConsensusPackages: "gametheory.mutual_gain_packages(game) solves negotiations by consensus",
    LinearReplyGame: "gametheory.linear_reply_equilibria(game) solves games with linear replies",
    SignallingGame: "gametheory.perfect_bayesian_equilibria(game) solves signalling games, and "
    "game.to_extensive_form() has a strategic form",
    SymmetricBinaryGame: "gametheory.symmetric_binary_equilibria(game) solves symmetric games "
    "with two actions",
    ThresholdBinaryGame: "gametheory.threshold_binary_equilibria(game) solves games whose players "
    "join once enough others do",
    CutoffGame: "gametheory.cutoff_equilibria(game) solves games of private types",
}
_LIBRARIES = {"nashpy": "from_nashpy", "pygambit": "from_pygambit", "quantecon": "from_quantecon"}


def strategic(game: object, where: str) -> NormalFormGame:
    """The game in strategic form.

    Raises
    ------
    InvalidInput
        What has no strategic form, with the function that takes it.
    TooLarge
        A tree with too many strategies.
    """
    if isinstance(game, NormalFormGame):
        return game
    if isinstance(game, ExtensiveFormGame):
        return game.to_normal_form()
    kind = type(game)
    advice = "gametheory.NormalFormGame(payoffs) makes one from an array"
    if kind in _OTHERS:
        advice = _OTHERS[kind]
    elif (library := kind.__module__.partition(".")[0]) in _LIBRARIES:
        advice = f"gametheory.NormalFormGame.{_LIBRARIES[library]}(game) makes one of it"
    raise InvalidInput(
        f"{where}: expected a NormalFormGame or an ExtensiveFormGame, got {kind.__name__}; {advice}"
    )
