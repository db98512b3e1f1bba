"""What channels and operators ask of the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import conversations, outbox, timers


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that its channel refused. Its words stay sealed."""

    id: int
    channel: str
    conversation_id: int
    reason: str
    attempts: int
    created_at: datetime


async def conversation_id(connection: AsyncConnection, channel: str, address: str) -> int | None:
    """The conversation with whoever writes from there; None if nobody did."""
    found: int | None = await connection.scalar(
        select(conversations.c.id).where(
            conversations.c.channel == channel, conversations.c.address == address
        )
    )
    return found


async def dead_letters(connection: AsyncConnection, limit: int = 100) -> list[DeadLetter]:
    """Messages that could not be delivered, the newest first."""
    rows = await connection.execute(
        select(
            outbox.c.id,
            outbox.c.channel,
            outbox.c.conversation_id,
            outbox.c.reason,
            outbox.c.attempts,
            outbox.c.created_at,
        )
        .where(outbox.c.status == "dead")
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return [DeadLetter(*row) for row in rows]


async def outbox_counts(connection: AsyncConnection) -> Mapping[tuple[str, str], int]:
    """How many rows are pending or dead, by channel and status."""
    rows = await connection.execute(
        select(outbox.c.channel, outbox.c.status, func.count())
        .where(outbox.c.status.in_(("pending", "dead")))
        .group_by(outbox.c.channel, outbox.c.status)
    )
    return {(channel, status): count for channel, status, count in rows}


async def oldest_pending(connection: AsyncConnection, channel: str) -> datetime | None:
    """Since when the longest waiting message of the channel waits; None if none does."""
    found: datetime | None = await connection.scalar(
        select(outbox.c.created_at)
        .where(outbox.c.channel == channel, outbox.c.status == "pending")
        .order_by(outbox.c.created_at)
        .limit(1)
    )
    return found


async def timer_count(connection: AsyncConnection) -> int:
    """How many timers are pending."""
    return await connection.scalar(select(func.count()).select_from(timers)) or 0
