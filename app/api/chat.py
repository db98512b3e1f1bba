"""The talk over HTTP: what the person does comes in, what the coach says goes out."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from app.api.errors import Problem, Refusal, locale_of
from app.api.limits import Limiter
from app.api.parts import WebParts
from app.api.security import own_origins, require_own_page
from app.api.session import Session, SessionCookie, new_session
from app.api.stream import new_entries
from app.channels.web import CHANNEL, Entry, EntryKind, SentKind, in_sight, incoming_of
from app.engine.model import Reply

HISTORY_LIMIT = 400
"""Entries that a page shows again after a reload."""

STREAMS_EACH = 8
"""Pages of one session that may listen at once."""

_RECONNECT_MS = 1500
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")


class Sent(BaseModel):
    """One thing the person did. The id is the page's own; sending it again changes nothing."""

    id: UUID
    kind: SentKind
    text: str = Field(default="", description="Typed words, or the name of a command")
    data: str = Field(default="", max_length=256, description="Data of the button, for a tap")
    timezone: str = Field(default="", max_length=64, examples=["Europe/Madrid"])
    after: int = Field(default=0, ge=0, description="The last entry that the page has")


class Item(BaseModel):
    """One thing to show."""

    seq: int
    kind: EntryKind
    text: str = Field(description="The person's own words, for `own`")
    at: datetime
    reply: Reply | None = Field(description="The coach's message, for `say`")


class Items(BaseModel):
    """Entries in order; `known` is false while this browser has no conversation."""

    items: list[Item]
    known: bool = True


def chat_router(parts: WebParts) -> APIRouter:
    """The routes under /api/chat."""
    refusals: dict[int | str, dict[str, object]] = {
        status: {"model": Problem} for status in (401, 403, 413, 422, 429)
    }
    router = APIRouter(prefix="/api/chat", tags=["chat"], responses=refusals)
    desk = _Desk(parts)

    @router.get("/history")
    async def history(request: Request, response: Response) -> Items:
        """What was said so far, the person's own words included."""
        session = desk.cookie.read(request)
        entries = in_sight(await parts.transcript.read(session.address, 0)) if session else ()
        if session and entries:
            desk.cookie.write(response, session)
        return Items(items=[_item(e) for e in entries[-HISTORY_LIMIT:]], known=bool(entries))

    @router.post("/events")
    async def events(sent: Sent, request: Request, response: Response) -> Items:
        """Take in one event; it is committed when the answer comes. Answers with everything newer
        than `after`. The first event of a browser begins its session."""
        session = await desk.admit(request)
        hints = {"locale": locale_of(request, parts.words)}
        if _ZONE.fullmatch(sent.timezone):
            hints["timezone"] = sent.timezone
        await desk.hand_over(sent, session, hints)
        desk.cookie.write(response, session)
        entries = await parts.transcript.read(session.address, sent.after)
        return Items(items=[_item(entry) for entry in entries])

    @router.get("/stream", response_class=EventSourceResponse)
    async def stream(
        session: Annotated[Session, Depends(desk.require)],
        after: Annotated[int, Query(ge=0)] = 0,
        last_event_id: Annotated[int | None, Header(ge=0)] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """Entries as they come. Goes on after Last-Event-ID, else after `after`."""
        start = after if last_event_id is None else max(after, last_event_id)
        with desk.listening(session.address):
            yield ServerSentEvent(retry=_RECONNECT_MS, comment="listening")
            async for entry in new_entries(parts.transcript, session.address, start, parts.closing):
                yield ServerSentEvent(data=_item(entry), id=str(entry.seq))

    return router


class _Desk:
    """Who comes in, and how fast."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts
        self._origins = own_origins(parts.public_url)
        self._events = Limiter(parts.event_pace, parts.seconds)
        self._newcomers = Limiter(parts.newcomer_pace, parts.seconds)
        self._listening: dict[str, int] = {}
        self.cookie = SessionCookie(secure=parts.public_url.startswith("https://"))

    def require(self, request: Request) -> Session:
        """The session of a request that must have one, with room for one more listener."""
        session = self.cookie.read(request)
        if not session:
            raise Refusal(401, "no_session")
        if self._listening.get(session.address, 0) >= STREAMS_EACH:
            raise Refusal(429, "too_fast", wait=10)
        return session

    async def admit(self, request: Request) -> Session:
        """The session of an event that may come in, a new one for a newcomer.

        A session without a conversation counts as a newcomer's, so inventing session ids does not
        get around the newcomers' pace.
        """
        require_own_page(request, self._origins)
        session = self.cookie.read(request)
        if session and (wait := self._events.take(session.address)):
            raise Refusal(429, "too_fast", wait=wait)
        if session and await self._parts.transcript.read(session.address, 0):
            return session
        client = request.client.host if request.client else ""
        if wait := self._newcomers.take(client):
            raise Refusal(429, "too_many_new", wait=wait)
        return session or new_session()

    async def hand_over(self, sent: Sent, session: Session, hints: Mapping[str, str]) -> None:
        """Take the turn that this event means. Raises Refusal for a text with nothing in it."""
        incoming = incoming_of(
            sent.kind,
            sent.text,
            sent.data,
            address=session.address,
            update_id=str(sent.id),
            hints=hints,
        )
        if not incoming:
            raise Refusal(422, "empty")
        with self._parts.metrics.turn(CHANNEL) as outcome:
            handled = await self._parts.coach.handle(incoming)
            if handled.duplicate or handled.failed:
                outcome.name = "duplicate" if handled.duplicate else "failed"

    @contextmanager
    def listening(self, address: str) -> Iterator[None]:
        """Count a listener of this conversation for as long as it listens."""
        self._listening[address] = self._listening.get(address, 0) + 1
        try:
            with self._parts.metrics.stream():
                yield
        finally:
            left = self._listening.pop(address) - 1
            if left:
                self._listening[address] = left


def _item(entry: Entry) -> Item:
    return Item(seq=entry.seq, kind=entry.kind, text=entry.text, at=entry.at, reply=entry.reply)
