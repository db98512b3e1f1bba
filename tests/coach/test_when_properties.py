"""What holds for any text, at any time, in any zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.coach.when import parse_duration, parse_timezone, parse_when

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata",
     "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
)  # fmt: skip
NOWS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.sampled_from(
    "tomorrow tonight today not no never at in on the a an half quarter past to 7 8 12 25 30 am pm "
    "ish minutes hours day week month monday friday sat dec feb 29 3rd noon midnight morning night "
    "weekend next this last or and , . ? - 7:30 25:00 24.12. 12/24 2026-12-24 same time h : / ago "
    "every don't can't let's instead couple few 1h30 -5 😘 🕗".split()
)
SPEECH = st.lists(WORDS, max_size=12).map(" ".join)


@given(text=st.one_of(SPEECH, st.text(max_size=60)), now=NOWS, tz=ZONES)
@settings(max_examples=400, deadline=None)
def test_a_moment_is_aware_in_the_zone_and_ahead(text: str, now: datetime, tz: str) -> None:
    found = parse_when(text, now, tz)
    if found is None:
        return
    assert str(found.at.tzinfo) == tz
    for each in (found.at, *found.ambiguous):
        assert each.astimezone(UTC) > now
    assert found.at not in found.ambiguous
    assert text[slice(*found.span)] == found.said
    assert found.said


@given(text=st.text(max_size=10_000))
@settings(max_examples=60, deadline=None)
def test_no_text_raises(text: str) -> None:
    parse_when(text, datetime(2026, 11, 24, 15, 5, tzinfo=UTC), "Europe/Berlin")
    parse_duration(text)
    parse_timezone(text)


@given(now=NOWS, tz=ZONES, hour=st.integers(0, 23), minute=st.integers(0, 59))
@settings(max_examples=300, deadline=None)
def test_a_written_clock_time_shows_on_the_wall_unless_the_clock_skips_it(
    now: datetime, tz: str, hour: int, minute: int
) -> None:
    zone = ZoneInfo(tz)
    found = parse_when(f"tomorrow at {hour:02}:{minute:02}", now, tz)
    if found is None:
        return
    if 1 <= hour <= 12 and hour >= 10:
        assert found.at.hour in {hour, (hour + 12) % 24}
        return
    asked = found.at.replace(hour=hour, minute=minute, fold=0)
    exists = asked.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == asked.replace(
        tzinfo=None
    )
    if exists and found.at.date() == now.astimezone(zone).date() + timedelta(days=1):
        assert (found.at.hour, found.at.minute, found.at.fold) == (hour, minute, 0)


@given(now=NOWS, tz=ZONES, minutes=st.integers(1, 2880))
@settings(max_examples=200, deadline=None)
def test_a_length_is_real_time(now: datetime, tz: str, minutes: int) -> None:
    found = parse_when(f"in {minutes} minutes", now, tz)
    assert found is not None
    assert found.at.astimezone(UTC) - now == timedelta(minutes=minutes)


def test_a_long_text_takes_time_in_proportion_to_its_length() -> None:
    now = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)
    for unit in (
        "7 8 ",
        "tomorrow ",
        "at 7 or ",
        "a day and half ",
        "tomorrwo ",
        "8:",
        "8 pm est ",
        "i have choir at 8, ",
        "not ",
        "  ",
    ):
        spent = []
        for size in (10_000, 40_000):
            text = (unit * size)[:size]
            started = process_time()
            parse_when(text, now, "UTC")
            spent.append(process_time() - started)
        assert spent[1] < 10 * spent[0] + 0.1, f"{unit!r} takes more than linear time"
