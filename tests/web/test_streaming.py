"""Server-sent events over a real socket."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from app.api.chat import STREAMS_EACH
from app.engine.model import Reply

from .sending import begin, send


@pytest.fixture
async def visitor(server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=10) as client:
        await begin(client)
        yield client


async def read_items(response: httpx.Response, count: int) -> list[tuple[str, dict]]:
    """The next events of a stream: number and item."""
    items: list[tuple[str, dict]] = []
    data = ""
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            data = line.removeprefix("data: ")
        elif line.startswith("id: "):
            items.append((line.removeprefix("id: "), json.loads(data)))
            if len(items) == count:
                break
    return items


async def test_a_stream_needs_a_session(server):
    async with httpx.AsyncClient(base_url=server.url) as client:
        answer = await client.get("/api/chat/stream")
        assert answer.status_code == 401
        assert answer.json()["error"] == "no_session"


async def test_a_stream_tells_what_was_said_and_then_what_is_said(visitor, server, coach):
    async with visitor.stream("GET", "/api/chat/stream") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        [(number, welcome)] = await read_items(response, 1)
        assert (number, welcome["kind"]) == ("1", "say")
    async with visitor.stream("GET", "/api/chat/stream?after=1") as response:
        server.call(coach.say, Reply("Time to come back."))
        [(number, nudge)] = await read_items(response, 1)
        assert (number, nudge["reply"]["text"]) == ("2", "Time to come back.")


async def test_a_stream_goes_on_where_it_broke(visitor):
    await send(visitor, "hello")
    path, headers = "/api/chat/stream?after=0", {"Last-Event-ID": "2"}
    async with visitor.stream("GET", path, headers=headers) as response:
        [(number, item)] = await read_items(response, 1)
        assert (number, item["kind"]) == ("3", "say")


async def test_words_said_in_one_page_reach_the_other(visitor):
    async with visitor.stream("GET", "/api/chat/stream?after=1") as response:
        await send(visitor, "from the other page\n\nwith an empty line")
        (_, own), (_, said) = await read_items(response, 2)
        assert own["text"] == "from the other page\n\nwith an empty line"
        assert said["kind"] == "say"


async def test_one_session_cannot_hold_many_streams(visitor, server):
    pages = [asyncio.create_task(_hold(server.url, visitor.cookies)) for _ in range(STREAMS_EACH)]
    held = await asyncio.gather(*pages)
    try:
        answer = await visitor.get("/api/chat/stream")
        assert answer.status_code == 429
        assert answer.headers["retry-after"]
    finally:
        for client in held:
            await client.aclose()


async def _hold(url: str, cookies: httpx.Cookies) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=url, cookies=cookies, timeout=10)
    request = client.build_request("GET", "/api/chat/stream")
    response = await client.send(request, stream=True)
    assert response.status_code == 200
    return client


async def test_a_stopping_server_lets_its_streams_go(visitor, server):
    async with visitor.stream("GET", "/api/chat/stream?after=1") as response:
        began = time.monotonic()
        await asyncio.to_thread(server.stop)
        rest = [line async for line in response.aiter_lines()]
        assert time.monotonic() - began < 5
        assert not any(line.startswith("data") for line in rest)
