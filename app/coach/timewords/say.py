"""Moments and lengths as words: names and clock from the locale, own words from flows/rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.units import format_unit

SAYINGS_FILE: Final = Path(__file__).parents[3] / "flows" / "rules" / "time.yaml"
_UNITS: Final[tuple[tuple[str, int, str], ...]] = (
    ("d", 86400, "duration-day"),
    ("h", 3600, "duration-hour"),
    ("m", 60, "duration-minute"),
)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(SAYINGS_FILE.read_text(encoding="utf-8"))
    return found


def sayings(language: str) -> dict[str, Any]:
    """The own words of a language, of English where it has none."""
    return _tables().get(language, _tables()["en"])


def spoken_locale(locale: str) -> Locale:
    """The locale whose words are used: English for a locale we have no words in."""
    try:
        found = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")
    return found if found.language in _tables() else Locale("en")


def say_when(at: datetime, now: datetime, tz: str, locale: str, *, sentence: bool = False) -> str:
    """The moment as somebody there would say it: "tomorrow, Wednesday 7 pm", "today at 20:00".

    The locale decides between 12 and 24 hours. `sentence` starts with a capital letter.
    """
    zone, spoken = ZoneInfo(tz), spoken_locale(locale)
    local, here = at.astimezone(zone), now.astimezone(zone)
    words = sayings(spoken.language)
    days = (local.date() - here.date()).days
    form = {0: "today", 1: "tomorrow"}.get(days, "other")
    pattern = words["date" if abs(days) < 300 else "date_with_year"]
    said = words[form].format(
        clock=_clock(local, spoken, words),
        weekday=format_date(local, "EEEE", locale=spoken),
        date=format_date(local, pattern, locale=spoken),
    )
    return said[0].upper() + said[1:] if sentence else str(said)


def _clock(local: datetime, spoken: Locale, words: dict[str, Any]) -> str:
    if "a" not in str(spoken.time_formats["short"].pattern):
        return format_time(local, "HH:mm", locale=spoken)
    if local.minute == 0 and local.hour in {0, 12}:
        named = words.get("noon" if local.hour else "midnight")
        if named:
            return str(named)
    said = format_time(local, "h:mm a" if local.minute else "h a", locale=spoken)
    return said.replace("\u202f", " ").replace("\xa0", " ").lower()


def say_duration(delta: timedelta, locale: str) -> str:
    """A length of time, to the minute: "20 minutes", "2 hours", "a day", "1 hour 30 minutes".

    Hours stay hours until they make whole days ("36 hours"). Raises ValueError below zero.
    """
    if delta < timedelta(0):
        raise ValueError("a length of time is not negative")
    spoken = spoken_locale(locale)
    left = round(delta.total_seconds() / 60) * 60
    units = _UNITS[1:] if left % 86400 or not left else _UNITS[:1]
    said: list[tuple[str, str]] = []
    for short, seconds, unit in units:
        count, left = divmod(left, seconds)
        if count or (short == "m" and not said):
            said.append((f"{count}{short}", format_unit(count, unit, "long", locale=spoken)))
    if len(said) == 1 and said[0][0] in sayings(spoken.language)["lengths"]:
        return str(sayings(spoken.language)["lengths"][said[0][0]])
    return " ".join(phrase for _, phrase in said)
