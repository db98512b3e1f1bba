"""The parts a time expression is made of: a day, a clock time, a part of the day, a length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Half = Literal["am", "pm", "written"]
"""What fixes the half of the day: said so, or written in 24-hour notation ("07:30", "19h")."""
Which = Literal["plain", "this", "next", "next-week"]


@dataclass(frozen=True, slots=True)
class NearDay:
    """Today (0), tomorrow (1), the day after tomorrow (2)."""

    offset: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """Monday is 0. `weeks` are added ("a week from Tuesday" = 1)."""

    number: int
    which: Which = "plain"
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday of this or of the next week."""

    which: Which = "plain"


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A day by number; month and year may be open. `swapped` is the other order of "3/4"."""

    day: int
    month: int | None = None
    year: int | None = None
    swapped: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class NextPeriod:
    """Next week (from its first day) or next month (from the 1st)."""

    unit: Literal["week", "month"]


Day = NearDay | Weekday | Weekend | CalendarDate | NextPeriod


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour and minute as said; `others` are further hours offered ("8 or 9")."""

    hour: int
    minute: int = 0
    half: Half | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DayPart:
    """A named part of the day ("evening", "after_work"); `here` means "this evening"."""

    name: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time. `months` are calendar months; `firm` means said as a wait ("in 2 h")."""

    span: timedelta
    months: int = 0
    firm: bool = False

    @property
    def whole_days(self) -> bool:
        """Whether the length counts days, so that a clock time can be added to it."""
        return self.months > 0 or (self.span >= timedelta(days=1) and not self.span.seconds)


@dataclass(frozen=True, slots=True)
class SameTime:
    """The clock time of now ("same time tomorrow")."""


@dataclass(frozen=True, slots=True)
class SaidZone:
    """The IANA zone in which a clock time was said ("8 pm EST")."""

    name: str


@dataclass(frozen=True, slots=True)
class Past:
    """A time gone by ("yesterday", "an hour ago")."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A time that no clock or calendar has ("25:00", "Feb 30")."""


Meaning = Day | Clock | DayPart | Length | SameTime | SaidZone | Past | Impossible


@dataclass(frozen=True, slots=True)
class Piece:
    """A meaning and the half-open range of word indices that say it."""

    meaning: Meaning
    first: int
    end: int
