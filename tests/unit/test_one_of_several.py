"""One equilibrium of games of three and more players."""

from __future__ import annotations

import numpy as np
import pytest

import gametheory as gt
from gametheory.solutions.status import Status


def without_pure(rng, shape, games):
    """Random games that have no pure equilibrium."""
    out = []
    while len(out) < games:
        payoffs = rng.normal(size=(len(shape), *shape))
        if gt.pure_nash_equilibria(gt.NormalFormGame(payoffs, players=len(shape))).counts == 0:
            out.append(payoffs)
    return np.array(out)


def largest_gain(payoffs, profile):
    """Regret by plain sums, in a way of its own."""
    worst = 0.0
    for i in range(len(profile)):
        value = payoffs[i]
        for j in reversed(range(len(profile))):
            if j != i:
                value = np.tensordot(value, profile[j], axes=([j], [0]))
        worst = max(worst, float(value.max() - value @ profile[i]))
    return worst


@pytest.mark.parametrize(("shape", "games"), [((5, 5, 5), 4), ((9, 6, 5), 3), ((3, 3, 3, 3), 3)])
def test_large_games_without_pure_equilibria_get_one(shape, games):
    payoffs = without_pure(np.random.default_rng(4), shape, games)
    one = gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=len(shape)))
    assert one.counts.tolist() == [1] * games
    assert one.complete.all()
    for g, profile in enumerate(one):
        assert largest_gain(payoffs[g], profile) < 1e-9
        assert one.regret[g] == pytest.approx(largest_gain(payoffs[g], profile), abs=1e-13)
    assert set(one.status_code.tolist()) == {Status.ONE_LOGIT}
    assert "logit branch" in one.status[0]


def test_a_continuum_gives_one_certified_equilibrium():
    """Players 1 and 2 play matching pennies, player 3 is indifferent throughout."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[0] = np.array([[1, -1], [-1, 1]])[:, :, None]
    payoffs[1] = -payoffs[0]
    one = gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=3))
    assert one.counts == 1
    assert one.regret.tolist() == [0]
    assert [str(p) for p in one.strategies[0][0]] == ["1/2", "1/2"]
    assert [str(p) for p in one.strategies[1][0]] == ["1/2", "1/2"]


def test_constants_do_not_matter_to_one_equilibrium():
    payoffs = np.random.default_rng(11).integers(-9, 10, size=(20, 3, 3, 3, 3))
    base, moved = (
        gt.nash_equilibrium(gt.NormalFormGame(p, players=3)) for p in (payoffs, payoffs + 10**12)
    )
    for mine, theirs in zip(base.strategies, moved.strategies, strict=True):
        assert mine.tolist() == theirs.tolist()
    assert base.regret.tolist() == moved.regret.tolist()


def test_dominated_actions_of_a_third_player_leave_two_to_pivot():
    rng = np.random.default_rng(3)
    two = rng.integers(-99, 100, size=(2, 20, 20))
    payoffs = np.zeros((3, 20, 20, 2), dtype=int)
    payoffs[:2, ..., 0], payoffs[:2, ..., 1] = two, rng.integers(-99, 100, size=(2, 20, 20))
    payoffs[2, ..., 0] = 1
    one = gt.nash_equilibrium(gt.NormalFormGame(payoffs, players=3))
    assert one.counts == 1
    assert one.regret.tolist() == [0]
    assert one.strategies[2].tolist() == [[1, 0]]


def test_the_logit_method_by_name():
    chicken = gt.NormalFormGame.from_bimatrix([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    one = gt.nash_equilibrium(chicken, method="logit")
    assert [[str(p) for p in s[0]] for s in one.strategies] == [["1/3", "2/3"], ["1/3", "2/3"]]
    assert one.status_code == Status.ONE_LOGIT


def test_nothing_found_is_not_called_no_equilibria():
    from gametheory.solutions.text import render_equilibria

    # Everyone wants to be where the next player is, the last one where the first is not: all mix.
    first, second, third = np.indices((2, 2, 2))
    payoffs = np.array([first == second, second == third, third != first]).astype(int)
    game = gt.NormalFormGame(payoffs, players=3)
    assert gt.isolated_equilibria(game).strategies[0].tolist() == [[0.5, 0.5]]
    text = render_equilibria(gt.isolated_equilibria(game, max_cells=1))
    assert text.startswith("none found")
    assert "0 equilibria" not in text


@pytest.mark.parametrize("shape", [(5, 5, 5), (20, 20)])
def test_solve_finds_one_where_all_cannot_be_listed(shape, tmp_path, capsys):
    from gametheory.cli import main

    payoffs = without_pure(np.random.default_rng(4), shape, 1)[0]
    path = tmp_path / "large.nfg"
    gt.write_game(gt.NormalFormGame(payoffs, players=len(shape)), path)
    with pytest.raises(SystemExit) as left:
        main(["solve", str(path)])
    out = capsys.readouterr().out
    assert not left.value.code
    assert out.startswith("1 equilibrium\n")
    assert "one equilibrium, as asked" in out
