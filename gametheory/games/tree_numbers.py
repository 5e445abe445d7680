"""Other numbers on the same tree: payoffs and chance probabilities, for a batch of games."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from numbers import Integral
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import instance
from gametheory.errors import InvalidInput, UnknownName, shown
from gametheory.games.information_sets import InformationSet, Probability
from gametheory.games.payoffs import as_payoff_array

if TYPE_CHECKING:
    from gametheory.games.extensive_form import ExtensiveFormGame

Array = npt.NDArray[Any]
WHERE = "ExtensiveFormGame.with_numbers"


def with_numbers(
    game: ExtensiveFormGame,
    payoffs: npt.ArrayLike | None,
    chance: Mapping[str | int, npt.ArrayLike] | None,
) -> ExtensiveFormGame:
    """See :meth:`ExtensiveFormGame.with_numbers`."""
    table = game._numbers
    if payoffs is not None:
        table = _ends(game, as_payoff_array(payoffs, f"{WHERE}: payoffs"))
    if chance is not None:
        instance(chance, Mapping, f"{WHERE}: chance", "give event -> probabilities")
    drawn = _given(game, chance or {})
    shapes = [table.shape[:-2], *(p.shape[:-1] for p in drawn if p is not None)]
    try:
        batch = np.broadcast_shapes(*shapes)
    except ValueError:
        raise InvalidInput(
            f"{WHERE}: batch axes {', '.join(map(str, dict.fromkeys(shapes)))} of payoffs and "
            "probabilities do not broadcast"
        ) from None
    wide = tuple(None if p is None else np.broadcast_to(p, (*batch, p.shape[-1])) for p in drawn)
    sets = tuple(
        h if p is None else attrs.evolve(h, probabilities=())
        for h, p in zip(game.information_sets, wide, strict=True)
    )
    full = np.broadcast_to(table, (*batch, *table.shape[-2:]))
    drawn_apart = wide if any(p is not None for p in wide) else None
    out = attrs.evolve(game, information_sets=sets, chance=drawn_apart, **_as_given(game, full))
    if payoffs is not None:
        ends = game.terminal_nodes
        outcome = np.zeros(game.num_nodes, dtype=np.int64)
        outcome[ends] = np.arange(1, len(ends) + 1)
        labels = tuple([""] * (len(ends) + 1))
        out = attrs.evolve(
            out, outcome=outcome, outcome_labels=labels, outcome_payoffs=None, end_payoffs=full
        )
    return out if batch else pick(out, np.array(0))


def _as_given(game: ExtensiveFormGame, numbers: Array) -> dict[str, Any]:
    """Numbers in the field that the game keeps its own in."""
    return {"outcome_payoffs" if game._end_payoffs is None else "end_payoffs": numbers}


def pick(game: ExtensiveFormGame, games: npt.NDArray[np.int64]) -> ExtensiveFormGame:
    """The games at these flat positions; one game has its probabilities in its sets again."""
    table = game._numbers
    payoffs = table.reshape((game.num_games, *table.shape[-2:]))[games]
    sets: list[InformationSet] = list(game.information_sets)
    chosen: list[Array | None] = []
    for k, p in enumerate(game.chance or (None,) * len(sets)):
        part = None if p is None else p.reshape((game.num_games, p.shape[-1]))[games]
        if part is not None and part.ndim == 1:
            sets[k] = attrs.evolve(sets[k], probabilities=tuple(part.tolist()))
            part = None
        chosen.append(part)
    return attrs.evolve(
        game,
        information_sets=tuple(sets),
        chance=tuple(chosen) if any(p is not None for p in chosen) else None,
        **_as_given(game, payoffs),
    )


def _ends(game: ExtensiveFormGame, given: Array) -> Array:
    ends, n = game.terminal_nodes, game.num_players
    if given.ndim < 2 or given.shape[-2:] != (len(ends), n):
        raise InvalidInput(
            f"{WHERE}: payoffs of shape {given.shape}; expected (*batch, {len(ends)}, {n}), one "
            f"row for each end of the tree and one column for each of {game.players}"
        )
    return given.view()


def _given(
    game: ExtensiveFormGame, chance: Mapping[str | int, npt.ArrayLike]
) -> list[Array | None]:
    events = [k for k, h in enumerate(game.information_sets) if h.is_chance]
    out: list[Array | None] = list(game.chance or (None,) * len(game.information_sets))
    for name, values in chance.items():
        if isinstance(name, str):
            named = [k for k in events if game.information_sets[k].label == name]
            if len(named) != 1:
                known = [game.information_sets[k].label for k in events]
                raise UnknownName("chance event", name, known, WHERE)
            k = named[0]
        elif isinstance(name, Integral) and name in events:
            k = int(name)
        else:
            raise InvalidInput(
                f"{WHERE}: information set {shown(name)} is no chance event; chance events are at "
                f"{events} of information_sets"
            )
        h = game.information_sets[k]
        where = f"{WHERE}: chance event {h.label or k!r}"
        p = as_payoff_array(values, where)
        if p.ndim < 1 or p.shape[-1] != len(h.actions):
            raise InvalidInput(
                f"{where}: probabilities of shape {p.shape}; expected (*batch, {len(h.actions)}), "
                f"one for each of {h.actions}"
            )
        if p.dtype == np.int64:
            p = np.array([Fraction(int(v)) for v in p.flat], dtype=object).reshape(p.shape)
        _check_probabilities(p, where)
        out[k] = p
    return out


def _check_probabilities(p: Array, where: str) -> None:
    bad = np.asarray((p < 0) | (p > 1)).astype(np.bool_)
    if bad.any():
        place = tuple(int(k) for k in np.argwhere(bad)[0])
        raise InvalidInput(
            f"{where}: probability at index {place} is {p[place]}; give numbers in [0, 1]"
        )
    off = np.asarray(abs(p.sum(axis=-1) - 1) > (0 if p.dtype == object else 1e-12))
    if off.any():
        index = tuple(int(k) for k in np.argwhere(off)[0])
        raise InvalidInput(
            f"{where}: probabilities at batch index {index} sum to {p[index].sum()}, not 1"
        )


def check_probabilities(probabilities: Mapping[str, Any], where: str) -> tuple[Probability, ...]:
    """Probabilities of a chance event as fractions or floats that sum to one."""
    values = as_payoff_array(list(probabilities.values()), where)
    if values.dtype == np.float64:
        out: tuple[Probability, ...] = tuple(float(v) for v in values)
        slack: Probability = 1e-12
    else:
        out, slack = (
            tuple(Fraction(int(v.numerator), int(v.denominator)) for v in values),
            Fraction(0),
        )
    for name, p in zip(probabilities, out, strict=True):
        if not 0 <= p <= 1:
            raise InvalidInput(f"{where}: probability of {name!r} is {p}; give a number in [0, 1]")
    total: Any = sum(out)
    if abs(total - 1) > slack:
        raise InvalidInput(
            f"{where}: probabilities sum to {total}, not 1; give exact ones as "
            "fractions.Fraction, e.g. Fraction(1, 3)"
        )
    return out
