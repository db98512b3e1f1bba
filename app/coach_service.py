"""The one door: everything that happens to a conversation comes in through `Coach.handle`."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.clock import Clock
from app.delivery.signals import Signals
from app.engine.model import Conversation, Event, EventKind, Reading, Reply, Turn
from app.observability import describe_error
from app.store import conversations, outbox_claims, timer_rows
from app.store.conversations import Held
from app.store.crypto import KeyFault
from app.store.store import Store
from app.store.turns import keep_turn
from app.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

Advance = Callable[[Conversation, Event], Turn]
"""The pure core: a state and an event give the next state, words and effects."""

Read = Callable[[str, Conversation], Reading]
"""How typed words are understood."""

T = TypeVar("T")

_OUTAGE = (OperationalError, InterfaceError, PoolTimeoutError, OSError, KeyFault)
"""Faults of the surroundings: nothing was done, and trying again may help."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One native update of a channel, made plain.

    address    where the person is on that channel; channel and address name a conversation.
    update_id  the channel's id of the update, for idempotence; None if it has none.
    hints      what the channel guesses about a new person: "locale", "timezone", "flow".
    """

    channel: str
    address: str
    kind: EventKind
    text: str = ""
    data: str = ""
    update_id: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an update: it is committed.

    duplicate  true if it had been handled before; then nothing was changed.
    failed     true if the script failed and only a kind line was said.
    """

    conversation_id: int
    duplicate: bool = False
    failed: bool = False


class Coach:
    """Takes turns, each in one transaction.

    advance       the pure core.
    read          reads typed words before the core sees them.
    seeds         gives the random seeds of turns.
    apology_line  what to say when the script fails; the conversation stays as it was.
    carried       the channels that messages are sent to; any other is read as a stream.
    """

    def __init__(
        self,
        store: Store,
        advance: Advance,
        read: Read,
        clock: Clock,
        signals: Signals,
        *,
        apology_line: Callable[[Conversation], Reply],
        seeds: Callable[[], int] = lambda: secrets.randbits(32),
        carried: Collection[str] = ("telegram",),
    ) -> None:
        self._store = store
        self._advance = advance
        self._read = read
        self._clock = clock
        self._signals = signals
        self._apology_line = apology_line
        self._seeds = seeds
        self._carried = frozenset(carried)

    async def handle(self, incoming: Incoming) -> Handled:
        """Take the turn that an update asks for; committed when this returns.

        Raises what the database raises when it cannot be reached; then nothing was changed, and
        the update is to be handed in again.
        """

        async def take(unit: UnitOfWork, step: Advance) -> tuple[Handled, bool]:
            now = self._clock()
            held = await conversations.find_or_create(unit, incoming.channel, incoming.address, now)
            update_id = incoming.update_id
            if update_id is not None and await conversations.processed_before(
                unit, held, update_id, now
            ):
                return Handled(held.id, duplicate=True), False
            await conversations.welcome_back(unit, held)
            event = Event(
                kind=incoming.kind,
                now=now,
                text=incoming.text,
                data=incoming.data,
                seed=self._seeds(),
                hints=incoming.hints,
            )
            own = incoming.text if incoming.kind in ("text", "tap") else ""
            forgotten = await self._turn(unit, held, event, step, own)
            if forgotten and update_id is not None:
                # Forgetting took the mark of this very update along.
                await conversations.processed_before(unit, held, update_id, now)
            return Handled(held.id), forgotten

        (handled, forgotten), failed = await self._commit(take)
        if forgotten:
            await self._erase_traces()
        return replace(handled, failed=failed)

    async def wake(self, timer_id: int) -> bool:
        """Take the turn that a due timer asks for, exactly once among all processes.

        False if it is not pending any more, not due, or its person cannot be reached. Raises as
        `handle` does; then the timer is still pending.
        """

        async def take(unit: UnitOfWork, step: Advance) -> bool:
            now = self._clock()
            conversation_id = await timer_rows.conversation_of(unit, timer_id)
            if conversation_id is None:
                return False
            # First the conversation, then the timer: the order in which every turn locks.
            held = await conversations.hold(unit, conversation_id)
            if held is None or held.gone:
                return False
            timer = await timer_rows.take(unit, timer_id, now)
            if timer is None:
                return False
            event = Event(
                kind="timer", now=now, data=timer.key, seed=self._seeds(), late=now - timer.due
            )
            await self._turn(unit, held, event, step, own="")
            return True

        woken, _ = await self._commit(take)
        return woken

    async def gone(self, channel: str, address: str) -> None:
        """Note that the person left: drop what waits for them and hold their timers. Whatever
        they send later brings them back."""
        async with self._store.write() as unit:
            held = await conversations.find(unit, channel, address)
            if held is not None:
                await outbox_claims.settle_gone(unit, held.id, self._clock())

    async def _turn(
        self, unit: UnitOfWork, held: Held, event: Event, step: Advance, own: str
    ) -> bool:
        """Advance the conversation and keep what comes of it; True if the person was forgotten."""
        turn = step(held.conversation, event)
        carried = held.channel in self._carried
        return await keep_turn(unit, held, turn, own=own, carried=carried, now=event.now)

    async def _commit(self, take: Callable[[UnitOfWork, Advance], Awaitable[T]]) -> tuple[T, bool]:
        """Take a turn in a transaction; if the script fails, take it again with a kind line, so
        that an update which no script survives is not handed in for ever. True if it failed."""
        failed = False
        try:
            async with self._store.write() as unit:
                taken = await take(unit, self._lead)
        except _OUTAGE:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of the script must not silence us
            failed = True
            _log.error("a turn failed: %s", describe_error(type(error), error.__traceback__))
            async with self._store.write() as unit:
                taken = await take(unit, self._apologise)
        self._signals.ring(unit.topics)
        return taken, failed

    def _lead(self, conversation: Conversation, event: Event) -> Turn:
        spoken = {"text": event.text, "notice": event.data, "command": event.data}
        said = spoken.get(event.kind)
        if said:
            event = replace(event, reading=self._read(said, conversation))
        return self._advance(conversation, event)

    def _apologise(self, conversation: Conversation, _event: Event) -> Turn:
        return Turn(conversation, (self._apology_line(conversation),), ())

    async def _erase_traces(self) -> None:
        """What was deleted still stands in the log of a SQLite file until that is emptied."""
        try:
            await self._store.database.truncate_log()
        except Exception as error:  # noqa: BLE001 - the daily sweep does it again
            _log.warning("the write-ahead log was not emptied: %s", type(error).__name__)
