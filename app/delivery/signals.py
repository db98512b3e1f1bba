"""Waking who waits: topics that are rung after a commit.

A signal only says "look again"; what there is to see stands in the database. A lost signal
costs a little time, never a message.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager

Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""


class Bell:
    """A place to wait at. It remembers a ring that came while nobody waited."""

    def __init__(self, sleep: Sleep) -> None:
        self._rung = asyncio.Event()
        self._sleep = sleep

    def ring(self) -> None:
        """Wake who waits, or the next who does."""
        self._rung.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """Return True once it rings, False after so many seconds (None: never)."""
        if seconds is None:
            await self._rung.wait()
        elif not self._rung.is_set() and seconds > 0:
            await self._either(seconds)
        rung = self._rung.is_set()
        self._rung.clear()
        return rung

    async def _either(self, seconds: float) -> None:
        tasks = {
            asyncio.ensure_future(self._rung.wait()),
            asyncio.ensure_future(self._sleep(seconds)),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()


class Signals:
    """The topics of one process.

    sleep  how waiting for a time is done; tests hand in their own.
    """

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._bells: dict[str, list[Bell]] = {}

    @contextmanager
    def listen(self, topic: str) -> Iterator[Bell]:
        """A bell for the topic. Listen first, then look, then wait: nothing is missed."""
        bell = Bell(self._sleep)
        self._bells.setdefault(topic, []).append(bell)
        try:
            yield bell
        finally:
            self._bells[topic].remove(bell)
            if not self._bells[topic]:
                del self._bells[topic]

    async def wait(self, topic: str, seconds: float | None = None) -> bool:
        """Return True when the topic rings, False after so many seconds.

        A ring between an earlier look and this call is missed; where that matters, use `listen`.
        """
        with self.listen(topic) as bell:
            return await bell.wait(seconds)

    def ring(self, topics: Iterable[str]) -> None:
        """Wake everybody who listens to one of the topics."""
        for topic in topics:
            for bell in self._bells.get(topic, ()):
                bell.ring()

    def ring_all(self) -> None:
        """Wake everybody: something may have been missed."""
        self.ring(list(self._bells))

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds."""
        await self._sleep(seconds)
