"""The real program as a process: started, killed, started again."""

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """`circleback serve` on a folder of its own, with more environment if given."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        environment: dict[str, str] = {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": "",
            "PORT": str(self.port),
            "TELEGRAM_BOT_TOKEN": "",
            "PUBLIC_URL": "",
            **self.environment,
        }
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "app.cli", "serve",
                cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while not await self._is_ready(client):
                assert self._process.returncode is None, self.log.read_text()
                await asyncio.sleep(0.05)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return (await client.get(f"{self.url}/readyz")).status_code == 200
        return False

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to stop, and wait."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: int) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()

    def let_time_pass(self, span: timedelta) -> None:
        """Make every pending timer due so much earlier; only while the program is down."""
        with contextlib.closing(sqlite3.connect(self.folder / "circleback.db")) as database:
            rows = database.execute("SELECT id, due_at FROM timers").fetchall()
            for row_id, due in rows:
                moved = datetime.fromisoformat(due).replace(tzinfo=UTC) - span
                database.execute(
                    "UPDATE timers SET due_at = ? WHERE id = ?",
                    (moved.strftime("%Y-%m-%d %H:%M:%S.%f"), row_id),
                )
            database.commit()
