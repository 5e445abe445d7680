"""Equilibria of games in which a player acts if her type is on one side of a cutoff."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.arguments import instance
from gametheory.games.cutoff import CutoffGame
from gametheory.games.type_distribution import TypeDistribution
from gametheory.ragged import Ragged
from gametheory.solutions.cutoff import CutoffEquilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.cutoffs.pieces import CutoffListing, Position, piecewise_cutoffs

Array = npt.NDArray[Any]


@recorded
def cutoff_equilibria(game: CutoffGame) -> CutoffEquilibria:
    r"""Every equilibrium in cutoffs of games in which acting draws others in.

    If the others act with probability :math:`q`, a type :math:`t` gains :math:`a + b t + c q` by
    acting. With types above a cutoff :math:`x` acting (:math:`b > 0`) the others act with
    probability :math:`p(x)`; equilibria are the :math:`x` inside the types with
    :math:`G(x) = a + b x + c\, p(x) = 0`, the lowest type where :math:`G \ge 0` (all act) and the
    highest where :math:`G \le 0` (none does). Best replies are cutoffs, so that there are no other
    equilibria.

    Parameters
    ----------
    game : CutoffGame
        One game or a batch.

    Returns
    -------
    CutoffEquilibria
        Complete: the least and the greatest equilibrium and all between them, ends of continua
        marked. For Beta and normal types ``status`` says where the gain comes so close to zero that
        rounding hides whether it gets there.

    Raises
    ------
    InvalidInput
        Anything but a CutoffGame.

    Notes
    -----
    *Piecewise linear types*: :math:`G` is piecewise linear; every vertex is looked at. Exact in
    fractions. Floats whose sign rounding leaves in doubt at a vertex are solved in the fractions
    that they are, one game at a time, and rounded once. :math:`O(K)` a game.

    *Beta and normal types* (players in one position): :math:`G' = b - c s f(x)` for :math:`b > 0`,
    with :math:`f` the density and :math:`s` the part of players whose type matters. The density is
    monotone on either side of one point, so that :math:`G` has at most three monotone pieces; each
    is bracketed down to the last digits. There is one equilibrium, whatever :math:`a` is, if
    :math:`c s \max f \le |b|`.

    References
    ----------
    S. Baliga and T. Sjöström, Arms races and negotiations, Review of Economic Studies 71 (2004).
    H. Carlsson and E. van Damme, Global games and equilibrium selection, Econometrica 61 (1993).
    S. Morris and H. S. Shin, Global games: theory and applications, in Advances in Economics and
    Econometrics, Cambridge (2003).

    Examples
    --------
    Without ceilings on arms three equilibria: only those arm who arm anyhow, or all do, and an
    unstable one in between.

    >>> import gametheory as gt
    >>> from fractions import Fraction as F
    >>> costs = gt.TypeDistribution.uniform(F(3, 10), F(3, 2))
    >>> race = gt.CutoffGame(
    ...     costs, constant=F(1, 5), per_type=-1, per_share=F(8, 5), always=F(1, 20))
    >>> print(gt.cutoff_equilibria(race))
    CutoffEquilibria(3 in one game, complete)
      each acts with probability 1/20, cutoff 3/10
      each acts with probability 7/64, cutoff 3/8   (unstable)
      each acts with probability 1, cutoff 3/2
    """
    advice = "CutoffGame(types, constant=..., per_type=..., per_share=...) makes one"
    instance(game, CutoffGame, "cutoff_equilibria", advice)
    flat = game.take(np.arange(int(np.prod(game.batch_shape, dtype=np.int64))))
    if game.types[0].family != "piecewise linear":
        return _smooth(game, flat)
    listed = piecewise_cutoffs(*_positions(flat, game.is_exact))
    if np.any(listed.counts < 0):
        listed = _settled(flat, listed)
    cutoff, share = _both(flat, listed)
    return CutoffEquilibria(
        game=game,
        rows=Ragged.of_counts(listed.counts.reshape(game.batch_shape)),
        cutoff=cutoff,
        share=share,
        index=np.where(listed.slope == 2, 0, listed.slope).astype(np.int8),
        continuum=listed.slope == 2,
        codes=np.full(game.batch_shape, Status.DONE, dtype=np.int8),
    )


def _numbers(values: Array, exact: bool) -> Array:
    if not exact:
        return np.asarray(values, dtype=np.float64)
    out = np.empty(values.size, dtype=object)
    out[:] = [Fraction(v) for v in values.ravel().tolist()]
    return out.reshape(values.shape)


def _positions(game: CutoffGame, exact: bool) -> list[Position]:
    """Each player with her types turned so that she acts from a cutoff upward."""
    out = []
    for i, types in enumerate(game.types):
        a, b, c, always, never = (
            _numbers(v[:, i], exact)
            for v in (game.constant, game.per_type, game.per_share, game.always, game.never)
        )
        x, below = (_numbers(v, exact) for v in types.numbers)
        downward = (b < 0)[:, None]
        x = np.where(downward, -x[:, ::-1], x)
        acts = np.where(downward, below[:, ::-1], 1 - below)
        shares = always[:, None] + (1 - always - never)[:, None] * acts
        out.append(Position(np.stack([a, np.abs(b), c], axis=1), x, shares))
    return out


def _settled(game: CutoffGame, listed: CutoffListing) -> CutoffListing:
    """The listing with the games in doubt solved in fractions."""
    doubtful = np.flatnonzero(listed.counts < 0)
    exact = piecewise_cutoffs(*_positions(game.take(doubtful), True))
    counts = listed.counts.copy()
    counts[doubtful] = exact.counts
    owners = np.concatenate(
        [
            np.repeat(np.arange(len(counts)), np.maximum(listed.counts, 0)),
            np.repeat(doubtful, exact.counts),
        ]
    )
    order = np.argsort(owners, kind="stable")
    columns = (
        np.concatenate([mine, settled.astype(mine.dtype)])[order]
        for mine, settled in zip(listed[1:], exact[1:], strict=True)
    )
    return CutoffListing(counts, *columns)


def _both(game: CutoffGame, listed: CutoffListing) -> tuple[Array, Array]:
    """Cutoffs as they are in the game, and shares, of all players."""
    owner = np.repeat(np.arange(len(listed.counts)), listed.counts)
    rows = game.take(owner)
    cutoff, share = (v[:, None] for v in (listed.cutoff, listed.share))
    cutoff = np.where(rows.per_type[:, :1] < 0, -cutoff, cutoff)
    if game.num_positions == 1:
        return cutoff, share
    a, b, c = (v[:, 1:] for v in (rows.constant, rows.per_type, rows.per_share))
    ends = (_numbers(v, game.is_exact)[:, None] for v in (rows.types[1].low, rows.types[1].high))
    reply = np.clip(_quotient(-(a + c * share), b), *ends)
    cutoff = np.concatenate([cutoff, reply], axis=1)
    return cutoff, np.concatenate([share, rows.shares(cutoff)[:, 1:]], axis=1)


def _quotient(first: Array, second: Array) -> Array:
    """Without rounding where numbers are exact."""
    exact = first.dtype == object
    return np.asarray((first * Fraction(1) if exact else first) / second)


def _smooth(game: CutoffGame, flat: CutoffGame) -> CutoffEquilibria:
    from gametheory.solvers.cutoffs.smooth import smooth_cutoffs

    gains = np.stack([v[:, 0] for v in (flat.constant, flat.per_type, flat.per_share)], axis=1)
    always, never = flat.always[:, 0], flat.never[:, 0]
    free = 1 - always - never
    density, ends = _density(flat.types[0], gains, always, free)
    listed = smooth_cutoffs(gains, always, free, density, ends)
    rows = Ragged.of_counts(listed.counts.reshape(game.batch_shape))
    # Shares rise with the cutoff only where players act up to it.
    owner = rows.owners
    order = np.lexsort((np.where(gains[owner, 1] > 0, -1, 1) * listed.cutoff, owner))
    cutoff = listed.cutoff[order][:, None]
    codes = np.where(listed.doubtful, Status.TOUCHING, Status.DONE)
    return CutoffEquilibria(
        game=game,
        rows=rows,
        cutoff=cutoff,
        share=flat.take(owner).shares(cutoff),
        index=listed.slope[order].astype(np.int8),
        continuum=np.zeros(len(owner), dtype=np.bool_),
        codes=codes.reshape(game.batch_shape).astype(np.int8),
    )


def _density(types: TypeDistribution, gains: Array, always: Array, free: Array) -> Any:
    """The distribution as the solver takes it, and whether it looks up to the ends of the types."""
    from gametheory.solvers.cutoffs.smooth import beta_density, normal_density, reach_of_cutoffs

    numbers = [v[:, 0] for v in types.numbers]
    if types.family == "beta":
        first, second, least, most = numbers
        return beta_density(first, second, least, most), np.ones((2, len(gains)), dtype=np.bool_)
    low, high = reach_of_cutoffs(gains, always, free)
    mean, deviation = numbers
    return normal_density(mean, deviation, low, high), np.zeros((2, len(gains)), dtype=np.bool_)
