"""Fixtures shared with the tests of the command line."""

from conftest_offer import offer, out  # noqa: F401
