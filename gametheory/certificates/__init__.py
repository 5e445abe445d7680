"""Certificates: verdicts recomputed from the raw payoffs, knowing no solver."""

from gametheory.certificates.check import verify
from gametheory.certificates.nash import Certificate, nash_certificate
from gametheory.certificates.regrets import best_reply_slacks, profile_payoffs, regret, true_regret

__all__ = [
    "Certificate",
    "best_reply_slacks",
    "nash_certificate",
    "profile_payoffs",
    "regret",
    "true_regret",
    "verify",
]
