"""Conversations: found or made, locked for a turn, saved after it."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, insert, select, update

from app.engine.model import Conversation, dump_conversation, load_conversation
from app.store.tables import conversations, persons, processed_updates
from app.store.topics import TIMERS
from app.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that this transaction has locked.

    last_seq  number of the newest row of its stream.
    """

    id: int
    person_id: int
    channel: str
    address: str
    conversation: Conversation
    last_seq: int
    gone: bool
    forgotten: bool


_COLUMNS = (
    conversations.c.id,
    conversations.c.person_id,
    conversations.c.channel,
    conversations.c.address,
    conversations.c.state,
    conversations.c.last_seq,
    conversations.c.gone_at,
    conversations.c.forgotten_at,
)


async def find(unit: UnitOfWork, channel: str, address: str) -> Held | None:
    """The conversation, locked until the end of the transaction; None if there is none."""
    here = (conversations.c.channel == channel) & (conversations.c.address == address)
    return await _locked(unit, here)


async def hold(unit: UnitOfWork, conversation_id: int) -> Held | None:
    """The conversation of this id, locked; None if it was deleted."""
    return await _locked(unit, conversations.c.id == conversation_id)


async def find_or_create(unit: UnitOfWork, channel: str, address: str, now: datetime) -> Held:
    """The conversation, locked; made with a new person if nobody ever wrote from there."""
    while True:
        found = await find(unit, channel, address)
        if found is not None:
            return found
        await _create(unit, channel, address, now)


async def save(unit: UnitOfWork, held: Held, conversation: Conversation) -> None:
    """Keep the state after a turn."""
    await unit.connection.execute(
        update(conversations)
        .where(conversations.c.id == held.id)
        .values(state=unit.vault.seal(dump_conversation(conversation)))
    )


async def welcome_back(unit: UnitOfWork, held: Held) -> None:
    """Note that the person wrote: they are reachable, and their timers go on."""
    if held.gone:
        unit.topics.add(TIMERS)
    if held.gone or held.forgotten:
        await unit.connection.execute(
            update(conversations)
            .where(conversations.c.id == held.id)
            .values(gone_at=None, forgotten_at=None)
        )


async def mark_gone(unit: UnitOfWork, conversation_id: int, now: datetime) -> None:
    """Note that the person cannot be reached there; their timers are held from now on."""
    await unit.connection.execute(
        update(conversations).where(conversations.c.id == conversation_id).values(gone_at=now)
    )


async def processed_before(unit: UnitOfWork, held: Held, update_id: str, now: datetime) -> bool:
    """True if the update was taken already; from now on it is."""
    return not await unit.insert_once(
        processed_updates, conversation_id=held.id, update_id=update_id, processed_at=now
    )


async def _create(unit: UnitOfWork, channel: str, address: str, now: datetime) -> None:
    """Insert person and conversation, unless another transaction was faster."""
    person_id = await unit.connection.scalar(
        insert(persons).values(created_at=now).returning(persons.c.id)
    )
    created = await unit.insert_once(
        conversations,
        person_id=person_id,
        channel=channel,
        address=address,
        state=unit.vault.seal(dump_conversation(Conversation())),
        created_at=now,
    )
    if not created:
        await unit.connection.execute(delete(persons).where(persons.c.id == person_id))


async def _locked(unit: UnitOfWork, which: Any) -> Held | None:
    row = (
        await unit.connection.execute(select(*_COLUMNS).where(which).with_for_update())
    ).one_or_none()
    return None if row is None else _held(unit, row)


def _held(unit: UnitOfWork, row: Any) -> Held:
    return Held(
        id=row.id,
        person_id=row.person_id,
        channel=row.channel,
        address=row.address,
        conversation=restore(unit.vault.open(row.state)),
        last_seq=row.last_seq,
        gone=row.gone_at is not None,
        forgotten=row.forgotten_at is not None,
    )


def restore(text: str) -> Conversation:
    """The stored conversation. If its shape is not today's, what the person told is kept and the
    place in the flow is lost, which is better than a person who can never be answered again."""
    try:
        return load_conversation(text)
    except ValidationError:
        _log.warning("a conversation has an outdated shape; its place in the flow is lost")
        return Conversation(slots=json.loads(text).get("slots", {}))
