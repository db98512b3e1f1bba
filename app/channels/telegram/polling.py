"""Long polling: fetches updates and confirms each only after its turn was committed.

Telegram forgets an update as soon as `getUpdates` is called with a higher offset
(https://core.telegram.org/bots/api#getupdates). So the offset never passes an update that is still
under way: whatever a crash interrupts is delivered again, and the update id makes the rest of the
repetition harmless.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from app.channels.telegram.bot import CoachBot
from app.channels.telegram.dispatch import Sleep
from app.channels.telegram.errors import seconds
from app.channels.telegram.updates import ALLOWED_UPDATES

_log = logging.getLogger(__name__)

LONG_POLL = timedelta(seconds=50)
SETTLE = 1.0
"""Seconds to wait for turns under way before asking for more."""
STOP_GRACE = 10.0
"""Seconds that turns under way get to finish at the end."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
REFUSED_PAUSE = 60.0
"""Seconds between tries while only an operator can help."""

_REMEDIES: dict[type[TelegramError], str] = {
    InvalidToken: (
        "Telegram refuses the bot token. Check TELEGRAM_BOT_TOKEN, or get a new token from "
        "@BotFather, and start again."
    ),
}
_WEBHOOK_IS_SET = (
    "Telegram sends this bot's updates to a webhook, so they cannot be fetched. Run "
    "'circleback webhook delete', or set PUBLIC_URL to use the webhook."
)
_OTHER_POLLER = (
    "Another process fetches this bot's updates. Stop it: only one may run without PUBLIC_URL; "
    "for several replicas use a webhook."
)


class Ledger:
    """Which updates are under way, and up to where Telegram may forget."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._done: set[int] = set()
        self._next: int | None = None

    @property
    def offset(self) -> int | None:
        """The oldest update that is not committed, or the one to come; None before the first."""
        return min(self._open) if self._open else self._next

    def take(self, update_id: int) -> bool:
        """True if the update is new, and from now on under way."""
        if update_id in self._open or update_id in self._done:
            return False
        self._open.add(update_id)
        self._next = max(self._next or 0, update_id + 1)
        return True

    def settle(self, update_id: int) -> None:
        """The update was committed."""
        self._open.discard(update_id)
        self._done.add(update_id)
        if self.offset is not None:
            self._done = {done for done in self._done if done >= self.offset}


class Poller:
    """Fetches updates until it is cancelled.

    insist  takes an update in and returns once it is committed or given up.
    """

    def __init__(
        self,
        bot: CoachBot,
        insist: Callable[[Mapping[str, Any]], Awaitable[None]],
        *,
        sleep: Sleep = asyncio.sleep,
        wait: timedelta = LONG_POLL,
    ) -> None:
        self._bot = bot
        self._insist = insist
        self._sleep = sleep
        self._wait = wait
        self._ledger = Ledger()
        self._under_way: set[asyncio.Task[None]] = set()
        self._troubled = ""

    async def run(self) -> None:
        """Fetch and take in, for ever; on cancellation let turns under way finish and confirm
        them."""
        pause = FIRST_PAUSE
        try:
            while True:
                try:
                    await self._round()
                except TelegramError as error:
                    await self._sleep(self._trouble(error, pause))
                    pause = min(pause * 2, LONGEST_PAUSE)
                else:
                    pause = FIRST_PAUSE
                    self._recovered()
        finally:
            await self._finish()

    async def _round(self) -> None:
        wait = timedelta(0) if self._under_way else self._wait
        updates = await self._bot.raw_updates(
            offset=self._ledger.offset, wait=wait, allowed=ALLOWED_UPDATES
        )
        for raw in updates:
            if self._ledger.take(raw["update_id"]):
                task = asyncio.create_task(self._take(raw))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=SETTLE)

    async def _take(self, raw: Mapping[str, Any]) -> None:
        await self._insist(raw)
        self._ledger.settle(raw["update_id"])

    def _trouble(self, error: TelegramError, pause: float) -> float:
        """Log a new kind of trouble once, with its remedy; seconds to wait."""
        remedy = _remedy(error)
        kind = remedy or type(error).__name__
        if kind != self._troubled:
            self._troubled = kind
            if remedy:
                _log.error("%s", remedy)
            else:
                _log.warning("Telegram cannot be reached, trying on: %s", kind)
        if isinstance(error, RetryAfter):
            return seconds(error.retry_after)
        return REFUSED_PAUSE if isinstance(error, InvalidToken) else pause

    def _recovered(self) -> None:
        if self._troubled:
            self._troubled = ""
            _log.info("Telegram answers again.")

    async def _finish(self) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=STOP_GRACE)
            for task in late:
                task.cancel()
        if self._ledger.offset is not None:
            with suppress(TelegramError):
                await self._bot.raw_updates(
                    offset=self._ledger.offset, wait=timedelta(0), allowed=ALLOWED_UPDATES
                )


def _remedy(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return _WEBHOOK_IS_SET if "webhook" in error.message.lower() else _OTHER_POLLER
    return _REMEDIES.get(type(error), "")
