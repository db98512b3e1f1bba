"""One event at a time over small flows: answers, counts, back, calls, interrupts, migration."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.engine.model import (
    Conversation,
    Event,
    Frame,
    HideMessages,
    Reading,
    SetTimer,
    dump_conversation,
    load_conversation,
)
from app.engine.script import Script
from app.engine.turn import advance
from tests.engine.conftest import FLOWS
from tests.engine.standins import NOW, Talk, script_of


def timers(talk: Talk) -> dict[str, timedelta]:
    return {e.key: e.due - talk.now for e in talk.turn.effects if isinstance(e, SetTimer)}


def at(talk: Talk, state: str, **slots: object) -> Talk:
    """The talk, put into a state of the walk."""
    noted = {"walk": slots, "person": {"timezone": "UTC"}}
    talk.conversation = Conversation(state=f"walk.{state}", version=3, step=5, slots=noted)
    talk.text("")
    return talk


@pytest.mark.parametrize(
    ("state", "said", "slot", "value"),
    [
        ("heat", "7", "heat", 7),
        ("heat", "about 3 out of 10", "heat", 3),
        ("heat", "two", "heat", 2),
        ("name", "  Sam\u200b ", "name", "Sam"),
        ("mood", "good!", "mood", "good"),
        ("sure", "Y", "sure", True),
        ("sure", "no", "sure", False),
        ("long", "30m", "long", 1800),
        ("zone", "Tokyo", "zone", "Asia/Tokyo"),
        ("land", "Spain", "land", "ES"),
    ],
)
def test_an_answer_is_noted(talk: Talk, state: str, said: str, slot: str, value: object) -> None:
    at(talk, state).text(said)
    assert talk.conversation.slots["walk"][slot] == value
    assert talk.conversation.state != f"walk.{state}"


ROOM = """
id: room
version: 1
title: A room
source: test
entry: {said: words, hears: time}
slots:
  words: {type: text}
states:
  door:
    then:
      - {when: "words", to: told}
      - {to: asked}
  told: {say: "You said: {words}", choices: [{label: Again, to: door}, {label: Done, to: "@end"}]}
  asked: {rest: true, say: "Nothing said.", choices: [{label: Done, to: "@end"}]}
"""
MEANT = Reading(intent="room", confidence=0.9, accepted=True, plausible=True)
PERHAPS = Reading(intent="room", confidence=0.4, plausible=True)


@pytest.fixture
def room() -> Talk:
    flows = [(FLOWS / name).read_text("utf-8") for name in ("shared.yaml", "person.yaml")]
    return Talk(script_of(*flows, ROOM))


def test_a_flow_knows_the_words_that_led_there(room: Talk) -> None:
    room.text("I need a room", MEANT)
    assert room.said == ["You said: I need a room"]
    room.command("room")
    assert room.said == ["Nothing said."]
    room.text("a room with a view", MEANT)  # where nothing is under way, its own wish opens it anew
    assert room.said == ["You said: a room with a view"]


def test_words_that_were_asked_about_are_not_lost(room: Talk) -> None:
    room.text("perhaps a room", PERHAPS)
    room.tap("A room")
    assert room.said == ["You said: perhaps a room"]
    assert room.conversation.asked == ""


def test_a_button_brings_back_no_older_words(room: Talk) -> None:
    room.text("perhaps a room", PERHAPS)
    offered = room.turn.replies[-1].buttons[0]
    room.text("something else")
    room.happen("tap", data=offered.data)
    assert room.said == ["Nothing said."]


def test_a_time_alone_leads_to_the_flow_that_hears_it(room: Talk) -> None:
    room.text("at 20:00")
    assert room.said == ["You said: at 20:00"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("heat", "11"),
        ("heat", "-1"),
        ("heat", "between 3 and 5"),
        ("heat", "very"),
        ("name", "x" * 21),
        ("mood", "splendid"),
        ("sure", "perhaps"),
        ("long", "30s"),
        ("long", "3h"),
        ("at", "purple"),
        ("zone", "Atlantis"),
        ("land", "Wonderland"),
    ],
)
def test_an_answer_that_does_not_fit_is_asked_for_again(talk: Talk, state: str, said: str) -> None:
    at(talk, state).text(said)
    assert talk.conversation.state == f"walk.{state}"
    assert talk.said


def test_a_clock_time_keeps_its_wall_time_and_an_elapsed_one_does_not(talk: Talk) -> None:
    at(talk, "at").text("at 20:00")
    assert talk.conversation.slots["walk"]["at"]["wall"] == "2026-11-24T20:00:00"
    at(talk, "at").text("in 20m")
    assert talk.conversation.slots["walk"]["at"]["wall"] is None


def test_a_guard_decides(talk: Talk) -> None:
    assert at(talk, "heat").text("6").conversation.state == "walk.hot"
    assert at(talk, "heat").text("5").conversation.state == "walk.name"


def test_after_is_a_timer_that_ends_with_its_state(talk: Talk) -> None:
    at(talk, "heat").text("9")
    (key,) = talk.conversation.timers
    assert timers(talk) == {key: timedelta(minutes=20)}
    talk.tap("Now")
    assert talk.conversation.state == "walk.cooled"
    assert talk.conversation.timers == ()
    assert talk.happen("timer", data=key).replies == ()
    assert talk.conversation.state == "walk.cooled"


def test_after_moves_on_when_due_and_says_so_when_late(talk: Talk) -> None:
    at(talk, "heat").text("9")
    (key,) = talk.conversation.timers
    before = talk.conversation
    assert talk.happen("timer", data=key).conversation.state == "walk.cooled"
    assert "Late." not in talk.said
    talk.conversation = before
    talk.happen("timer", data=key, late=timedelta(hours=1))
    assert "Late." in talk.said


def test_a_count_shows_each_beat_in_place_and_then_goes_on(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    shown = [talk.turn.replies[-1]]
    for _ in range(3):
        (key,) = talk.conversation.timers
        talk.now += timers(talk)[key]
        talk.happen("timer", data=key)
        shown.append(talk.turn.replies[-1])
    assert [reply.text for reply in shown] == ["In 1 of 2", "Out", "In 2 of 2", "Out"]
    assert len({reply.key for reply in shown}) == 1
    (key,) = talk.conversation.timers
    assert talk.happen("timer", data=key).conversation.state == "inner.pick"


def test_a_count_keeps_time_when_a_beat_comes_a_little_late(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    (key,) = talk.conversation.timers
    late = timedelta(seconds=1)
    talk.now += timedelta(seconds=4) + late
    talk.happen("timer", data=key, late=late)
    assert list(timers(talk).values()) == [timedelta(seconds=5)]


def test_a_count_that_was_cut_off_does_not_go_on_as_if_nothing_were(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    (key,) = talk.conversation.timers
    talk.happen("timer", data=key, late=timedelta(minutes=1))
    assert talk.said[0] == "Missed."
    assert talk.conversation.state == "inner.pick"


def test_typing_during_a_count_does_not_stop_it(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    keys = talk.conversation.timers
    assert talk.text("hm").conversation.timers == keys
    assert talk.said == ["Pacing."]


def test_a_called_flow_returns_to_its_caller(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    talk.tap("Enough")
    assert talk.conversation.frames == (Frame("call", "walk.call", 3),)
    talk.tap("B")
    assert talk.conversation.state == "common.rest"
    assert talk.conversation.frames == ()


def test_back_returns_to_the_question_before_and_keeps_what_was_noted(talk: Talk) -> None:
    talk.command("walk")
    talk.tap("2")
    talk.text("Sam")
    assert talk.conversation.state == "walk.mood"
    talk.text("back")
    assert talk.conversation.state == "walk.name"
    assert talk.conversation.slots["walk"]["name"] == "Sam"
    talk.command("back")
    assert talk.conversation.state == "walk.heat"
    talk.text("3")
    assert talk.conversation.state == "walk.name"


def test_back_out_of_a_called_flow_restores_the_frames(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    talk.tap("Enough")
    talk.command("back")
    assert talk.conversation.state == "walk.breathe"
    assert talk.conversation.frames == ()


def test_back_at_the_beginning_says_so(talk: Talk) -> None:
    talk.command("back")
    assert talk.said[0] == "No back."
    assert talk.conversation.state == "common.rest"


def test_an_interrupted_flow_is_offered_again_and_goes_on(talk: Talk) -> None:
    talk.command("walk")
    talk.tap("2")
    talk.command("inner")
    assert [frame.kind for frame in talk.conversation.frames] == ["interrupt"]
    talk.tap("A")
    assert talk.said == ["Go on with A walk?"]
    talk.tap("Go on")
    assert talk.conversation.state == "walk.name"
    assert talk.conversation.slots["walk"]["heat"] == 2
    assert talk.conversation.frames == ()


def test_an_interrupted_flow_can_be_left(talk: Talk) -> None:
    talk.command("walk")
    talk.command("inner")
    talk.tap("A")
    talk.tap("Leave it")
    assert talk.conversation.state == "common.rest"
    assert talk.conversation.frames == ()


def test_resuming_a_call_still_returns_to_the_caller(talk: Talk) -> None:
    at(talk, "land").text("Spain")
    talk.tap("Enough")
    talk.command("stop")
    talk.tap("Go on")
    assert talk.conversation.state == "inner.pick"
    assert talk.tap("B").conversation.state == "common.rest"


def test_interruptions_do_not_pile_up_without_end(talk: Talk) -> None:
    for _ in range(20):
        talk.command("walk")
        talk.command("inner")
    assert len(talk.conversation.frames) <= 3


def test_nothing_is_kept_of_a_place_where_nothing_is_under_way(talk: Talk) -> None:
    talk.command("menu")
    talk.command("walk")
    assert talk.conversation.frames == ()


def test_a_new_start_forgets_what_the_flow_noted_but_not_what_it_keeps(talk: Talk) -> None:
    at(talk, "name", heat=9, kept="yes")
    talk.command("stop")
    talk.command("walk")
    assert talk.conversation.slots["walk"] == {"kept": "yes"}


def test_a_stale_button_is_told_apart_from_one_tapped_twice(talk: Talk) -> None:
    talk.command("walk")
    first = talk.turn.replies[-1].buttons[0].data
    talk.happen("tap", data=first)
    talk.happen("tap", data=first)
    assert talk.said[0] == "Already."
    talk.text("Sam")
    talk.happen("tap", data=first)
    assert talk.said[0] == "Stale."
    assert talk.conversation.state == "walk.mood"


def test_danger_comes_before_everything(talk: Talk) -> None:
    talk.command("walk")
    talk.command("inner")
    talk.text("stop", Reading(safety="self_harm"))
    assert talk.conversation.state == "common.danger"
    assert talk.said == ["self_harm."]
    assert talk.conversation.frames == ()
    assert talk.conversation.trail == ()


def test_words_that_could_be_the_answer_or_a_wish_are_asked_about(talk: Talk) -> None:
    at(talk, "name")
    talk.text("inner peace", Reading("inner", 0.95, accepted=True, sure=True))
    assert talk.said == ["Answer or Inner?"]
    talk.tap("Keep answer.")
    assert talk.conversation.slots["walk"]["name"] == "inner peace"
    at(talk, "name").text("inner peace", Reading("inner", 0.95, accepted=True, sure=True))
    talk.tap("Inner")
    assert talk.conversation.state == "inner.pick"


def test_an_entry_phrase_opens_its_flow(talk: Talk) -> None:
    assert talk.text("Take me for a walk!").conversation.state == "walk.heat"


def test_a_guess_is_offered_not_taken(talk: Talk) -> None:
    talk.text("hmm", Reading("walk", 0.4, ("inner",), plausible=True))
    assert talk.conversation.state == "common.rest"
    assert [button.label for button in talk.turn.replies[0].buttons] == ["A walk", "Inner"]


def test_hide_takes_messages_out_of_sight(talk: Talk) -> None:
    talk.command("hide")
    assert HideMessages() in talk.turn.effects


def test_a_state_that_is_gone_leads_where_the_flow_declares(talk: Talk) -> None:
    talk.conversation = Conversation(state="walk.old", version=1, step=3, timers=("after:3:0",))
    talk.text("hello")
    assert talk.said[0] == "Migrated."
    assert talk.conversation.state == "walk.name"
    assert talk.conversation.version == 3
    assert talk.conversation.timers == ()


@pytest.mark.parametrize(
    ("state", "lands"), [("walk.other", "walk.heat"), ("gone.state", "common.rest")]
)
def test_without_a_declared_place_the_flow_begins_anew(talk: Talk, state: str, lands: str) -> None:
    talk.conversation = Conversation(state=state, version=1)
    assert talk.text("hello").conversation.state == lands


def test_frames_into_states_that_are_gone_are_dropped(talk: Talk) -> None:
    gone = Frame("interrupt", "walk.old", 1)
    talk.conversation = replace(talk.conversation, frames=(gone,))
    talk.text("hello")
    assert talk.conversation.frames == ()


@pytest.mark.parametrize(
    ("reading", "state"),
    [
        (Reading("greeting", 0.99, accepted=True), "common.hello"),
        (Reading("hello", 0.99, accepted=True), "common.hello"),
        (Reading("calm", 0.99, accepted=True), "walk.name"),
        (Reading("walk", 0.99, accepted=True), "walk.heat"),
        (Reading(safety="emergency"), "common.danger"),
        (Reading(), "common.hello"),
    ],
)
def test_somebody_new_is_greeted_unless_it_is_urgent(
    script: Script, reading: Reading, state: str
) -> None:
    event = Event("text", NOW, text="hello", reading=reading)
    assert advance(script, Conversation(), event).conversation.state == state


def test_lone_surrogates_can_be_stored(talk: Talk) -> None:
    at(talk, "name").text("Sam\ud83d")
    stored = dump_conversation(talk.conversation)
    assert load_conversation(stored).slots["walk"]["name"] == "Sam"


def test_danger_is_answered_in_words_that_are_no_message(talk: Talk) -> None:
    at(talk, "heat")
    event = Event("notice", NOW, text="edited", data="...", reading=Reading(safety="emergency"))
    turn = advance(talk.script, talk.conversation, event)
    assert turn.conversation.state == "common.danger"


def test_danger_is_answered_even_where_the_script_has_changed(talk: Talk) -> None:
    talk.conversation = Conversation(state="walk.old", version=1, step=3)
    talk.text("...", Reading(safety="emergency"))
    assert talk.conversation.state == "common.danger"


def test_danger_in_the_first_words_of_all_is_answered(talk: Talk) -> None:
    talk.conversation = Conversation()
    talk.text("...", Reading(safety="emergency"))
    assert talk.conversation.state == "common.danger"
