"""The Telegram channel wired to the fake Bot API, with a coach that repeats what it is told."""

import asyncio
from collections.abc import Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI
from telegram.request import HTTPXRequest

from app.channels.telegram.bot import Identity, build_bot
from app.channels.telegram.carrier import TelegramCarrier
from app.channels.telegram.dispatch import Dispatcher
from app.channels.telegram.inline import InlineDrafts
from app.channels.telegram.limits import Limits
from app.channels.telegram.polling import Poller
from app.channels.telegram.webhook import webhook_router
from app.channels.telegram.words import load_words
from app.coach_service import Incoming
from app.delivery.carrier import Outgoing
from app.engine.model import Reply

from .fake_bot_api import Courier, Person, World, create_app

TOKEN = "4242:a-token-that-nobody-may-see"
SECRET = "the-webhook-secret"
HOOK = "https://coach.example/telegram/webhook"
FLOWS = Path(__file__).parents[2] / "flows"
LEXICON = load_words(FLOWS)


class Rig:
    """Everything between the fake Telegram and a coach.

    turns    what the coach committed, in order.
    fails    exceptions that the next turns raise instead of committing, by text.
    pauses   seconds that a turn takes, by text.
    """

    def __init__(self, world: World, token: str = TOKEN) -> None:
        self.world = world
        self.turns: list[Incoming] = []
        self.seen_ids: set[str] = set()
        self.fails: dict[str, list[Exception]] = {}
        self.pauses: dict[str, float] = {}
        self.running: list[str] = []
        self.overlaps: list[tuple[str, ...]] = []
        self.gone: list[tuple[str, str]] = []
        self.drafts: dict[str, list[tuple[str, str, str]]] = {}
        self.chosen: list[tuple[str, str]] = []
        self.locales: dict[str, str] = {}
        app = create_app(world, TOKEN)
        self.bot = build_bot(
            token, "http://telegram.test/", calls=_request(app), polls=_request(app)
        )
        self.identity = Identity(self.bot)
        self.limits = Limits(lambda: asyncio.get_running_loop().time())
        self.carrier = TelegramCarrier(
            self.bot, self.identity, self.limits, LEXICON, self._locale_of
        )
        inline = InlineDrafts(
            self.bot, LEXICON, recent_drafts=self._recent_drafts, chosen=self._chosen
        )
        self.dispatcher = Dispatcher(
            self.bot, self.identity, LEXICON, inline, handle=self.handle, gone=self._gone
        )
        self._outbox_ids = 0

    async def handle(self, incoming: Incoming) -> None:
        """A coach that commits at the end, knows repetitions, and says what it heard."""
        words = incoming.text or incoming.data
        self.running.append(incoming.address)
        self.overlaps.append(tuple(self.running))
        try:
            if words in self.pauses:
                await asyncio.sleep(self.pauses[words])
            if self.fails.get(words):
                raise self.fails[words].pop(0)
            if incoming.update_id not in self.seen_ids:
                self.seen_ids.add(incoming.update_id)
                self.turns.append(incoming)
        finally:
            self.running.remove(incoming.address)

    async def send(self, person: Person, reply: Reply | str, **more) -> str:
        """Carry a new message; its remote id."""
        reply = Reply(reply) if isinstance(reply, str) else reply
        receipt = await self.carrier.carry(self.outgoing(person, "send", reply=reply, **more))
        return receipt.remote_id

    def outgoing(self, person: Person, kind, **more) -> Outgoing:
        """A message of the outbox, with an id of its own."""
        self._outbox_ids += 1
        return Outgoing(id=self._outbox_ids, kind=kind, address=str(person.id), **more)

    def heard(self) -> list[str]:
        """Words of the turns committed."""
        return [turn.text or turn.data for turn in self.turns]

    @asynccontextmanager
    async def polling(self, wait: timedelta = timedelta(seconds=30)):
        """While this is open, updates are fetched."""
        poller = Poller(self.bot, self.dispatcher.insist, wait=wait)
        task = asyncio.create_task(poller.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @asynccontextmanager
    async def webhook(self):
        """While this is open, updates are posted to us."""
        app = FastAPI()
        app.include_router(webhook_router(self.dispatcher.accept, SECRET))
        self.world.webhook.url, self.world.webhook.secret = HOOK, SECRET
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            courier = asyncio.create_task(Courier(self.world, client).run())
            try:
                yield client
            finally:
                courier.cancel()
                self.world.webhook.url = ""

    async def _locale_of(self, address: str) -> str:
        return self.locales.get(address, "en")

    async def _gone(self, channel: str, address: str) -> None:
        self.gone.append((channel, address))

    async def _recent_drafts(self, address: str) -> list[tuple[str, str, str]]:
        return self.drafts.get(address, [])

    async def _chosen(self, address: str, draft: str) -> None:
        self.chosen.append((address, draft))


def _request(app) -> HTTPXRequest:
    return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app)})


async def until(condition, seconds: float = 300.0) -> None:
    """Let the loop's clock run until the condition holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - conditions look at plain data of the fake
            await asyncio.sleep(0.01)


def update(update_id: int, **content) -> Mapping:
    """A raw update."""
    return {"update_id": update_id, **content}
