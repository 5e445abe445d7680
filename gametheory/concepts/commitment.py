"""Commitment: what a leader gains by moving first and keeping its word (Stackelberg)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np

from gametheory.arguments import choice
from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.errors import InvalidInput, UnknownName, shown
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.commitment import Commitment
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.programmes.stackelberg import mixed_commitments, pure_commitments


@recorded
def stackelberg_equilibrium(
    game: FiniteGame,
    leader: int | str = 0,
    *,
    commitment: Literal["mixed", "pure"] = "mixed",
    tie: Literal["strong", "weak"] = "strong",
) -> Commitment:
    r"""The best commitment of a leader whose strategy the follower sees before it replies.

    .. math:: \max_{x \in \Delta,\, j}\; u_L(x, j)
              \quad\text{subject to}\quad u_F(x, j) \ge u_F(x, j') \text{ for all } j'.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Two players, any batch.
    leader : int or str
        Index or label of the player who commits.
    commitment : {"mixed", "pure"}
        Whether the leader may commit to a lottery.
    tie : {"strong", "weak"}
        Whether an indifferent follower does what is best (strong) or worst (weak) for the leader.
        The best mixed commitment under ``weak`` need not exist (only a supremum), so ``weak`` is
        for pure commitments.

    Returns
    -------
    Commitment
        The leader's strategy, the reply, payoffs, and the follower's regret recomputed. Exact for
        exact payoffs. Among equally good replies the first action.

    Raises
    ------
    InvalidInput, UnknownName
        More than two players, an unknown leader, ``weak`` with mixed commitment.

    Notes
    -----
    One linear programme with ``m`` unknowns for each of the follower's ``n`` actions (Conitzer and
    Sandholm 2006); compiled for batches of floats. A float game is decided to 1e-11 of the
    follower's incentives and the leader's payoff range; give exact payoffs where the follower's
    indifference is knife-edge.

    Examples
    --------
    >>> import gametheory as gt
    >>> inspection = gt.NormalFormGame.from_bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    >>> best = gt.stackelberg_equilibrium(inspection)
    >>> [str(p) for p in best.strategy], int(best.reply), str(best.payoffs[0])
    (['1/2', '1/2'], 1, '7/2')
    """
    where = "stackelberg_equilibrium"
    game = strategic(game, where)
    if game.num_players != 2:
        raise InvalidInput(
            f"{where}: the game has {game.num_players} players; one leader and one follower are "
            "accepted"
        )
    choice(commitment, ("mixed", "pure"), "commitment", where)
    choice(tie, ("strong", "weak"), "tie rule", where)
    if tie == "weak" and commitment == "mixed":
        raise InvalidInput(
            f"{where}: the best mixed commitment against a follower who breaks ties against the "
            "leader need not exist; use tie='strong', or commitment='pure'"
        )
    first = _player(game, leader, where)
    flat = game.flat_payoffs
    payoffs = flat.astype(object) if game.is_exact else flat
    own, other = payoffs[:, first], payoffs[:, 1 - first]
    if first == 1:
        own, other = own.swapaxes(1, 2), other.swapaxes(1, 2)
    if commitment == "mixed":
        strategy, reply = mixed_commitments(own, other)
    else:
        strategy, reply = pure_commitments(own, other, tie == "weak")
    games = np.arange(game.num_games)
    if game.is_exact:
        strategy = np.array([Fraction(v) for v in strategy.ravel()], dtype=object).reshape(
            strategy.shape
        )
    gains = (strategy[:, :, None] * own).sum(axis=1)
    answers = (strategy[:, :, None] * other).sum(axis=1)
    both = [gains[games, reply], answers[games, reply]]
    # Measured from the follower's best reply to each action: what it cannot change drops out.
    half = other if game.is_exact else 0.5 * other
    gaps = half - half.max(axis=2, keepdims=True) if game.num_games else half
    short = (strategy[:, :, None] * gaps).sum(axis=1)
    regret = short.max(axis=1) - short[games, reply] if game.num_games else both[1]
    if not game.is_exact:
        regret = 2.0 * regret
    batch = game.batch_shape
    slack = 0 if game.is_exact else 2e-9 * np.abs(gaps).max(axis=(1, 2), initial=0.0)
    doubtful = (reply < 0) | (regret > slack).astype(np.bool_)
    codes = np.where(doubtful, Status.APPROXIMATE, Status.DONE)
    return Commitment(
        game=game,
        leader=first,
        kind=commitment,
        tie=tie,
        strategy=strategy.reshape((*batch, strategy.shape[1])),
        reply=reply.reshape(batch),
        payoffs=np.stack(both if first == 0 else both[::-1], axis=-1).reshape((*batch, 2)),
        follower_regret=regret.reshape(batch)[()],
        status_code=codes.astype(np.int8).reshape(batch),
    )


def _player(game: NormalFormGame, leader: int | str, where: str) -> int:
    if isinstance(leader, str):
        if leader not in game.players:
            raise UnknownName("leader", leader, game.players, where)
        return game.players.index(leader)
    given: object = leader
    whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
    if not whole or leader not in (0, 1):
        raise InvalidInput(
            f"{where}: leader is {shown(leader)}; give 0, 1 or one of the labels {game.players}"
        )
    return int(leader)
