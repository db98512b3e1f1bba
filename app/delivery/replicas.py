"""Signals between replicas: PostgreSQL's LISTEN, heard by this process."""

import logging
from collections.abc import Callable
from random import Random

import psycopg
from sqlalchemy import URL

from app.delivery.backoff import full_jitter
from app.delivery.signals import Signals
from app.store.store import CHANNEL

_log = logging.getLogger(__name__)


class ReplicaListener:
    """Rings this process's topics when any replica commits.

    url  the database's; nothing is done unless it is PostgreSQL.
    """

    def __init__(
        self, url: URL, signals: Signals, *, jitter: Callable[[], float] | None = None
    ) -> None:
        self._url = url
        self._signals = signals
        self._jitter = jitter or Random().random

    async def run(self) -> None:
        """Listen until cancelled; after a lost connection, connect again and ring everything."""
        if self._url.get_backend_name() != "postgresql":
            return
        failures = 0
        while True:
            try:
                async with await self._connect() as connection:
                    failures = 0
                    self._signals.ring_all()
                    async for notice in connection.notifies():
                        self._signals.ring([notice.payload])
            except (psycopg.Error, OSError) as error:
                _log.warning("listening for replicas was cut off: %s", type(error).__name__)
            await self._signals.pause(full_jitter(failures, self._jitter()))
            failures += 1

    async def _connect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await psycopg.AsyncConnection.connect(
            plain, autocommit=True, keepalives_idle=30
        )
        await connection.execute(f"LISTEN {CHANNEL}")
        return connection
