"""A person, a clock and a phone: plays actions through `advance` and remembers what was said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.engine.model import (
    Button,
    Conversation,
    DropTimer,
    Effect,
    Event,
    EventKind,
    Reading,
    Reply,
    SetTimer,
    Turn,
)
from app.engine.rehearsal.case import Start
from app.engine.script import Script
from app.engine.turn import advance

Reader = Callable[[str, Conversation], Reading]
MAX_FIRED = 2000
"""Timers that may fire in one wait before it counts as a loop."""


class NoButton(Exception):
    """There is no such button on the screen; the message names those that there are."""


@dataclass
class Stage:
    """One conversation with a fake clock. `replies` are those since the last action; `screen` all
    of them; `timers` are due moments by key."""

    script: Script
    reader: Reader
    start: Start
    conversation: Conversation = field(init=False)
    now: datetime = field(init=False)
    timers: dict[str, datetime] = field(default_factory=dict)
    screen: list[Reply] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    turns: int = 0

    def __post_init__(self) -> None:
        self.now = self.start.now
        if self.start.new:
            self.conversation = Conversation()
            return
        profile = {"locale": self.start.locale, "timezone": self.start.timezone}
        slots: dict[str, Mapping[str, object]] = dict(self.start.slots)
        slots["person"] = {**profile, **slots.get("person", {})}
        self.conversation = Conversation(state=self.script.book.role("rest"), slots=slots)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the person lives in now."""
        return ZoneInfo(str(self.conversation.person.get("timezone") or self.start.timezone))

    def type(self, text: str) -> None:
        """The person types."""
        self._begin()
        self._happen("text", text=text, reading=self.reader(text, self.conversation))

    def tap(self, label: str) -> None:
        """The person taps the newest button with this label. Raises NoButton."""
        button = self._find(label)
        self._begin()
        self._happen("tap", data=button.data)

    def command(self, line: str) -> None:
        """The person sends a slash command, with or without its slash."""
        name, _, argument = line.removeprefix("/").partition(" ")
        self._begin()
        self._happen("command", text=name, data=argument)

    def notice(self, what: str) -> None:
        """The channel notices something."""
        self._begin()
        self._happen("notice", text=what)

    def wait(self, duration: timedelta) -> None:
        """Time passes; what comes due happens when it is due, in order."""
        self._begin()
        end = self.now + duration
        for _ in range(MAX_FIRED):
            due, key = min(((d, k) for k, d in self.timers.items()), default=(end, ""))
            if not key or due > end:
                break
            self.now = max(self.now, due)
            del self.timers[key]
            self._happen("timer", data=key)
        self.now = end

    def offline(self, duration: timedelta) -> None:
        """The coach is away for so long; what came due meanwhile happens late, in order."""
        self._begin()
        self.now += duration
        missed = sorted((due, key) for key, due in self.timers.items() if due <= self.now)
        for due, key in missed:
            if self.timers.get(key) == due:
                del self.timers[key]
                self._happen("timer", data=key, late=self.now - due)

    def _begin(self) -> None:
        self.replies = []
        self.effects = []

    def _happen(
        self,
        kind: EventKind,
        *,
        text: str = "",
        data: str = "",
        late: timedelta = timedelta(0),
        reading: Reading | None = None,
    ) -> None:
        self.turns += 1
        hints = {"locale": self.start.locale, "timezone": self.start.timezone}
        event = Event(
            kind=kind,
            now=self.now,
            text=text,
            data=data,
            seed=self.turns,
            late=late,
            reading=reading or Reading(),
            hints=hints,
        )
        self._take(advance(self.script, self.conversation, event))

    def _take(self, turn: Turn) -> None:
        self.conversation = turn.conversation
        self.replies.extend(turn.replies)
        self.screen.extend(turn.replies)
        self.effects.extend(turn.effects)
        for effect in turn.effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.key] = effect.due
            elif isinstance(effect, DropTimer):
                self.timers.pop(effect.key, None)

    def _find(self, label: str) -> Button:
        for reply in reversed(self.screen):
            for button in reply.buttons:
                if button.kind == "tap" and button.label == label:
                    return button
        newest = next((r.buttons for r in reversed(self.screen) if r.buttons), ())
        raise NoButton(", ".join(f"“{button.label}”" for button in newest) or "no buttons")
