"""The connection to the Bot API: one bot, its timeouts, its silence in the logs, its identity."""

import asyncio
import logging
from datetime import timedelta
from typing import Any, cast

from telegram import Bot, User
from telegram.request import BaseRequest, HTTPXRequest

CONNECTIONS = 64
"""Calls in flight at once; more wait in line for a connection."""
CALL_TIMEOUT = 10.0
"""Seconds to wait for an answer. Telegram answers a plain call well within that, or not at all."""
POLL_GRACE = 10.0
"""Seconds that a long poll may outlast the time it was asked to wait."""


class CoachBot(Bot):
    """python-telegram-bot's bot, which can also hand over updates as Telegram wrote them.

    `Bot.get_updates` parses a whole batch at once: one update of an unknown form would hide the
    other 99, and it writes them to the log. Raw updates are parsed one by one instead.
    """

    async def raw_updates(
        self, *, offset: int | None, wait: timedelta, allowed: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        """Updates from `offset` on, after waiting up to `wait` for the first; confirms all before
        `offset`.

        Raises telegram.error.TelegramError.
        """
        seconds = int(wait.total_seconds())
        parameters = {"offset": offset, "timeout": seconds, "allowed_updates": list(allowed)}
        updates = await self._post("getUpdates", parameters, read_timeout=seconds + POLL_GRACE)
        return cast("list[dict[str, Any]]", updates)


class Identity:
    """Who the bot is on Telegram, asked once and kept. Every method raises
    telegram.error.TelegramError when Telegram cannot be asked."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._user: User | None = None
        self._asking = asyncio.Lock()

    async def username(self) -> str:
        """Name of the bot without the @."""
        return (await self._me()).username or ""

    async def offers_inline(self) -> bool:
        """True if inline mode was turned on with BotFather."""
        return bool((await self._me()).supports_inline_queries)

    async def _me(self) -> User:
        async with self._asking:
            if self._user is None:
                self._user = await self._bot.get_me()
            return self._user


def build_bot(
    token: str,
    api_base: str,
    *,
    calls: BaseRequest | None = None,
    polls: BaseRequest | None = None,
) -> CoachBot:
    """A bot that speaks to the server at `api_base` ("https://api.telegram.org").

    `calls` and `polls` replace the HTTP clients for calls and for long polls. Use as an async
    context manager only where a failing `getMe` may stop the start; `shutdown` closes it.
    Raises telegram.error.InvalidToken for an empty token.
    """
    _hush()
    return CoachBot(
        token,
        base_url=f"{api_base.rstrip('/')}/bot",
        request=calls
        or HTTPXRequest(
            connection_pool_size=CONNECTIONS,
            read_timeout=CALL_TIMEOUT,
            connect_timeout=CALL_TIMEOUT,
            pool_timeout=CALL_TIMEOUT,
        ),
        get_updates_request=polls or HTTPXRequest(connection_pool_size=2),
    )


def _hush() -> None:
    # httpx logs every URL, which holds the token; python-telegram-bot logs calls with their texts
    # and answers that it cannot read. Whatever fails reaches us as an exception.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
