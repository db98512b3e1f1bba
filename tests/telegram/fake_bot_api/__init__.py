"""A strict stand-in for Telegram's Bot API: it refuses what Telegram refuses.

`World` holds everything, `create_app` serves it, `Person` writes and taps, `Fault` breaks things,
`Courier` delivers webhooks. Run `python -m tests.telegram.fake_bot_api --port 8081` to try a bot
by hand.
"""

from .courier import Courier
from .person import Person
from .server import create_app
from .world import BOT_ID, BOT_NAME, ApiError, Chat, Fault, Message, World

__all__ = [
    "BOT_ID",
    "BOT_NAME",
    "ApiError",
    "Chat",
    "Courier",
    "Fault",
    "Message",
    "Person",
    "World",
    "create_app",
]
