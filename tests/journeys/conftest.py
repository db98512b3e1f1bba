"""The real program, and a real browser."""

import os
import shutil

import pytest
from playwright.async_api import async_playwright

from tests.journeys.process import Program


@pytest.fixture
async def program(tmp_path):
    """A running program, stopped at the end."""
    running = Program(tmp_path)
    await running.start()
    yield running
    await running.kill()


@pytest.fixture
async def browser():
    """Chromium; without one the test is skipped, but never in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        reason = "no Chromium here; on Debian: apt install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()
