"""Puts the web application together: the chat page, the apology editor, and what came along."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI

from app.api.app import create_app
from app.api.limits import Pace
from app.api.parts import WebParts
from app.api.words import load_words
from app.channels.web import CHANNEL
from app.composition import Core, running
from app.delivery.carrier import Carrier
from app.delivery.transcript import Transcript
from app.observability import Backlog, Metrics
from app.store.queries import outbox_counts
from app.store.timer_rows import next_due
from app.telegram_composition import TelegramParts


def build_app(
    core: Core, telegram: TelegramParts | None = None, closing: asyncio.Event | None = None
) -> FastAPI:
    """The application; its lifespan runs timers, outbox and the other channels."""
    carriers: Sequence[Carrier] = (telegram.carrier,) if telegram else ()
    routers: Sequence[APIRouter] = telegram.routers if telegram else ()

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
        metrics=Metrics(partial(_backlog, core)),
        checks={"database": core.store.check_ready, "flows": flows_loaded},
        routers=routers,
        lifespan=lifespan,
        closing=closing or asyncio.Event(),
        public_url=core.settings.public_url,
        newcomer_pace=Pace(burst=100, per_second=1.0),
    )
    return create_app(parts)


async def _backlog(core: Core) -> Backlog:
    async with core.store.read() as connection:
        counts = await outbox_counts(connection)
        due = await next_due(connection)
    lag = (core.clock() - due).total_seconds() if due else 0.0
    return Backlog(
        outbox_pending=sum(n for (_, status), n in counts.items() if status == "pending"),
        outbox_dead=sum(n for (_, status), n in counts.items() if status == "dead"),
        timers_lag_seconds=max(lag, 0.0),
    )
