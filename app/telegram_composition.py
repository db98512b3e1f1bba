"""Puts the Telegram channel together: polling, or a webhook where PUBLIC_URL is set."""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter
from telegram.error import TelegramError

from app.channels.telegram import setup
from app.channels.telegram.bot import CoachBot, Identity, build_bot
from app.channels.telegram.carrier import TelegramCarrier
from app.channels.telegram.dispatch import Dispatcher
from app.channels.telegram.inline import Draft, InlineDrafts
from app.channels.telegram.limits import Limits
from app.channels.telegram.polling import Poller
from app.channels.telegram.updates import CHANNEL
from app.channels.telegram.webhook import webhook_router
from app.channels.telegram.words import Lexicon, load_words
from app.coach_service import Handled, Incoming
from app.composition import Core, background
from app.engine.globals import GLOBALS
from app.store.keepsakes import recent_drafts
from app.store.profile import locale_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TelegramParts:
    """The channel, ready to run: its carrier, its routes, and its loop.

    open  an async context in which the channel runs.
    """

    carrier: TelegramCarrier
    bot: CoachBot
    routers: Sequence[APIRouter]
    loops: Sequence[Callable[[], Coroutine[Any, Any, None]]] = field(default=())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While this is open, updates come in."""
        try:
            async with background(*self.loops):
                yield
        finally:
            await self.bot.shutdown()


def build_telegram(core: Core) -> TelegramParts:
    """The channel as the settings want it."""
    settings = core.settings
    token = settings.telegram_bot_token.get_secret_value()
    bot = build_bot(token, settings.telegram_api_base)
    identity, lexicon = Identity(bot), load_words(settings.flows_dir)
    dispatcher = _dispatcher(core, bot, identity, lexicon)
    carrier = TelegramCarrier(
        bot, identity, Limits(time.monotonic), lexicon, partial(_locale, core), settings.public_url
    )

    async def introduce() -> None:
        await setup.introduce(bot, lexicon, _commands(core))

    if not settings.public_url:
        poller = Poller(bot, dispatcher.insist)
        return TelegramParts(carrier, bot, (), (introduce, poller.run))
    secret = setup.webhook_secret(settings.telegram_webhook_secret.get_secret_value(), token)
    url = setup.webhook_url(settings.public_url, settings.telegram_api_base)

    async def announce() -> None:
        await _announce(bot, url, secret)

    routers = (webhook_router(dispatcher.accept, secret),)
    return TelegramParts(carrier, bot, routers, (introduce, announce))


def _dispatcher(core: Core, bot: CoachBot, identity: Identity, lexicon: Lexicon) -> Dispatcher:
    async def drafts(address: str) -> Sequence[Draft]:
        async with core.store.read() as connection:
            found = await recent_drafts(connection, core.store.vault, CHANNEL, address)
        return [(_draft_id(draft.text), draft.kind, draft.text) for draft in found]

    async def chosen(_address: str, _draft: str) -> None:
        """Telegram's report that a draft was sent; nothing hangs on it."""

    async def handle(incoming: Incoming) -> Handled:
        with core.metrics.turn(CHANNEL):
            return await core.coach.handle(incoming)

    inline = InlineDrafts(bot, lexicon, recent_drafts=drafts, chosen=chosen)
    return Dispatcher(bot, identity, lexicon, inline, handle=handle, gone=core.coach.gone)


async def _locale(core: Core, address: str) -> str:
    async with core.store.read() as connection:
        return await locale_of(connection, core.store.vault, CHANNEL, address)


def _draft_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _commands(core: Core) -> frozenset[str]:
    flows = core.script.book.flows.values()
    return frozenset({*GLOBALS, *(flow.entry.command or flow.id for flow in flows)})


async def _announce(bot: CoachBot, url: str, secret: str) -> None:
    """Tell Telegram where to post, until it has understood."""
    pause = 1.0
    while True:
        try:
            await setup.set_webhook(bot, url, secret)
        except TelegramError as error:
            _log.warning("The webhook could not be set yet: %s", type(error).__name__)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, 60.0)
