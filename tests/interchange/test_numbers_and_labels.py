"""Numbers and labels as text."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gametheory.errors import InvalidInput
from gametheory.interchange.labels import closing_quote, distinct_labels, quote, unquote
from gametheory.interchange.numerals import read_number, write_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("1/3", Fraction(1, 3)),
        ("-4/6", Fraction(-2, 3)),
        ("6/3", 2),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("-.25", Fraction(-1, 4)),
        ("1e3", 1000),
        ("1E+3", 1000),
        ("1.5e-3", Fraction(3, 2000)),
        ("12.50", Fraction(25, 2)),
    ],
)
def test_numbers_are_read_exactly(text, value):
    assert read_number(text) == value
    assert type(read_number(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *["", "-", ".", "1/", "/2", "1/-2", "1.5/2", "1/2.5", "1e", "1e1.5", "--1", "0x10"],
        *["1_000", "inf", "nan", "1,5", "٣", "½", " 1", "1 ", "1/0", "1e5000", "9" * 4001],
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"expected|divides by zero|exponent|characters"):
        read_number(text)


@given(st.fractions())
def test_fractions_round_trip(value):
    assert read_number(write_number(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(-0.0)
@example(5e-324)
@example(1.7976931348623157e308)
def test_doubles_round_trip_bit_for_bit(value):
    for style in ("shortest", "rational"):
        back = read_number(write_number(value, style), exact=False)
        assert back == value
        if style == "shortest":
            assert math.copysign(1.0, back) == math.copysign(1.0, value)
    assert read_number(write_number(value, "rational")) == Fraction(value)


def test_a_number_too_large_for_a_double_is_refused_only_as_a_double():
    assert read_number("1e400") == 10**400
    with pytest.raises(ValueError, match="too large for a double"):
        read_number("1e400", exact=False)


def test_numbers_too_long_to_be_read_back_are_not_written():
    with pytest.raises(InvalidInput, match="digits"):
        write_number(Fraction(10**4100))
    with pytest.raises(InvalidInput, match="digits"):
        write_number(Fraction(10**2500 + 1, 10**2500))


@given(st.text(alphabet='"\\ab \n', max_size=12))
def test_quoting_round_trips_and_ends_where_it_should(text):
    quoted = quote(text)
    assert closing_quote(quoted + '"x"', 0) == len(quoted) - 1
    assert unquote(quoted[1:-1]) == text


def test_backslashes_mean_themselves_except_before_a_quote():
    assert unquote(r"a\b \\ c\n") == r"a\b \\ c\n"
    assert unquote(r"say \"no\"") == 'say "no"'


@given(st.lists(st.sampled_from(["", "a", "b", "a_1", "a_2", "_1", "a_1_1"]), max_size=8))
def test_distinct_labels_differ_and_keep_what_was_unique(labels):
    out = distinct_labels(labels)
    assert len(set(out)) == len(labels) == len(out)
    for before, after in zip(labels, out, strict=True):
        assert after == before if labels.count(before) == 1 else after.startswith(before + "_")
