"""Timers as rows: what is due, for whom, and who is waking it. They hold no words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import conversations, timers
from app.store.topics import TIMERS
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose time has come, leased to whoever asked."""

    id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class Timer:
    """A pending timer of a conversation that is locked."""

    key: str
    due: datetime


async def set_timer(unit: UnitOfWork, conversation_id: int, key: str, due: datetime) -> None:
    """Set the timer, or move it if the conversation has one of that key."""
    statement = unit.upsert(timers).values(conversation_id=conversation_id, key=key, due_at=due)
    await unit.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[timers.c.conversation_id, timers.c.key],
            set_={"due_at": due, "lease_owner": None, "lease_until": None},
        )
    )
    unit.topics.add(TIMERS)


async def drop_timer(unit: UnitOfWork, conversation_id: int, key: str) -> None:
    """Forget the timer, if there is one."""
    await unit.connection.execute(
        delete(timers).where(timers.c.conversation_id == conversation_id, timers.c.key == key)
    )


async def conversation_of(unit: UnitOfWork, timer_id: int) -> int | None:
    """Whose timer it is; None if it is no longer pending."""
    found: int | None = await unit.connection.scalar(
        select(timers.c.conversation_id).where(timers.c.id == timer_id)
    )
    return found


async def take(unit: UnitOfWork, timer_id: int, now: datetime) -> Timer | None:
    """Remove a timer that is due and give it; None if it is gone or was moved into the future.

    The conversation must be locked: then nobody else can take the same timer.
    """
    row = (
        await unit.connection.execute(
            delete(timers)
            .where(timers.c.id == timer_id, timers.c.due_at <= now)
            .returning(timers.c.key, timers.c.due_at)
        )
    ).one_or_none()
    return None if row is None else Timer(row.key, row.due_at)


_REACHABLE = timers.c.conversation_id.in_(
    select(conversations.c.id).where(conversations.c.gone_at.is_(None))
)


async def claim_due(
    unit: UnitOfWork, owner: str, now: datetime, until: datetime, limit: int
) -> list[DueTimer]:
    """Lease due timers to `owner` until then, the earliest first; nobody else is given them."""
    free = or_(timers.c.lease_until.is_(None), timers.c.lease_until <= now)
    due = (
        select(timers.c.id, timers.c.conversation_id)
        .where(timers.c.due_at <= now, free, _REACHABLE)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=timers)
    )
    rows = (await unit.connection.execute(due)).all()
    await unit.connection.execute(
        update(timers)
        .where(timers.c.id.in_([row.id for row in rows]))
        .values(lease_owner=owner, lease_until=until)
    )
    return [DueTimer(row.id, row.conversation_id) for row in rows]


async def release(unit: UnitOfWork, timer_id: int, owner: str, retry_at: datetime | None) -> None:
    """Give the lease back; with `retry_at`, nobody is given the timer before."""
    await unit.connection.execute(
        update(timers)
        .where(timers.c.id == timer_id, timers.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=retry_at)
    )


async def next_due(connection: AsyncConnection) -> datetime | None:
    """When the next timer can be claimed; None if none is pending."""
    claimable = case(
        (timers.c.lease_until > timers.c.due_at, timers.c.lease_until), else_=timers.c.due_at
    )
    found: datetime | None = await connection.scalar(
        select(claimable.label("at")).where(_REACHABLE).order_by("at").limit(1)
    )
    return found
