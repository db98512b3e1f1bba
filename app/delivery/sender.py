"""Carries one channel's messages: each conversation in order, many conversations at once."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from app.clock import Clock
from app.delivery.backoff import full_jitter
from app.delivery.carrier import Carrier, Gone, Receipt, Refused, RetryLater
from app.delivery.signals import Bell, Signals
from app.store import outbox_claims as claims
from app.store.outbox_claims import Claimed
from app.store.store import Store
from app.store.topics import outbox_of
from app.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
"""Seconds after which the table is looked at, should a signal have been lost."""

LEASE = timedelta(seconds=60)
"""A message has so long to be carried; after three quarters of it we give up and try again."""

GRACE = 5.0
"""Seconds that messages under way are given to arrive when the process stops."""

SETTLE_TRIES = 4

PUZZLES = 20
"""After so many failures that no carrier explains, a message is dead: it must not hold back its
conversation for ever. Failures of the network do not count."""


class Sender:
    """Sends what is committed for one carrier.

    owner   name of this process's leases.
    width   conversations that are sent to at the same time.
    jitter  gives random numbers in 0..1 for the backoff.
    """

    def __init__(
        self,
        store: Store,
        carrier: Carrier,
        clock: Clock,
        signals: Signals,
        *,
        owner: str,
        jitter: Callable[[], float],
        width: int = 16,
        lease: timedelta = LEASE,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._signals = signals
        self._owner = owner
        self._jitter = jitter
        self._width = width
        self._lease = lease
        self._paused_until: datetime | None = None

    async def run(self) -> None:
        """Send until cancelled; what is under way then gets a moment to arrive."""
        under_way: set[asyncio.Task[None]] = set()
        failures = 0
        with self._signals.listen(outbox_of(self._carrier.channel)) as bell:
            try:
                while True:
                    try:
                        seconds = await self._start(under_way, bell)
                        failures = 0
                    except Exception as error:  # noqa: BLE001 - outlives a lost database
                        _log.warning("the outbox cannot be read: %s", type(error).__name__)
                        failures += 1
                        seconds = full_jitter(failures, self._jitter())
                    await bell.wait(seconds)
            finally:
                await _finish(under_way)

    async def drain(self) -> int:
        """Send everything that is due now, and give the number of rows that were tried."""
        count = 0
        while rows := await self._claim(self._width):
            await asyncio.gather(*(self._carry(row) for row in rows))
            count += len(rows)
        return count

    async def _start(self, under_way: set[asyncio.Task[None]], bell: Bell) -> float:
        """Begin to carry what there is room for; give the seconds until the next look."""

        def done(task: asyncio.Task[None]) -> None:
            under_way.discard(task)
            bell.ring()

        for row in await self._claim(self._width - len(under_way)):
            task = asyncio.create_task(self._carry(row))
            under_way.add(task)
            task.add_done_callback(done)
        return LOOK_AGAIN if len(under_way) >= self._width else await self._seconds_to_next()

    async def _claim(self, limit: int) -> list[Claimed]:
        now = self._clock()
        if limit <= 0 or (self._paused_until is not None and now < self._paused_until):
            return []
        async with self._store.write() as unit:
            return await claims.claim(
                unit, self._carrier.channel, self._owner, now, now + self._lease, limit
            )

    async def _seconds_to_next(self) -> float:
        async with self._store.read() as connection:
            at = await claims.next_attempt(connection, self._carrier.channel)
        if at is None:
            return LOOK_AGAIN
        if self._paused_until is not None:
            at = max(at, self._paused_until)
        # What is due but was not given to us is being settled by another: do not spin on it.
        return min(LOOK_AGAIN, max((at - self._clock()).total_seconds(), 0.05))

    async def _carry(self, row: Claimed) -> None:
        """Carry one row and settle it. If the process dies between the two, the row is sent
        again: once too often rather than never."""
        result = await self._attempt(row)
        for failures in range(SETTLE_TRIES):
            try:
                async with self._store.write() as unit:
                    await self._settle(unit, row, result)
                return
            except Exception as error:  # noqa: BLE001 - else the lease runs out by itself
                _log.warning("a message could not be settled: %s", type(error).__name__)
                await self._signals.pause(full_jitter(failures, self._jitter()))

    async def _attempt(self, row: Claimed) -> Receipt | Gone | Refused | RetryLater:
        if row.pointless:
            return Refused("nothing_to_change")
        try:
            async with asyncio.timeout(self._lease.total_seconds() * 0.75):
                return await self._carrier.carry(row.outgoing)
        except (Gone, Refused, RetryLater) as answer:
            return answer
        except OSError:  # TimeoutError is one
            return RetryLater()
        except Exception as error:  # noqa: BLE001 - the contract: anything else is tried again
            name = type(error).__name__
            _log.warning("carrying a message failed: %s", name)
            return RetryLater() if row.attempts < PUZZLES else Refused(f"unexpected_{name}")

    async def _settle(
        self, unit: UnitOfWork, row: Claimed, result: Receipt | Gone | Refused | RetryLater
    ) -> None:
        now, row_id = self._clock(), row.outgoing.id
        match result:
            case Receipt(remote_id=remote_id):
                await claims.settle_sent(unit, row_id, remote_id, now)
            case Gone():
                await claims.settle_gone(unit, row.conversation_id, now)
            case Refused(reason=reason):
                # A change that cannot be made any more is missed by nobody.
                status: claims.Unsent = "dead" if row.outgoing.kind == "send" else "dropped"
                await claims.settle_unsent(unit, row_id, self._owner, status, reason)
            case RetryLater():
                due = now + self._delay(row, result)
                if result.whole_channel:
                    self._paused_until = due
                await claims.settle_later(unit, row_id, self._owner, due)

    def _delay(self, row: Claimed, result: RetryLater) -> timedelta:
        if result.after is not None:
            return timedelta(seconds=result.after)
        return timedelta(seconds=full_jitter(row.attempts, self._jitter()))


async def _finish(under_way: set[asyncio.Task[None]]) -> None:
    """Wait a moment for messages under way, then let go of them."""
    if under_way:
        await asyncio.wait(under_way, timeout=GRACE)
    for task in set(under_way):
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
