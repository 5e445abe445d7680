"""Equilibria of games in which each player joins once enough of the others do."""

from __future__ import annotations

import numpy as np

from gametheory.arguments import instance
from gametheory.games.threshold_binary import ThresholdBinaryGame
from gametheory.ragged import Ragged
from gametheory.solutions.provenance import recorded
from gametheory.solutions.threshold_binary import ThresholdBinaryEquilibria
from gametheory.solvers.symmetric.thresholds import threshold_equilibria


@recorded
def threshold_binary_equilibria(game: ThresholdBinaryGame) -> ThresholdBinaryEquilibria:
    r"""Every pure equilibrium of games in which each player joins once enough others do.

    Parameters
    ----------
    game : ThresholdBinaryGame
        One game or a batch, with gains :math:`g_i(k)` that do not fall in the number ``k`` of
        others who join.

    Returns
    -------
    ThresholdBinaryEquilibria
        Complete for pure equilibria, ties included; there is always one. Mixed equilibria are not
        looked for.

    Raises
    ------
    InvalidInput
        Anything but a ThresholdBinaryGame.

    Notes
    -----
    Let :math:`w_i` be the fewest others with whom :math:`g_i \ge 0`, and :math:`e_i \ge w_i` the
    fewest with whom :math:`g_i > 0` (:math:`N` where there are none). A set :math:`S` of :math:`m`
    players is an equilibrium if and only if :math:`w_i \le m - 1` for its members and
    :math:`e_i > m` for the others, that is

    .. math:: C_m = \{i : e_i \le m,\ e_i < N\} \subseteq S \subseteq W_m = \{i : w_i \le m - 1\}.

    So the equilibria of size :math:`m` are all sets of :math:`m` players between :math:`C_m` and
    :math:`W_m`. Who is in :math:`W_m` but not in :math:`C_m` has :math:`w_i \le m - 1` and
    :math:`e_i \ge m + 1`, hence :math:`g_i(m - 1) = g_i(m) = 0`: where nobody is indifferent at two
    numbers in a row, as with strictly rising gains or without ties, each size has at most one
    equilibrium, the players with the lowest :math:`w_i`. The least equilibrium exists (Topkis) and
    is part of all others, so that its size admits no second set; so is all the others part of the
    greatest. :math:`O(N^2)` a game, which is reading it. Numbers tie only if they are equal.

    References
    ----------
    M. Granovetter, Threshold models of collective behavior, American Journal of Sociology 83
    (1978). D. M. Topkis, Supermodularity and Complementarity, Princeton (1998).

    Examples
    --------
    Granovetter's crowds: a hundred people with thresholds 0, 1, ..., 99 all riot. If the one who
    follows a single other waits for two, a crowd that starts from nobody stops at one rioter, the
    least equilibrium.

    >>> import gametheory as gt, numpy as np
    >>> crowd = np.arange(100)
    >>> calmer = np.where(crowd == 1, 2, crowd)
    >>> game = gt.ThresholdBinaryGame.from_thresholds([crowd, calmer])
    >>> found = gt.threshold_binary_equilibria(game)
    >>> found[0].size.tolist(), found[1].size.tolist()
    ([100], [1, 100])
    """
    advice = "ThresholdBinaryGame(gains) takes a table of what joining gains over staying out"
    instance(game, ThresholdBinaryGame, "threshold_binary_equilibria", advice)
    n, shape = game.num_players, game.batch_shape
    games = int(np.prod(shape, dtype=np.int64))
    listed = threshold_equilibria(game.gains.reshape(games, n, n))
    return ThresholdBinaryEquilibria(
        game=game,
        rows=Ragged.of_owners(listed.row, shape),
        size=listed.size,
        joins=listed.joins,
        free=listed.free,
        indifferent=listed.indifferent,
    )
