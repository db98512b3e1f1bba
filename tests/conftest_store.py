"""Stores to test with: a real SQLite file always, a real PostgreSQL wherever there is one."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from app.store.migrations import migrate
from app.store.store import Store
from tests.conftest_postgres import NoServer, Server, running_server
from tests.virtual_time import VirtualTime


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server; without one the test is skipped, but never in CI."""
    try:
        with running_server() as server:
            yield server
    except NoServer as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must test PostgreSQL, but {missing}")
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> str:
    """Name of a database that has all tables, to copy."""
    url = postgres.new_database()
    asyncio.run(migrate(Settings(_env_file=None, database_url=url).database))
    return url.split("/")[3].partition("?")[0]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has all tables, to copy."""
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(migrate(Settings(_env_file=None, data_dir=folder, database_url="").database))
    return folder / "circleback.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The database under test."""
    return str(request.param)


@pytest.fixture
def empty_settings(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """Settings for a database without tables."""
    if backend == "sqlite":
        yield _settings(tmp_path, "")
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.new_database()
        yield _settings(tmp_path, url)
        server.drop_database(url)


@pytest.fixture
def settings(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings for a database with all tables and no rows."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(template, tmp_path / "circleback.db")
        yield _settings(tmp_path, "")
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.new_database(request.getfixturevalue("migrated_postgres"))
        yield _settings(tmp_path, url)
        server.drop_database(url)


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    """An open store."""
    opened = await Store.open(settings)
    yield opened
    await opened.close()


@pytest.fixture
def time() -> VirtualTime:
    """A clock that moves only when the test says so."""
    return VirtualTime()


def _settings(folder: Path, url: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, database_url=url, encryption_keys="")
