"""Appointments: a calendar can read them, and they say no more than their title."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from app.coach.calendar_file import make_appointment

START = datetime(2026, 12, 1, 19, tzinfo=ZoneInfo("Asia/Kolkata"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_calendar_reads_it_back():
    made = make_appointment("Time to talk", START, 30, NOW)
    (event,) = Calendar.from_ical(made.text).walk("VEVENT")
    assert event["SUMMARY"] == "Time to talk"
    assert event.start == START
    assert event.end - event.start == timedelta(minutes=30)
    assert made.name.endswith(".ics")
    assert made.media_type == "text/calendar"


def test_the_same_appointment_has_the_same_identity():
    one, two = (make_appointment("Time to talk", START, 30, NOW + timedelta(d)) for d in (0, 1))
    ids = [Calendar.from_ical(made.text).walk("VEVENT")[0]["UID"] for made in (one, two)]
    assert ids[0] == ids[1]
