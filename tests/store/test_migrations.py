"""Migrations lead from nothing to exactly the tables that the program uses."""

import asyncio
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url

from app.store.database import create_engine
from app.store.migrations import SchemaOutdated, head, migrate
from app.store.store import Store
from app.store.tables import metadata


async def inspected(url: str, question):
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(question)
    finally:
        await engine.dispose()


def tables(connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def differences(connection):
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return compare_metadata(context, metadata)


async def test_from_empty_up_down_and_up_again(empty_settings):
    url = empty_settings.database
    await migrate(url)
    assert await inspected(url, tables) == set(metadata.tables)
    await migrate(url, "base")
    assert await inspected(url, tables) == set()
    await migrate(url)
    await migrate(url)
    store = await Store.open(empty_settings)
    await store.check_ready()
    await store.close()


async def test_the_tables_and_the_migrations_agree(settings):
    assert await inspected(settings.database, differences) == []


def partial(index) -> list[str]:
    return sorted(str(value) for value in index.get("dialect_options", {}).values())


def constraints(connection):
    inspector = inspect(connection)
    return {
        name: (
            sorted(c["name"] for c in inspector.get_check_constraints(name)),
            sorted(c["name"] for c in inspector.get_unique_constraints(name)),
            sorted((c["name"], str(c["options"])) for c in inspector.get_foreign_keys(name)),
            sorted(
                (c["name"], str(c["column_names"]), c["unique"], partial(c))
                for c in inspector.get_indexes(name)
            ),
        )
        for name in metadata.tables
    }


async def test_the_constraints_agree_as_well(empty_settings):
    engine = create_engine(empty_settings.database)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        wanted = await connection.run_sync(constraints)
        await connection.run_sync(metadata.drop_all)
    await engine.dispose()
    await migrate(empty_settings.database)
    assert await inspected(empty_settings.database, constraints) == wanted


async def test_replicas_that_start_together_migrate_once(empty_settings):
    await asyncio.gather(*(migrate(empty_settings.database) for _ in range(3)))
    assert await inspected(empty_settings.database, tables) == set(metadata.tables)


async def test_a_new_file_that_another_program_is_writing_is_waited_for(
    backend, empty_settings, monkeypatch
):
    if backend != "sqlite":
        pytest.skip("SQLite's write-ahead log")
    path = make_url(empty_settings.database).database
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def pause(_seconds: float) -> None:
        other.rollback()

    monkeypatch.setattr("app.store.database.asyncio.sleep", pause)
    await migrate(empty_settings.database)
    other.close()
    assert await inspected(empty_settings.database, tables) == set(metadata.tables)


async def test_an_empty_database_is_refused_with_the_remedy(empty_settings):
    with pytest.raises(SchemaOutdated, match="circleback db upgrade"):
        await Store.open(empty_settings)
    assert not empty_settings.key_file.exists()


async def test_readiness_notices_a_schema_that_is_behind(store):
    from sqlalchemy import text

    await store.check_ready()
    async with store.write() as unit:
        await unit.connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(SchemaOutdated, match=str(head())):
        await store.check_ready()
