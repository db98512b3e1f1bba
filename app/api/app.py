"""The web application, put together from its parts."""

import logging
import time

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.chat import chat_router
from app.api.errors import BrokenAnswer, add_error_answers
from app.api.ops import ops_router
from app.api.page import FILES, PublicFiles, page_router
from app.api.parts import WebParts
from app.api.security import BodyLimit, SecurityHeaders
from app.observability import Metrics

MAX_BODY = 256 * 1024
"""Bytes of a request body; far more than the coach reads, so that a long text is answered by the
coach and not by an error."""

STATIC = "/static"
"""Where the files of the page are."""

_log = logging.getLogger("circleback.http")


def create_app(parts: WebParts) -> FastAPI:
    """The application: page, chat, operations and the routers that came with the parts.

    Telemetry of the framework stays off: it records exception messages, which can quote words.
    """
    app = FastAPI(
        title="Circleback",
        summary="A scripted repair coach for couples, on the web.",
        description="The chat page speaks this API. Every word of the coach is in `flows/`.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=parts.lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    add_error_answers(app, parts.words)
    app.include_router(page_router(parts.words))
    app.include_router(chat_router(parts))
    app.include_router(ops_router(parts.checks, parts.metrics))
    for router in parts.routers:
        app.include_router(router)
    app.mount(STATIC, PublicFiles(directory=FILES), name="static")
    app.add_middleware(BodyLimit, limit=MAX_BODY)
    app.add_middleware(BrokenAnswer, words=parts.words)
    app.add_middleware(SecurityHeaders, secure=parts.public_url.startswith("https://"))
    app.add_middleware(RequestRecord, metrics=parts.metrics)
    return app


class RequestRecord:
    """Counts and logs each answered request by the pattern of its path, never the path itself,
    which could hold a secret."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            route = _pattern(scope)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.request(method, route, status)
            seconds = round(time.perf_counter() - began, 4)
            note = {"method": method, "route": route, "status": status, "seconds": seconds}
            _log.info("request", extra=note)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _pattern(scope: Scope) -> str:
    """The route that answered, such as /api/interface/{locale}; "none" when there was none."""
    if scope["path"].startswith(f"{STATIC}/"):
        return STATIC
    route = scope.get("route")
    return str(getattr(route, "path", "none")) or "none"
