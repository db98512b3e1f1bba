"""How fast we may send, so that Telegram need not say no.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one message
a second in a chat, with short bursts, and about 30 a second over all chats. python-telegram-bot's
AIORateLimiter knows no limit for a private chat, which is the only kind we have, so its
underlying aiolimiter is used directly.
"""

from collections.abc import Callable

from aiolimiter import AsyncLimiter

CHAT_BURST = 5
"""Messages that a chat may get at once (a turn and the next one); after that, one a second."""
BOT_BURST, BOT_RATE = 5, 25
"""At once, and a second, over all chats: never more than 30 within any second."""
KEPT_CHATS = 1024
"""Chats remembered before the idle ones are forgotten."""


class Held(Exception):
    """Telegram asked the whole bot to wait; `after` is in seconds."""

    def __init__(self, after: float) -> None:
        super().__init__("held back")
        self.after = after


class Limits:
    """Paces the calls of one process. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._bot = AsyncLimiter(BOT_BURST, BOT_BURST / BOT_RATE)
        self._chats: dict[str, AsyncLimiter] = {}
        self._held_until = float("-inf")

    def hold(self, seconds: float) -> None:
        """Let nothing out for so long."""
        self._held_until = max(self._held_until, self._monotonic() + seconds)

    async def message(self, address: str) -> None:
        """Wait until a message may go to the chat. Raises Held."""
        self._refuse_while_held()
        await self._chat(address).acquire()
        await self.call()

    async def call(self) -> None:
        """Wait until a call may go out that shows no new message. Raises Held."""
        await self._bot.acquire()
        self._refuse_while_held()

    def _refuse_while_held(self) -> None:
        # To wait here would keep the messages' rows locked; the outbox knows how to come back.
        left = self._held_until - self._monotonic()
        if left > 0:
            raise Held(left)

    def _chat(self, address: str) -> AsyncLimiter:
        if len(self._chats) >= KEPT_CHATS:
            self._chats = {
                chat: limiter
                for chat, limiter in self._chats.items()
                if not limiter.has_capacity(CHAT_BURST)
            }
        return self._chats.setdefault(address, AsyncLimiter(CHAT_BURST, CHAT_BURST))
