"""How long to wait after a failure."""

LONGEST = 300.0
"""Seconds between two tries, at most."""


def full_jitter(failures: int, fraction: float, *, first: float = 1.0) -> float:
    """Seconds to wait after so many failures before this one.

    fraction  a random number in 0..1. The wait is anything from nothing to the exponential limit,
              which spreads those who failed together (Brooker, "Exponential Backoff and Jitter").
    """
    return fraction * min(LONGEST, first * 2.0 ** min(failures, 32))
