"""The editor alone, with the real review, for its tests."""

from collections.abc import Callable
from typing import Any

import httpx
from fastapi import FastAPI

from app.api.apology import apology_router, editor_words
from app.api.app import create_app
from app.api.limits import Pace
from app.api.parts import WebParts
from app.coach.apology import review
from app.settings import ROOT

from .fake_coach import FakeCoach

FAST = Pace(burst=10_000, per_second=10_000.0)


def editor_app(pace: Pace = FAST, read: Callable[..., Any] = review, **given: Any) -> FastAPI:
    """The application with the editor; keywords go to its router."""
    coach, words = FakeCoach(), editor_words(ROOT / "flows")
    router = apology_router(read, words, pace, **given)
    return create_app(WebParts(coach=coach, transcript=coach, words=words, routers=(router,)))


def editor_client(app: FastAPI) -> httpx.AsyncClient:
    """A client without a socket."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")
