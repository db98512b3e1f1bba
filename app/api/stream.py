"""A page that listens: entries as they are committed, until the page or the server goes."""

import asyncio
from collections.abc import AsyncIterator

from app.channels.web import Entry, Transcript

LOOK_AGAIN = 20.0
"""Seconds after which a listener looks for itself, should a signal have been lost."""


async def new_entries(
    transcript: Transcript, address: str, after: int, closing: asyncio.Event
) -> AsyncIterator[Entry]:
    """The entries above `after`, each once and in order; ends soon after `closing` is set."""
    stop = asyncio.create_task(closing.wait())
    try:
        while not closing.is_set():
            for entry in await transcript.read(address, after):
                yield entry
                after = entry.seq
            await _either(stop, transcript, address, after)
    finally:
        stop.cancel()


async def _either(
    stop: asyncio.Task[bool], transcript: Transcript, address: str, after: int
) -> None:
    """Wait for news or for the end. An error of the wait itself is raised."""
    news = asyncio.create_task(transcript.wait(address, after, LOOK_AGAIN))
    try:
        await asyncio.wait({stop, news}, return_when=asyncio.FIRST_COMPLETED)
        if news.done():
            news.result()
    finally:
        news.cancel()
