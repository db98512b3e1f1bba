"""A PostgreSQL server of our own for the tests: private, on a Unix socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

_NO_SERVER = "no PostgreSQL server program (initdb, postgres) is installed"


class NoServer(Exception):
    """There is no PostgreSQL server program on this machine."""


class Server:
    """A running cluster.

    folder  where its socket is.
    """

    def __init__(self, folder: Path, user: str) -> None:
        self._folder = folder
        self._user = user
        self._made = 0

    def new_database(self, template: str = "template1") -> str:
        """SQLAlchemy URL of a fresh database, copied from a template."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        name = url.split("/")[3].partition("?")[0]
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def url(self, name: str) -> str:
        return f"postgresql://{self._user}@/{name}?host={self._folder}"

    def _dsn(self, name: str) -> str:
        return f"host={self._folder} user={self._user} dbname={name}"


@contextmanager
def running_server() -> Iterator[Server]:
    """A cluster from initdb to removal. Raises NoServer."""
    initdb, postgres = _program("initdb"), _program("postgres")
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="cb-pg-"))  # short: a socket's path is limited
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    user = account.pw_name if account else pwd.getpwuid(os.getuid()).pw_name

    def run_as(*command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    data = folder / "data"
    made = run_as(initdb, "-D", str(data), "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
    assert made.wait(60) == 0, "initdb failed"
    server = run_as(
        *(postgres, "-D", str(data), "-k", str(folder), "-c", "listen_addresses="),
        *("-c", "fsync=off", "-c", "max_connections=200"),
    )
    try:
        _wait_until_up(folder, user, server)
        yield Server(folder, user)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_up(folder: Path, user: str, server: subprocess.Popen[bytes]) -> None:
    program = _program("pg_isready")
    for _ in range(300):
        assert server.poll() is None, "postgres ended at its start"
        asked = subprocess.run([program, "-q", "-h", str(folder), "-U", user, "-t", "1"])
        if asked.returncode == 0:
            return
        try:  # nobody listens yet: give it a moment
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("postgres did not come up")


def _account() -> pwd.struct_passwd | None:
    """Whom to run as: the server refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("running as root, and there is no other account to run PostgreSQL as")


def _program(name: str) -> str:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    found = shutil.which(name, path=path)
    if found is None:
        raise NoServer(_NO_SERVER)
    return found
