"""Appointments as calendar files (RFC 5545), made with the icalendar library."""

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from app.engine.model import Attachment

REMIND_BEFORE = timedelta(minutes=10)


def make_appointment(title: str, start: datetime, minutes: int, now: datetime) -> Attachment:
    """A file with one event that starts at `start` (aware), lasts `minutes`, and reminds ten
    minutes before. `now` is when it was made."""
    begin = start.astimezone(UTC).replace(second=0, microsecond=0)
    event = Event()
    event.add("uid", hashlib.sha256(f"{title}{start.isoformat()}".encode()).hexdigest()[:32])
    event.add("summary", title)
    event.add("dtstamp", now)
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(minutes=minutes))
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Circleback//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return Attachment("circleback.ics", "text/calendar", calendar.to_ical().decode())
