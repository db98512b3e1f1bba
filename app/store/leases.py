"""Leases that outlived their process.

On PostgreSQL, which replicas share, a lease runs out by itself. A SQLite file belongs to one
machine, where it can be seen at once that a process is no more.
"""

import os
import secrets
import socket

from sqlalchemy import Table, select, update

from app.store.store import Store
from app.store.tables import outbox, timers
from app.store.unit_of_work import UnitOfWork


def new_owner() -> str:
    """A name for this process's leases, which no other process ever has."""
    return f"{socket.gethostname()[:64]}:{os.getpid()}:{secrets.token_hex(4)}"


async def free_orphans(store: Store, owner: str) -> None:
    """Take back the leases of processes of this machine that have ended (SQLite only)."""
    if not store.database.is_sqlite:
        return
    async with store.write() as unit:
        for table in (outbox, timers):
            owners = await unit.connection.scalars(
                select(table.c.lease_owner).where(table.c.lease_owner.is_not(None)).distinct()
            )
            await _free(unit, table, [other for other in owners if _has_ended(other, owner)])


async def free_own(store: Store, owner: str, table: Table) -> None:
    """Give back what this process still holds in the table, when it stops."""
    async with store.write() as unit:
        await _free(unit, table, [owner])


async def _free(unit: UnitOfWork, table: Table, owners: list[str]) -> None:
    await unit.connection.execute(
        update(table)
        .where(table.c.lease_owner.in_(owners))
        .values(lease_owner=None, lease_until=None)
    )


def _has_ended(other: str, owner: str) -> bool:
    """True if `other` surely names a process that is no more.

    Of other hosts nothing is known: a container may share the file, and its leases run out. On
    this host, our own number was given to an earlier process: in a container it is always 1.
    """
    (host, pid, _), (own_host, own_pid, _) = other.rsplit(":", 2), owner.rsplit(":", 2)
    if host != own_host:
        return False
    if pid == own_pid:
        return other != owner
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
