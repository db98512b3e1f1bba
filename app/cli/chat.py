"""`circleback chat`: the coach at the prompt."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from app.channels.terminal import CHANNEL, Screen, follow, talk
from app.cli.faults import kind_faults
from app.composition import background, open_core, running
from app.delivery.transcript import Transcript
from app.observability import configure_logging
from app.settings import Settings


def chat(
    name: Annotated[str, typer.Option("--as", help="Whose conversation to go on with.")] = "",
) -> None:
    """Talk with the coach in the terminal. Ctrl-D leaves; nothing is lost."""
    settings = Settings()
    configure_logging("WARNING")
    with kind_faults():
        asyncio.run(_chat(settings, name or getpass.getuser()))


async def _chat(settings: Settings, name: str) -> None:
    async with open_core(settings) as core, running(core, ()):
        transcript = Transcript(core.store, core.signals, CHANNEL)
        screen = Screen(Console())
        if not sys.stdin.isatty():
            await talk(core.coach, transcript, name, screen, _piped_line, _hints())
            return
        session: PromptSession[str] = PromptSession(
            "> ", bottom_toolbar=lambda: screen.pace or None
        )
        screen.on_pace = session.app.invalidate
        with patch_stdout(raw=True):
            async with background(lambda: follow(transcript, name, screen)):
                await talk(core.coach, transcript, name, screen, _typed(session), _hints())


def _hints() -> dict[str, str]:
    try:
        zone = open("/etc/timezone").read().strip()  # noqa: PTH123, SIM115
    except OSError:
        return {}
    return {"timezone": zone}


async def _piped_line() -> str | None:
    line = await asyncio.to_thread(sys.stdin.readline)
    return line.rstrip("\n") if line else None


def _typed(session: PromptSession[str]) -> Callable[[], Awaitable[str | None]]:
    async def next_line() -> str | None:
        try:
            return await session.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return None

    return next_line
