"""Hypothesis without deadlines: a first call may import another library."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
