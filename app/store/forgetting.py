"""Taking out of sight, and deleting for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from app.engine.model import Conversation, dump_conversation
from app.store.conversations import Held
from app.store.tables import conversations, outbox, persons, processed_updates, timers
from app.store.unit_of_work import UnitOfWork

DELETABLE = timedelta(hours=48)
"""A bot may delete its own messages for so long (Telegram Bot API, deleteMessage)."""

HIDDEN_AT_ONCE = 100
"""So many of the newest messages are taken away at once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that stands in the person's chat, or is on its way there."""

    row_id: int
    remote_id: str | None


async def hide(unit: UnitOfWork, held: Held, now: datetime) -> list[Shown]:
    """Mark everything said so far as hidden, and drop what has not been sent.

    Returns the messages that a carried channel can still take away, the newest first.
    """
    mine = outbox.c.conversation_id == held.id
    await unit.connection.execute(
        update(outbox)
        .where(mine, outbox.c.status == "pending", outbox.c.lease_owner.is_(None))
        .where(outbox.c.kind.in_(("send", "edit", "close")))
        .values(status="dropped", reason="hidden", prompt=False)
    )
    shown = await unit.connection.execute(
        select(outbox.c.id, outbox.c.remote_id)
        .where(mine, outbox.c.kind == "send", outbox.c.hidden_at.is_(None))
        .where(outbox.c.status.in_(("pending", "sent")))
        .where(outbox.c.created_at > now - DELETABLE)
        .order_by(outbox.c.seq.desc())
        .limit(HIDDEN_AT_ONCE)
    )
    messages = [Shown(row.id, row.remote_id) for row in shown]
    await unit.connection.execute(
        update(outbox)
        .where(mine, outbox.c.hidden_at.is_(None), outbox.c.kind != "delete")
        .values(hidden_at=now, prompt=False)
    )
    return messages


async def forget(unit: UnitOfWork, held: Held, now: datetime) -> int:
    """Delete everything of the person that the conversation belongs to.

    Their other conversations go as a whole. This one is left empty, so that a last message can
    be delivered; `app.store.retention` removes it too, unless they write again. Returns the id of
    the new, blank person that it belongs to.
    """
    for table in (outbox, timers, processed_updates):
        await unit.connection.execute(delete(table).where(table.c.conversation_id == held.id))
    blank: int | None = await unit.connection.scalar(
        insert(persons).values(created_at=now).returning(persons.c.id)
    )
    if blank is None:
        raise RuntimeError("the database gave no id for a new person")
    await unit.connection.execute(
        update(conversations)
        .where(conversations.c.id == held.id)
        .values(
            person_id=blank,
            state=unit.vault.seal(dump_conversation(Conversation())),
            created_at=now,
            gone_at=None,
            forgotten_at=now,
        )
    )
    # Drafts, episodes, heats and other conversations go with the person (ON DELETE CASCADE).
    await unit.connection.execute(delete(persons).where(persons.c.id == held.person_id))
    return blank
