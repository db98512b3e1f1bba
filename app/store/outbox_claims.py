"""Carried rows on their way: claimed one a conversation, then settled.

A claim is a lease. While it lasts nobody else is given the row, and later rows of the same
conversation wait behind it, so order holds without a lock held during the sending.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Select, case, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.delivery.carrier import Outgoing, OutgoingKind
from app.engine.model import load_reply
from app.store.conversations import mark_gone
from app.store.tables import conversations, outbox
from app.store.unit_of_work import UnitOfWork

Unsent = Literal["dropped", "dead"]
"""How a row ends that is not carried: nobody misses it, or an operator may care."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours to carry.

    attempts   how often carrying it failed before.
    pointless  true if the message that it changes never reached the channel.
    """

    outgoing: Outgoing
    conversation_id: int
    attempts: int
    pointless: bool


async def claim(
    unit: UnitOfWork, channel: str, owner: str, now: datetime, until: datetime, limit: int
) -> list[Claimed]:
    """Lease the first waiting row of up to `limit` conversations, where it is due."""
    free = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)
    heads = (
        _heads(channel)
        .add_columns(outbox.c.id)
        .where(outbox.c.due_at <= now, free)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)
    )
    ids = [row.id for row in await unit.connection.execute(heads)]
    if not ids:
        return []
    await unit.connection.execute(
        update(outbox).where(outbox.c.id.in_(ids)).values(lease_owner=owner, lease_until=until)
    )
    target = outbox.alias("target")
    rows = await unit.connection.execute(
        select(outbox, conversations.c.address, target.c.remote_id.label("target_remote_id"))
        .join(conversations, conversations.c.id == outbox.c.conversation_id)
        .outerjoin(target, target.c.id == outbox.c.target_id)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.due_at, outbox.c.id)
    )
    return [_claimed(unit, row) for row in rows]


async def next_attempt(connection: AsyncConnection, channel: str) -> datetime | None:
    """When the next row can be claimed; None if none waits."""
    at = case((outbox.c.lease_until > outbox.c.due_at, outbox.c.lease_until), else_=outbox.c.due_at)
    found: datetime | None = await connection.scalar(
        _heads(channel).add_columns(at.label("at")).order_by("at").limit(1)
    )
    return found


async def settle_sent(unit: UnitOfWork, row_id: int, remote_id: str | None, now: datetime) -> None:
    """The channel has the message. True even if the lease ran out meanwhile."""
    await _settle(
        unit,
        outbox.c.id == row_id,
        status="sent",
        sent_at=now,
        remote_id=case((outbox.c.kind == "send", remote_id), else_=outbox.c.remote_id),
    )


async def settle_unsent(
    unit: UnitOfWork, row_id: int, owner: str, status: Unsent, reason: str
) -> None:
    """The row will not be carried; the next one goes on. `reason` is a code, never words."""
    await _settle(
        unit,
        (outbox.c.id == row_id) & (outbox.c.lease_owner == owner),
        status=status,
        reason=reason[:128],
        prompt=False,
    )


async def settle_later(unit: UnitOfWork, row_id: int, owner: str, due: datetime) -> None:
    """Try again then; until then the conversation waits."""
    await _settle(
        unit,
        (outbox.c.id == row_id) & (outbox.c.lease_owner == owner),
        due_at=due,
        attempts=outbox.c.attempts + 1,
    )


async def settle_gone(unit: UnitOfWork, conversation_id: int, now: datetime) -> None:
    """Nobody is there: drop what waits and hold the timers until they write again."""
    await mark_gone(unit, conversation_id, now)
    await _settle(
        unit, outbox.c.conversation_id == conversation_id, status="dropped", reason="gone"
    )


def _heads(channel: str) -> Select[Any]:
    """Waiting rows of the channel that no other waiting row stands before."""
    earlier = outbox.alias("earlier")
    blocked = exists().where(
        earlier.c.conversation_id == outbox.c.conversation_id,
        earlier.c.channel == channel,
        earlier.c.status == "pending",
        earlier.c.seq < outbox.c.seq,
    )
    return select().where(outbox.c.channel == channel, outbox.c.status == "pending", ~blocked)


async def _settle(unit: UnitOfWork, which: Any, **values: Any) -> None:
    await unit.connection.execute(
        update(outbox)
        .where(which, outbox.c.status == "pending")
        .values(lease_owner=None, lease_until=None, **values)
    )


def _claimed(unit: UnitOfWork, row: Row[Any]) -> Claimed:
    kind: OutgoingKind = row.kind
    remote_id = row.remote_id or row.target_remote_id
    outgoing = Outgoing(
        id=row.id,
        kind=kind,
        address=row.address,
        reply=load_reply(unit.vault.open(row.payload)) if row.payload else None,
        remote_id=remote_id,
        discreet=row.discreet,
        protect=row.protect,
    )
    return Claimed(
        outgoing,
        row.conversation_id,
        row.attempts,
        pointless=kind != "send" and remote_id is None,
    )
