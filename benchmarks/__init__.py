"""Benchmarks: ratios taken in one process on the same games."""
