"""Time that passes only when a test lets it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 4, 20, 30, tzinfo=UTC)


class VirtualTime:
    """A clock, and a sleep that follows it."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start
        self.naps: list[float] = []
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self._changed = asyncio.Event()

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Return once the clock has moved on by so much."""
        self.naps.append(seconds)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sleeper = (self.now + timedelta(seconds=seconds), woken)
        self._sleepers.append(sleeper)
        self.note()
        try:
            await woken
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    @property
    def sleeping(self) -> list[float]:
        """How many seconds each sleeper has still to sleep."""
        return [
            (due - self.now).total_seconds() for due, woken in self._sleepers if not woken.done()
        ]

    def pass_(self, **span: float) -> None:
        """Let time pass, given as for timedelta."""
        self.now += timedelta(**span)
        for due, woken in list(self._sleepers):
            if due <= self.now and not woken.done():
                woken.set_result(None)

    def note(self) -> None:
        """Tell `until` that something may have happened."""
        self._changed.set()

    async def until(self, reached: Callable[[], bool], *, moving: bool = False) -> None:
        """Wait for something to happen; when `moving`, time jumps to the next sleeper's end
        whenever everybody sleeps."""
        while not reached():
            self._changed.clear()
            asleep = [due for due, woken in self._sleepers if not woken.done()]
            if moving and asleep:
                self.pass_(seconds=max((min(asleep) - self.now).total_seconds(), 0))
                await asyncio.sleep(0)
            else:
                await self._changed.wait()
