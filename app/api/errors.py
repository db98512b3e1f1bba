"""Every error as a kind sentence: JSON for the page, a small page for a person who is lost."""

import logging
from collections.abc import Mapping
from html import escape
from string import Template

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.words import Words

_log = logging.getLogger(__name__)

_BY_STATUS = {
    401: "no_session",
    403: "foreign",
    404: "not_found",
    405: "not_found",
    413: "too_large",
    429: "too_fast",
}

_MISSING_PAGE = Template("""<!doctype html>
<html lang="$lang" dir="$direction">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/static/mark.svg">
<link rel="stylesheet" href="/static/chat.css">
</head>
<body class="lost">
<main><h1>$title</h1><p>$text</p><p><a class="pill" href="/">$link</a></p></main>
</body>
</html>
""")


class Problem(BaseModel):
    """What went wrong: a name for programs and a sentence for the person."""

    error: str = Field(examples=["too_fast"])
    message: str = Field(examples=["That was quick. I'm still with you. Give me 2 s."])
    where: str | None = Field(
        default=None,
        description="For the author of a program: the place in the request, and what it needs",
        examples=["body.text: Field required"],
    )


class Refusal(HTTPException):
    """An answer other than success. `name` picks the sentence `error_<name>` (or `<name>`) from
    the interface words; `wait` is the number of seconds after which to try again."""

    def __init__(self, status: int, name: str, *, wait: int | None = None) -> None:
        headers = {"Retry-After": str(wait)} if wait is not None else None
        super().__init__(status, detail=name, headers=headers)
        self.name = name
        self.wait = wait


def locale_of(request: Request, words: Words) -> str:
    """The locale in which to answer this request."""
    return words.best(request.headers.get("accept-language", ""))


def add_error_answers(app: FastAPI, words: Words) -> None:
    """Answer every refusal of the application with a kind sentence in the visitor's language."""

    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        name = error.name if isinstance(error, Refusal) else _BY_STATUS.get(error.status_code)
        locale = locale_of(request, words)
        if error.status_code == 404 and _wants_page(request):
            return HTMLResponse(_missing_page(locale, words.of(locale)), 404)
        wait = error.wait if isinstance(error, Refusal) else None
        return _answer(
            error.status_code, name or "bad_request", words.of(locale), wait, error.headers
        )

    async def unreadable(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        said = words.of(locale_of(request, words))
        return _answer(422, "bad_request", said, where=_places(error))

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, unreadable)


class BrokenAnswer:
    """Answers for an application that failed with a kind sentence, and logs where it failed."""

    def __init__(self, app: ASGIApp, words: Words) -> None:
        self._app = app
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            _log.error("a request failed", exc_info=error)
            locale = locale_of(Request(scope), self._words)
            await _answer(500, "broken", self._words.of(locale))(scope, receive, send)


def _answer(
    status: int,
    name: str,
    words: Mapping[str, str],
    wait: int | None = None,
    headers: Mapping[str, str] | None = None,
    where: str | None = None,
) -> JSONResponse:
    sentence = words.get(f"error_{name}") or words.get(name) or words["error_bad_request"]
    problem = Problem(error=name, message=sentence.replace("{n}", str(wait or 1)), where=where)
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers=headers)


def _places(error: RequestValidationError) -> str:
    """Where the request is not as documented; never what was sent, which may be secret."""
    found = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return "; ".join(found)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _missing_page(locale: str, words: Mapping[str, str]) -> str:
    return _MISSING_PAGE.substitute(
        lang=escape(locale),
        direction=escape(words["direction"]),
        title=escape(words["missing_title"]),
        text=escape(words["missing_text"]),
        link=escape(words["missing_link"]),
    )
