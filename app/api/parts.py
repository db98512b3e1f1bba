"""What the web application is made of; the composition root puts the parts together."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI

from app.api.limits import Pace
from app.api.words import Words
from app.channels.web import Door, Transcript
from app.observability import Metrics

Check = Callable[[], Awaitable[None]]
"""Returns when a part is ready, raises when it is not."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

EVENT_PACE = Pace(burst=20, per_second=2.0)
NEWCOMER_PACE = Pace(burst=20, per_second=1 / 30)


@dataclass(frozen=True, slots=True)
class WebParts:
    """The parts of the web application.

    coach, transcript  the talk itself.
    words              interface words by locale.
    metrics            where requests and open streams are counted.
    checks             what must be ready before traffic comes, by name (for /readyz).
    routers            routers of other channels and pages, included as they are.
    lifespan           opened before the first request, closed after the last.
    closing            set when the server begins to stop; open streams end then.
    public_url         where people reach the page; https makes the session cookie Secure.
    event_pace         events of one session.
    newcomer_pace      new sessions of one network address.
    seconds            a clock for the paces that only grows.
    """

    coach: Door
    transcript: Transcript
    words: Words
    metrics: Metrics = field(default_factory=Metrics)
    checks: Mapping[str, Check] = field(default_factory=dict)
    routers: Sequence[APIRouter] = ()
    lifespan: Lifespan | None = None
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    public_url: str = ""
    event_pace: Pace = EVENT_PACE
    newcomer_pace: Pace = NEWCOMER_PACE
    seconds: Callable[[], float] = time.monotonic
