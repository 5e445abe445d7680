"""Docstrings as they stand on the page: signs, letters and indices, and what stays as typed."""

from __future__ import annotations

import pytest

from gametheory.report.prose import inline


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("beta_2 s >= 1", "β<sub>2</sub> s ≥ 1"),
        ("m_2 - d_2 <= -sigma_21 a", "m<sub>2</sub> − d<sub>2</sub> ≤ −σ<sub>21</sub> a"),
        ("B^2 - 4 A C, (I - Sigma)^-1", "B<sup>2</sup> − 4 A C, (I − Σ)<sup>−1</sup>"),
        ("(N-2) + (N-1) sigma > 1", "(N − 2) + (N − 1) σ &gt; 1"),
        ("g_i <= sum_j b_ij", "g<sub>i</sub> ≤ ∑<sub>j</sub> b<sub>ij</sub>"),
        ("falls from -1.95 to -2", "falls from −1.95 to −2"),
        ("0 where robust and -z elsewhere", "0 where robust and −z elsewhere"),
        ("as in 'very vulnerable', D's own", "as in ‘very vulnerable’, D’s own"),
        ('the "states\' arms"', "the “states’ arms”"),
        ("*beta* is not `beta_1 >= 0`", "<em>β</em> is not <code>beta_1 &gt;= 0</code>"),
    ],
)
def test_formulas_in_words_are_typeset(typed: str, shown: str) -> None:
    assert inline(typed) == shown


@pytest.mark.parametrize(
    "text", ["Xi spoke", "psi-ops of 2014-2017", "chiefs of alphabets", "x < y"]
)
def test_words_stay_words(text: str) -> None:
    assert inline(text) == text.replace("<", "&lt;")
