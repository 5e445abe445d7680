"""Payoffs are looked at before NumPy converts them: kept exactly or refused by name."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy

import gametheory as gt
from gametheory.errors import InvalidInput

BIG = 2**53 + 1  # the least integer that is no double


def pair(a, b):
    """Two players with one row and two columns; the first gets a and b."""
    return [[[a, b]], [[0, 0]]]


def test_integers_of_several_types_stay_integers():
    A = np.array([[BIG, 1], [1, 1]], dtype=np.uint64)
    B = np.array([[2**53, 1], [1, 1]], dtype=np.int64)
    game = gt.NormalFormGame([A, B])
    assert game.is_exact
    assert game.payoffs[0, 0, 0] == BIG
    assert game.payoffs[0, 0, 0] - game.payoffs[1, 0, 0] == 1
    scalars = gt.NormalFormGame(pair(np.uint64(BIG), np.int64(2**53)))
    assert scalars.payoffs[0].tolist() == [[BIG, 2**53]]
    both = gt.NormalFormGame.from_bimatrix([[np.uint64(BIG), np.int64(-1)]], [[0, 0]])
    assert both.payoffs[0].tolist() == [[BIG, -1]]


def test_integers_beyond_both_types_stay_integers():
    game = gt.NormalFormGame(pair(2**63, -1))
    assert game.payoffs[0].tolist() == [[2**63, -1]]
    assert gt.NormalFormGame(pair(2**70, np.int8(-1))).payoffs[0, 0, 0] == 2**70


@pytest.mark.parametrize(
    "values",
    [pair(np.longdouble(1) / 3, 0), np.array(pair(1, 3), dtype=np.longdouble) / 3],
)
@pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="no wider float here")
def test_long_doubles_are_refused_where_digits_would_be_lost(values):
    with pytest.raises(InvalidInput, match=r"payoff .*index \(0, 0, 0\).*(no double|more digits)"):
        gt.NormalFormGame(values)


def test_long_doubles_that_are_doubles_are_read():
    game = gt.NormalFormGame(np.array(pair(0.1, 3), dtype=np.longdouble))
    assert game.payoffs.dtype == np.float64
    assert game.payoffs[0, 0, 0] == 0.1
    assert gt.NormalFormGame(np.array(pair(0.5, 3), dtype=np.float16)).payoffs[0, 0, 0] == 0.5


def test_floats_of_symbols():
    with pytest.raises(InvalidInput, match=r"index \(0, 0, 1\) has more digits than a double"):
        gt.NormalFormGame(pair(1, sympy.Float("0.1234567890123456789012345", 30)))
    game = gt.NormalFormGame(pair(sympy.Float(0.1), sympy.Rational(1, 2)))
    assert game.payoffs[0].tolist() == [[0.1, 0.5]]
    # Thirty digits of one half are still one half.
    assert gt.NormalFormGame(pair(1, sympy.Float("0.5", 30))).payoffs[0, 0, 1] == 0.5


def test_masked_arrays_in_lists():
    A = np.ma.MaskedArray([[1, 2]], mask=[[False, True]])
    B = np.ma.MaskedArray([[1, 2]])
    with pytest.raises(InvalidInput, match=r"payoff at index \(0, 0, 1\) is masked"):
        gt.NormalFormGame([A, B])
    with pytest.raises(InvalidInput, match=r"payoff at index \(0, 1\) is masked"):
        gt.NormalFormGame.from_bimatrix(A, B)
    with pytest.raises(InvalidInput, match="is masked"):
        gt.NormalFormGame(pair(1.0, np.ma.masked))
    assert gt.NormalFormGame([B, B]).payoffs[1].tolist() == [[1, 2]]


@pytest.mark.parametrize("true", [True, np.True_])
@pytest.mark.parametrize("other", [0, 0.5, Fraction(1, 2), False])
def test_truth_values_among_payoffs(true, other):
    with pytest.raises(InvalidInput, match=r"index \(0, 0, 1\) is .*truth value"):
        gt.NormalFormGame(pair(1 if other is not False else 2, true))
    with pytest.raises(InvalidInput, match="truth value"):
        gt.NormalFormGame(pair(other, true))
    with pytest.raises(InvalidInput, match="truth value"):
        gt.NormalFormGame([np.array([[True, False]]), np.array([[0, 1]])])
    with pytest.raises(InvalidInput, match=r"bool"):
        gt.NormalFormGame(np.array(pair(False, True), dtype=bool))


def test_trees_and_profiles_are_looked_at_too():
    tree = gt.Decision("A", {"l": gt.Terminal([1, True]), "r": gt.Terminal([0, 0])})
    with pytest.raises(InvalidInput, match=r"True at index .* is a truth value"):
        gt.ExtensiveFormGame.from_tree(tree, players=["A", "B"])
    masked = np.ma.MaskedArray([1, 2], mask=[False, True])
    hidden = gt.Decision("A", {"l": gt.Terminal(masked), "r": gt.Terminal([0, 0])})
    with pytest.raises(InvalidInput, match="payoff masked at index"):
        gt.ExtensiveFormGame.from_tree(hidden, players=["A", "B"])
    race = gt.LinearReplyGame([1.0, 1.0], np.zeros((2, 2)))
    with pytest.raises(InvalidInput, match=r"actions at index \(1,\) is True"):
        race.payoffs([1.0, True])
    with pytest.raises(InvalidInput, match=r"intercepts: entry at index \(0,\) is masked"):
        gt.LinearReplyGame([np.ma.masked, 1.0], np.zeros((2, 2)))


def test_other_numbers_are_named():
    with pytest.raises(InvalidInput, match=r"Decimal\('0.1'\) at index \(0, 0, 0\) is a Decimal"):
        gt.NormalFormGame(pair(Decimal("0.1"), 0))
    with pytest.raises(InvalidInput, match="not a finite real number"):
        gt.NormalFormGame(pair(None, 0))


def test_a_float_makes_all_floats():
    # What stands in the docstring: a float is a binary number, and so are its neighbours.
    assert gt.NormalFormGame(pair(0.5, Fraction(1, 3))).payoffs.dtype == np.float64
    assert gt.NormalFormGame(pair(0.5, 3)).payoffs.dtype == np.float64


def test_empty_and_cyclic_lists():
    with pytest.raises(InvalidInput, match="no number of players"):
        gt.NormalFormGame([])
    loop = []
    loop.append(loop)
    with pytest.raises(InvalidInput, match="NormalFormGame: "):
        gt.NormalFormGame(loop)
