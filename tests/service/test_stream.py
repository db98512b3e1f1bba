"""On a channel that is read: history, replacement, hiding and forgetting."""

import asyncio

import pytest

from app.delivery.signals import Signals
from app.delivery.transcript import Transcript
from app.engine.model import ForgetPerson, HideMessages, Reply
from tests.small_core import Chat, make_coach, scripted
from tests.virtual_time import START


@pytest.fixture
def signals(time) -> Signals:
    return Signals(time.sleep)


@pytest.fixture
def chat(store, time, signals) -> Chat:
    core = scripted(
        breathe=([Reply("in", key="pace")], []),
        out=([Reply("out", key="pace")], []),
        hide=([Reply("hidden")], [HideMessages()]),
        forget=([Reply("all gone")], [ForgetPerson()]),
    )
    return Chat(make_coach(store, time, core, signals=signals), store, channel="web")


@pytest.fixture
def transcript(store, signals) -> Transcript:
    return Transcript(store, signals, "web")


def words(items) -> list[str]:
    return [item.text or (item.reply.text if item.reply else item.kind) for item in items]


async def test_both_sides_are_there_after_a_reload(chat, transcript):
    await chat.say("hello")
    items = await transcript.read("100")
    assert [(item.seq, item.kind, item.at) for item in items] == [
        (1, "own", START),
        (2, "say", START),
    ]
    assert words(items) == ["hello", "text hello"]
    assert words(await transcript.read("100", 1)) == ["text hello"]
    assert await transcript.read("nobody") == []


async def test_a_reply_with_a_key_stands_in_its_first_place_in_its_last_version(chat, transcript):
    await chat.say("breathe")
    await chat.say("hello")
    await chat.say("out")
    items = await transcript.read("100")
    assert words(items) == ["breathe", "out", "hello", "text hello", "out"]
    assert [item.seq for item in items] == [1, 2, 3, 4, 5], "the own word `out` is the fifth"
    assert words(await transcript.read("100", 5)) == ["out"], "open pages get the new version"


async def test_hiding_clears_open_pages_and_the_history(chat, transcript):
    await chat.say("secret")
    await chat.say("hide")
    assert words(await transcript.read("100")) == ["clear", "hidden"]
    assert words(await transcript.read("100", 2)) == ["clear", "hidden"]
    await chat.say("hide")
    assert words(await transcript.read("100")) == ["clear", "hidden"]


async def test_forgetting_clears_open_pages(chat, transcript):
    await chat.say("secret")
    await chat.say("more")
    await chat.say("forget")
    assert words(await transcript.read("100", 4)) == ["clear", "all gone"]
    await chat.say("hello")
    assert words(await transcript.read("100", 6)) == ["hello", "text hello"]


async def test_who_waits_is_woken_by_the_commit(chat, transcript, time):
    await chat.say("hello")
    await transcript.wait("100", 1, 20)  # there is something already
    waiting = asyncio.create_task(transcript.wait("100", 2, 20))
    await time.until(lambda: time.naps == [20])
    await chat.say("more")
    await waiting
    assert time.now == START


async def test_a_message_between_looking_and_waiting_is_not_missed(chat, transcript):
    await chat.say("hello")
    seen = (await transcript.read("100"))[-1].seq
    await chat.say("in between")
    await transcript.wait("100", seen, 1e9)


async def test_waiting_ends_in_time(chat, transcript, time):
    await chat.say("hello")
    waiting = asyncio.create_task(transcript.wait("100", 2, 20))
    await time.until(lambda: time.naps == [20])
    time.pass_(seconds=20)
    await waiting
