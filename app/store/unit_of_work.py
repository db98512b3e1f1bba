"""One transaction, and what it will have changed that others wait for."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.crypto import Vault


class UnitOfWork:
    """A transaction in progress.

    connection  runs statements in it.
    vault       seals what goes in, opens what comes out.
    topics      what is worth waking others for once it is committed (see `app.store.topics`).
    """

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self.connection = connection
        self.vault = vault
        self.topics: set[str] = set()

    async def insert_once(self, table: Table, **values: Any) -> bool:
        """Insert the row unless its key is taken; True if it was inserted."""
        statement = self.upsert(table).values(**values).on_conflict_do_nothing()
        inserted = await self.connection.execute(statement.returning(*table.primary_key))
        return inserted.one_or_none() is not None

    def upsert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert that can say what to do on a conflict, in the database's own dialect."""
        if self.connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)
