"""The Telegram channel in a process of its own, with the smallest coach that keeps its word: a
turn and its reply are committed together, and what was committed is sent.

Run as `python -m tests.chaos.small_coach <database file>` with TELEGRAM_API_BASE and
TELEGRAM_BOT_TOKEN set; it is there to be killed.
"""

import asyncio
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path

from app.channels.telegram.bot import Identity, build_bot
from app.channels.telegram.carrier import TelegramCarrier
from app.channels.telegram.dispatch import Dispatcher
from app.channels.telegram.inline import InlineDrafts
from app.channels.telegram.limits import Limits
from app.channels.telegram.polling import Poller
from app.channels.telegram.words import load_words
from app.coach_service import Incoming
from app.delivery.carrier import Outgoing, RetryLater
from app.engine.model import Reply
from app.settings import ROOT, Settings

TABLES = """
CREATE TABLE IF NOT EXISTS processed_updates (update_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, address TEXT, text TEXT, kind TEXT DEFAULT 'send',
  status TEXT DEFAULT 'pending', reason TEXT, remote_id TEXT);
"""


class SmallCoach:
    """Says back what it hears, once for each update."""

    def __init__(self, file: Path) -> None:
        self._kept = sqlite3.connect(file, isolation_level=None)
        self._kept.execute("PRAGMA journal_mode=WAL")
        self._kept.executescript(TABLES)

    async def handle(self, incoming: Incoming) -> None:
        await asyncio.sleep(0.1)  # a turn takes a while, in which a kill can strike
        self._kept.execute("BEGIN IMMEDIATE")
        new = self._kept.execute(
            "INSERT OR IGNORE INTO processed_updates VALUES (?)", (incoming.update_id,)
        ).rowcount
        if new:
            self._kept.execute(
                "INSERT INTO outbox (address, text) VALUES (?, ?)",
                (incoming.address, f"heard: {incoming.text}"),
            )
        self._kept.execute("COMMIT")

    async def send(self, carrier: TelegramCarrier) -> None:
        """Send what waits, for ever."""
        while True:
            waiting = self._kept.execute(
                "SELECT id, address, text FROM outbox WHERE status = 'pending' ORDER BY id"
            ).fetchall()
            oldest = {address: (id_, text) for id_, address, text in reversed(waiting)}
            await asyncio.gather(
                *(self._carry(carrier, a, id_, text) for a, (id_, text) in oldest.items())
            )
            await asyncio.sleep(0.01)

    async def _carry(self, carrier: TelegramCarrier, address: str, id_: int, text: str) -> None:
        try:
            receipt = await carrier.carry(Outgoing(id_, "send", address, Reply(text)))
        except RetryLater as later:
            await asyncio.sleep(later.after or 0.1)
        else:
            self._kept.execute(
                "UPDATE outbox SET status = 'sent', remote_id = ? WHERE id = ?",
                (receipt.remote_id, id_),
            )


async def _run(file: Path) -> None:
    settings = Settings()
    bot = build_bot(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_base)
    identity, lexicon = Identity(bot), load_words(ROOT / "flows")
    coach = SmallCoach(file)

    async def nothing(*_: object) -> tuple[()]:
        return ()

    async def english(_: str) -> str:
        return "en"

    inline = InlineDrafts(bot, lexicon, recent_drafts=nothing, chosen=nothing)
    dispatcher = Dispatcher(bot, identity, lexicon, inline, handle=coach.handle, gone=nothing)
    carrier = TelegramCarrier(bot, identity, Limits(time.monotonic), lexicon, english)
    poller = Poller(bot, dispatcher.insist, wait=timedelta(seconds=5))
    await asyncio.gather(poller.run(), coach.send(carrier))


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1])))
