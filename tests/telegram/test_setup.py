"""Menu, descriptions and webhook, as Telegram keeps them."""

import pytest

from app.channels.telegram.setup import (
    delete_webhook,
    introduce,
    set_webhook,
    webhook_secret,
    webhook_state,
    webhook_url,
)
from app.channels.telegram.updates import ALLOWED_UPDATES
from app.engine.loader import load_book

from .fake_bot_api import ApiError, Fault
from .rig import FLOWS, HOOK, LEXICON, TOKEN


async def test_menu_and_descriptions_in_every_language(rig, world):
    await introduce(rig.bot, LEXICON, LEXICON["en"].commands)
    assert {c["command"] for c in world.commands[""]} == set(LEXICON["en"].commands)
    assert [c["description"] for c in world.commands["es"]] == list(LEXICON["es"].commands.values())
    assert world.texts["description", "es"] == LEXICON["es"].description
    assert world.texts["short_description", ""] == LEXICON["en"].short_description


async def test_what_is_unchanged_is_not_set_again(rig, world):
    await introduce(rig.bot, LEXICON, LEXICON["en"].commands)
    world.calls.clear()
    await introduce(rig.bot, LEXICON, LEXICON["en"].commands)
    assert not [method for method, _ in world.calls if method.startswith("set")]
    world.texts["description", "es"] = "another"
    await introduce(rig.bot, LEXICON, LEXICON["en"].commands)
    assert [m for m, _ in world.calls if m.startswith("set")] == ["setMyDescription"]


async def test_a_telegram_that_says_no_stops_nothing(rig, world, caplog):
    world.faults.append(Fault("setMyDescription", error=ApiError(429, "Too Many", retry_after=99)))
    await introduce(rig.bot, LEXICON, LEXICON["en"].commands)
    assert "were not set" in caplog.text


async def test_webhook_set_shown_and_deleted(rig, world, person):
    person.say("waiting")
    await set_webhook(rig.bot, HOOK, "s3cret")
    assert (world.webhook.url, world.webhook.secret) == (HOOK, "s3cret")
    assert world.webhook.allowed == list(ALLOWED_UPDATES)
    world.webhook.last_error = "Connection refused"
    state = await webhook_state(rig.bot)
    assert (state.url, state.pending, state.last_error) == (HOOK, 1, "Connection refused")
    await delete_webhook(rig.bot)
    assert (await webhook_state(rig.bot)).url == ""
    assert len(world.updates) == 1, "updates that wait are kept"


@pytest.mark.parametrize("public", ["https://coach.example", "https://coach.example/"])
def test_webhook_url(public):
    assert webhook_url(public) == HOOK


@pytest.mark.parametrize("public", ["", "http://coach.example", "coach.example", "https://"])
def test_telegram_takes_https_only(public):
    with pytest.raises(ValueError, match="PUBLIC_URL"):
        webhook_url(public)


def test_a_bot_api_server_of_ones_own_takes_http():
    assert webhook_url("http://127.0.0.1:8000", "http://127.0.0.1:8081") == (
        "http://127.0.0.1:8000/telegram/webhook"
    )


def test_the_secret_is_the_same_everywhere_and_tells_nothing():
    assert webhook_secret("mine", TOKEN) == "mine"
    derived = webhook_secret("", TOKEN)
    assert derived == webhook_secret("", TOKEN) != webhook_secret("", TOKEN + "x")
    assert len(derived) == 64
    assert TOKEN.partition(":")[2] not in derived


async def test_the_menu_offers_nothing_that_no_flow_answers(rig, world):
    await introduce(rig.bot, LEXICON, {"space", "pause", "start"})
    for menu in world.commands.values():
        assert [command["command"] for command in menu] == ["pause", "space"]


def test_every_command_of_a_flow_is_in_the_menu():
    for flow in load_book(FLOWS).flows.values():
        command = flow.entry.command
        assert command in {None, "start", *LEXICON["en"].commands}, flow.id
