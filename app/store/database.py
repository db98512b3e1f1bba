"""The connection to SQLite or PostgreSQL, and how a transaction begins on each."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

BUSY_TIMEOUT = 10_000
"""Milliseconds that SQLite waits for another process to finish writing."""

_PAUSE = 20
"""Milliseconds between two tries to switch on the write-ahead log."""


def create_engine(url: str, *, foreign_keys: bool = True) -> AsyncEngine:
    """An engine for the URL, whose errors quote no values.

    With SQLite, its file is made, readable by the owner only, and its pragmas are set.

    foreign_keys  off for migrations only: SQLite alters a table by copying it, and dropping the
                  old one must not cascade.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(
            parsed, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(parsed.database).touch(mode=0o600)
    engine = create_async_engine(parsed, hide_parameters=True)
    _prepare_sqlite(engine, foreign_keys=foreign_keys)
    return engine


def _prepare_sqlite(engine: AsyncEngine, *, foreign_keys: bool) -> None:
    pragmas = (
        f"busy_timeout = {BUSY_TIMEOUT}",
        # A commit is on disk when it returns, even if the power fails next.
        "synchronous = FULL",
        # What is deleted is overwritten with zeros, not merely unlinked.
        "secure_delete = ON",
        f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        # The driver begins no transaction of its own: `begin` below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        _use_write_ahead_log(cursor)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def _use_write_ahead_log(cursor: Any) -> None:
    """Switch the file to its write-ahead log, where it is not so already.

    Unlike every other statement, this one fails at once where another connection holds the lock,
    whatever the busy timeout; so those that open a new file together would fail.
    """
    for waited in range(0, BUSY_TIMEOUT + 1, _PAUSE):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or waited == BUSY_TIMEOUT:
                raise
        await_only(asyncio.sleep(_PAUSE / 1000))


class Database:
    """An engine, and its two kinds of transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # Taking the write lock at once: a read lock cannot always be upgraded later.
        self._writer = engine.execution_options(sqlite_begin="IMMEDIATE")
        # SQLite has one writer. Within a process they queue here in order, instead of polling
        # the file's lock against each other.
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; committed at the end, rolled back by an exception."""
        if self.is_sqlite:
            async with self._queue, self._writer.begin() as connection:
                yield connection
        else:
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads."""
        async with self.engine.connect() as connection:
            yield connection

    async def truncate_log(self) -> None:
        """Empty SQLite's write-ahead log, which still holds what was deleted from the tables.

        Does what it can: a reader at work keeps the log until the next time.
        """
        if not self.is_sqlite:
            return
        async with self._queue, self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            cursor = await raw.driver_connection.execute(  # type: ignore[union-attr]
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )
            await cursor.close()

    async def close(self) -> None:
        """Give back all connections."""
        await self.engine.dispose()
