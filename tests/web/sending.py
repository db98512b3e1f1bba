"""What a page sends, for tests that speak to the API themselves."""

import json
from typing import Any
from uuid import uuid4

import httpx

Headers = dict[str, str]


async def send(
    client: httpx.AsyncClient, text: str = "", *, headers: Headers | None = None, **event: Any
) -> httpx.Response:
    """Post one event; a text unless `kind` says otherwise."""
    body = {"id": str(uuid4()), "kind": "text", "text": text, **event}
    # Escaped as a browser does it, so that broken characters can be sent as well.
    headers = {"Content-Type": "application/json", **(headers or {})}
    return await client.post("/api/chat/events", content=json.dumps(body), headers=headers)


async def begin(client: httpx.AsyncClient) -> None:
    """Begin a session, as a first visit does."""
    answer = await send(client, "start", kind="command")
    assert answer.status_code == 200, answer.text
