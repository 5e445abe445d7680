"""A certificate of Nash equilibrium: raw payoffs, a rational profile, and what a referee needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates.check import FORMAT, problems, rational, read
from gametheory.certificates.regrets import best_reply_slacks, profile_payoffs
from gametheory.errors import InvalidInput
from gametheory.exact.rationals import Rationals
from gametheory.games.normal_form import NormalFormGame

Vector = tuple[Fraction, ...]

# Decimal text of longer integers is refused by Python; hexadecimal has no limit.
_DECIMAL_BELOW = 10**4000


@attrs.frozen
class Certificate:
    r"""A claim that no player of one game gains more than ``epsilon`` by deviating alone.

    Every number is a :class:`~fractions.Fraction`; a float payoff is the binary number it stores.
    ``epsilon`` 0 claims a Nash equilibrium.

    Attributes
    ----------
    players : tuple of str
    actions : tuple of tuples of str
        Labels: they have to fit the game, but the claim is about positions.
    payoffs : tuple of N tuples
        Player ``i``'s payoffs, the last player's action varying fastest.
    profile : tuple of N tuples
        Mixed strategies.
    supports : tuple of N tuples of int
        Actions of positive probability, counted from 0.
    values : tuple of N
        Expected payoffs :math:`U_i(s)`.
    slacks : tuple of N tuples
        :math:`U_i(s) - U_i(a, s_{-i})`: at least ``-epsilon`` each.
    epsilon : Fraction
    listed : tuple of N tuples, optional
        The profile of the listing that was certified, if ``profile`` stands beside it: rounded
        probabilities as the binary numbers that they are. Not part of the claim.
    """

    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    payoffs: tuple[Vector, ...]
    profile: tuple[Vector, ...]
    supports: tuple[tuple[int, ...], ...]
    values: Vector
    slacks: tuple[Vector, ...]
    epsilon: Fraction
    listed: tuple[Vector, ...] | None = None

    @property
    def moved(self) -> Fraction:
        """The most that a probability of ``profile`` differs from the listed one."""
        if self.listed is None:
            return Fraction(0)
        return max(
            abs(p - q)
            for exact, rounded in zip(self.profile, self.listed, strict=True)
            for p, q in zip(exact, rounded, strict=True)
        )

    def __str__(self) -> str:
        claim = "a Nash equilibrium" if self.epsilon == 0 else f"epsilon {float(self.epsilon):.3g}"
        point = " | ".join(", ".join(map(_shown, strategy)) for strategy in self.profile)
        beside = "" if self.listed is None else f"; the listed one is {float(self.moved):.1g} off"
        return f"{claim} at {point}{beside}"

    def to_json(self) -> str:
        """Text that :func:`verify` and ``python check.py`` read; numbers are strings ``"p/q"``."""
        beside = {} if self.listed is None else {"listed": _texts(self.listed)}
        return json.dumps(
            {
                "format": FORMAT,
                "players": self.players,
                "actions": self.actions,
                "payoffs": _texts(self.payoffs),
                "profile": _texts(self.profile),
                "supports": self.supports,
                "values": [_text(v) for v in self.values],
                "slacks": _texts(self.slacks),
                "epsilon": _text(self.epsilon),
                **beside,
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """The certificate that :meth:`to_json` wrote; it is read, not verified.

        Raises
        ------
        InvalidInput
            Text that is not such a certificate.
        """
        try:
            data = read(text)
            if data["format"] != FORMAT:
                raise InvalidInput(
                    f"Certificate.from_json: format {data['format']!r}; "
                    f"this version reads {FORMAT!r}"
                )
            return cls(
                players=tuple(str(p) for p in data["players"]),
                actions=tuple(tuple(str(a) for a in row) for row in data["actions"]),
                payoffs=_vectors(data["payoffs"]),
                profile=_vectors(data["profile"]),
                supports=tuple(tuple(int(a) for a in row) for row in data["supports"]),
                values=tuple(rational(v) for v in data["values"]),
                slacks=_vectors(data["slacks"]),
                epsilon=rational(data["epsilon"]),
                listed=_vectors(data["listed"]) if "listed" in data else None,
            )
        except InvalidInput:
            raise
        except RecursionError:
            raise InvalidInput(
                "Certificate.from_json: not a certificate (brackets nested too deeply); "
                "give the text that Certificate.to_json wrote"
            ) from None
        except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise InvalidInput(
                f"Certificate.from_json: not a certificate ({type(error).__name__}: {error}); "
                "give the text that Certificate.to_json wrote"
            ) from None

    def problems(self) -> list[str]:
        """What :func:`verify` finds wrong, empty if the certificate proves its claim."""
        return problems(self)


def nash_certificate(
    game: NormalFormGame, game_index: int, profile: Sequence[Sequence[Any]]
) -> Certificate:
    """Certificate of one exact profile; ``epsilon`` is its exact regret.

    Parameters
    ----------
    game : NormalFormGame
    game_index : int
        Position in the flattened batch.
    profile : sequence of N sequences
        Probabilities as integers or fractions, or floats that stand for the binary numbers they
        store; each strategy is normalised to sum to one exactly.

    Raises
    ------
    InvalidInput
        A negative probability, a strategy that sums to zero, shapes that do not fit.

    Examples
    --------
    >>> import gametheory as gt
    >>> pennies = gt.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> nash_certificate(pennies, 0, [[0.5, 0.5], [0.5, 0.5]]).epsilon
    Fraction(0, 1)
    >>> nash_certificate(pennies, 0, [[1, 0], [0.5, 0.5]]).epsilon
    Fraction(1, 1)
    """
    strategies = [
        exact_strategy(s, f"nash_certificate: player {game.players[i]!r}")
        for i, s in enumerate(profile[: game.num_players])
    ]
    given = tuple(tuple(_fraction(p) for p in s) for s in profile[: game.num_players])
    columns: list[npt.NDArray[Any]] = []
    for strategy in strategies:
        column = np.empty((1, len(strategy)), dtype=object)
        column[0, :] = strategy
        columns.append(column)
    values = _one_row(profile_payoffs(game, [game_index], columns))
    short = [_one_row(s) for s in best_reply_slacks(game, [game_index], columns)]
    gains = [
        sum(p * s for p, s in zip(x, row, strict=True))
        for x, row in zip(strategies, short, strict=True)
    ]
    return Certificate(
        players=game.players,
        actions=game.actions,
        payoffs=tuple(
            tuple(_fraction(u) for u in table.ravel()) for table in game.flat_payoffs[game_index]
        ),
        profile=tuple(strategies),
        supports=tuple(tuple(a for a, p in enumerate(s) if p) for s in strategies),
        values=values,
        slacks=tuple(tuple(s - gain for s in row) for row, gain in zip(short, gains, strict=True)),
        epsilon=max(map(Fraction, gains)),
        listed=None if given == tuple(strategies) else given,
    )


def exact_strategy(strategy: Sequence[Any], where: str) -> Vector:
    """Probabilities as fractions that sum to one; floats count as the binary numbers they store."""
    try:
        exact = [_fraction(p) for p in strategy]
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(f"{where}: {list(strategy)} are not numbers") from None
    total = sum(exact)
    if total <= 0 or min(exact) < 0:
        raise InvalidInput(
            f"{where}: {[str(p) for p in strategy]} is not a mixed strategy; "
            "give probabilities of at least zero, not all zero"
        )
    return tuple(p / total for p in exact)


def _fraction(value: Any) -> Fraction:
    return Fraction(value.item() if isinstance(value, np.generic) else value)


def _one_row(values: npt.NDArray[Any] | Rationals) -> Vector:
    row = values.to_fractions() if isinstance(values, Rationals) else values
    return tuple(row[0])


def _vectors(rows: Any) -> tuple[Vector, ...]:
    return tuple(tuple(rational(v) for v in row) for row in rows)


def _texts(rows: tuple[Vector, ...]) -> list[list[str]]:
    return [[_text(v) for v in row] for row in rows]


def _shown(value: Fraction) -> str:
    text = _text(value)
    return text if len(text) <= 12 else f"{float(value):.6g}"


def _text(value: Fraction) -> str:
    parts = [value.numerator] if value.denominator == 1 else [value.numerator, value.denominator]
    return "/".join(str(p) if abs(p) < _DECIMAL_BELOW else hex(p) for p in parts)
