"""Takes updates in, from long polling or the webhook, and hands each to whom it concerns."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from app.channels.telegram.bot import Identity
from app.channels.telegram.failures import Failures, NotCommitted
from app.channels.telegram.inline import InlineDrafts
from app.channels.telegram.lines import Lines
from app.channels.telegram.updates import (
    CHANNEL,
    Blocked,
    Chosen,
    Group,
    InlineAsk,
    Seen,
    Turn,
    Unreadable,
    read,
)
from app.channels.telegram.words import Lexicon
from app.coach_service import Incoming

_log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""

SLOW_TURN = 0.5
"""Seconds after which the person sees that the coach is at it."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds between the tries of a turn."""
TYPING_LASTS = 4.5
"""Telegram shows "typing" for 5 seconds or until the next message."""


class Dispatcher:
    """The way in for every update.

    handle  commits a turn; it makes a repeated update id harmless.
    gone    commits that a person (channel, address) cannot be reached any more.
    """

    def __init__(
        self,
        bot: Bot,
        identity: Identity,
        lexicon: Lexicon,
        inline: InlineDrafts,
        *,
        handle: Callable[[Incoming], Awaitable[object]],
        gone: Callable[[str, str], Awaitable[object]],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._identity = identity
        self._lexicon = lexicon
        self._inline = inline
        self._handle = handle
        self._gone = gone
        self._sleep = sleep
        self._lines = Lines()
        self._failures = Failures()
        self._told_groups: set[int] = set()
        self._aside: set[asyncio.Task[None]] = set()

    async def accept(self, raw: Mapping[str, Any]) -> None:
        """Take the update in; returns once it is committed, or needs no commit.

        Raises NotCommitted when it is to be delivered again.
        """
        await self._take(raw, self._once)

    async def insist(self, raw: Mapping[str, Any]) -> None:
        """Take the update in, and try again, with growing pauses, until it is committed or given
        up; later updates of its chat wait."""
        await self._take(raw, self._until_committed)

    async def _take(
        self,
        raw: Mapping[str, Any],
        commit: Callable[[str, Callable[[], Awaitable[None]]], Awaitable[None]],
    ) -> None:
        try:
            seen = read(raw)
        except Unreadable as fault:
            _log.warning("Update passed over: %s", fault)
            return
        match seen:
            case Turn(query=query):
                if query is not None:
                    self._beside(self._answer(query))
                async with self._lines.turn(seen.incoming.address):
                    await commit(str(raw["update_id"]), lambda: self._commit(seen))
            case Blocked(address=address):
                async with self._lines.turn(address):
                    await commit(str(raw["update_id"]), lambda: self._commit(seen))
            case Group():
                await self._leave(seen)
            case InlineAsk():
                await self._inline.answer(seen)
            case Chosen():
                await self._inline.note_chosen(seen)

    async def _once(self, update_id: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - any fault of a turn means: deliver again
            if self._failures.try_again(update_id, error):
                raise NotCommitted from None

    async def _until_committed(self, update_id: str, work: Callable[[], Awaitable[None]]) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._once(update_id, work)
            except NotCommitted:
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _commit(self, seen: Seen) -> None:
        if isinstance(seen, Blocked):
            await self._gone(CHANNEL, seen.address)
        elif isinstance(seen, Turn) and await self._is_for_us(seen):
            async with self._thinking(seen.incoming.address):
                await self._handle(seen.incoming)

    async def _is_for_us(self, turn: Turn) -> bool:
        return not turn.to or turn.to.lower() == (await self._identity.username()).lower()

    @asynccontextmanager
    async def _thinking(self, address: str) -> AsyncIterator[None]:
        """Show "typing" while the turn takes long."""
        typing = asyncio.create_task(self._type(int(address)))
        try:
            yield
        finally:
            typing.cancel()

    async def _type(self, chat: int) -> None:
        await self._sleep(SLOW_TURN)
        with suppress(TelegramError):
            while True:
                await self._bot.send_chat_action(chat, ChatAction.TYPING)
                await self._sleep(TYPING_LASTS)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._aside.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._aside.discard)

    async def _answer(self, query: str) -> None:
        """Stop the button's spinner, at once and whatever the turn does. A query that is too old
        (after an outage) cannot be answered and need not be."""
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query)

    async def _leave(self, group: Group) -> None:
        """Say once that this is no place for a private coach, then go."""
        if group.chat in self._told_groups:
            return
        self._told_groups.add(group.chat)
        with suppress(TelegramError):
            await self._bot.send_message(group.chat, self._lexicon[group.locale].group)
        with suppress(TelegramError):
            await self._bot.leave_chat(group.chat)
