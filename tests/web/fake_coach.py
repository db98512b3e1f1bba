"""A coach of a few lines: remembers what came in, answers by a rule, is read like the real one."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.coach_service import Handled, Incoming
from app.delivery.signals import Signals
from app.engine.model import Button, Reply
from app.store.stream import StreamItem, StreamKind

Rule = Callable[[Incoming], Sequence[Reply]]

BEGAN = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)

WELCOME = Reply(
    "Hi, I'm Circleback. What is going on?",
    (Button("We're fighting right now", "1:pause"), Button("Just look around", "1:menu")),
    prompt=True,
)
SCALE = Reply(
    "How hot is it in you, 0 to 10?",
    (*(Button(str(n), f"2:{n}") for n in range(11)), Button("Just breathe", "2:breathe")),
    layout="scale",
    prompt=True,
)
DRAFT_TEXT = "I said I'd call and I didn't.\nI'm sorry. ❤️"
DRAFT = Reply(
    DRAFT_TEXT,
    (
        Button("Copy", kind="copy", text=DRAFT_TEXT),
        Button("Send to my partner", kind="share", text=DRAFT_TEXT),
        Button("Change it", "3:edit"),
    ),
    kind="draft",
    prompt=True,
)


def breath(text: str) -> Reply:
    """A beat of a paced message."""
    buttons = (Button("Enough for now", "4:enough"),)
    return Reply(text, buttons, kind="pace", key="pace:1", prompt=True)


def simple_rule(incoming: Incoming) -> Sequence[Reply]:
    """Welcomes, shows each kind of reply by name, else repeats what it got."""
    shown = {"scale": SCALE, "draft": DRAFT, "breathe": breath("Breath 1 of 6\nIn …  ●○")}
    if incoming.kind == "command" and incoming.text == "start":
        return [WELCOME]
    if incoming.kind == "tap" and incoming.data == "1:pause":
        return [SCALE]
    if incoming.text in shown:
        return [shown[incoming.text]]
    return [Reply(f"{incoming.kind}: {incoming.text} {incoming.data}".strip())]


@dataclass
class FakeCoach:
    """Both the door and the transcript of the web application.

    seen   every update that was taken, without repetitions.
    fault  raised by the next turn instead of taking it.
    """

    rule: Rule = simple_rule
    fault: Exception | None = None

    def __post_init__(self) -> None:
        self.seen: list[Incoming] = []
        self.signals = Signals()
        self._items: dict[str, list[StreamItem]] = defaultdict(list)
        self._ids: set[tuple[str, str | None]] = set()
        self.gate: asyncio.Event | None = None

    async def handle(self, incoming: Incoming) -> Handled:
        if self.gate:
            await self.gate.wait()
        if self.fault:
            fault, self.fault = self.fault, None
            raise fault
        key = (incoming.address, incoming.update_id)
        if key in self._ids:
            return Handled(1, duplicate=True)
        self._ids.add(key)
        self.seen.append(incoming)
        if incoming.kind in ("text", "tap"):
            self._add(incoming.address, "own", text=incoming.text)
        for reply in self.rule(incoming):
            self._add(incoming.address, "say", reply)
        self.signals.ring([incoming.address])
        return Handled(1)

    async def read(self, address: str, after: int = 0) -> Sequence[StreamItem]:
        return [item for item in self._items[address] if item.seq > after]

    async def wait(self, address: str, after: int, seconds: float) -> None:
        with self.signals.listen(address) as bell:
            if not await self.read(address, after):
                await bell.wait(seconds)

    def say(self, reply: Reply, address: str | None = None) -> None:
        """Something the coach says by itself, such as a nudge."""
        where = address or self.seen[-1].address
        self._add(where, "say", reply)
        self.signals.ring([where])

    def clear(self) -> None:
        """Take everything out of sight."""
        where = self.seen[-1].address
        self._add(where, "clear")
        self.signals.ring([where])

    def _add(
        self, address: str, kind: StreamKind, reply: Reply | None = None, text: str = ""
    ) -> None:
        seq = len(self._items[address]) + 1
        at = BEGAN + timedelta(minutes=seq)
        self._items[address].append(StreamItem(seq, kind, at, reply, text))
