"""Exact arithmetic: how numbers are read, and fractions that know when they are undefined."""
