"""Reads transcript files: cases, each with a start and lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.engine.flow import duration_of
from app.engine.loader import FlowError, Path_, Problem, parse_yaml
from app.engine.model import Value

ACTIONS = ("you", "tap", "command", "wait", "offline", "notice")
"""What happens: words, a button, a slash command, time that passes, time without a connection,
something that the channel notices."""
EXPECTATIONS = ("coach", "buttons", "draft", "nudges", "slots", "state")
"""What must be true afterwards."""
DEFAULT_CLOCK = "2026-11-24 18:00"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case; `kind` is one of ACTIONS or EXPECTATIONS."""

    number: int
    kind: str
    value: Value


@dataclass(frozen=True, slots=True)
class Start:
    """Where a case begins. Somebody `new` has never talked with the coach."""

    now: datetime
    timezone: str = "UTC"
    locale: str = "en"
    new: bool = False
    slots: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One written conversation. `flow` is the file's, for names without a flow."""

    file: str
    line: int
    flow: str
    name: str
    start: Start
    lines: tuple[Line, ...]


def load_cases(path: Path) -> list[Case]:
    """The cases of one file. Raises FlowError with every problem of the file."""
    return parse_cases(path.read_text(encoding="utf-8"), f"tests/{path.name}", path.stem)


def parse_cases(text: str, file: str, flow: str) -> list[Case]:
    """The cases of a YAML text. Raises FlowError."""
    data, lines = parse_yaml(text, file)
    if not isinstance(data, list):
        hint = "start each case with `- case: what happens`"
        raise FlowError([Problem(file, 1, "a transcript file is a list of cases", hint)])
    reader = _Reader(file, flow, lines)
    cases = [reader.case(index, item) for index, item in enumerate(data)]
    if reader.problems:
        raise FlowError(reader.problems)
    return cases


class _Reader:
    def __init__(self, file: str, flow: str, lines: Mapping[Path_, int]) -> None:
        self.file = file
        self.flow = flow
        self.where = lines
        self.problems: list[Problem] = []

    def case(self, index: int, item: Any) -> Case:
        line = self.where[(index,)]
        known = {"case", "start", "lines"}
        if not isinstance(item, dict) or "lines" not in item or not known >= set(item):
            self._trouble(line, "a case has `case`, `lines` and, if wanted, `start`", "")
            item = {}
        start = self._start(line, item.get("start") or {})
        lines = tuple(self._lines(index, item.get("lines") or []))
        return Case(self.file, line, self.flow, str(item.get("case", "")), start, lines)

    def _start(self, line: int, given: Any) -> Start:
        known = {"clock", "timezone", "locale", "new", "slots"}
        if not isinstance(given, dict) or not known >= set(given):
            self._trouble(line, "`start` is not understood", f"it may have {', '.join(known)}")
            given = {}
        zone = self._zone(line, str(given.get("timezone", "UTC")))
        now = self._clock(line, given.get("clock", DEFAULT_CLOCK), zone)
        slots = given.get("slots") or {}
        return Start(now, zone.key, given.get("locale", "en"), bool(given.get("new")), slots)

    def _zone(self, line: int, name: str) -> ZoneInfo:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._trouble(line, f"`{name}` is no time zone", "for example Europe/Berlin")
            return ZoneInfo("UTC")

    def _clock(self, line: int, given: Any, zone: ZoneInfo) -> datetime:
        try:
            local = datetime.fromisoformat(str(given))
        except ValueError:
            self._trouble(line, f"`{given}` is no clock", 'for example "2026-11-24 18:00"')
            local = datetime.fromisoformat(DEFAULT_CLOCK)
        return local.replace(tzinfo=zone).astimezone(UTC)

    def _lines(self, index: int, items: Any) -> Iterator[Line]:
        for number, item in enumerate(items):
            line = self.where[(index, "lines", number)]
            if not isinstance(item, dict) or len(item) != 1:
                hint = 'for example `- you: "I need space"`'
                self._trouble(line, "a line has one key and what belongs to it", hint)
                continue
            kind, value = next(iter(item.items()))
            if kind not in (*ACTIONS, *EXPECTATIONS):
                hint = f"one of {', '.join((*ACTIONS, *EXPECTATIONS))}"
                self._trouble(line, f"`{kind}` is no kind of line", hint)
                continue
            yield Line(line, kind, self._value(line, kind, value))

    def _value(self, line: int, kind: str, value: Any) -> Value:
        if kind in ("wait", "offline"):
            try:
                return duration_of(value)
            except ValueError as error:
                self._trouble(line, str(error), "for example `wait: 20m`")
                return duration_of("0s")
        if kind in ("buttons", "nudges"):
            return [_word(item) for item in value or []]
        return value if kind == "slots" else _word(value)

    def _trouble(self, line: int, what: str, hint: str) -> None:
        self.problems.append(Problem(self.file, line, what, hint))


def _word(value: Any) -> str:
    """What was meant as a word: YAML reads a bare Yes or No as true or false."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)
