"""How migrations run: on a connection that is handed in, or on the configured database."""

import asyncio
from typing import Literal

from sqlalchemy import Connection

from alembic import context
from app.settings import Settings
from app.store.database import create_engine
from app.store.tables import UtcDateTime, metadata


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Keep migrations free of imports from the program, which moves on."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        render_item=render_item,
        # SQLite alters a table by copying it.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_configured() -> None:
    engine = create_engine(Settings().database, foreign_keys=False)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


def run_offline() -> None:
    context.configure(
        url=Settings().database,
        target_metadata=metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
elif (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    asyncio.run(run_configured())
