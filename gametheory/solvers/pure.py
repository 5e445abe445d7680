"""Pure equilibria of games with any number of players: best replies marked in one pass."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.threads import share_out

# Below this many payoffs, starting threads costs more than the marking.
_LEAST = 400_000


@attrs.frozen(eq=False)
class PureListing:
    """Pure equilibria of a batch of ``G`` games, ``T`` in all, in the order of `Equilibria`.

    Attributes
    ----------
    counts : (G,) int64
    game_index : (T,) int64
    actions : (T, N) int64
        The action of each player, counted from 0.
    payoffs : (T, N), regret : (T,)
        In the type of the input.
    strict : (T,) bool
        Whether every player would lose by every unilateral deviation.
    """

    counts: npt.NDArray[np.int64]
    game_index: npt.NDArray[np.int64]
    actions: npt.NDArray[np.int64]
    payoffs: npt.NDArray[Any]
    regret: npt.NDArray[Any]
    strict: npt.NDArray[np.bool_]


def pure_profiles(payoffs: npt.NDArray[Any]) -> PureListing:
    """Every pure equilibrium of every game.

    Parameters
    ----------
    payoffs : (G, N, m_1, ..., m_N) float64, int64 or object (Fraction) array
        Two payoffs tie only if they are equal numbers; no tolerance is used.

    Notes
    -----
    Complete. Reads each payoff at most twice (the second time from cache); once few profiles are
    left, only those are looked up. Memory: one byte for each profile of each game.
    """
    from gametheory.solvers.pure_kernel import collect, mark

    if payoffs.dtype == object:
        return _by_rank(payoffs)
    games, players = payoffs.shape[:2]
    sizes = np.array(payoffs.shape[2:], dtype=np.int64)
    flat = np.ascontiguousarray(payoffs).reshape(games, players, int(sizes.prod()))
    mask = np.empty((games, flat.shape[2]), dtype=np.uint8)
    counts = np.empty(games, dtype=np.int64)
    least = max(1, _LEAST // max(1, flat[0].size)) if games else 1
    share_out(lambda start, stop: mark(flat, sizes, mask, counts, start, stop), games, least)
    offsets = np.zeros(games + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    total = int(offsets[-1])
    found = PureListing(
        counts,
        game_index=np.empty(total, dtype=np.int64),
        actions=np.empty((total, players), dtype=np.int64),
        payoffs=np.empty((total, players), dtype=flat.dtype),
        regret=np.empty(total, dtype=flat.dtype),
        strict=np.empty(total, dtype=np.bool_),
    )
    rows = (found.game_index, found.actions, found.payoffs, found.regret, found.strict)
    share_out(
        lambda start, stop: collect(flat, sizes, mask, offsets, *rows, start, stop), games, least
    )
    return found


def _by_rank(payoffs: npt.NDArray[Any]) -> PureListing:
    """Exact payoffs: equilibria depend on the order of the numbers only, so ranks stand in."""
    _, ranks = np.unique(payoffs, return_inverse=True)
    found = pure_profiles(ranks.reshape(payoffs.shape).astype(np.int64))
    players = np.arange(payoffs.shape[1])[None, :]
    own = payoffs[(found.game_index[:, None], players, *found.actions.T[:, :, None])]
    # At an equilibrium the largest deviation ties with the payoff: the ranks show a regret of 0.
    regret = np.zeros(len(own), dtype=np.int64)
    return attrs.evolve(found, payoffs=own, regret=regret)
