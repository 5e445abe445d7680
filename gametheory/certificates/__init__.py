"""Certificates: verdicts recomputed from the raw payoffs, knowing no solver."""

from gametheory.certificates.profiles import best_reply_slacks, profile_payoffs, regret

__all__ = ["best_reply_slacks", "profile_payoffs", "regret"]
