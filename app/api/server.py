"""A server that tells open streams when it stops."""

import asyncio
import socket

import uvicorn


class Server(uvicorn.Server):
    """Sets `closing` before it waits for open answers, so that listening pages let go at once."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self._closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, end streams, finish the answers under way, close the application."""
        self._closing.set()
        await super().shutdown(sockets)
