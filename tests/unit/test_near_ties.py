"""Near ties of floats: rows that read alike are said to be equal up to rounding."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import gametheory as gt
from gametheory.solutions.text import render_equilibria

TENTH = Fraction(1, 10)


def narrow(exact):
    """Row 3 is best where 1 - q <= c and q <= c: at one point if c = 1/2, on a segment above.

    With c = 5 * 0.1 + 2^-53 in place of 1/2 the segment is as wide as one rounding.
    """
    c = 5 * TENTH if exact else 0.5 + 2.0**-53
    A = np.array([[0, 1], [1, 0], [c, c]], dtype=object if exact else float)
    B = np.array([[1, 0], [0, 1], [0, 0]], dtype=object if exact else float)
    return gt.NormalFormGame.from_bimatrix(A, B)


def test_rows_that_read_alike_are_said_to_be_equal_up_to_rounding():
    found = gt.nash_equilibria(narrow(exact=False))
    rows = [line for line in str(found).splitlines() if line.startswith("  0 0 1 | 0.5 0.5")]
    assert len(rows) == 2
    assert "equal up to rounding" in str(found)
    assert "give fractions" in render_equilibria(found)


def test_fractions_are_the_way_out():
    found = gt.nash_equilibria(narrow(exact=True))
    rows = [line for line in str(found).splitlines() if line.startswith("  0 0 1 | 1/2 1/2")]
    assert len(rows) == 1
    assert "up to rounding" not in str(found) + render_equilibria(found)
