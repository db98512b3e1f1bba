"""The fake Bot API on a real port, for clients in other processes or loops."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from .server import create_app
from .world import World


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served_in_thread(world: World, token: str) -> Iterator[str]:
    """Serves in a thread; the API's base. Post no updates meanwhile: a World is for one loop."""
    listening = _listen()
    server = uvicorn.Server(_config(world, token))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)


@asynccontextmanager
async def served(world: World, token: str) -> AsyncIterator[str]:
    """Serves in the running loop; the API's base."""
    listening = _listen()
    server = uvicorn.Server(_config(world, token))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=5)


def _listen() -> socket.socket:
    # Bound before the server starts, so that a client that is early waits instead of failing.
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    return listening


def _config(world: World, token: str) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(world, token), log_config=None, lifespan="off", timeout_graceful_shutdown=1
    )
