"""How the two databases are set up."""

import asyncio
import stat
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from app.store.store import Store
from app.store.tables import persons
from tests.virtual_time import START


async def test_moments_come_back_aware_and_in_utc(store):
    said = datetime(2026, 7, 1, 20, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=-7)))
    async with store.write() as unit:
        await unit.connection.execute(insert(persons).values(created_at=said))
    async with store.read() as connection:
        kept = await connection.scalar(select(persons.c.created_at))
    assert kept == said
    assert kept.utcoffset() == timedelta(0)


async def test_a_naive_moment_is_refused(store):
    with pytest.raises(StatementError, match="naive"):
        async with store.write() as unit:
            await unit.connection.execute(
                insert(persons).values(created_at=datetime(2026, 1, 1))  # noqa: DTZ001
            )


async def test_sqlite_is_durable_checked_and_private(backend, store, settings):
    if backend != "sqlite":
        pytest.skip("pragmas are SQLite's")
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }
    async with store.read() as connection:
        found = {name: await connection.scalar(text(f"PRAGMA {name}")) for name in wanted}
    assert found == wanted


async def test_a_new_sqlite_file_is_readable_by_its_owner_only(tmp_path):
    from app.settings import Settings
    from app.store.migrations import migrate

    settings = Settings(_env_file=None, data_dir=tmp_path / "new", database_url="")
    await migrate(settings.database)
    assert stat.S_IMODE((tmp_path / "new" / "circleback.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


async def test_writers_wait_for_each_other(settings):
    stores = [await Store.open(settings) for _ in range(2)]

    async def read_then_write(store: Store) -> None:
        async with store.write() as unit:
            await unit.connection.scalar(select(persons.c.id))
            await unit.connection.execute(insert(persons).values(created_at=START))

    await asyncio.gather(*(read_then_write(stores[n % 2]) for n in range(30)))
    async with stores[0].read() as connection:
        assert len((await connection.execute(select(persons))).all()) == 30
    for store in stores:
        await store.close()


async def test_a_failed_unit_of_work_changes_nothing(store):
    async def fail() -> None:
        async with store.write() as unit:
            await unit.connection.execute(insert(persons).values(created_at=START))
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.read() as connection:
        assert (await connection.execute(select(persons))).all() == []
