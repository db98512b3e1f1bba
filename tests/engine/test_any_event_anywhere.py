"""Over the real flows: whatever happens wherever, the coach answers and stays whole."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.engine.checks.limits import MAX_DATA, MAX_MESSAGE, units
from app.engine.model import (
    Conversation,
    Event,
    Reading,
    Turn,
    dump_conversation,
    dump_reply,
    load_conversation,
    load_reply,
)
from app.engine.nudging import QUIET_HOURS, quiet_until
from app.engine.turn import advance
from tests.engine.reachable import (
    NOW,
    implied_keys,
    ordinary_events,
    reachable,
    real_script,
    timer_keys,
)

NORMAL = 300
"""Characters of a text that a person would type on a phone."""

quick = settings(
    max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

states = st.deferred(lambda: st.sampled_from(sorted(reachable())))
odd_texts = st.one_of(
    st.text(max_size=NORMAL),
    st.text("🔥❤️‍🩹👩‍👩‍👧 \u200d\ufe0f", max_size=40),
    st.text("\u202e\u202d\u2067\u2069שלום مرحبا \u200f", max_size=60),
    st.text("\x00\x07\x1b\x7f\u200b\ufeff\r\n\t {}|`*_[]()<>&", max_size=60),
    st.sampled_from(["{person.partner}", "{1/0}", "{{", "%s", "$x", "\ud800", "@end", "0", "-3"]),
    st.sampled_from(
        ["10", "yes", "no", "stop", "help", "menu", "back", "tonight", "in 20 minutes"]
    ),
)
readings = st.builds(
    Reading,
    intent=st.sampled_from(["other", "pause", "apology", "space", "stop", "menu", "help", "ghost"]),
    alternatives=st.lists(st.sampled_from(["waiting", "kit", "start"]), max_size=3).map(tuple),
    safety=st.sampled_from(["none"] * 6 + ["self_harm", "violence_victim", "emergency"]),
    accepted=st.booleans(),
    plausible=st.booleans(),
    sure=st.booleans(),
)
moments = st.integers(0, 60 * 24 * 40).map(lambda minutes: NOW + timedelta(minutes=minutes))
lateness = st.sampled_from([timedelta(0), timedelta(seconds=3), timedelta(hours=2)])
garbage = st.one_of(
    st.text(max_size=64),
    st.from_regex(r"[0-9a-f]{1,3}\.[cv][0-9]{1,2}(-[0-9])?", fullmatch=True),
    st.from_regex(r"n\.[0-9a-f]\.(open|10m|tonight|drop|[0-9]|x)", fullmatch=True),
    st.sampled_from(
        ["go.", "go.pause", "go.nowhere", "go.stop", "keep.", "keep.1", ".", "n..", "n"]
    ),
)
timer_data = st.one_of(
    st.from_regex(r"(after|beat):[0-9a-f]{1,2}:[0-9]", fullmatch=True),
    st.from_regex(r"nudge:[0-9a-f]", fullmatch=True),
    st.sampled_from(["", ":", "after", "beat::", "nudge:"]),
)


@st.composite
def happenings(draw: st.DrawFn, conversation: Conversation) -> Event:
    """Any event at all, in a conversation."""
    kind = draw(st.sampled_from(["text", "ordinary", "tap", "command", "timer", "notice"]))
    now, seed = draw(moments), draw(st.integers(0, 5))
    if kind == "text":
        return Event("text", now, text=draw(odd_texts), reading=draw(readings), seed=seed)
    if kind == "ordinary":
        usual = list(ordinary_events(conversation))
        if usual:
            return replace(draw(st.sampled_from(usual)), now=now, seed=seed, late=draw(lateness))
    if kind == "command":
        names = ["stop", "menu", "back", "help", "hide", "start", "pause", "space", "kit", "", "/"]
        name, data = draw(st.sampled_from(names)), draw(st.sampled_from(["", "pause", "x"]))
        return Event("command", now, text=name, data=data, seed=seed)
    if kind == "timer":
        keys = st.sampled_from(sorted(implied_keys(conversation)) or ["after:1:0"])
        data = draw(st.one_of(keys, timer_data))
        return Event("timer", now, data=data, seed=seed, late=draw(lateness))
    if kind == "notice":
        seen = ["not_text", "too_long", "blocked", "unblocked", "edited"]
        return Event("notice", now, text=draw(st.sampled_from(seen)), seed=seed)
    return Event("tap", now, data=draw(garbage), seed=seed)


def check_turn(before: Conversation, event: Event, turn: Turn) -> None:
    """What must be true after any turn."""
    script, after = real_script(), turn.conversation
    assert script.book.has(after.state)
    assert script.book.state(after.state).waits
    if event.kind != "timer" and event.text != "blocked":
        assert turn.replies, "nothing was said"
    for reply in turn.replies:
        assert reply.text.strip()
        assert units(reply.text) <= MAX_MESSAGE
        assert load_reply(dump_reply(reply)) == reply
        for button in reply.buttons:
            assert button.label.strip()
            assert len(button.data.encode()) <= MAX_DATA
            assert button.data if button.kind == "tap" else button.text
    fired = {event.data} if event.kind == "timer" else set()
    assert timer_keys(implied_keys(before) - fired, turn) == implied_keys(after)
    check_quiet(before, event, turn)
    check_kept(before, event, turn)


def check_quiet(before: Conversation, event: Event, turn: Turn) -> None:
    """A nudge that was not asked for to the minute says nothing in quiet hours."""
    held = {n.key for n in before.nudges if n.hold}
    person = before.person
    hours = str(person.get("quiet_hours") or QUIET_HOURS)
    if event.kind == "timer" and event.data in held:
        zone = ZoneInfo(str(person.get("timezone") or "UTC")).key
        if quiet_until(event.now, zone, hours):
            assert not turn.replies


def check_kept(before: Conversation, event: Event, turn: Turn) -> None:
    """A conversation that was stored and loaded goes on the same; so does one played again."""
    stored = load_conversation(dump_conversation(before))
    assert stored == before
    assert advance(real_script(), stored, event) == turn
    assert load_conversation(dump_conversation(turn.conversation)) == turn.conversation


@quick
@given(st.data())
def test_any_event_in_any_state(data: st.DataObject) -> None:
    conversation = reachable()[data.draw(states)]
    for _ in range(4):
        event = data.draw(happenings(conversation))
        turn = advance(real_script(), conversation, event)
        check_turn(conversation, event, turn)
        conversation = turn.conversation


@pytest.mark.parametrize("huge", ["a" * 100_000, "ja " * 33_000, "🔥" * 50_000, "\n" * 100_000])
def test_huge_texts_are_survived_everywhere(huge: str) -> None:
    for conversation in reachable().values():
        turn = advance(real_script(), conversation, Event("text", NOW, text=huge))
        assert turn.replies
        assert len(dump_conversation(turn.conversation)) < 60_000


def test_stop_and_help_work_everywhere() -> None:
    for state, conversation in reachable().items():
        stopped = advance(real_script(), conversation, Event("command", NOW, text="stop"))
        assert stopped.conversation.state == real_script().book.role("stop"), state
        helped = advance(real_script(), conversation, Event("command", NOW, text="help"))
        assert helped.conversation.state == state
        assert helped.replies, state


def test_stop_drops_what_belongs_to_the_state_but_keeps_nudges() -> None:
    for state, conversation in reachable().items():
        turn = advance(real_script(), conversation, Event("command", NOW, text="stop"))
        assert not set(conversation.timers) & set(turn.conversation.timers), state
        assert turn.conversation.nudges == conversation.nudges, state


def test_every_flow_can_be_reached() -> None:
    flows = {state.partition(".")[0] for state in reachable()}
    assert flows == set(real_script().book.flows)


@quick
@given(states, odd_texts, st.integers(0, 1000))
@example("common.rest", "hello", 0)
def test_the_same_seed_gives_the_same_words(state: str, text: str, seed: int) -> None:
    event = Event("text", NOW, text=text, seed=seed)
    first = advance(real_script(), reachable()[state], event)
    assert advance(real_script(), reachable()[state], event) == first
