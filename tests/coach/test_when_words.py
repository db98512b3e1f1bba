"""Lengths, time zones, and moments said back in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.coach.when import (
    guess_timezone,
    parse_duration,
    parse_timezone,
    say_duration,
    say_when,
)

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20 min", 20),
        ("half an hour", 30),
        ("a couple of hours", 120),
        ("1h30", 90),
        ("an hour and a half", 90),
        ("1.5 hours", 90),
        ("twenty-five minutes", 25),
        ("a day", 1440),
        ("20", 20),
        ("the weekend", None),
        ("forever", None),
        ("0 minutes", None),
        ("tonight", None),
    ],
)
def test_lengths(text: str, minutes: int | None) -> None:
    assert parse_duration(text) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("I live in Munich", "Europe/Berlin"),
        ("CET", "Europe/Berlin"),
        ("est", "America/New_York"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("UTC-3", "Etc/GMT+3"),
        ("utc", "UTC"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("Japan", "Asia/Tokyo"),
        ("España", "Europe/Madrid"),
        ("UTC+27", None),
        ("I love you", None),
        ("", None),
    ],
)
def test_time_zones(text: str, zone: str | None) -> None:
    assert parse_timezone(text) == zone


def test_a_clock_gives_a_zone_that_shows_it_now() -> None:
    for text, shown in (("it's 9:05 am here", (9, 5)), ("3:05 pm", (15, 5)), ("19:35", (19, 35))):
        zone = guess_timezone(text, NOW)
        assert zone is not None
        local = NOW.astimezone(ZoneInfo(zone))
        assert (local.hour, local.minute) == shown
    assert guess_timezone("no idea", NOW) is None


@pytest.mark.parametrize(
    ("at", "locale", "said"),
    [
        (datetime(2026, 11, 24, 20, tzinfo=BERLIN), "en", "today at 8 pm"),
        (datetime(2026, 11, 25, 19, tzinfo=BERLIN), "en", "tomorrow, Wednesday 7 pm"),
        (datetime(2026, 12, 5, 10, tzinfo=BERLIN), "en", "Sat 5 December, 10 am"),
        (datetime(2026, 11, 24, 20, 30, tzinfo=BERLIN), "en_GB", "today at 20:30"),
        (datetime(2026, 11, 25, 12, tzinfo=BERLIN), "en", "tomorrow, Wednesday 12 noon"),
        (datetime(2026, 11, 25, 19, tzinfo=BERLIN), "es", "mañana, miércoles, a las 19:00"),
        (datetime(2026, 11, 25, 19, tzinfo=BERLIN), "de", "morgen, Mittwoch, 19:00"),
        (datetime(2026, 11, 25, 19, tzinfo=BERLIN), "fr", "demain, mercredi, à 19:00"),
        (datetime(2026, 11, 24, 20, tzinfo=BERLIN), "nonsense", "today at 8 pm"),
    ],
)
def test_a_moment_is_said_as_people_there_say_it(at: datetime, locale: str, said: str) -> None:
    assert say_when(at, NOW, "Europe/Berlin", locale) == said


def test_a_sentence_starts_with_a_capital() -> None:
    at = datetime(2026, 11, 25, 19, tzinfo=BERLIN)
    said = say_when(at, NOW, "Europe/Berlin", "en", sentence=True)
    assert said == "Tomorrow, Wednesday 7 pm"


@pytest.mark.parametrize(
    ("minutes", "locale", "said"),
    [
        (20, "en", "20 minutes"),
        (120, "en", "2 hours"),
        (90, "en", "1 hour 30 minutes"),
        (1440, "en", "a day"),
        (2160, "en", "36 hours"),
        (60, "es", "una hora"),
        (2880, "de", "2 Tage"),
    ],
)
def test_lengths_are_said(minutes: int, locale: str, said: str) -> None:
    assert say_duration(timedelta(minutes=minutes), locale) == said


def test_a_negative_length_cannot_be_said() -> None:
    with pytest.raises(ValueError, match="negative"):
        say_duration(timedelta(minutes=-1), "en")
