"""Games to and from Nashpy, pygambit and QuantEcon."""

from __future__ import annotations

import importlib
import io
import itertools
import re
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels
from gametheory.errors import InvalidInput, MissingExtra
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.information_sets import CHANCE
from gametheory.games.normal_form import NormalFormGame
from gametheory.interchange.labels import distinct_labels
from gametheory.interchange.numerals import FloatStyle
from gametheory.interchange.strategic_files import StrategicFile, format_strategic, parse_strategic
from gametheory.interchange.tree_files import format_tree, parse_tree


def to_nashpy(game: NormalFormGame) -> Any:
    """A ``nashpy.Game`` with the payoffs of one two-player game.

    Integers stay integers; fractions are rounded once to doubles, since Nashpy computes in
    doubles. Labels are not kept: Nashpy has none.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame([[[2, 0], [3, 1]], [[2, 3], [0, 1]]])
    >>> [[s.tolist() for s in e] for e in game.to_nashpy().support_enumeration()]
    [[[0.0, 1.0], [0.0, 1.0]]]
    """
    _refuse_batch(game, "to_nashpy")
    if game.num_players != 2:
        raise InvalidInput(f"to_nashpy: {game.num_players} players; Nashpy knows two")
    import nashpy

    matrices = _numeric(game.payoffs)
    return nashpy.Game(matrices[0].copy(), matrices[1].copy())


def from_nashpy(
    game: Any,
    *,
    players: Any = None,
    actions: Any = None,
) -> NormalFormGame:
    """The game of a ``nashpy.Game``; integer matrices stay exact.

    Examples
    --------
    >>> import gametheory as gt, nashpy
    >>> gt.NormalFormGame.from_nashpy(nashpy.Game([[1, -1], [-1, 1]])).payoffs[1].tolist()
    [[-1, 1], [1, -1]]
    """
    try:
        A, B = game.payoff_matrices
    except AttributeError:
        raise InvalidInput(
            f"from_nashpy: expected a nashpy.Game, got {type(game).__name__}"
        ) from None
    return NormalFormGame.from_bimatrix(A, B, players=players, actions=actions)


def to_quantecon(game: NormalFormGame) -> Any:
    """A ``quantecon.game_theory.NormalFormGame`` (extra ``exchange``).

    QuantEcon indexes player ``i``'s payoffs by own action first, then the others' in the order
    ``i+1, ..., N, 1, ..., i-1``. Integers stay integers; fractions are rounded once to doubles.
    """
    _refuse_batch(game, "to_quantecon")
    theory = _extra("quantecon.game_theory", "to_quantecon")
    n = game.num_players
    payoffs = _numeric(game.payoffs)
    own_first = [
        np.ascontiguousarray(np.transpose(payoffs[i], [(i + k) % n for k in range(n)]))
        for i in range(n)
    ]
    return theory.NormalFormGame([theory.Player(array) for array in own_first])


def from_quantecon(game: Any, *, players: Any = None, actions: Any = None) -> NormalFormGame:
    """The game of a ``quantecon.game_theory.NormalFormGame``; integer payoffs stay exact."""
    try:
        arrays = [np.asarray(a) for a in game.payoff_arrays]
    except AttributeError:
        raise InvalidInput(
            f"from_quantecon: expected a quantecon NormalFormGame, got {type(game).__name__}"
        ) from None
    n = len(arrays)
    if n < 1:
        raise InvalidInput("from_quantecon: no players; a game has at least one")
    in_order = [np.transpose(a, [(j - i) % n for j in range(n)]) for i, a in enumerate(arrays)]
    return NormalFormGame(
        np.stack(in_order), players=n if players is None else players, actions=actions
    )


def to_pygambit(game: NormalFormGame, *, floats: FloatStyle = "shortest") -> Any:
    """A pygambit game with the same payoffs and labels (extra ``exchange``).

    Exchanged as ``.nfg`` text. Exact payoffs arrive exactly. A double arrives as its shortest
    decimal, which pygambit takes for a decimal fraction; ``floats="rational"`` hands over the
    ratio that the double stores instead.
    """
    _refuse_batch(game, "to_pygambit")
    pygambit = _extra("pygambit", "to_pygambit")
    for i, player in enumerate(game.players):
        _check_gambit_label(player, f"to_pygambit: player {i + 1}", blank=False)
        for action in game.actions[i]:
            _check_gambit_label(action, f"to_pygambit: action of player {player!r}", blank=False)
    # Gambit first calls players and strategies 1, 2, ... and then renames them one by one, so that
    # a label which is a later one's number collides; such labels are set once the game is there.
    players = _without_later_numbers(game.players)
    actions = [_without_later_numbers(labels) for labels in game.actions]
    sent = NormalFormGame(game.payoffs, players=players, actions=actions)
    text = format_strategic(StrategicFile(sent), floats=floats)
    received = pygambit.read_nfg(io.BytesIO(text.encode("ascii")))
    if players != game.players:
        _relabel(received.players, game.players)
    for player, labels, shown in zip(received.players, game.actions, actions, strict=True):
        if shown != labels:
            _relabel(player.strategies, labels)
    return received


def _without_later_numbers(labels: Labels) -> Labels:
    later = any(label in map(str, range(k + 2, len(labels) + 1)) for k, label in enumerate(labels))
    if not later:
        return labels
    stand_ins = (f"label {k}" for k in itertools.count())
    return tuple(itertools.islice((s for s in stand_ins if s not in labels), len(labels)))


def _relabel(items: Any, labels: Labels) -> None:
    for item, label in zip(list(items), labels, strict=True):
        item.label = label


def from_pygambit(game: Any, *, exact: bool = True) -> NormalFormGame:
    """The strategic form of a pygambit game (of a tree, the reduced one), exchanged as text.

    With ``exact=True`` payoffs are the exact numbers that pygambit holds; with ``False`` doubles.
    """
    return parse_strategic(
        _text_of(game, "to_nfg", "from_pygambit"), "<pygambit>", exact=exact
    ).game


def tree_to_pygambit(game: ExtensiveFormGame, *, floats: FloatStyle = "shortest") -> Any:
    """A pygambit tree, exchanged as ``.efg`` text (extra ``exchange``).

    Repeated names of nodes, and of one player's information sets, are numbered on the way, since
    pygambit refuses them.
    """
    pygambit = _extra("pygambit", "to_pygambit")
    for player in game.players:
        _check_gambit_label(player, "to_pygambit: player", blank=False)
    for h in game.information_sets:
        _check_gambit_label(h.label, "to_pygambit: information set")
        for action in h.actions:
            _check_gambit_label(action, "to_pygambit: action", blank=False)
    for label in (*game.outcome_labels, *game.node_labels):
        _check_gambit_label(label, "to_pygambit: outcome or node")
    nodes = _numbered(game.node_labels)
    sets = list(game.information_sets)
    for mover in range(CHANCE, game.num_players):
        own = game.information_sets_of(mover)
        for k, label in zip(own, _numbered([sets[k].label for k in own]), strict=True):
            sets[k] = attrs.evolve(sets[k], label=label)
    named = attrs.evolve(game, node_labels=nodes, information_sets=tuple(sets))
    text = format_tree(named, floats=floats)
    return pygambit.read_efg(io.BytesIO(text.encode("ascii")))


def _numbered(labels: Sequence[str]) -> Labels:
    """Repeated labels numbered, blank ones left blank."""
    named = iter(distinct_labels([label for label in labels if label]))
    return tuple(next(named) if label else "" for label in labels)


def tree_from_pygambit(game: Any, *, exact: bool = True) -> ExtensiveFormGame:
    """The tree of a pygambit game, exchanged as ``.efg`` text."""
    if not getattr(game, "is_tree", True):
        raise InvalidInput(
            "from_pygambit: the pygambit game is no tree; use NormalFormGame.from_pygambit"
        )
    return parse_tree(_text_of(game, "to_efg", "from_pygambit"), "<pygambit>", exact=exact)


def _text_of(game: Any, method: str, where: str) -> str:
    writer = getattr(game, method, None)
    if writer is None:
        raise InvalidInput(f"{where}: expected a pygambit game, got {type(game).__name__}")
    return str(writer())


def _numeric(payoffs: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return payoffs.astype(np.float64) if payoffs.dtype == object else payoffs


def _refuse_batch(game: NormalFormGame, where: str) -> None:
    if game.batch_shape:
        raise InvalidInput(
            f"{where}: a batch of shape {game.batch_shape}; convert one game, game[k]"
        )


def _extra(module: str, where: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtra(
            f"{where}: needs {package}, which the extra 'exchange' brings: "
            'pip install "gametheory-ir[exchange]"'
        ) from error


# Backslashes are printable, but Gambit writes each twice and reads both back.
_GAMBIT_LABEL = re.compile(r"(?! )(?:[!-\[\]-~]| (?! ))*(?<! )|")


def _check_gambit_label(label: str, where: str, blank: bool = True) -> None:
    if not label and not blank:
        raise InvalidInput(
            f"{where}: a blank label does not survive in Gambit, which would call it _1; name it"
        )
    if not _GAMBIT_LABEL.fullmatch(label):
        raise InvalidInput(
            f"{where}: label {label!r} does not survive in Gambit, which takes printable ASCII "
            "without backslashes and single spaces inside only"
        )
