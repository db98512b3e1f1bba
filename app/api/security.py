"""Who may speak to the API, and what a browser may do with our answers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import Refusal

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


class SecurityHeaders:
    """Adds the security headers that an answer does not set itself.

    A page with needs of its own (one that is shown in a frame, say) sets its own
    Content-Security-Policy and keeps it. Whatever may be cached says so itself.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if secure:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses a body of more than `limit` bytes as soon as that is known, with our own words."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        taken = int(announced) if announced.isdecimal() and int(announced) > self._limit else 0

        async def receive_within_limit() -> Message:
            nonlocal taken
            if taken <= self._limit:
                message = await receive()
                taken += len(message.get("body", b""))
            if taken > self._limit:
                raise Refusal(413, "too_large")
            return message

        await self._app(scope, receive_within_limit, send)


def own_origins(public_url: str) -> frozenset[str]:
    """The origins besides the request's own host from which the page may be served."""
    parts = urlsplit(public_url)
    return frozenset({f"{parts.scheme}://{parts.netloc}"} if parts.netloc else ())


def require_own_page(request: Request, origins: Iterable[str]) -> None:
    """Refuse what another site makes a browser send.

    Only JSON is taken, which a foreign page cannot send without asking first; and where the
    browser says who asks (Origin, Sec-Fetch-Site), it must be our own page. Raises Refusal.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise Refusal(415, "bad_request")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refusal(403, "foreign")
    origin = request.headers.get("origin")
    if origin is None or origin in origins:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise Refusal(403, "foreign")
