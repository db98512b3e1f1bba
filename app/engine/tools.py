"""What the engine asks of the coach: how to read a time, how to say it, and named functions.

The engine knows these only by shape; the composition root fills them in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.engine.model import Attachment, Value


@dataclass(frozen=True, slots=True)
class Context:
    """What a function knows besides its arguments."""

    now: datetime
    timezone: str
    locale: str
    seed: int
    slots: Mapping[str, Mapping[str, Value]]


Function = Callable[..., Value]
"""Called with a Context and then the arguments written in the flow; pure."""


class TimeRead(Protocol):
    """A moment read from words."""

    @property
    def at(self) -> datetime:
        """The moment, aware."""

    @property
    def said(self) -> str:
        """The words that say it."""

    @property
    def ambiguous(self) -> tuple[datetime, ...]:
        """Other moments that it could mean."""

    @property
    def kind(self) -> str:
        """`clock` if a time of day was said, `elapsed` if an amount of time."""


class ReadTime(Protocol):
    def __call__(self, text: str, now: datetime, tz: str, *, locale: str) -> TimeRead | None: ...


@dataclass(frozen=True)
class Tools:
    """The coach's hands. See app.coach for what each does."""

    read_time: ReadTime
    read_duration: Callable[[str, str], timedelta | None]
    read_timezone: Callable[[str, datetime], str | None]
    read_country: Callable[[str], str | None]
    say_time: Callable[[datetime, datetime, str, str], str]
    say_duration: Callable[[timedelta, str], str]
    make_appointment: Callable[[str, datetime, int, datetime], Attachment]
    functions: Mapping[str, Function] = field(default_factory=dict)
