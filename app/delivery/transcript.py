"""A channel that is read instead of sent to: what was said, and waiting for more."""

from collections.abc import Sequence

from app.delivery.signals import Signals
from app.store.queries import conversation_id
from app.store.store import Store
from app.store.stream import StreamItem, read_stream
from app.store.topics import stream_of

LOOK_FOR_NEWCOMER = 1.0
"""Seconds until somebody who has never written is looked for again."""


class Transcript:
    """The conversations of one such channel, named by address."""

    def __init__(self, store: Store, signals: Signals, channel: str) -> None:
        self._store = store
        self._signals = signals
        self._channel = channel

    async def read(self, address: str, after: int = 0) -> Sequence[StreamItem]:
        """The items above the number `after`, in order; empty for an unknown address."""
        async with self._store.read() as connection:
            found = await conversation_id(connection, self._channel, address)
            if found is None:
                return []
            return await read_stream(connection, self._store.vault, found, after)

    async def wait(self, address: str, after: int, seconds: float) -> None:
        """Return when there is an item above `after`, or after so many seconds."""
        async with self._store.read() as connection:
            found = await conversation_id(connection, self._channel, address)
        if found is None:
            await self._signals.pause(min(seconds, LOOK_FOR_NEWCOMER))
            return
        with self._signals.listen(stream_of(found)) as bell:
            if not await self.read(address, after):
                await bell.wait(seconds)
