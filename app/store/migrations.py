"""Bringing a database to the shape that `app.store.tables` describes."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from alembic import command
from app.settings import ROOT
from app.store.database import Database, create_engine

_LOCK = 0x43_42_44_42
"""Key of the advisory lock that lets one replica migrate at a time."""


class SchemaOutdated(Exception):
    """The database is not at the version that this program needs."""

    def __init__(self, current: str | None, wanted: str | None) -> None:
        super().__init__(
            f"The database is at version {current or '(empty)'}, the program needs {wanted}. "
            "Run `circleback db upgrade`."
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """The newest version there is a migration for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def current(connection: AsyncConnection) -> str | None:
    """The version that the database is at; None if it is empty."""
    return await connection.run_sync(
        lambda sync: MigrationContext.configure(sync).get_current_revision()
    )


async def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at this URL up, or down, to a revision ("base" is empty)."""
    database = Database(create_engine(url, foreign_keys=False))
    try:
        async with database.write() as connection:
            if not database.is_sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(_run, revision)
    finally:
        await database.close()


def _run(connection: Connection, revision: str) -> None:
    config = _config(connection)
    present = MigrationContext.configure(connection).get_current_revision()
    if revision == "head" or present is None:
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)
