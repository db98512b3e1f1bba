"""The terminal channel: a chat at the prompt, through the same door as every other channel.

Buttons are letters, since digits answer a question on a scale. A counted breath moves in the line
at the bottom instead of filling the screen.
"""

import asyncio
import re
import string
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from app.channels.web import Door, Entry, Transcript, clean
from app.coach_service import Incoming
from app.engine.model import Button, Reply

CHANNEL = "terminal"
_COMMAND = re.compile(r"/([a-z]+)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_LOOK_AGAIN = 20.0


@dataclass
class Screen:
    """What the person sees: shows entries, remembers the buttons, keeps the breath's line.

    on_pace is called when the bottom line changed.
    """

    console: Console
    on_pace: Callable[[], None] = lambda: None
    buttons: Mapping[str, Button] = field(default_factory=dict)
    pace: str = ""
    seen: int = 0
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refresh(self, transcript: Transcript, address: str) -> None:
        """Show what is new, once, whoever asks at the same time."""
        async with self._reading:
            self.show(await transcript.read(address, self.seen))

    def show(self, entries: Sequence[Entry]) -> None:
        """Show entries in order; the person's own words are on the screen already."""
        for entry in entries:
            self.seen = max(self.seen, entry.seq)
            if entry.kind == "clear":
                self.console.clear()
            elif entry.kind == "say" and entry.reply:
                self._show_reply(entry.reply)

    def _show_reply(self, reply: Reply) -> None:
        if reply.prompt or reply.buttons:
            self._take_buttons(reply)
        if reply.kind == "pace":
            self.pace = " ".join(reply.text.split("\n"))
            self.on_pace()
            if not reply.quiet:
                self._show_choices(reply)
            return
        self.pace = ""
        if reply.kind == "draft":
            self.console.print(Panel(escape(reply.text), expand=False))
            return
        self.console.print(escape(reply.text), style="cyan")
        if reply.attachment:
            self.console.print(escape(reply.attachment.text), style="dim")
        self._show_choices(reply)

    def _take_buttons(self, reply: Reply) -> None:
        taps = [button for button in reply.buttons if button.kind == "tap"]
        if reply.layout == "scale":
            taps = [button for button in taps if not button.label.isdecimal()]
        if taps:
            self.buttons = dict(zip(string.ascii_lowercase, taps, strict=False))

    def _show_choices(self, reply: Reply) -> None:
        if reply.layout == "scale":
            self.console.print("  0 … 10", style="dim")
        shown = {b.data for b in reply.buttons}
        for letter, button in self.buttons.items():
            if button.data in shown:
                self.console.print(f"  [bold]{letter}[/bold]  {escape(button.label)}")


def incoming_of(line: str, address: str, screen: Screen, hints: Mapping[str, str]) -> Incoming:
    """What a typed line means: a letter of a shown button, a command, or words."""
    text = clean(line)
    button = screen.buttons.get(text.lower())
    update_id = uuid4().hex
    if button:
        return Incoming(CHANNEL, address, "tap", button.label, button.data, update_id=update_id)
    if command := _COMMAND.fullmatch(text):
        name, rest = command[1].lower(), command[2] or ""
        return Incoming(CHANNEL, address, "command", name, rest, update_id=update_id, hints=hints)
    return Incoming(CHANNEL, address, "text", text, update_id=update_id, hints=hints)


async def follow(transcript: Transcript, address: str, screen: Screen) -> None:
    """Show what the coach says as it is committed, until cancelled."""
    while True:
        await screen.refresh(transcript, address)
        await transcript.wait(address, screen.seen, _LOOK_AGAIN)


async def talk(
    door: Door,
    transcript: Transcript,
    address: str,
    screen: Screen,
    next_line: Callable[[], Awaitable[str | None]],
    hints: Mapping[str, str],
) -> None:
    """Talk until `next_line` gives None. Whoever comes back sees the last words again."""
    said = await transcript.read(address, 0)
    if said:
        screen.show(said[-6:])
    else:
        first = Incoming(CHANNEL, address, "command", "start", update_id="start", hints=hints)
        await door.handle(first)
        await screen.refresh(transcript, address)
    while (line := await next_line()) is not None:
        if line.strip():
            await door.handle(incoming_of(line, address, screen, hints))
        await screen.refresh(transcript, address)
