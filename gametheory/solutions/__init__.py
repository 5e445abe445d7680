"""Answers: every kind with one protocol."""
