"""Servers and browsers for tests of the page.

Reusable for any application: `with serving(factory) as server` gives a real server (see
tests/web/serving.py), the fixture `browser` a real Chromium. Tests that use `browser` run on the
session's event loop: `pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from app.api.app import create_app
from app.api.parts import WebParts
from app.api.words import Words, load_words
from app.settings import ROOT

from .fake_coach import FakeCoach
from .serving import RunningServer, serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def words() -> Words:
    return load_words(ROOT / "flows")


@pytest.fixture
def coach() -> FakeCoach:
    return FakeCoach()


@pytest.fixture
def make_app(coach: FakeCoach, words: Words) -> Callable[..., FastAPI]:
    """Builds the application around the fake coach; keywords replace its parts."""

    def make(closing: asyncio.Event | None = None, **parts: Any) -> FastAPI:
        given = {"closing": closing} if closing else {}
        return create_app(WebParts(coach=coach, transcript=coach, words=words, **given, **parts))

    return make


@pytest.fixture
def make_client(make_app: Callable[..., FastAPI]) -> Callable[..., httpx.AsyncClient]:
    """A client that speaks to the application without a socket, as its own page would."""

    def make(*, url: str = "http://test", **parts: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(make_app(**parts), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=url)

    return make


@pytest_asyncio.fixture
async def client(make_client: Callable[..., httpx.AsyncClient]) -> AsyncIterator[httpx.AsyncClient]:
    async with make_client() as client:
        yield client


@pytest.fixture
def server(make_app: Callable[..., FastAPI]) -> Iterator[RunningServer]:
    """The application with the fake coach, on a real port."""
    with serving(make_app) as running:
        yield running


def browser_path() -> str:
    """Where a browser is; without one the test is skipped, except in CI, where it fails."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    reason = f"no browser on this machine (looked for {', '.join(BROWSERS)})"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium without a window."""
    path = browser_path()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if is_root else []
        )
        yield chromium
        await chromium.close()
