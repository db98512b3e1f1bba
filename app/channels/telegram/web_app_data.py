"""Who opened our page inside Telegram, from the init data that Telegram signed for us.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl

MAX_AGE = timedelta(hours=24)
"""Init data proves who the person is for so long after it was made."""

MAX_LENGTH = 8192
"""Characters of init data; Telegram's own stays far below."""

Reason = Literal["forged", "old"]


class NotFromTelegram(ValueError):
    """Init data that proves nothing. `reason` says why; the message holds none of the data."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"init data is {reason}")
        self.reason: Reason = reason


def user_of(init_data: str, bot_token: str, now: datetime) -> int:
    """The Telegram id of the person who opened the page.

    Raises NotFromTelegram for data that Telegram did not sign with this bot's token, that names
    no person, or that is older than MAX_AGE; ValueError without a token, since everybody can sign
    with an empty one.
    """
    if not bot_token:
        raise ValueError("init data cannot be checked without a bot token")
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    if not hmac.compare_digest(given.encode(), _signature(fields, bot_token).encode()):
        raise NotFromTelegram("forged")
    if now - _made_at(fields) > MAX_AGE:
        raise NotFromTelegram("old")
    return _user_id(fields)


def _fields(init_data: str) -> dict[str, str]:
    """The fields, each once: of a name that comes twice, nobody can say which value was signed."""
    if len(init_data) > MAX_LENGTH:
        raise NotFromTelegram("forged")
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise NotFromTelegram("forged") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotFromTelegram("forged")
    return fields


def _signature(fields: dict[str, str], bot_token: str) -> str:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def _made_at(fields: dict[str, str]) -> datetime:
    try:
        return datetime.fromtimestamp(int(fields["auth_date"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        raise NotFromTelegram("forged") from None


def _user_id(fields: dict[str, str]) -> int:
    try:
        user = json.loads(fields["user"])
        user_id = user["id"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise NotFromTelegram("forged") from None
    if type(user_id) is not int or user_id <= 0:
        raise NotFromTelegram("forged")
    return user_id
