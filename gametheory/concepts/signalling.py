"""Perfect Bayesian equilibria of signalling games, and which of them a refinement keeps."""

from __future__ import annotations

from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import choice, instance
from gametheory.errors import TooLarge
from gametheory.games.signalling import SignallingGame
from gametheory.ragged import Ragged
from gametheory.solutions.provenance import recorded
from gametheory.solutions.signalling import PerfectBayesianEquilibria
from gametheory.solutions.status import Status
from gametheory.solvers.signalling.pure_profiles import corners, profiles, pure_equilibria
from gametheory.solvers.signalling.refinements import surviving
from gametheory.solvers.signalling.two_by_two import SignallingListing, all_equilibria

Refinement = Literal["intuitive", "D1"]

MOST_PROFILES = 10_000_000
"""Pure profiles of one game that are looked at."""

_MOST_TYPES = 12  # sets of types are looked through
_MOST_CORNERS = 20_000
_WHERE = "perfect_bayesian_equilibria"


@recorded
def perfect_bayesian_equilibria(
    game: SignallingGame, *, refinement: Refinement | None = None
) -> PerfectBayesianEquilibria:
    r"""Perfect Bayesian equilibria of each signalling game, with the beliefs that support them.

    Strategies :math:`\sigma(m \mid t)` and :math:`\rho(r \mid m)` and beliefs
    :math:`\mu(t \mid m)` such that every message a type sends is best for her against
    :math:`\rho`; every reply given after a message, sent or not, is best at :math:`\mu(\cdot \mid
    m)`; and :math:`\mu(t \mid m) = \pi_t \sigma(m \mid t) / \sum_s \pi_s \sigma(m \mid s)` after
    every message that is sent. (In signalling games these are the sequential equilibria.)

    Parameters
    ----------
    game : SignallingGame
        One game or a batch; exact numbers give exact strategies and beliefs.
    refinement : {"intuitive", "D1"}, optional
        Keep the equilibria whose play passes the intuitive criterion of Cho and Kreps (1987), or
        D1 (Banks and Sobel 1987; Cho and Kreps 1987). Both ask about types' payoffs on the path
        and about messages that are not sent, so that equilibria that play alike pass or fail
        together.

    Returns
    -------
    PerfectBayesianEquilibria
        Two types, two messages and two replies: every play of an equilibrium, pure, separating,
        pooling or semi-separating. What a message would be answered that nobody sends does not
        change the play: each pure reply that supports a play has a row, and where no pure one
        does, the two extreme mixed ones have. Where plays form a continuum (``degenerate``) the
        listed ones are its corners, and ``complete`` still holds; a refinement is asked of the
        corners alone, and then it does not.

        Larger games: every equilibrium in pure strategies. Those in which somebody mixes are not
        looked for, and ``complete`` is False.

    Raises
    ------
    InvalidInput
        Something that is no :class:`SignallingGame`; UnknownName another refinement.
    TooLarge
        More than 10,000,000 pure profiles :math:`M^T R^M` of a larger game, more than 12 types,
        or too many replies for the sets of beliefs; said before any work.

    Notes
    -----
    Signs that decide are exact: floats are the binary numbers they store, and where rounding could
    hide a sign it is found in fractions. Two by two by two: the strategies that belong to an
    equilibrium with a fixed strategy of the other side form polygons with at most 7 and 9 corners
    in all, of which all pairs are tried. Larger games: :math:`O(M^T R^M)`, and the corners of the
    beliefs for which a reply is best.

    References
    ----------
    I.-K. Cho and D. M. Kreps (1987), Signaling games and stable equilibria, Quarterly Journal of
    Economics 102. J. S. Banks and J. Sobel (1987), Equilibrium selection in signaling games,
    Econometrica 55.

    Examples
    --------
    Beer and quiche (Cho and Kreps 1987); the wimp has prior 1/10.

    >>> import gametheory as gt
    >>> from fractions import Fraction
    >>> game = gt.SignallingGame(
    ...     [Fraction(1, 10), Fraction(9, 10)],
    ...     sender=[[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
    ...     receiver=[[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
    ...     types=["wimp", "surly"], messages=["beer", "quiche"], replies=["duel", "not"])
    >>> found = gt.perfect_bayesian_equilibria(game)
    >>> found.kind.tolist(), found.belief_low[:, :, 0].tolist()[1]
    (['pooling', 'pooling'], [Fraction(1, 10), Fraction(1, 2)])
    >>> print(gt.perfect_bayesian_equilibria(game, refinement="intuitive").profile(0).sender)
    [[Fraction(1, 1) Fraction(0, 1)]
     [Fraction(1, 1) Fraction(0, 1)]]
    """
    advice = "SignallingGame(prior, sender, receiver) makes one; give a game of that form"
    instance(game, SignallingGame, _WHERE, advice)
    if refinement is not None:
        choice(refinement, ("intuitive", "D1"), "refinement", _WHERE)
    small = game.sender.shape[-3:] == (2, 2, 2)
    if small:
        listing = all_equilibria(*game.flat)
    else:
        _refuse_large(game)
        listing = pure_equilibria(*game.flat)
    codes = _codes(listing, small, refinement is not None)
    if refinement is not None:
        listing = _refined(game, listing, refinement)
    shape = game.batch_shape
    return PerfectBayesianEquilibria(
        game=game,
        rows=Ragged(shape, listing.offsets),
        sender=listing.sender,
        receiver=listing.receiver,
        belief_low=listing.belief_low,
        belief_high=listing.belief_high,
        belief=listing.belief,
        degenerate=listing.degenerate.reshape(shape),
        status_code=codes.reshape(shape),
    )


def _refuse_large(game: SignallingGame) -> None:
    sizes = game.num_types, game.num_messages, game.num_replies
    count = profiles(*sizes)
    few = sizes[0] <= _MOST_TYPES and corners(sizes[0], sizes[2]) <= _MOST_CORNERS
    if count <= MOST_PROFILES and few:
        return
    raise TooLarge(
        f"{_WHERE}: {sizes[0]} types, {sizes[1]} messages and {sizes[2]} replies have {count:,} "
        f"pure profiles; at most {MOST_PROFILES:,} profiles, {_MOST_TYPES} types and as many "
        "replies as sets of beliefs allow are looked at; leave out types, messages or replies"
    )


def _codes(listing: SignallingListing, small: bool, refined: bool) -> npt.NDArray[np.int8]:
    degenerate = listing.degenerate
    if not small:
        return np.full(len(degenerate), Status.PURE_SIGNALLING, dtype=np.int8)
    tied, clear = Status.ALL_PLAY_CORNERS, Status.ALL_SIGNALLING
    if refined:
        tied, clear = Status.CORNERS_REFINED, Status.ALL_REFINED
    return np.where(degenerate, tied, clear).astype(np.int8)


def _refined(game: SignallingGame, listing: SignallingListing, rule: str) -> SignallingListing:
    counts = np.diff(listing.offsets)
    owner = np.repeat(np.arange(len(counts)), counts)
    _, sender, receiver = game.flat
    keep = surviving(rule, sender[owner], receiver[owner], listing.sender, listing.receiver)
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner[keep], minlength=len(counts)), out=offsets[1:])
    names = ("sender", "receiver", "belief_low", "belief_high", "belief")
    rows: dict[str, Any] = {name: getattr(listing, name)[keep] for name in names}
    return attrs.evolve(listing, offsets=offsets, **rows)
