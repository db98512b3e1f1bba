"""Nudges keep to the person's life: quiet hours, the daily cap, silence, a change of zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.engine.model import Conversation, DropTimer, Event, Nudge, SetTimer, Turn
from app.engine.nudging import CALLS_A_DAY, quiet_until
from app.engine.script import Script
from app.engine.turn import advance
from tests.engine.standins import Talk

BERLIN = "Europe/Berlin"


def local(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def nudge(due: datetime, **more: object) -> Nudge:
    words = {"name": "talk", "to": "walk.back", "say": "Talk, {name}", "about": "Sam"}
    return Nudge("1", due=due, flow="walk", slots={"walk": {"name": "Sam"}}, **{**words, **more})


def person(*nudges: Nudge, **slots: object) -> Conversation:
    profile = {"timezone": BERLIN, **slots}
    return Conversation(state="common.rest", nudges=nudges, slots={"person": profile})


def due(script: Script, conversation: Conversation, now: datetime, **more: object) -> Turn:
    event = Event("timer", now.astimezone(UTC), data="nudge:1", **more)
    return advance(script, conversation, event)


def next_call(turn: Turn) -> datetime | None:
    found = [e.due for e in turn.effects if isinstance(e, SetTimer)]
    return found[-1] if found else None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-24 21:59", None),
        ("2026-11-24 22:00", "2026-11-25 08:00"),
        ("2026-11-24 23:59", "2026-11-25 08:00"),
        ("2026-11-25 00:00", "2026-11-25 08:00"),
        ("2026-11-25 07:59", "2026-11-25 08:00"),
        ("2026-11-25 08:00", None),
    ],
)
def test_quiet_hours_go_over_midnight(now: str, until: str | None) -> None:
    found = quiet_until(local(now), BERLIN, "22:00-08:00")
    assert found == (local(until) if until else None)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    assert quiet_until(local("2026-11-24 13:00"), BERLIN, "12:00-14:00") == local(
        "2026-11-24 14:00"
    )
    assert quiet_until(local("2026-11-24 15:00"), BERLIN, "12:00-14:00") is None
    assert quiet_until(local("2026-11-24 03:00"), BERLIN, "off") is None
    assert quiet_until(local("2026-11-24 03:00"), BERLIN, "00:00-00:00") is None


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_quiet_hours_end_by_the_wall_clock_when_the_clocks_change(day: str) -> None:
    start = local(f"{day} 23:00")
    end = quiet_until(start, BERLIN, "22:00-08:00")
    assert end is not None
    assert end.astimezone(ZoneInfo(BERLIN)).hour == 8
    assert (end - start).total_seconds() / 3600 == (8 if day.startswith("2026-03") else 10)


def test_a_nudge_waits_for_the_end_of_quiet_hours_unless_it_was_asked_for(script: Script) -> None:
    night = local("2026-11-24 23:00")
    held = due(script, person(nudge(night)), night)
    assert held.replies == ()
    assert next_call(held) == local("2026-11-25 08:00")
    assert held.conversation.nudges[0].calls == 0
    called = due(script, person(nudge(night, hold=False)), night)
    assert [reply.text for reply in called.replies] == ["Talk, Sam"]


def test_quiet_hours_are_the_persons_own(script: Script) -> None:
    night = local("2026-11-24 23:00")
    assert due(script, person(nudge(night), quiet_hours="off"), night).replies
    early = local("2026-11-24 20:30")
    assert not due(script, person(nudge(early), quiet_hours="20:00-09:00"), early).replies


def test_unanswered_it_calls_once_more_and_then_goes_quiet_and_says_so(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    first = due(script, person(nudge(noon)), noon)
    assert next_call(first) == noon + timedelta(hours=3)
    again = due(script, first.conversation, noon + timedelta(hours=3))
    assert "Nudge last." in again.replies[0].text
    assert next_call(again) is None
    assert again.conversation.nudges[0].quiet
    assert due(script, again.conversation, noon + timedelta(hours=6)).replies == ()


def test_a_day_has_a_cap(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    full = {"called": {"day": "2026-11-24", "count": CALLS_A_DAY}}
    turn = due(script, person(nudge(noon), **full), noon)
    assert turn.replies == ()
    assert next_call(turn) == local("2026-11-25 09:00")
    assert due(script, person(nudge(noon, hold=False), **full), noon).replies
    yesterday = {"called": {"day": "2026-11-23", "count": CALLS_A_DAY}}
    assert due(script, person(nudge(noon), **yesterday), noon).replies


def test_a_late_call_says_so(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    late = due(script, person(nudge(noon)), noon, late=timedelta(hours=1))
    assert late.replies[0].text.startswith("Late.")


def move_to_tokyo(script: Script, *nudges: Nudge) -> dict[str, Nudge]:
    """The nudges of somebody who moves, at noon in Berlin."""
    before = replace(person(*nudges), state="person.zone", version=1, step=1)
    noon = local("2026-11-24 12:00").astimezone(UTC)
    turn = advance(script, before, Event("text", noon, text="Tokyo"))
    assert turn.conversation.person["timezone"] == "Asia/Tokyo"
    return {moved.id: moved for moved in turn.conversation.nudges}


def test_a_change_of_zone_keeps_the_time_of_day_but_not_an_elapsed_time(script: Script) -> None:
    at = local("2026-11-25 19:00")
    clock = nudge(at, wall="2026-11-25T19:00:00")
    moved = move_to_tokyo(script, clock, replace(nudge(at), id="2"))
    assert moved["1"].due == local("2026-11-25 19:00", "Asia/Tokyo")
    assert moved["2"].due == at


def test_a_time_that_the_new_zone_has_passed_already_calls_soon(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    passed = nudge(noon + timedelta(hours=1), wall="2026-11-24T13:00:00")
    assert move_to_tokyo(script, passed)["1"].due == noon + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("action", "moved_to"),
    [
        ("10m", "2026-11-24 12:10"),
        ("1h", "2026-11-24 13:00"),
        ("tonight", "2026-11-24 20:00"),
        ("tomorrow", "2026-11-25 09:00"),
    ],
)
def test_snoozing(script: Script, action: str, moved_to: str) -> None:
    noon = local("2026-11-24 12:00")
    called = due(script, person(nudge(noon)), noon).conversation
    turn = advance(script, called, Event("tap", noon.astimezone(UTC), data=f"n.1.{action}"))
    (moved,) = turn.conversation.nudges
    assert moved.due == local(moved_to)
    assert moved.calls == 0
    assert moved.hold is (action not in ("10m", "1h"))


def test_taking_a_nudge_up_opens_its_state_with_what_it_kept(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    turn = advance(script, person(nudge(noon)), Event("tap", noon, data="n.1.open"))
    assert turn.conversation.state == "walk.back"
    assert turn.replies[-1].text == "Back, Sam."
    assert turn.conversation.nudges == ()
    assert DropTimer("nudge:1") in turn.effects
    again = advance(script, turn.conversation, Event("tap", noon, data="n.1.open"))
    assert again.replies[0].text == "Nudge gone."


def test_letting_go_drops_it(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    turn = advance(script, person(nudge(noon)), Event("tap", noon, data="n.1.drop"))
    assert turn.conversation.nudges == ()
    assert turn.replies[0].text == "Nudge dropped."


def test_saying_the_same_again_replaces_it(talk: Talk) -> None:
    for when in ("in 20m", "in 40m"):
        noted = {"walk": {"name": "Sam"}, "person": {"timezone": "UTC"}}
        talk.conversation = replace(talk.conversation, state="walk.at", version=3, slots=noted)
        talk.text(when)
        talk.text("Tokyo")
        talk.text("Spain")
        talk.tap("Enough")
        talk.tap("A")
    (only,) = talk.conversation.nudges
    assert only.due == talk.now + timedelta(minutes=40)
    assert only.about == "Sam"


def test_a_script_that_lost_a_slot_still_calls(script: Script) -> None:
    noon = local("2026-11-24 12:00")
    turn = due(script, person(nudge(noon, say="About {vanished}")), noon)
    assert turn.replies[0].text == "Sam"
