"""A core, a channel and a way to talk that are small enough to see through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.coach_service import Advance, Coach, Handled, Incoming
from app.delivery.carrier import Outgoing, Receipt
from app.delivery.signals import Signals
from app.engine.model import Conversation, Effect, Event, Reading, Reply, Turn
from app.store.store import Store
from app.store.stream import StreamItem, read_stream
from tests.virtual_time import VirtualTime

SORRY = Reply("I lost my thread. Please say that once more.")


def heard(conversation: Conversation) -> list[str]:
    """What the conversation took in, in order."""
    return list(conversation.slots.get("talk", {}).get("heard", []))


def remember(conversation: Conversation, event: Event) -> Conversation:
    """The conversation, which now has taken in this event."""
    talk = {"heard": [*heard(conversation), event.text or event.data]}
    return replace(conversation, slots={**conversation.slots, "talk": talk})


def echo(conversation: Conversation, event: Event) -> Turn:
    """Says what it hears."""
    said = f"{event.kind} {event.text or event.data}"
    return Turn(remember(conversation, event), (Reply(said),), ())


def scripted(**turns: tuple[Sequence[Reply], Sequence[Effect]]) -> Advance:
    """A core that answers each word with the given replies and effects, anything else by echo."""

    def advance(conversation: Conversation, event: Event) -> Turn:
        word = event.text or event.data
        if word not in turns:
            return echo(conversation, event)
        replies, effects = turns[word]
        return Turn(remember(conversation, event), tuple(replies), tuple(effects))

    return advance


def read_nothing(_text: str, _conversation: Conversation) -> Reading:
    """Understands no word."""
    return Reading()


def make_coach(
    store: Store,
    time: VirtualTime,
    advance: Advance = echo,
    *,
    signals: Signals | None = None,
    read: Callable[[str, Conversation], Reading] = read_nothing,
) -> Coach:
    """A coach with a small core."""
    return Coach(
        store,
        advance,
        read,
        time,
        signals or Signals(time.sleep),
        apology_line=lambda _: SORRY,
        seeds=lambda: 7,
    )


@dataclass
class Chat:
    """One person at one channel."""

    coach: Coach
    store: Store
    channel: str = "telegram"
    address: str = "100"
    _updates: int = field(default=0)

    async def say(self, text: str, update_id: str | None = None) -> Handled:
        """Send typed words."""
        return await self.coach.handle(
            Incoming(self.channel, self.address, "text", text=text, update_id=update_id)
        )

    async def state(self) -> Conversation:
        """What is stored of the conversation."""
        from app.store.conversations import find

        async with self.store.write() as unit:
            held = await find(unit, self.channel, self.address)
        assert held is not None
        return held.conversation

    async def shown(self, after: int = 0) -> list[StreamItem]:
        """What a page would show."""
        from app.store.queries import conversation_id

        async with self.store.read() as connection:
            found = await conversation_id(connection, self.channel, self.address)
            assert found is not None
            return await read_stream(connection, self.store.vault, found, after)


class FakeCarrier:
    """A channel that keeps what it is given, and fails as a test wants.

    faults  raised one after the other, for each try; None lets the message through.
    """

    def __init__(self, time: VirtualTime, channel: str = "telegram") -> None:
        self.channel = channel
        self.taken: list[Outgoing] = []
        self.tries = 0
        self.faults: list[BaseException | None] = []
        self.fault_for: Callable[[Outgoing], BaseException | None] = lambda _: None
        self._time = time

    async def carry(self, message: Outgoing) -> Receipt:
        self.tries += 1
        self._time.note()
        fault = self.faults.pop(0) if self.faults else self.fault_for(message)
        if fault is not None:
            raise fault
        self.taken.append(message)
        return Receipt(f"m{len(self.taken)}")

    @property
    def texts(self) -> list[str]:
        """The words that arrived."""
        return [message.reply.text for message in self.taken if message.reply]

    @property
    def kinds(self) -> list[str]:
        """What was done, in order."""
        return [message.kind for message in self.taken]
