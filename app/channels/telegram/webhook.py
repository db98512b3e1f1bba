"""The webhook: Telegram posts each update to us. https://core.telegram.org/bots/api#setwebhook

Telegram repeats an update until it is answered with 2xx, so the answer comes after the commit, and
anything else than 2xx is given only where a repetition helps:

200  committed, or none of our business, or of a form that we do not know.
400  the body is no JSON: it was damaged on its way.
403  the secret is missing or wrong: it is not Telegram who asks.
413  larger than any update.
503  not committed (database away): again, please.
"""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from app.channels.telegram.failures import NotCommitted

_log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
MAX_BODY = 256 * 1024
"""Bytes. Telegram names no limit; an update with the longest text stays under 100 kB."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_router(
    accept: Callable[[Mapping[str, Any]], Awaitable[None]], secret: str
) -> APIRouter:
    """The route for updates. `accept` returns once the update is committed and raises
    NotCommitted when it is to be sent again. Raises ValueError for an empty secret."""
    if not secret:
        raise ValueError("the webhook needs a secret")
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            _log.warning("Webhook called without the right secret.")
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            _log.warning("Webhook body is no JSON.")
            return Response(status_code=400)
        if not isinstance(raw, dict):
            return Response(status_code=200)
        try:
            await accept(raw)
        except NotCommitted:
            return Response(status_code=503, headers={"Retry-After": "1"})
        return Response(status_code=200)

    return router


async def _body(request: Request) -> bytes | None:
    """The body, or None if it is longer than MAX_BODY, of which no more is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
