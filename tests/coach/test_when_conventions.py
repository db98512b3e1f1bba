"""One golden example or more for each convention that people are told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.coach.when import Moment, parse_when

BERLIN = "Europe/Berlin"
TUESDAY_AFTERNOON = "2026-11-24T15:05"
TUESDAY_NIGHT = "2026-11-24T22:30"


def read(text: str, now: str = TUESDAY_AFTERNOON, tz: str = BERLIN) -> Moment | None:
    return parse_when(text, datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(tz)), tz)


def local(text: str, now: str = TUESDAY_AFTERNOON, tz: str = BERLIN) -> str | None:
    found = read(text, now, tz)
    return found.at.strftime("%Y-%m-%dT%H:%M") if found else None


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("tonight", TUESDAY_AFTERNOON, "2026-11-24T20:00"),
        ("tonight", TUESDAY_NIGHT, "2026-11-24T23:30"),
        ("tonight", "2026-11-24T20:00", "2026-11-24T21:00"),
        ("tonight", "2026-11-24T23:30", "2026-11-25T00:30"),
        ("tomorrow morning", TUESDAY_AFTERNOON, "2026-11-25T09:00"),
        ("morning", TUESDAY_AFTERNOON, "2026-11-25T09:00"),
        ("noon", TUESDAY_AFTERNOON, "2026-11-25T12:00"),
        ("tomorrow at noon", TUESDAY_AFTERNOON, "2026-11-25T12:00"),
        ("tomorrow afternoon", TUESDAY_AFTERNOON, "2026-11-25T15:00"),
        ("evening", TUESDAY_AFTERNOON, "2026-11-24T19:00"),
        ("tomorrow night", TUESDAY_AFTERNOON, "2026-11-25T21:00"),
        ("the weekend", TUESDAY_AFTERNOON, "2026-11-28T10:00"),
        ("this weekend", TUESDAY_AFTERNOON, "2026-11-28T10:00"),
        ("after work", TUESDAY_AFTERNOON, "2026-11-24T18:00"),
        ("after work", TUESDAY_NIGHT, "2026-11-25T18:00"),
        ("after dinner", TUESDAY_AFTERNOON, "2026-11-24T20:00"),
        ("after dinner", TUESDAY_NIGHT, "2026-11-25T20:00"),
        ("a day", TUESDAY_AFTERNOON, "2026-11-25T15:05"),
        ("a couple of hours", TUESDAY_AFTERNOON, "2026-11-24T17:05"),
        ("a few hours", TUESDAY_AFTERNOON, "2026-11-24T18:05"),
        ("at 8", TUESDAY_AFTERNOON, "2026-11-24T20:00"),
        ("at 8", TUESDAY_NIGHT, "2026-11-25T08:00"),
        ("at 6", TUESDAY_NIGHT, "2026-11-25T18:00"),
        ("at 7", "2026-11-24T05:00", "2026-11-24T07:00"),
        ("at 11", TUESDAY_AFTERNOON, "2026-11-25T11:00"),
        ("at 10:59", TUESDAY_AFTERNOON, "2026-11-24T22:59"),
        ("3 pm", TUESDAY_AFTERNOON, "2026-11-25T15:00"),
        ("15:05", TUESDAY_AFTERNOON, "2026-11-25T15:05"),
        ("15:06", TUESDAY_AFTERNOON, "2026-11-24T15:06"),
    ],
)
def test_a_convention_gives_the_promised_time(text: str, now: str, expected: str) -> None:
    assert local(text, now) == expected


def test_a_day_is_24_hours_also_when_the_clocks_change() -> None:
    assert local("a day", "2026-03-28T23:00") == "2026-03-30T00:00"
    assert local("a day", "2026-10-24T12:00") == "2026-10-25T11:00"


def test_a_wall_clock_time_in_a_gap_moves_forward_by_the_gap() -> None:
    assert local("tomorrow at 2:30 am", "2026-03-28T12:00") == "2026-03-29T03:30"
    assert local("tomorrow at 2:15 am", "2026-10-03T12:00", "Australia/Lord_Howe") == (
        "2026-10-04T02:45"
    )


def test_a_wall_clock_time_in_a_fold_is_the_first() -> None:
    found = read("tomorrow at 2:30 am", "2026-10-24T12:00")
    assert found is not None
    assert found.at.isoformat() == "2026-10-25T02:30:00+02:00"


def test_within_a_fold_the_second_showing_of_a_time_gone_by_is_not_taken() -> None:
    now = datetime(2026, 10, 25, 2, 40, tzinfo=ZoneInfo(BERLIN))
    found = parse_when("2:30 am", now, BERLIN)
    assert found is not None
    assert found.at.isoformat() == "2026-10-26T02:30:00+01:00"


@pytest.mark.parametrize(
    ("tz", "expected"),
    [
        ("Asia/Kolkata", "2026-11-25T20:00:00+05:30"),
        ("Asia/Kathmandu", "2026-11-25T20:00:00+05:45"),
        ("Australia/Lord_Howe", "2026-11-25T20:00:00+11:00"),
        ("America/St_Johns", "2026-11-25T20:00:00-03:30"),
    ],
)
def test_zones_of_half_an_hour(tz: str, expected: str) -> None:
    found = read("tomorrow at 8 pm", TUESDAY_AFTERNOON, tz)
    assert found is not None
    assert found.at.isoformat() == expected


def test_now_may_be_in_another_zone_than_the_person() -> None:
    now = datetime.fromisoformat("2026-11-24T23:30:00+00:00")
    found = parse_when("tomorrow at noon", now, "Asia/Tokyo")
    assert found is not None
    assert found.at.isoformat() == "2026-11-26T12:00:00+09:00"


@pytest.mark.parametrize(
    "text",
    ["not tonight", "never", "no", "I don't know", "stop asking", "don't remind me tomorrow",
     "25:00", "Feb 30", "yesterday", "in -5 minutes", "13 pm", "today at 9 am", "2020-01-01"],
)  # fmt: skip
def test_refusals_and_impossible_times_give_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["later", "soon", "in a bit", "when the kids are asleep", "today"])
def test_vague_answers_give_none_so_that_they_are_asked(text: str) -> None:
    assert read(text) is None


def test_an_hour_that_both_halves_of_the_day_hold_is_ambiguous() -> None:
    found = read("tmr 7ish")
    assert found is not None
    assert found.at.strftime("%d %H:%M") == "25 07:00"
    assert [each.strftime("%d %H:%M") for each in found.ambiguous] == ["25 19:00"]


@pytest.mark.parametrize("text", ["tomorrow at 7 pm", "tomorrow at 5", "tonight", "in 20 minutes"])
def test_a_sure_time_is_not_ambiguous(text: str) -> None:
    found = read(text)
    assert found is not None
    assert found.ambiguous == ()


def test_the_words_that_said_it_are_found_in_the_text() -> None:
    text = "I love you. Can we talk tomorrow around 7 pm? 💛"
    found = read(text)
    assert found is not None
    assert found.said == "tomorrow around 7 pm"
    assert text[slice(*found.span)] == found.said


@pytest.mark.parametrize(
    ("text", "kind"),
    [("in 20 minutes", "elapsed"), ("a day", "elapsed"), ("tonight", "clock"),
     ("in 2 days at 7 pm", "clock"), ("in a month", "clock"), ("tomorrow same time", "clock")],
)  # fmt: skip
def test_lengths_are_elapsed_and_the_rest_moves_with_the_zone(text: str, kind: str) -> None:
    found = read(text)
    assert found is not None
    assert found.kind == kind


def test_weeks_start_as_they_do_in_the_locale() -> None:
    sunday = datetime(2026, 11, 29, 12, 0, tzinfo=ZoneInfo("America/New_York"))
    american = parse_when("next week", sunday, "America/New_York", locale="en_US")
    british = parse_when("next week", sunday, "America/New_York", locale="en_GB")
    assert american is not None
    assert british is not None
    assert (american.at.day, british.at.day) == (6, 30)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        parse_when("tonight", datetime(2026, 11, 24, 15, 5), BERLIN)  # noqa: DTZ001
