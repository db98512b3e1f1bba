"""What the fake Telegram knows: chats, messages, waiting updates, the bot's settings."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BOT_ID = 4242
BOT_NAME = "CirclebackBot"


class ApiError(Exception):
    """A refusal, as the Bot API words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


@dataclass
class Message:
    """A message in a chat as it stands now; `history` holds the texts it had before."""

    id: int
    text: str
    by_bot: bool
    date: float
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    silent: bool = False
    protected: bool = False
    deleted: bool = False
    document: str = ""
    history: list[str] = field(default_factory=list)

    def covered(self) -> str:
        """The text as a notification or the list of chats shows it: spoilers covered."""
        data = self.text.encode("utf-16-le")
        for entity in self.entities:
            if entity["type"] == "spoiler":
                start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
                data = data[:start] + "▒".encode("utf-16-le") * ((end - start) // 2) + data[end:]
        return data.decode("utf-16-le")

    def monospace(self) -> list[str]:
        """The blocks that one tap copies."""
        data = self.text.encode("utf-16-le")
        return [
            data[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in self.entities
            if e["type"] in ("pre", "code")
        ]


@dataclass
class Chat:
    id: int
    type: str = "private"
    blocked: bool = False
    left: bool = False
    language: str = "en"
    messages: list[Message] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)


@dataclass
class Webhook:
    url: str = ""
    secret: str = ""
    last_error: str = ""
    allowed: list[str] = field(default_factory=list)


@dataclass
class Fault:
    """Something that goes wrong with the next `times` calls of a method ("*" for any).

    error    refuse with it.
    drop     do what was asked, then break the connection before the answer.
    latency  seconds to wait before doing what was asked.
    chat     only for calls about this chat.
    """

    method: str = "*"
    times: int = 1
    error: ApiError | None = None
    drop: bool = False
    latency: float = 0.0
    chat: int | None = None


class World:
    """One bot and everybody around it. `now` gives seconds since the epoch."""

    def __init__(self, now: Callable[[], float] = time.time, *, inline: bool = True) -> None:
        self.now = now
        self.inline = inline
        self.insecure_webhooks = False
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.webhook = Webhook()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.queries: dict[str, float] = {}
        self.answered: list[str] = []
        self.inline_answers: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.poll = 0
        self.confirmed = 0
        self._update_ids = itertools.count(900_000_000)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(7_000_000_000)

    def chat(self, chat_id: int, type_: str = "private", language: str = "en") -> Chat:
        """The chat, made if it is new."""
        return self.chats.setdefault(chat_id, Chat(chat_id, type_, language=language))

    def post(self, **update: Any) -> int:
        """Put an update in line for the bot; its id."""
        update_id = next(self._update_ids)
        self.updates.append({"update_id": update_id, **update})
        self.arrived.set()
        return update_id

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def next_query(self) -> str:
        """Id of a new callback or inline query, which has to be answered soon."""
        query = str(next(self._query_ids))
        self.queries[query] = self.now()
        return query

    def confirm_before(self, offset: int) -> None:
        """Forget the updates before `offset`."""
        waiting = [u for u in self.updates if u["update_id"] >= offset]
        self.confirmed += len(self.updates) - len(waiting)
        self.updates = waiting

    def fault_for(self, method: str, chat: int | None) -> Fault | None:
        """The fault that strikes this call, used up by one."""
        for fault in self.faults:
            if fault.method in ("*", method) and fault.chat in (None, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def called(self, method: str) -> list[dict[str, Any]]:
        """Parameters of the calls of this method so far, refused ones too."""
        return [parameters for name, parameters in self.calls if name == method]
