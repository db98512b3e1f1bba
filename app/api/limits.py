"""How fast one visitor may go: token buckets in memory, one set for each process."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, then `per_second`."""

    burst: int
    per_second: float


class Limiter:
    """A token bucket for each key. Forgets the keys seen longest ago above `keys`, so that many
    visitors cannot fill the memory.

    seconds  gives a number of seconds that only grows.
    """

    def __init__(self, pace: Pace, seconds: Callable[[], float], keys: int = 50_000) -> None:
        self._pace = pace
        self._seconds = seconds
        self._keys = keys
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """Take one token; 0 if there was one, else the whole seconds until there is."""
        now = self._seconds()
        level, since = self._buckets.pop(key, (float(self._pace.burst), now))
        level = min(self._pace.burst, level + (now - since) * self._pace.per_second)
        wait = 0 if level >= 1 else ceil((1 - level) / self._pace.per_second)
        self._buckets[key] = (level if wait else level - 1, now)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        return wait
