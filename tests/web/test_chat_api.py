"""The contract of the chat API."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from app.channels.web import TEXT_LIMIT, address_of

from .fake_coach import DRAFT_TEXT
from .sending import begin, send


async def test_first_event_begins_a_session_and_answers_with_the_welcome(client, coach):
    answer = await send(
        client,
        "start",
        kind="command",
        timezone="Europe/Madrid",
        headers={"Accept-Language": "es-MX,en;q=0.5"},
    )
    [item] = answer.json()["items"]
    assert answer.status_code == 200
    assert (item["kind"], item["seq"]) == ("say", 1)
    assert item["reply"]["buttons"][0]["label"] == "We're fighting right now"
    assert coach.seen[0].hints == {"locale": "es", "timezone": "Europe/Madrid"}


async def test_the_address_is_the_hash_of_the_session_and_the_id_is_the_update_id(client, coach):
    event_id = str(uuid4())
    await send(client, "hello", id=event_id)
    [incoming] = coach.seen
    assert incoming.address == address_of(client.cookies["circleback"])
    assert incoming.update_id == event_id
    assert incoming.channel == "web"


async def test_a_retry_with_the_same_id_changes_nothing_and_answers_the_same(client, coach):
    await begin(client)
    event_id = str(uuid4())
    first = await send(client, "once", id=event_id, after=1)
    second = await send(client, "once", id=event_id, after=1)
    assert first.json() == second.json()
    assert [incoming.text for incoming in coach.seen] == ["start", "once"]


async def test_answers_only_with_what_the_page_does_not_have(client):
    await begin(client)
    answer = await send(client, "hello", after=1)
    assert [(i["kind"], i["seq"]) for i in answer.json()["items"]] == [("own", 2), ("say", 3)]


@pytest.mark.parametrize(
    ("text", "name", "data"),
    [
        ("/pause", "pause", ""),
        ("/Space  tonight, please", "space", "tonight, please"),
        ("  /menu\n", "menu", ""),
    ],
)
async def test_typed_slash_words_are_commands(client, coach, text, name, data):
    await send(client, text)
    assert (coach.seen[0].kind, coach.seen[0].text, coach.seen[0].data) == ("command", name, data)


@pytest.mark.parametrize("text", ["/", "/ pause", "and/or", "// what", "/¿"])
async def test_other_slashes_are_words(client, coach, text):
    await send(client, text)
    assert (coach.seen[0].kind, coach.seen[0].text) == ("text", text)


async def test_a_tap_brings_its_data_and_its_label(client, coach):
    await send(client, "Yes", kind="tap", data="5:yes")
    assert (coach.seen[0].kind, coach.seen[0].data, coach.seen[0].text) == ("tap", "5:yes", "Yes")


@pytest.mark.parametrize("text", ["", "   \n\t ", "\x00\x01\x07", "\ud800"])
async def test_nothing_said_gets_a_kind_answer_and_no_turn(client, coach, text):
    answer = await send(client, text)
    assert answer.status_code == 422
    assert answer.json() == {"error": "empty", "message": "A word is enough. Or tap a button."}
    assert coach.seen == []


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("I'm 💔 today 👩‍👩‍👧", "I'm 💔 today 👩‍👩‍👧"),
        ("אני צריך הפסקה", "אני צריך הפסקה"),
        ("two\r\nlines\u2028three", "two\nlines\nthree"),
        ("be\x00fo\x1bre", "before"),
        ("half \ud83d a heart", "half  a heart"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
async def test_any_script_arrives_whole_and_nothing_unwritable_arrives(client, coach, text, heard):
    answer = await send(client, text)
    assert answer.status_code == 200
    assert coach.seen[0].text == heard


async def test_a_hundred_kilobytes_are_answered_by_the_coach(client, coach):
    answer = await send(client, "x" * 100_000)
    assert answer.status_code == 200
    assert (coach.seen[0].kind, coach.seen[0].text) == ("notice", "too_long")
    assert coach.seen[0].data == "x" * TEXT_LIMIT


async def test_the_longest_text_that_fits_is_a_text(client, coach):
    await send(client, "é" * TEXT_LIMIT)
    assert coach.seen[0].kind == "text"


async def test_a_body_beyond_measure_is_refused_kindly(client, coach):
    answer = await send(client, "x" * 300_000)
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert coach.seen == []


async def test_a_body_that_hides_its_size_is_refused_as_well(client, coach):
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    headers = {"Content-Type": "application/json"}
    answer = await client.post("/api/chat/events", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"


async def test_history_is_empty_before_the_first_event(client):
    assert (await client.get("/api/chat/history")).json() == {"items": [], "known": False}


async def test_history_holds_own_words_and_drafts(client):
    await begin(client)
    await send(client, "draft")
    history = (await client.get("/api/chat/history")).json()
    assert [item["kind"] for item in history["items"]] == ["say", "own", "say"]
    assert history["items"][1]["text"] == "draft"
    assert history["items"][2]["reply"]["text"] == DRAFT_TEXT
    assert history["known"] is True


async def test_history_begins_after_the_last_clear(client, coach):
    await begin(client)
    coach.clear()
    await send(client, "after")
    items = (await client.get("/api/chat/history")).json()["items"]
    assert [item["kind"] for item in items] == ["clear", "own", "say"]


async def test_nobody_reads_the_talk_of_another_session(make_client):
    async with make_client() as mine, make_client() as other:
        await begin(mine)
        await begin(other)
        await send(mine, "mine alone")
        assert "mine alone" not in (await other.get("/api/chat/history")).text


@pytest.mark.parametrize(
    "event",
    [
        {"id": "not-a-uuid"},
        {"kind": "timer"},
        {"kind": "notice"},
        {"after": -1},
        {"data": "x" * 257},
        {"text": {"a": 1}},
    ],
)
async def test_what_no_page_sends_is_refused_without_repeating_it(client, coach, event):
    answer = await send(client, **{"text": "my secret", **event})
    assert answer.status_code == 422
    assert answer.json()["error"] == "bad_request"
    assert "secret" not in answer.text
    assert coach.seen == []


async def test_a_turn_that_fails_answers_kindly_and_can_be_tried_again(client, coach):
    await begin(client)
    coach.fault = RuntimeError("my secret words")
    event_id = str(uuid4())
    failed = await send(client, "hello", id=event_id)
    assert failed.status_code == 500
    assert failed.json()["error"] == "broken"
    assert "secret" not in failed.text
    assert failed.headers["cache-control"] == "no-store"
    assert (await send(client, "hello", id=event_id)).status_code == 200
