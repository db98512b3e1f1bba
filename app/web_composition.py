"""Puts the web application together: the chat page, the apology editor, and what came along."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI

from app.api.apology import apology_router, editor_words
from app.api.app import create_app
from app.api.limits import Pace
from app.api.parts import WebParts
from app.api.words import load_words
from app.channels.telegram.updates import CHANNEL as TELEGRAM
from app.channels.web import CHANNEL
from app.coach.apology import review
from app.composition import Core, running
from app.delivery.carrier import Carrier
from app.delivery.transcript import Transcript
from app.store.conversations import find_or_create
from app.store.keepsakes import save_draft
from app.telegram_composition import TelegramParts


def build_app(
    core: Core, telegram: TelegramParts | None = None, closing: asyncio.Event | None = None
) -> FastAPI:
    """The application; its lifespan runs timers, outbox and the other channels."""
    carriers: Sequence[Carrier] = (telegram.carrier,) if telegram else ()
    routers: Sequence[APIRouter] = (
        *(telegram.routers if telegram else ()),
        _apology_editor(core, in_telegram=telegram is not None),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(running(core, carriers))
            if telegram:
                await stack.enter_async_context(telegram.running())
            yield

    async def flows_loaded() -> None:
        core.script.book.role("first")

    parts = WebParts(
        coach=core.coach,
        transcript=Transcript(core.store, core.signals, CHANNEL),
        words=load_words(core.settings.flows_dir),
        metrics=core.metrics,
        checks={"database": core.store.check_ready, "flows": flows_loaded},
        routers=routers,
        lifespan=lifespan,
        closing=closing or asyncio.Event(),
        public_url=core.settings.public_url,
        newcomer_pace=Pace(burst=100, per_second=1.0),
    )
    return create_app(parts)


def _apology_editor(core: Core, *, in_telegram: bool) -> APIRouter:
    """The live editor; as a Mini App inside Telegram it keeps drafts for the chat."""
    settings = core.settings
    mini_app = in_telegram and settings.public_url.startswith("https://")

    async def save(address: str, text: str) -> None:
        async with core.store.write() as unit:
            held = await find_or_create(unit, TELEGRAM, address, core.clock())
            await save_draft(unit, held.person_id, "apology", text, core.clock())

    return apology_router(
        review,
        editor_words(settings.flows_dir),
        bot_token=settings.telegram_bot_token.get_secret_value() if mini_app else "",
        save_draft=save if mini_app else None,
        clock=core.clock,
    )
