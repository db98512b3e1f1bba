"""A person with a phone: writes, taps, looks at the chat."""

from dataclasses import dataclass
from typing import Any

from .world import BOT_ID, BOT_NAME, Message, World


@dataclass
class Person:
    """Somebody in a private chat with the bot; `clipboard` holds what a copy button copied."""

    world: World
    id: int = 1
    language: str = "en"
    clipboard: str = ""

    def __post_init__(self) -> None:
        self.chat = self.world.chat(self.id, language=self.language)

    @property
    def _from(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": "Someone",
            "language_code": self.language,
        }

    def _message(self, **content: Any) -> dict[str, Any]:
        message = Message(
            self.world.next_message_id(), content.get("text", ""), False, self.world.now()
        )
        self.chat.messages.append(message)
        return {
            "message_id": message.id,
            "date": int(message.date),
            "chat": {"id": self.id, "type": "private", "first_name": "Someone"},
            "from": self._from,
            **content,
        }

    def say(self, text: str) -> int:
        """Write a text or a command; the id of the update."""
        return self.world.post(message=self._message(text=text))

    def send(self, **content: Any) -> int:
        """Send something else: `voice={...}`."""
        return self.world.post(message=self._message(**content))

    def edit(self, text: str) -> int:
        """Change the message last written."""
        message = self._message(text=text)
        return self.world.post(edited_message={**message, "edit_date": message["date"]})

    def sees(self) -> list[str]:
        """The bot's messages in the chat, oldest first."""
        return [m.text for m in self.bot_messages()]

    def bot_messages(self) -> list[Message]:
        return [m for m in self.chat.messages if m.by_bot and not m.deleted]

    def buttons(self) -> list[str]:
        """Labels of the buttons in the chat."""
        return [k["text"] for m in self.bot_messages() for row in m.keyboard for k in row]

    def tap(self, label: str, nth: int = 0) -> dict[str, Any]:
        """Tap the n-th button with this label, newest message first; what it did.

        Raises LookupError if there is none.
        """
        found = [
            (message, key)
            for message in reversed(self.bot_messages())
            for row in message.keyboard
            for key in row
            if key["text"] == label
        ]
        if len(found) <= nth:
            raise LookupError(f"no button {label!r} among {self.buttons()}")
        message, key = found[nth]
        if "copy_text" in key:
            self.clipboard = key["copy_text"]["text"]
        elif "callback_data" in key:
            self.post_tap(message.id, key["callback_data"])
        return key

    def post_tap(self, message_id: int, data: str) -> str:
        """Tap a button of whatever message, even one long gone; the query's id."""
        query = self.world.next_query()
        self.world.post(
            callback_query={
                "id": query,
                "from": self._from,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": message_id,
                    "date": int(self.world.now()),
                    "chat": {"id": self.id, "type": "private"},
                    "text": "...",
                },
            }
        )
        return query

    def type_inline(self, query: str = "") -> str:
        """Type the bot's name in another chat; the query's id."""
        id_ = self.world.next_query()
        self.world.post(inline_query={"id": id_, "from": self._from, "query": query, "offset": ""})
        return id_

    def choose(self, result_id: str, query: str = "") -> int:
        """Send one of the inline results."""
        chosen = {"result_id": result_id, "from": self._from, "query": query}
        return self.world.post(chosen_inline_result=chosen)

    def block(self) -> int:
        self.chat.blocked = True
        return self._membership("member", "kicked")

    def unblock(self) -> int:
        self.chat.blocked = False
        return self._membership("kicked", "member")

    def _membership(self, old: str, new: str) -> int:
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Circleback", "username": BOT_NAME}
        return self.world.post(
            my_chat_member={
                "chat": {"id": self.id, "type": "private"},
                "from": self._from,
                "date": int(self.world.now()),
                "old_chat_member": {"user": bot, "status": old, "until_date": 0},
                "new_chat_member": {"user": bot, "status": new, "until_date": 0},
            }
        )

    def say_in_group(self, group: int, text: str) -> int:
        """Write where others are, too."""
        self.world.chat(group, "supergroup")
        message = {
            "message_id": self.world.next_message_id(),
            "date": int(self.world.now()),
            "chat": {"id": group, "type": "supergroup", "title": "Friends"},
            "from": self._from,
            "text": text,
        }
        return self.world.post(message=message)
