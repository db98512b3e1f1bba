"""The apology editor: its page, the review it asks for, and a draft kept from inside Telegram.

The text is read and forgotten: nothing of it is stored or logged, except a draft that a person
keeps on purpose.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app.api.apology_review import ReviewAnswer, ReviewRequest, danger_answer, part_names
from app.api.errors import Problem, Refusal, locale_of
from app.api.limits import Limiter, Pace
from app.api.page import FILES
from app.api.words import Words, load_words
from app.channels.telegram.web_app_data import MAX_LENGTH, NotFromTelegram, user_of
from app.clock import Clock, system_clock
from app.coach.apology import Review
from app.coach.safety import Screening, screen

TEXT_LIMIT = 20_000
"""Characters of a draft that are read; more than any apology needs."""

REVIEW_PACE = Pace(burst=30, per_second=3.0)
"""For each network address: a person who types asks about twice a second at most."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
)
_TELEGRAM_WEB = "https://web.telegram.org"
"""Telegram in a browser shows Mini Apps in a frame; its other clients do not."""

ReviewText = Callable[[str, str], Review]
"""Reviews a text; the second argument is the locale of the answer."""

Screen = Callable[[str], Screening]
"""The safety screen."""

SaveDraft = Callable[[str, str], Awaitable[None]]
"""Keeps a draft (second) for the person with this Telegram address (first)."""


class DraftToKeep(BaseModel):
    """A draft, and Telegram's proof of whose it is."""

    text: str = Field(description="The draft, at most 20,000 characters")
    init_data: str = Field(
        max_length=MAX_LENGTH, description="`tgWebAppData`, as Telegram gave it to the page"
    )


def editor_words(flows_dir: Path) -> Words:
    """The words of the editor from `editor.yaml`, with those that it shares with the chat page
    from `interface.yaml`. Raises what `load_words` raises."""
    shared, own = load_words(flows_dir), load_words(flows_dir, "editor")
    locales = shared.by_locale.keys() | own.by_locale.keys()
    return Words({locale: {**shared.of(locale), **own.of(locale)} for locale in locales})


def apology_router(
    review: ReviewText,
    words: Words,
    pace: Pace = REVIEW_PACE,
    *,
    bot_token: str = "",
    save_draft: SaveDraft | None = None,
    screen: Screen = screen,
    clock: Clock = system_clock,
    seconds: Callable[[], float] = time.monotonic,
) -> APIRouter:
    """The routes /apology and /api/apology/review; with a bot token and `save_draft` also
    /api/apology/drafts, and Telegram Web may show the page in its frame.

    words    from `editor_words`.
    pace     of reviews, and again of drafts, for each network address.
    screen   reads every text first; one that tells of danger is not reviewed.
    clock    tells how old Telegram's proof is.
    seconds  a clock for the paces that only grows.
    """
    router = APIRouter(tags=["apology"])
    in_telegram = bool(bot_token and save_draft)
    router.include_router(_page_router(words, in_telegram=in_telegram))
    router.include_router(_review_router(review, screen, words, Limiter(pace, seconds)))
    if bot_token and save_draft:
        limiter = Limiter(pace, seconds)
        router.include_router(_drafts_router(words, limiter, bot_token, save_draft, clock))
    return router


def _page_router(words: Words, *, in_telegram: bool) -> APIRouter:
    router = APIRouter()
    template = Template((FILES / "apology.html").read_text(encoding="utf-8"))
    pages = {
        locale: _render(template, locale, words.of(locale), in_telegram=in_telegram)
        for locale in words.by_locale
    }
    policy = _POLICY.format(frames=_TELEGRAM_WEB if in_telegram else "'none'")

    @router.get("/apology", response_class=HTMLResponse, include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        locale = locale_of(request, words)
        headers = {
            "vary": "Accept-Language",
            "content-language": locale,
            "content-security-policy": policy,
        }
        return HTMLResponse(pages[locale], headers=headers)

    return router


def _review_router(review: ReviewText, screen: Screen, words: Words, limiter: Limiter) -> APIRouter:
    router = APIRouter(prefix="/api/apology")

    @router.post(
        "/review",
        response_model=ReviewAnswer,
        responses={status: {"model": Problem} for status in (413, 422, 429)},
    )
    async def review_text(asked: ReviewRequest, request: Request) -> ReviewAnswer | Response:
        """Review a draft by Harriet Lerner's rules. Offsets count Unicode code points; a program
        whose strings count otherwise (JavaScript: UTF-16) converts them. Nothing is stored."""
        _keep_pace(limiter, request)
        wanted = asked.locale or ""
        locale = wanted if wanted in words.by_locale else locale_of(request, words)
        if (over := len(asked.text) - TEXT_LIMIT) > 0:
            return _problem(422, "too_long_to_review", words.of(locale), over)
        if (await run_in_threadpool(screen, asked.text)).label != "none":
            return danger_answer(words.of(locale)["danger_note"])
        return ReviewAnswer.of(await run_in_threadpool(review, asked.text, locale))

    return router


def _drafts_router(
    words: Words, limiter: Limiter, bot_token: str, save_draft: SaveDraft, clock: Clock
) -> APIRouter:
    router = APIRouter(prefix="/api/apology")

    @router.post(
        "/drafts",
        status_code=204,
        response_class=Response,
        responses={status: {"model": Problem} for status in (403, 413, 422, 429)},
    )
    async def keep(draft: DraftToKeep, request: Request) -> Response:
        """Keep a draft for the person who opened the page inside Telegram. 403 when the proof is
        not Telegram's, or older than a day."""
        _keep_pace(limiter, request)
        said = words.of(locale_of(request, words))
        try:
            user = user_of(draft.init_data, bot_token, clock())
        except NotFromTelegram as refused:
            return _problem(403, f"{refused.reason}_proof", said)
        if not draft.text.strip():
            return _problem(422, "nothing_to_keep", said)
        if (over := len(draft.text) - TEXT_LIMIT) > 0:
            return _problem(422, "too_long_to_review", said, over)
        await save_draft(str(user), draft.text)
        return Response(status_code=204)

    return router


def _keep_pace(limiter: Limiter, request: Request) -> None:
    """Take one step of this network address. Raises Refusal when it goes too fast."""
    if wait := limiter.take(request.client.host if request.client else ""):
        raise Refusal(429, "too_fast", wait=wait)


def _problem(status: int, name: str, words: Mapping[str, str], number: int = 0) -> JSONResponse:
    message = words[f"error_{name}"].replace("{n}", str(number))
    return JSONResponse(Problem(error=name, message=message).model_dump(exclude_none=True), status)


def _render(template: Template, locale: str, words: Mapping[str, str], *, in_telegram: bool) -> str:
    """The page with its words in place. Raises KeyError for a word that is not there."""
    parts = json.dumps([part.model_dump() for part in part_names(locale)], ensure_ascii=False)
    return template.substitute(
        {key: escape(text) for key, text in words.items()},
        lang=escape(locale),
        text_limit=TEXT_LIMIT,
        words=escape(json.dumps(dict(words), ensure_ascii=False)),
        parts=escape(parts),
        keeps="true" if in_telegram else "false",
    )
