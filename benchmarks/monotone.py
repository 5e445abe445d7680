"""Games of complements: thresholds of many players, cutoffs of types."""

from __future__ import annotations

import numpy as np

import gametheory as gt
from benchmarks.timing import Contender, Table, seconds_per_game, shown


def thresholds(quick: bool) -> Table:
    """All pure equilibria of threshold games, against reading them and the table of profiles."""
    rng = np.random.default_rng(0)
    rows = []
    for n in (6, 10, 20):
        count = (10_000 if quick else 100_000) * 10 // n
        for name, gains in (
            ("normal", rng.normal(size=(count, n, n))),
            ("integers -2..2", rng.integers(-2, 3, size=(count, n, n))),
        ):
            gains = np.sort(gains, axis=-1)
            game = gt.ThresholdBinaryGame(gains)
            few = max(1, 20_000 >> n)
            table = game[:few].to_normal_form() if n <= 10 else None
            contenders = {
                "ours": Contender(
                    lambda g=gains: gt.threshold_binary_equilibria(gt.ThresholdBinaryGame(g)), count
                ),
                "built": Contender(lambda g=game: gt.threshold_binary_equilibria(g), count),
                "read": Contender(gains.sum, count),
            }
            if table is not None:
                contenders["table"] = Contender(lambda t=table: gt.pure_nash_equilibria(t), few)
            best = seconds_per_game(contenders, 3)
            slower = f"{best['table'] / best['built']:,.0f}" if table is not None else ""
            rows.append(
                (
                    str(n),
                    name,
                    shown(best["ours"]),
                    shown(best["built"]),
                    shown(best["table"]) if table is not None else "",
                    slower,
                    f"{best['ours'] / best['read']:.1f}",
                    f"{len(gt.threshold_binary_equilibria(game)) / count:.2f}",
                )
            )
    return Table(
        "All pure equilibria of threshold games",
        (
            "players",
            "gains",
            "ours, construction and check counted",
            "game at hand",
            "all profiles, table at hand",
            "times slower",
            "ours / reading",
            "sizes per game",
        ),
        tuple(rows),
        "No other library has this form; the peer is our own mark of best replies on the table of "
        "2^N profiles.",
    )


def cutoffs(quick: bool) -> Table:
    """All equilibria in cutoffs of arms races, against bracketing one zero with SciPy."""
    from scipy import optimize, stats

    count = 10_000 if quick else 100_000
    rng = np.random.default_rng(0)
    mu = rng.uniform(0.1, 0.5, count)
    harm, low = mu + rng.uniform(0.2, 2, count), mu + rng.uniform(0, 0.3, count)
    high, eps = low + rng.uniform(0.2, 1.5, count), rng.uniform(0, 0.4, count)
    shapes = rng.uniform(0.5, 5, (2, count))

    def race(types: gt.TypeDistribution) -> gt.CutoffGame:
        return gt.CutoffGame(types, constant=mu, per_type=-1, per_share=harm - mu, always=eps)

    def one_zero(k: int, law: object) -> float:
        def gain(c: float) -> float:
            share = eps[k] + (1 - eps[k]) * law.cdf(c)
            return float(mu[k] + (harm[k] - mu[k]) * share - c)

        return float(optimize.brentq(gain, low[k] - 5, high[k] + 5))

    def scipy_uniform() -> None:
        for k in range(200):
            one_zero(k, stats.uniform(low[k], high[k] - low[k]))

    def scipy_beta() -> None:
        for k in range(200):
            one_zero(k, stats.beta(*shapes[:, k], low[k], high[k] - low[k]))

    uniform = race(gt.TypeDistribution.uniform(low, high))
    half = count // 2
    two = gt.CutoffGame.of_two(uniform[:half], uniform[half:])
    beta = race(gt.TypeDistribution.beta(*shapes, low, high))
    rows = []
    for name, game, games, peer in (
        ("uniform, one position", uniform, count, scipy_uniform),
        ("uniform, two players", two, half, None),
        ("Beta, one position", beta, count, scipy_beta),
    ):
        contenders = {"ours": Contender(lambda g=game: gt.cutoff_equilibria(g), games)}
        if peer is not None:
            contenders["scipy"] = Contender(peer, 200)
        best = seconds_per_game(contenders, 3)
        found = gt.cutoff_equilibria(game)
        rows.append(
            (
                name,
                shown(best["ours"]),
                shown(best["ours"] * 100_000),
                shown(best["scipy"]) if peer is not None else "",
                f"{best['scipy'] / best['ours']:,.0f}" if peer is not None else "",
                f"{len(found) / games:.2f}",
                f"{float(found.regret.max()):.1e}",
            )
        )
    return Table(
        "All equilibria in cutoffs",
        (
            "types",
            "ours, per game",
            "100,000 games",
            "SciPy brentq, one zero",
            "times slower",
            "equilibria per game",
            "largest regret",
        ),
        tuple(rows),
        "No other library has this form. SciPy's finds one equilibrium and does not say whether "
        "there are others.",
    )
