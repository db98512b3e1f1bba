"""The fake refuses what Telegram refuses; a lenient fake would prove nothing."""

import asyncio
import json

import httpx
import pytest

from .fake_bot_api import Fault, Person, create_app
from .rig import TOKEN


@pytest.fixture
async def call(world, person):
    """Calls a method with JSON parameters; (status, answer)."""
    transport = httpx.ASGITransport(create_app(world, TOKEN))
    async with httpx.AsyncClient(transport=transport, base_url="http://telegram.test") as client:

        async def called(method, token=TOKEN, **parameters):
            answer = await client.post(f"/bot{token}/{method}", json=parameters)
            return answer.status_code, answer.json()

        yield called


def keys(*buttons):
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, "text is empty"),
        ({"text": ""}, "text is empty"),
        ({"text": " \n"}, "text is empty"),
        ({"text": "x" * 4097}, "too long"),
        ({"text": "😀" * 2049}, "too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "parse entities"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "parse entities"),
        ({"text": "<blink>x</blink>", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "BOUNDS"),
        ({"text": "😀", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "BOUNDS"),
        ({"text": "x", "entities": [{"type": "shiny", "offset": 0, "length": 1}]}, "type"),
        (
            {
                "text": "xx",
                "entities": [
                    {"type": "pre", "offset": 0, "length": 2},
                    {"type": "spoiler", "offset": 1, "length": 1},
                ],
            },
            "pre and code",
        ),
        ({"text": "x", "reply_markup": "{"}, "JSON"),
        ({"text": "x", "reply_markup": keys({"text": "", "callback_data": "a"})}, "non-empty"),
        ({"text": "x", "reply_markup": keys({"text": "a"})}, "unallowed"),
        ({"text": "x", "reply_markup": keys({"text": "a", "callback_data": ""})}, "DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keys({"text": "a", "callback_data": "é" * 33})},
            "DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keys({"text": "a", "copy_text": {"text": "x" * 257}})},
            "COPY_TEXT_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keys({"text": "a", "url": "javascript:x"})},
            "URL_INVALID",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101},
            },
            "TOO_LONG",
        ),
    ],
)
async def test_a_bad_message_is_refused(call, person, parameters, says):
    status, answer = await call("sendMessage", chat_id=11, **parameters)
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400)
    assert says in answer["description"]
    assert person.sees() == []


@pytest.mark.parametrize("missing", ["chat_id", "message_id"])
async def test_a_missing_parameter_is_refused(call, missing):
    parameters = {"chat_id": 11, "message_id": 1, "text": "x"}
    del parameters[missing]
    status, answer = await call("editMessageText", **parameters)
    assert status == 400
    assert missing in answer["description"]


async def test_edits_need_a_change_and_a_message_of_the_bots_own(call, person):
    await call("sendMessage", chat_id=11, text="x")
    shown = person.bot_messages()[0].id
    status, answer = await call("editMessageText", chat_id=11, message_id=shown, text="x")
    assert "not modified" in answer["description"]
    status, answer = await call("editMessageText", chat_id=11, message_id=9999, text="y")
    assert "to edit not found" in answer["description"]
    person.say("mine")
    mine = person.chat.messages[-1].id
    status, answer = await call("editMessageText", chat_id=11, message_id=mine, text="y")
    assert "can't be edited" in answer["description"]
    assert status == 400


async def test_deleting_ends_after_48_hours(call, person):
    await call("sendMessage", chat_id=11, text="x")
    message = person.bot_messages()[0]
    message.date -= 48 * 3600 + 1
    status, answer = await call("deleteMessage", chat_id=11, message_id=message.id)
    assert (status, "can't be deleted" in answer["description"]) == (400, True)


async def test_wrong_token_unknown_method_unknown_chat_and_blocked(call, person):
    assert (await call("getMe", token="1:x"))[0] == 401
    assert (await call("sendTelegram"))[0] == 404
    assert (await call("sendMessage", chat_id=404, text="x"))[0] == 400
    person.block()
    assert (await call("sendMessage", chat_id=11, text="x"))[0] == 403


async def test_get_updates_confirms_what_is_before_the_offset(call, world, person):
    ids = [person.say(str(n)) for n in range(150)]
    _, answer = await call("getUpdates")
    assert [u["update_id"] for u in answer["result"]] == ids[:100]
    _, answer = await call("getUpdates", limit=2)
    assert [u["update_id"] for u in answer["result"]] == ids[:2]
    _, answer = await call("getUpdates", offset=ids[3], limit=1)
    assert [u["update_id"] for u in answer["result"]] == [ids[3]]
    assert world.confirmed == 3
    _, answer = await call("getUpdates", offset=-1)
    assert [u["update_id"] for u in answer["result"]] == ids[-1:]


async def test_get_updates_waits_and_wakes(call, world, person):
    began = world.now()
    assert (await call("getUpdates", timeout=7))[1]["result"] == []
    assert world.now() - began == pytest.approx(7, abs=0.1)
    waiting = asyncio.create_task(call("getUpdates", timeout=40))
    await asyncio.sleep(1)
    person.say("hello")
    assert len((await waiting)[1]["result"]) == 1
    assert world.now() - began < 10


async def test_two_pollers_and_a_webhook_conflict(call):
    waiting = asyncio.create_task(call("getUpdates", timeout=40))
    await asyncio.sleep(1)
    assert (await call("getUpdates"))[0] == 200
    assert (await waiting)[0] == 409
    await call("setWebhook", url="https://coach.example/x")
    status, answer = await call("getUpdates")
    assert (status, "webhook" in answer["description"]) == (409, True)


@pytest.mark.parametrize(
    "parameters",
    [
        {"url": "http://coach.example"},
        {"url": "https://coach.example:8000"},
        {"url": "https://coach.example", "secret_token": "with space"},
        {"url": "https://coach.example", "secret_token": "x" * 257},
    ],
)
async def test_a_bad_webhook_is_refused(call, parameters):
    assert (await call("setWebhook", **parameters))[0] == 400


@pytest.mark.parametrize(
    ("command", "description"), [("Pause", "x"), ("a-b", "x"), ("a" * 33, "x"), ("ok", "")]
)
async def test_a_bad_command_is_refused(call, command, description):
    commands = json.dumps([{"command": command, "description": description}])
    assert (await call("setMyCommands", commands=commands))[0] == 400


async def test_descriptions_have_a_length(call):
    assert (await call("setMyDescription", description="x" * 513))[0] == 400
    assert (await call("setMyShortDescription", short_description="x" * 121))[0] == 400


def article(id_="a", text="x"):
    return {
        "type": "article",
        "id": id_,
        "title": "T",
        "input_message_content": {"message_text": text},
    }


@pytest.mark.parametrize(
    "results",
    [
        [article(str(n)) for n in range(51)],
        [article("x" * 65)],
        [article("")],
        [article(), article()],
        [article(text="")],
        [{**article(), "title": ""}],
    ],
)
async def test_bad_inline_results_are_refused(call, person, results):
    query = person.type_inline()
    assert (await call("answerInlineQuery", inline_query_id=query, results=results))[0] == 400


async def test_queries_are_answered_once_and_soon(call, world, person):
    query, late = person.post_tap(1, "a"), person.post_tap(1, "a")
    assert (await call("answerCallbackQuery", callback_query_id=query))[0] == 200
    assert (await call("answerCallbackQuery", callback_query_id=query))[0] == 400
    world.queries[late] -= 120
    assert (await call("answerCallbackQuery", callback_query_id=late))[0] == 400


async def test_faults_strike_as_often_as_told_and_only_there(call, world, person):
    Person(world, 12)
    world.faults.append(Fault("sendMessage", times=2, drop=True, chat=12))
    assert (await call("sendMessage", chat_id=11, text="x"))[0] == 200
    for _ in range(2):
        with pytest.raises((httpx.HTTPError, AssertionError, ValueError)):
            await call("sendMessage", chat_id=12, text="x")
    assert (await call("sendMessage", chat_id=12, text="x"))[0] == 200
    assert len(world.chats[12].messages) == 3, "the broken answers came after the deed"
