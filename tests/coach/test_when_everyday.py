"""Everyday turns: shifts, meals with an article, time given to somebody, limits, zones, events."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.coach.when import parse_when

SATURDAY = datetime(2026, 6, 13, 18, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def local(text: str) -> str | None:
    found = parse_when(text, SATURDAY, "Europe/Berlin")
    return found.at.strftime("%d.%m. %H:%M") if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4:30 am tomorrow, I'm on nights", "14.06. 04:30"),
        ("friday 3 am, working nights", "19.06. 03:00"),
        ("I work nights, 2 pm tomorrow", "14.06. 14:00"),
        ("tomorrow night at 1 am", "15.06. 01:00"),
    ],
)
def test_a_night_shift_does_not_move_an_hour_to_the_next_date(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("after the dinner", "13.06. 20:00"),
        ("friday after our dinner", "19.06. 20:00"),
        ("tomorrow after my work", "14.06. 18:00"),
        ("after the lunch", "14.06. 13:00"),
        ("early tomorrow evening", "14.06. 19:00"),
        ("late tomorrow evening", "14.06. 19:00"),
    ],
)
def test_an_article_or_a_shade_changes_no_part_of_the_day(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("give him an hour", "13.06. 19:05"),
        ("I'll give her two days", "15.06. 18:05"),
        ("giving my wife a day", "14.06. 18:05"),
        ("give them 20", "13.06. 18:25"),
        ("she needs two days", "15.06. 18:05"),
        ("10 minutes left", "13.06. 18:15"),
        ("remain 10 minutes", "13.06. 18:15"),
        ("20 minutes remaining", "13.06. 18:25"),
        ("I gave him an hour", None),
        ("we had 10 minutes left", None),
        ("he left for 2 hours", None),
    ],
)
def test_time_given_and_time_left_are_waits(text: str, expected: str | None) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not before Friday", "19.06. 09:00"),
        ("not until tomorrow", "14.06. 09:00"),
        ("not till New Year", "01.01. 09:00"),
        ("not before 8", "13.06. 20:00"),
        ("can't talk until friday", "19.06. 09:00"),
        ("not until 2030", None),
        ("not before 2030", None),
        ("until 2030 tonight", "13.06. 20:30"),
        ("at 2030", "13.06. 20:30"),
    ],
)
def test_a_limit_is_the_first_moment_that_suits(text: str, expected: str | None) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 pm EST", "14.06. 02:00"),
        ("tomorrow 8 pm EST", "15.06. 02:00"),
        ("9 am GMT", "14.06. 11:00"),
        ("20:00 UTC+2", "13.06. 20:00"),
        ("7 pm London time", "13.06. 20:00"),
        ("8 pm new york time", "14.06. 02:00"),
        ("8 pm IST", "13.06. 20:00"),
        ("8 pm my time", "13.06. 20:00"),
    ],
)
def test_a_zone_beside_a_time_counts_when_only_one_is_meant(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I have therapy on Friday",
        "she has yoga at 8",
        "we've got a meeting at 3",
        "the kids go to bed at 8",
        "the movie starts at 9",
    ],
)
def test_an_event_is_no_time_for_us(text: str) -> None:
    assert local(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remind me, I have therapy on Friday", "19.06. 09:00"),
        ("I have therapy on friday, remind me", "19.06. 09:00"),
        ("I have therapy on friday, how about sunday 10", "14.06. 10:00"),
        ("I have time on Friday", "19.06. 09:00"),
        ("I have friday off", "19.06. 09:00"),
        ("we have our talk at 8", "13.06. 20:00"),
        ("once the kids go to bed at 8", "13.06. 20:00"),
        ("he comes home at 8", "13.06. 20:00"),
        ("I'm busy at 7, we start at 8", "13.06. 20:00"),
    ],
)
def test_what_only_looks_like_an_event_is_read(text: str, expected: str) -> None:
    assert local(text) == expected
