"""Small stand-ins for the coach's tools, so that tests of the engine test the engine alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.engine.flow import Flow
from app.engine.loader import Book, Source, parse_yaml
from app.engine.model import Attachment, Conversation, Event, Reading, Turn, Value
from app.engine.script import Script, compile_script
from app.engine.tools import Context, Tools
from app.engine.turn import advance

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class ReadTime:
    """What the stand-in read: `at 20:00` is a clock time, `in 20m` an elapsed one."""

    at: datetime
    said: str
    ambiguous: tuple[datetime, ...] = ()
    kind: str = "clock"


def read_time(text: str, now: datetime, tz: str, *, locale: str = "en") -> ReadTime | None:
    """`tonight`, `tomorrow`, `at HH:MM` and `in <duration>`."""
    said = text
    text = {"tonight": "at 20:00", "tomorrow": "at 09:00+1"}.get(text, text)
    if delta := read_duration(text.removeprefix("in ")):
        return ReadTime(now + delta, said, kind="elapsed")
    match = re.fullmatch(r"at (\d\d):(\d\d)(\+1)?", text)
    if match is None:
        return None
    day = now.astimezone(ZoneInfo(tz)).date() + timedelta(days=1 if match[3] else 0)
    clock = time(int(match[1]), int(match[2]))
    return ReadTime(datetime.combine(day, clock, ZoneInfo(tz)).astimezone(UTC), said)


def read_duration(text: str, locale: str = "en") -> timedelta | None:
    """`20m` and the like."""
    match = re.fullmatch(r"(\d+)([smhd])", text)
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]]) if match else None


def _first_word(_: Context, text: str) -> Value:
    return text.split()[0] if text.split() else None


TOOLS = Tools(
    read_time=read_time,
    read_duration=read_duration,
    read_timezone=lambda text, _: {"berlin": "Europe/Berlin", "tokyo": "Asia/Tokyo"}.get(
        text.casefold()
    ),
    read_country=lambda text: {"spain": "ES"}.get(text.casefold()),
    say_time=lambda at, now, tz, locale: f"{at.astimezone(ZoneInfo(tz)):%a %H:%M}",
    say_duration=lambda delta, locale: f"{delta.total_seconds() / 60:g} minutes",
    make_appointment=lambda title, start, minutes, now: Attachment(
        "talk.ics", "text/calendar", f"{title} {start.isoformat()} {minutes}"
    ),
    functions={"first_word": _first_word},
)


def book_of(*texts: str, catalogs: Mapping[str, Mapping[str, str]] | None = None) -> Book:
    """A book of flows written in a test. Raises FlowError or pydantic's ValidationError."""
    flows: dict[str, Flow] = {}
    sources: dict[str, Source] = {}
    for number, text in enumerate(texts):
        data, lines = parse_yaml(text, f"flow{number}.yaml")
        flow = Flow.model_validate(data)
        flows[flow.id] = flow
        sources[flow.id] = Source(f"{flow.id}.yaml", lines)
    return Book(flows, sources, catalogs or {})


def script_of(*texts: str, tools: Tools = TOOLS) -> Script:
    """A script of flows written in a test."""
    return compile_script(book_of(*texts), tools)


class Talk:
    """A conversation in a test: what happens, one event at a time."""

    def __init__(self, script: Script, conversation: Conversation | None = None) -> None:
        self.script = script
        role = script.book.role("rest")
        self.conversation = conversation or Conversation(state=role)
        self.now = NOW
        self.turn = Turn(self.conversation, (), ())

    def happen(self, kind: str, **more: Value) -> Turn:
        """One event."""
        event = Event(kind, more.pop("now", self.now), **more)  # type: ignore[arg-type]
        self.turn = advance(self.script, self.conversation, event)
        self.conversation = self.turn.conversation
        return self.turn

    def text(self, text: str, reading: Reading | None = None) -> Turn:
        """Typed words."""
        return self.happen("text", text=text, reading=reading or Reading())

    def command(self, name: str, data: str = "") -> Turn:
        """A slash command."""
        return self.happen("command", text=name, data=data)

    def tap(self, label: str) -> Turn:
        """The newest button with this label."""
        for reply in reversed(self.turn.replies):
            for button in reply.buttons:
                if button.label == label:
                    return self.happen("tap", data=button.data)
        raise AssertionError(f"no button {label}: {self.turn.replies}")

    @property
    def said(self) -> list[str]:
        """The texts of the last turn."""
        return [reply.text for reply in self.turn.replies]
