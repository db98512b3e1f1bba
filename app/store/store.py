"""The store as a whole: a database at the right version, and the vault that opens it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.settings import Settings
from app.store import migrations
from app.store.crypto import Vault
from app.store.database import Database, create_engine
from app.store.keys import open_vault
from app.store.tables import key_check
from app.store.unit_of_work import UnitOfWork

_WORD = "circleback"
CHANNEL = "circleback"
"""Name of the PostgreSQL notification channel."""


class Store:
    """Gives out transactions. Made by `Store.open`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault

    @classmethod
    async def open(cls, settings: Settings) -> "Store":
        """Open the configured database; the first time, make its keys.

        Raises SchemaOutdated, MalformedKey, NoKeys or WrongKeys, each with its remedy.
        """
        database = Database(create_engine(settings.database))
        try:
            async with database.read() as connection:
                await _require_head(connection)
                known = await connection.scalar(select(key_check.c.payload))
            vault = open_vault(settings, has_data=known is not None)
            store = cls(database, vault)
            await store._check_keys()
        except BaseException:
            await database.close()
            raise
        return store

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work, committed at the end as a whole, or not at all.

        Its topics are told to other replicas by the commit; the caller rings them in its own
        process afterwards.
        """
        async with self.database.write() as connection:
            unit = UnitOfWork(connection, self.vault)
            yield unit
            if not self.database.is_sqlite:
                for topic in sorted(unit.topics):
                    await connection.execute(select(func.pg_notify(CHANNEL, topic)))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads."""
        async with self.database.read() as connection:
            yield connection

    async def check_ready(self) -> None:
        """Return when the database answers and is at the newest version.

        Raises SchemaOutdated, or the driver's error.
        """
        async with self.database.read() as connection:
            await _require_head(connection)

    async def close(self) -> None:
        """Give back all connections."""
        await self.database.close()

    async def _check_keys(self) -> None:
        """Raises WrongKeys unless the keys open what is stored; seals a first word to compare."""
        async with self.write() as unit:
            await unit.insert_once(key_check, id=1, payload=self.vault.seal(_WORD))
            self.vault.open(await unit.connection.scalar(select(key_check.c.payload)) or "")


async def _require_head(connection: AsyncConnection) -> None:
    current, wanted = await migrations.current(connection), migrations.head()
    if current != wanted:
        raise migrations.SchemaOutdated(current, wanted)
