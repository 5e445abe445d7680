"""Certificates for what a solver returned, with the exact profile behind rounded numbers."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral
from typing import Any, overload

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates import Certificate, nash_certificate
from gametheory.concepts.nash import nash_equilibria
from gametheory.errors import InvalidInput, TooLarge, shown
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.equilibria import Equilibria
from gametheory.solvers.equilibrium_set.exact_support import exact_equilibrium_on_supports

Vector = tuple[Fraction, ...]

# How far rounding may have moved a probability from the exact equilibrium it stands for.
_ROUNDING = Fraction(1, 10**9)
# Exact elimination takes seconds from about here on.
LARGEST_SUPPORT = 120


@overload
def certify(equilibria: Equilibria, row: int) -> Certificate: ...
@overload
def certify(equilibria: Equilibria, row: None = None) -> tuple[Certificate, ...]: ...


def certify(
    equilibria: Equilibria, row: int | None = None
) -> Certificate | tuple[Certificate, ...]:
    r"""Certificates that :func:`gametheory.verify` checks from the raw payoffs alone.

    A certificate holds an exact rational profile and claims that no player gains more than
    ``epsilon``. Exact equilibria are certified as they are. A rounded equilibrium stands for an
    exact one, which is recovered:

    1. The rounded profile itself, read as binary numbers, may be an equilibrium (pure ones are).
    2. Where at most two players mix, indifference on the supports is solved in rationals.
    3. A degenerate two-player game is enumerated exactly and the nearest equilibrium taken.
    4. Otherwise (the exact equilibrium is irrational, or the supports have more than 120 actions)
       the rounded profile is certified with its exact regret as ``epsilon``.

    The certified profile may stand beside the listed one, by rounding: ``certificate.profile`` is
    the point certified, ``certificate.listed`` the one in the listing where they differ, and
    ``certificate.moved`` how far apart they are; ``print(certificate)`` says all of it.

    So ``epsilon`` is 0 for every equilibrium of a two-player game whose support is not too large.

    Parameters
    ----------
    equilibria : Equilibria
    row : int, optional
        One row; by default all.

    Returns
    -------
    Certificate, or tuple of Certificates if ``row`` is None

    Raises
    ------
    InvalidInput
        Not :class:`Equilibria`; a row that does not exist.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame.from_bimatrix([[0.1, 0.0], [0.0, 0.2]], [[0.0, 0.5], [0.5, 0.0]])
    >>> certificate = gt.certify(gt.nash_equilibria(game), 0)
    >>> certificate.epsilon, gt.verify(certificate)
    (Fraction(0, 1), True)
    >>> certificate.profile[1]  # 0.1 and 0.2 are binary numbers in the ratio 1 to 2
    (Fraction(2, 3), Fraction(1, 3))
    """
    if not isinstance(equilibria, Equilibria):
        raise InvalidInput(
            f"certify: expected Equilibria, got {type(equilibria).__name__}; "
            "gametheory.nash_equilibria(game) gives them"
        )
    if row is None:
        return tuple(certify(equilibria, t) for t in range(len(equilibria)))
    whole = isinstance(row, Integral) and not isinstance(row, bool)
    if not whole or not -len(equilibria) <= row < len(equilibria):
        raise InvalidInput(
            f"certify: row {shown(row)} of {len(equilibria)} equilibria; give 0 to "
            f"{len(equilibria) - 1}"
        )
    game, place = equilibria.game, int(equilibria.game_index[row])
    given = nash_certificate(game, place, [s[row] for s in equilibria.strategies])
    if given.epsilon == 0:
        return given
    exact = _on_supports(game, place, given)
    if exact is None and game.num_players == 2:
        exact = _nearest(game, place, given)
    return exact or given


def _on_supports(game: NormalFormGame, place: int, given: Certificate) -> Certificate | None:
    """The equilibrium with the same supports, if at most two players mix and it is unique."""
    mixing = [i for i, support in enumerate(given.supports) if len(support) > 1]
    if len(mixing) != 2 or len(given.supports[mixing[0]]) > LARGEST_SUPPORT:
        return None
    first, second = mixing
    fixed = tuple(
        slice(None) if i in mixing else support[0] for i, support in enumerate(given.supports)
    )
    table: npt.NDArray[Any] = game.flat_payoffs[place]
    pair = np.stack([table[(first, *fixed)], table[(second, *fixed)]])
    found = exact_equilibrium_on_supports(pair, [given.supports[first], given.supports[second]])
    if found is None:
        return None
    profile = list(given.profile)
    profile[first], profile[second] = found
    return _accepted(game, place, tuple(profile), given)


def _nearest(game: NormalFormGame, place: int, given: Certificate) -> Certificate | None:
    """The nearest extreme equilibrium of the game read exactly."""
    table = np.empty(2 * len(given.payoffs[0]), dtype=object)
    table[:] = [*given.payoffs[0], *given.payoffs[1]]
    exact = NormalFormGame(table.reshape(2, *game.num_actions), players=2)
    try:
        listing = nash_equilibria(exact)
    except TooLarge:
        return None
    profiles = [(tuple(x), tuple(y)) for x, y in listing]
    nearest = min(profiles, key=lambda profile: _distance(profile, given.profile), default=None)
    return None if nearest is None else _accepted(game, place, nearest, given)


def _accepted(
    game: NormalFormGame, place: int, profile: tuple[Vector, ...], given: Certificate
) -> Certificate | None:
    if _distance(profile, given.profile) > _ROUNDING:
        return None
    certificate = nash_certificate(game, place, profile)
    # What is said to be listed is the listing's profile, before any of its strategies was scaled
    # to sum to one.
    certificate = attrs.evolve(certificate, listed=given.listed or given.profile)
    return certificate if certificate.epsilon == 0 else None


def _distance(one: tuple[Vector, ...], other: tuple[Vector, ...]) -> Fraction:
    return max(
        abs(p - q) for s, t in zip(one, other, strict=True) for p, q in zip(s, t, strict=True)
    )
