"""What is not needed any more is deleted, day by day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from app.store.store import Store
from app.store.tables import conversations, outbox, persons, processed_updates

BATCH = 1000
"""Rows deleted in one transaction, so that a turn never waits long."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept.

    messages   what was said, once it was delivered.
    updates    marks of updates that were handled.
    forgotten  the empty shell of a conversation whose person was forgotten.
    """

    messages: timedelta = timedelta(days=30)
    updates: timedelta = timedelta(days=7)
    forgotten: timedelta = timedelta(days=1)


async def sweep(store: Store, now: datetime, keep: Retention = Retention()) -> int:
    """Delete what is older than it may be kept; gives the number of rows deleted."""
    settled = outbox.c.status != "pending"
    empty = ~exists().where(
        outbox.c.conversation_id == conversations.c.id, outbox.c.status == "pending"
    )
    shells = select(conversations.c.person_id).where(
        conversations.c.forgotten_at < now - keep.forgotten, empty
    )
    deleted = 0
    for table, key, old in (
        (outbox, outbox.c.id, settled & (outbox.c.created_at < now - keep.messages)),
        (persons, persons.c.id, persons.c.id.in_(shells)),
    ):
        while True:
            async with store.write() as unit:
                ids = list(await unit.connection.scalars(select(key).where(old).limit(BATCH)))
                await unit.connection.execute(delete(table).where(key.in_(ids)))
            deleted += len(ids)
            if len(ids) < BATCH:
                break
    async with store.write() as unit:
        done = await unit.connection.execute(
            delete(processed_updates).where(processed_updates.c.processed_at < now - keep.updates)
        )
    await store.database.truncate_log()
    return deleted + done.rowcount
