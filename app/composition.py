"""The composition root: the one place that knows which part is made of which."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.clock import Clock, system_clock
from app.coach_service import Coach
from app.delivery.carrier import Carrier
from app.delivery.housekeeping import Housekeeping
from app.delivery.outbox import Outbox
from app.delivery.replicas import ReplicaListener
from app.delivery.signals import Signals
from app.delivery.timers import Timers
from app.engine.check import check_structure
from app.engine.loader import FlowError, load_book
from app.engine.script import Script, compile_script
from app.engine.turn import advance, trouble
from app.observability import Backlog, Metrics
from app.settings import Settings
from app.store.migrations import migrate
from app.store.queries import outbox_counts
from app.store.store import Store
from app.store.timer_rows import next_due
from app.toolbox import build_tools, read_text, warm_up

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Core:
    """What every channel needs: the coach behind its one door, and what it writes to."""

    settings: Settings
    script: Script
    store: Store
    coach: Coach
    signals: Signals
    clock: Clock
    metrics: Metrics


def build_script(settings: Settings) -> Script:
    """The flows, compiled. Raises FlowError naming every problem."""
    book = load_book(settings.flows_dir)
    tools = build_tools()
    if problems := check_structure(book, tools.functions):
        raise FlowError(problems)
    return compile_script(book, tools)


@asynccontextmanager
async def open_core(settings: Settings, clock: Clock = system_clock) -> AsyncIterator[Core]:
    """The coach and its store, closed at the end.

    The embedded database is brought up to date on the way; a shared one is upgraded by its
    operator, before replicas start (`circleback db upgrade`).
    Raises FlowError, or what Store.open raises, each with its remedy.
    """
    script = build_script(settings)
    warm_up()
    if settings.database.startswith("sqlite"):
        await migrate(settings.database)
    store = await Store.open(settings)
    try:
        signals = Signals()
        coach = Coach(
            store,
            partial(advance, script),
            read_text,
            clock,
            signals,
            apology_line=lambda conversation: trouble(script, conversation, clock()),
        )
        metrics = Metrics(partial(_backlog, store, clock))
        yield Core(settings, script, store, coach, signals, clock, metrics)
    finally:
        await store.close()


@asynccontextmanager
async def running(core: Core, carriers: Sequence[Carrier]) -> AsyncIterator[None]:
    """While this is open, timers fire and committed messages are carried."""
    url = core.store.database.engine.url
    loops: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (
        Outbox(core.store, carriers, core.clock, core.signals).run,
        Timers(core.store, MeasuredWaker(core), core.clock, core.signals).run,
        ReplicaListener(url, core.signals).run,
        Housekeeping(core.store, core.clock, core.signals).run,
    )
    async with background(*loops):
        yield


class MeasuredWaker:
    """Wakes timers, and counts their turns."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def wake(self, timer_id: int) -> bool:
        """See Coach.wake."""
        with self._core.metrics.turn("timer"):
            return await self._core.coach.wake(timer_id)


@asynccontextmanager
async def background(*loops: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """While this is open, the loops run; they are cancelled and awaited at the end."""
    async with AsyncExitStack() as stack:
        for loop in loops:
            task = asyncio.create_task(loop())
            task.add_done_callback(_note_end)
            stack.push_async_callback(_stop, task)
        yield


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _note_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.critical("a background loop ended", exc_info=error)


async def _backlog(store: Store, clock: Clock) -> Backlog:
    async with store.read() as connection:
        counts = await outbox_counts(connection)
        due = await next_due(connection)
    lag = (clock() - due).total_seconds() if due else 0.0
    return Backlog(
        outbox_pending=sum(n for (_, status), n in counts.items() if status == "pending"),
        outbox_dead=sum(n for (_, status), n in counts.items() if status == "dead"),
        timers_lag_seconds=max(lag, 0.0),
    )
