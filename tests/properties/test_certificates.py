"""Every equilibrium that the library returns has a certificate that passes the checker."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gametheory as gt
from gametheory.certificates import Certificate, check, nash_certificate
from gametheory.errors import InvalidInput
from gametheory.ragged import Ragged

FAMILIES = {
    "floats": lambda rng, shape: rng.normal(size=shape),
    "tied floats": lambda rng, shape: rng.integers(0, 3, size=shape) * 0.1,
    "integers": lambda rng, shape: rng.integers(0, 3, size=shape),
    "fractions": lambda rng, shape: rng.integers(-5, 6, size=shape) * Fraction(1, 7),
    "tiny": lambda rng, shape: rng.normal(size=shape) * 1e-12,
    "mixed scales": lambda rng, shape: rng.normal(size=shape) * 10.0 ** rng.integers(-9, 9, shape),
    "nearly tied": lambda rng, shape: (
        rng.integers(0, 2, size=shape) + 1e-13 * rng.normal(size=shape)
    ),
}
SIZES = [(2, 2), (2, 3), (3, 3), (1, 3)]


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.sampled_from(SIZES))
def test_two_player_equilibria_are_certified_exactly(
    family: str, seed: int, size: tuple[int, int]
) -> None:
    payoffs = FAMILIES[family](np.random.default_rng(seed), (2, 2, *size))
    equilibria = gt.nash_equilibria(gt.NormalFormGame(payoffs, players=2))
    certificates = gt.certify(equilibria)
    assert len(certificates) == len(equilibria)
    for t, certificate in enumerate(certificates):
        assert certificate.epsilon == 0
        assert certificate.problems() == []
        again = Certificate.from_json(certificate.to_json())
        assert again == certificate
        assert gt.verify(again)
        for exact, rounded in zip(certificate.profile, equilibria.strategies, strict=True):
            assert np.allclose([float(p) for p in exact], rounded[t].astype(float), atol=1e-9)
        values = [float(v) for v in certificate.values]
        scale = np.abs(equilibria.game.payoffs.astype(float)).max()
        assert np.allclose(values, equilibria.payoffs[t].astype(float), atol=1e-9 * scale)
        # Another claim about the same game fails.
        if len(certificate.profile[0]) > 1 and certificate.supports[0] == (0,):
            moved = json.loads(certificate.to_json())
            moved["values"][0] = str(certificate.values[0] + 1)
            assert not gt.verify(moved)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_pure_equilibria_of_more_players_are_certified(seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = gt.NormalFormGame(rng.integers(0, 3, size=(3, 3, 2, 3, 2)) * 0.1, players=3)
    certificates = gt.certify(gt.pure_nash_equilibria(game))
    assert all(c.epsilon == 0 and gt.verify(c) for c in certificates)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_equilibria_of_three_players_are_certified_with_their_regret(seed: int) -> None:
    # Where three players mix the equilibrium is irrational as a rule: epsilon is the rounding.
    game = gt.NormalFormGame(np.random.default_rng(seed).uniform(size=(3, 2, 2, 2)), players=3)
    equilibria = gt.nash_equilibria(game)
    for t, certificate in enumerate(gt.certify(equilibria)):
        assert gt.verify(certificate)
        assert certificate.epsilon <= Fraction(1, 10**12)
        if sum(len(support) > 1 for support in certificate.supports) <= 2:
            assert certificate.epsilon == 0
        assert float(equilibria.regret[t]) <= 1e-12


def test_two_mixing_players_among_three_are_certified_exactly() -> None:
    # Player 3 watches a 2x2 game with an equilibrium near (3/5, 2/5), (3/10, 7/10), and stays home.
    # In binary 0.4 - 0.1 is not 0.3, so the equilibrium is not quite (0.3, 0.7).
    a, b = np.array([[0.7, 0.1], [0.0, 0.4]]), np.array([[0.0, 0.2], [0.3, 0.0]])
    c = np.array([[1.0, 0.5], [0.5, 1.0]])
    payoffs = np.stack([np.stack([m, m], axis=-1) for m in (a, b, c)])
    payoffs[2, :, :, 1] -= 2
    game = gt.NormalFormGame(payoffs, players=3)
    rounded = [[0.6, 0.4], [0.3, 0.7], [1.0, 0.0]]
    pure = gt.pure_nash_equilibria(game)
    equilibria = attrs.evolve(
        pure,
        rows=Ragged.of_counts(np.array(1)),
        strategies=tuple(np.array([s]) for s in rounded),
        payoffs=np.zeros((1, 3)),
        regret=np.zeros(1),
        index=np.zeros(1, dtype=np.int8),
    )
    assert nash_certificate(game, 0, rounded).epsilon > 0
    certificate = gt.certify(equilibria, 0)
    assert certificate.epsilon == 0
    assert gt.verify(certificate)


def test_a_certificate_of_an_approximate_equilibrium_states_its_regret() -> None:
    game = gt.NormalFormGame.from_bimatrix([[0, 1], [1, 0]], [[1, 0], [0, 1]])
    certificate = nash_certificate(game, 0, [[0.5, 0.5], [0.25, 0.75]])
    assert certificate.epsilon == Fraction(1, 4)
    assert certificate.slacks[0] == (Fraction(-1, 4), Fraction(1, 4))
    assert gt.verify(certificate)


def test_labels_have_to_fit_the_game() -> None:
    game = gt.NormalFormGame.from_bimatrix(
        [[3, 0], [2, 2]], [[3, 2], [0, 2]], players=["A", "B"], actions=[["stag", "hare"]] * 2
    )
    certificate = gt.certify(gt.nash_equilibria(game), 0)
    assert certificate.players == ("A", "B")
    assert gt.verify(certificate)
    assert gt.verify(attrs.evolve(certificate, players=("Ann", "Bob")))
    for wrong in (
        attrs.evolve(certificate, players=("A", "A")),
        attrs.evolve(certificate, players=("A", "B", "C")),
        attrs.evolve(certificate, actions=(("stag", "hare"), ("stag",))),
        attrs.evolve(certificate, actions=(("stag", "stag"), ("stag", "hare"))),
    ):
        assert not gt.verify(wrong)
        assert "labels" in wrong.problems()[0]


def test_numbers_too_long_for_decimal_text_are_written_in_hexadecimal(tmp_path: Path) -> None:
    # Binary numbers 2^-1074 and 2^1000 side by side in a 4x4 game.
    rng = np.random.default_rng(3)
    payoffs = rng.normal(size=(2, 4, 4)) * 2.0 ** rng.integers(-1000, 1000, size=(2, 4, 4))
    equilibria = gt.nash_equilibria(gt.NormalFormGame(payoffs))
    whole = 0
    for certificate in gt.certify(equilibria):
        assert gt.verify(certificate)
        assert Certificate.from_json(certificate.to_json()) == certificate
        whole += "0x" in certificate.to_json()
    long = nash_certificate(
        gt.NormalFormGame.from_bimatrix([[Fraction(1, 3**9000)]], [[-(10**5000)]]), 0, [[1], [1]]
    )
    text = long.to_json()
    assert "0x" in text
    assert Certificate.from_json(text) == long
    file = tmp_path / "long.json"
    file.write_text(text, encoding="utf-8")
    assert check.main([str(file)]) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not a certificate"),
        ("[]", "not a certificate"),
        ('{"format": "other"}', "format 'other'"),
        ('{"format": "nash-certificate/1"}', "KeyError"),
    ],
)
def test_text_that_is_no_certificate(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        Certificate.from_json(text)


def test_rows_that_do_not_exist() -> None:
    equilibria = gt.nash_equilibria(gt.NormalFormGame.from_bimatrix([[1]], [[1]]))
    assert gt.certify(equilibria, -1) == gt.certify(equilibria, 0)
    with pytest.raises(InvalidInput, match="row 1 of 1"):
        gt.certify(equilibria, 1)


@pytest.mark.parametrize("strategy", [[0, 0], [1, -1], ["a", 1], [float("inf"), 1]])
def test_profiles_that_are_refused(strategy: list) -> None:
    game = gt.NormalFormGame.from_bimatrix([[0, 1], [1, 0]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidInput, match="player '2'"):
        nash_certificate(game, 0, [[1, 0], strategy])


def test_one_equilibrium_of_a_large_game_is_certified_exactly() -> None:
    rng = np.random.default_rng(8)
    game = gt.NormalFormGame(rng.normal(size=(2, 30, 30)))
    certificate = gt.certify(gt.nash_equilibrium(game), 0)
    assert certificate.epsilon == 0
    assert gt.verify(certificate)


def test_the_point_certified_is_said() -> None:
    game = gt.NormalFormGame.from_bimatrix([[0.1, 0.0], [0.0, 0.2]], [[0.0, 0.5], [0.5, 0.0]])
    found = gt.nash_equilibria(game)
    certificate = gt.certify(found, 0)
    # The column player's exact mixture is 2/3, 1/3; no double is a third.
    assert certificate.profile[1] == (Fraction(2, 3), Fraction(1, 3))
    assert certificate.listed is not None
    for listed, rounded in zip(certificate.listed, found.strategies, strict=True):
        assert listed == tuple(map(Fraction, rounded[0].tolist()))
    assert certificate.moved == abs(Fraction(2, 3) - Fraction(found.strategies[1][0, 0]))
    assert 0 < certificate.moved < Fraction(1, 10**16)
    assert str(certificate).startswith("a Nash equilibrium at 1/2, 1/2 | 2/3, 1/3; the listed one")
    again = Certificate.from_json(certificate.to_json())
    assert (again, gt.verify(again, epsilon=0)) == (certificate, True)


def test_a_point_that_is_the_listed_one_says_nothing_else() -> None:
    game = gt.NormalFormGame.from_bimatrix([[3, 0], [2, 2]], [[3, 2], [0, 2]])
    for certificate in gt.certify(gt.nash_equilibria(game)):
        assert (certificate.listed, certificate.moved) == (None, 0)
        assert "listed" not in certificate.to_json()
        assert "listed" not in str(certificate)
    worse = nash_certificate(game, 0, [[1, 0], [0, 1]])
    assert str(worse) == "epsilon 2 at 1, 0 | 0, 1"
    assert not gt.verify(worse, epsilon=1)


def test_texts_in_which_a_key_occurs_twice_are_not_read() -> None:
    game = gt.NormalFormGame.from_bimatrix([[1]], [[2]])
    text = nash_certificate(game, 0, [[1], [1]]).to_json()
    doubled = text.replace('"payoffs":', '"payoffs": [["9"], ["9"]], "payoffs":')
    for wrong in (doubled, "[" * 100_000, '{"a":' * 100_000):
        with pytest.raises(InvalidInput, match=r"^Certificate.from_json: not a certificate"):
            Certificate.from_json(wrong)
        assert not gt.verify(wrong)
