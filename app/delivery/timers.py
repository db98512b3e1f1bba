"""Due timers become events, each exactly once, whoever of the replicas is first."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from app.clock import Clock
from app.delivery.backoff import full_jitter
from app.delivery.signals import Bell, Signals
from app.store import timer_rows
from app.store.leases import free_orphans, free_own, new_owner
from app.store.store import Store
from app.store.tables import timers
from app.store.timer_rows import DueTimer
from app.store.topics import TIMERS

_log = logging.getLogger(__name__)

LOOK_AGAIN = 30.0
"""Seconds after which the table is looked at, should a signal have been lost."""

LEASE = timedelta(seconds=60)
"""A waker has so long for a turn before another replica may try."""

RETRY = timedelta(seconds=5)
"""A timer whose turn could not be committed is tried again after this."""


class Waker(Protocol):
    """Who takes the turn that a timer asks for."""

    async def wake(self, timer_id: int) -> bool:
        """Take the turn in one transaction; False if there was nothing to do any more."""
        ...


class Timers:
    """Sleeps until the next timer is due, and has it woken.

    width  conversations that are woken at the same time.
    """

    def __init__(
        self,
        store: Store,
        coach: Waker,
        clock: Clock,
        signals: Signals,
        *,
        jitter: Callable[[], float] | None = None,
        width: int = 16,
    ) -> None:
        self._store = store
        self._coach = coach
        self._clock = clock
        self._signals = signals
        self._jitter = jitter or Random().random
        self._width = width
        self._owner = new_owner()

    async def run(self) -> None:
        """Wake timers until cancelled; those that fell due while nobody ran come first."""
        await free_orphans(self._store, self._owner)
        under_way: set[asyncio.Task[None]] = set()
        failures = 0
        with self._signals.listen(TIMERS) as bell:
            try:
                while True:
                    try:
                        seconds = await self._start(under_way, bell)
                        failures = 0
                    except Exception as error:  # noqa: BLE001 - outlives a lost database
                        _log.warning("timers cannot be read: %s", type(error).__name__)
                        failures += 1
                        seconds = full_jitter(failures, self._jitter())
                    await bell.wait(seconds)
            finally:
                for task in set(under_way):
                    task.cancel()
                await asyncio.gather(*under_way, return_exceptions=True)
                await free_own(self._store, self._owner, timers)

    async def drain(self) -> int:
        """Wake what is due now, in due order, and give the number of timers tried."""
        count = 0
        while due := await self._claim(self._width):
            for timer in due:
                await self._wake([timer])
            count += len(due)
        return count

    async def _start(self, under_way: set[asyncio.Task[None]], bell: Bell) -> float:
        """Begin to wake what there is room for; give the seconds until the next look."""

        def done(task: asyncio.Task[None]) -> None:
            under_way.discard(task)
            bell.ring()

        by_conversation: dict[int, list[DueTimer]] = {}
        for timer in await self._claim(self._width - len(under_way)):
            by_conversation.setdefault(timer.conversation_id, []).append(timer)
        for timers_of_one in by_conversation.values():
            task = asyncio.create_task(self._wake(timers_of_one))
            under_way.add(task)
            task.add_done_callback(done)
        return LOOK_AGAIN if len(under_way) >= self._width else await self._seconds_to_next()

    async def _claim(self, limit: int) -> list[DueTimer]:
        if limit <= 0:
            return []
        now = self._clock()
        async with self._store.write() as unit:
            return await timer_rows.claim_due(unit, self._owner, now, now + LEASE, limit)

    async def _seconds_to_next(self) -> float:
        async with self._store.read() as connection:
            at = await timer_rows.next_due(connection)
        if at is None:
            return LOOK_AGAIN
        return min(LOOK_AGAIN, max((at - self._clock()).total_seconds(), 0.01))

    async def _wake(self, due: list[DueTimer]) -> None:
        """Wake the timers of one conversation, one after the other."""
        for timer in due:
            try:
                if not await self._coach.wake(timer.id):
                    await self._release(timer, None)
            except Exception as error:  # noqa: BLE001 - tried again, here or elsewhere
                _log.warning("a timer could not be woken: %s", type(error).__name__)
                await self._release(timer, self._clock() + RETRY)

    async def _release(self, timer: DueTimer, retry_at: datetime | None) -> None:
        try:
            async with self._store.write() as unit:
                await timer_rows.release(unit, timer.id, self._owner, retry_at)
        except Exception as error:  # noqa: BLE001 - the lease runs out by itself
            _log.warning("a timer could not be released: %s", type(error).__name__)
