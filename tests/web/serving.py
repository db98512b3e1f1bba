"""A real server in a thread, for tests that need sockets."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from app.api.server import Server

AppFactory = Callable[[asyncio.Event], FastAPI]
"""Builds the application around the event that tells its streams to end."""

PATIENCE = 15.0


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningServer:
    """One server and the loop that it runs on."""

    def __init__(self, factory: AppFactory, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self._factory = factory
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None

    def start(self) -> "RunningServer":
        """Start, and return when requests are taken."""
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise TimeoutError("the server did not start")
        return self

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Run a function on the server's loop, where its state may be touched."""
        done = threading.Event()

        def run() -> None:
            function(*arguments)
            done.set()

        assert self._loop
        self._loop.call_soon_threadsafe(run)
        assert done.wait(PATIENCE)

    def stop(self) -> None:
        """Stop as a signal would, and return when the server is gone."""
        if self._server:
            self._server.should_exit = True
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            raise TimeoutError("the server did not stop")

    async def _serve(self) -> None:
        closing = asyncio.Event()
        config = uvicorn.Config(
            self._factory(closing), host="127.0.0.1", port=self.port, log_config=None
        )
        self._loop = asyncio.get_running_loop()
        self._server = _AnnouncingServer(config, closing, self._ready)
        await self._server.serve()


class _AnnouncingServer(Server):
    def __init__(
        self, config: uvicorn.Config, closing: asyncio.Event, ready: threading.Event
    ) -> None:
        super().__init__(config, closing)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


@contextmanager
def serving(factory: AppFactory, port: int | None = None) -> Iterator[RunningServer]:
    """A running server, stopped at the end."""
    server = RunningServer(factory, port or free_port()).start()
    try:
        yield server
    finally:
        server.stop()
