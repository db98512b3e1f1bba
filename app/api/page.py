"""The chat page, its words and its files."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.api.errors import Refusal, locale_of
from app.api.words import Words
from app.channels.web import TEXT_LIMIT

FILES = Path(__file__).resolve().parent.parent / "web"


class PublicFiles(StaticFiles):
    """The files of the page; a browser asks each time whether its copy is still good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or not-found."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def page_router(words: Words) -> APIRouter:
    """The routes of the page: /, and the interface words as JSON."""
    router = APIRouter()
    template = Template((FILES / "index.html").read_text(encoding="utf-8"))
    pages = {locale: _render(template, locale, words.of(locale)) for locale in words.by_locale}

    @router.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        locale = locale_of(request, words)
        headers = {"vary": "Accept-Language", "content-language": locale}
        return HTMLResponse(pages[locale], headers=headers)

    @router.get("/api/interface/{locale}", tags=["page"])
    async def interface(locale: str, response: Response) -> Mapping[str, str]:
        """The words of the page in one language."""
        if locale not in words.by_locale:
            raise Refusal(404, "not_found")
        response.headers["cache-control"] = "no-cache"
        return words.of(locale)

    return router


def _render(template: Template, locale: str, words: Mapping[str, str]) -> str:
    """The page with its words in place. Raises KeyError for a word that is not there."""
    written = {key: escape(text) for key, text in words.items()}
    return template.substitute(written, lang=escape(locale), text_limit=TEXT_LIMIT)
