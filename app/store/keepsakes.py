"""What stays of the work: drafts, episodes and heat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.crypto import Vault
from app.store.tables import conversations, drafts, episodes, heats
from app.store.unit_of_work import UnitOfWork

DRAFTS_KEPT = 20
"""So many of a person's drafts are kept, the newest."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that the person may send; `kind` is the flow's word for it."""

    kind: str
    text: str
    at: datetime


async def save_draft(unit: UnitOfWork, person_id: int, kind: str, text: str, now: datetime) -> None:
    """Keep the draft, and let go of the oldest beyond DRAFTS_KEPT."""
    await unit.connection.execute(
        insert(drafts).values(
            person_id=person_id, kind=kind, payload=unit.vault.seal(text), created_at=now
        )
    )
    kept = (
        select(drafts.c.id)
        .where(drafts.c.person_id == person_id)
        .order_by(drafts.c.id.desc())
        .limit(DRAFTS_KEPT)
    )
    await unit.connection.execute(
        delete(drafts).where(drafts.c.person_id == person_id, drafts.c.id.not_in(kept))
    )


async def recent_drafts(
    connection: AsyncConnection, vault: Vault, channel: str, address: str, limit: int = DRAFTS_KEPT
) -> list[Draft]:
    """The drafts of whoever writes from there, the newest first."""
    rows = await connection.execute(
        select(drafts.c.kind, drafts.c.payload, drafts.c.created_at)
        .join(conversations, conversations.c.person_id == drafts.c.person_id)
        .where(conversations.c.channel == channel, conversations.c.address == address)
        .order_by(drafts.c.id.desc())
        .limit(limit)
    )
    return [Draft(row.kind, vault.open(row.payload), row.created_at) for row in rows]


async def open_episode(unit: UnitOfWork, person_id: int, now: datetime) -> None:
    """A rupture begins, unless one is open."""
    await unit.insert_once(episodes, person_id=person_id, opened_at=now)


async def close_episode(unit: UnitOfWork, person_id: int, outcome: str, now: datetime) -> None:
    """The open episode, if there is one, ends so."""
    await unit.connection.execute(
        update(episodes)
        .where(episodes.c.person_id == person_id, episodes.c.closed_at.is_(None))
        .values(closed_at=now, outcome=outcome)
    )


async def record_heat(
    unit: UnitOfWork, person_id: int, moment: str, value: int, now: datetime
) -> None:
    """Keep how hot it was (0-10), with the open episode if there is one."""
    episode_id = await unit.connection.scalar(
        select(episodes.c.id).where(
            episodes.c.person_id == person_id, episodes.c.closed_at.is_(None)
        )
    )
    await unit.connection.execute(
        insert(heats).values(
            person_id=person_id, episode_id=episode_id, moment=moment, value=value, felt_at=now
        )
    )
