"""A whole apology on Telegram, through the real program, by polling and by webhook."""

import asyncio

import httpx
import pytest

from tests.journeys.process import Program
from tests.telegram.fake_bot_api import Courier, Person, World
from tests.telegram.fake_bot_api.serving import served

TOKEN = "4242:a-token-for-the-journey"
SECONDS = 20


class Talk:
    """What a person does on the phone, and waits to see."""

    def __init__(self, world: World) -> None:
        self.person = Person(world, 7)

    async def says(self, text: str, hears: str) -> None:
        await self._after(lambda: self.person.say(text), hears)

    async def taps(self, label: str, hears: str) -> None:
        await self.until(lambda: label in self.person.buttons())
        await self._after(lambda: self.person.tap(label), hears)

    async def _after(self, act, hears: str) -> None:
        before = len(self.person.bot_messages())
        act()
        await self.until(lambda: any(hears in m.text for m in self.person.bot_messages()[before:]))

    async def until(self, condition) -> None:
        async with asyncio.timeout(SECONDS):
            while not condition():  # noqa: ASYNC110 - another process brings it about
                await asyncio.sleep(0.02)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_an_apology_from_the_first_word_to_the_promise(tmp_path, webhook):
    world = World()
    world.inline = True
    world.insecure_webhooks = True
    async with served(world, TOKEN) as base, httpx.AsyncClient(timeout=30) as client:
        program = Program(tmp_path, TELEGRAM_API_BASE=base, TELEGRAM_BOT_TOKEN=TOKEN)
        if webhook:
            program.environment["PUBLIC_URL"] = program.url
        courier = asyncio.create_task(Courier(world, client).run())
        await program.start()
        try:
            await _apologise(Talk(world))
        finally:
            await program.kill()
            courier.cancel()


async def _apologise(talk: Talk) -> None:
    await talk.says("/start", hears="I help you pause a fight")
    await talk.says("i need to say sorry to my wife", hears="An apology that heals")
    await talk.taps("Build it with me", hears="What did you do?")
    await talk.says("yelled at her in front of her friends", hears="How did it land?")
    await talk.says("she felt small", hears="Is there a reason")
    await talk.taps("Leave it out", hears="What could you do to mend it?")
    await talk.says("tell her friends that i was wrong", hears="so that it doesn't happen again")
    await talk.says("leave the room before I shout", hears="By when")
    await talk.taps("Tomorrow", hears="Yours to send")

    draft = next(m.text for m in talk.person.bot_messages() if m.text.startswith("I'm sorry"))
    assert draft.startswith(
        "I'm sorry that I yelled at you in front of your friends. It left you feeling small."
    )
    assert "I will tell your friends that I was wrong." in draft
    talk.person.tap("Copy")
    assert talk.person.clipboard == draft
    shared = talk.person.tap("Send to my partner")
    assert shared["switch_inline_query_chosen_chat"]["allow_user_chats"]

    await talk.taps("I sent it", hears="I'll ask you tomorrow")
    await talk.until(lambda: "I sent it" not in talk.person.buttons())  # answered, so it goes
    await talk.says("/promises", hears="tell her friends that i was wrong")
