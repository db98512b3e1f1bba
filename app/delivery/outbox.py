"""The outbox: what was committed is carried to every channel that messages are sent to.

Nothing is sent before its commit; everything committed is sent, in order within a conversation.
A crash between a channel's yes and our commit may send one message twice, never none.
"""

import asyncio
from collections.abc import Callable, Sequence
from random import Random

from app.clock import Clock
from app.delivery.carrier import Carrier
from app.delivery.sender import Sender
from app.delivery.signals import Signals
from app.store.leases import free_orphans, free_own, new_owner
from app.store.store import Store
from app.store.tables import outbox


class Outbox:
    """A sender for each carrier, under one name for their leases.

    jitter  gives random numbers in 0..1 for the backoff.
    """

    def __init__(
        self,
        store: Store,
        carriers: Sequence[Carrier],
        clock: Clock,
        signals: Signals,
        *,
        jitter: Callable[[], float] | None = None,
        width: int = 16,
    ) -> None:
        self._store = store
        self._owner = new_owner()
        self._senders = [
            Sender(
                store,
                carrier,
                clock,
                signals,
                owner=self._owner,
                jitter=jitter or Random().random,
                width=width,
            )
            for carrier in carriers
        ]

    async def run(self) -> None:
        """Carry messages until cancelled."""
        try:
            await free_orphans(self._store, self._owner)
            async with asyncio.TaskGroup() as group:
                for sender in self._senders:
                    group.create_task(sender.run())
        finally:
            await free_own(self._store, self._owner, outbox)

    async def drain(self) -> int:
        """Carry what is due now and give the number of rows tried; for tests and tools."""
        return sum([await sender.drain() for sender in self._senders])
