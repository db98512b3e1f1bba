"""What Telegram refuses. Sources: https://core.telegram.org/bots/api and the wording of the server,
https://github.com/tdlib/telegram-bot-api"""

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from .world import ApiError, bad

ENTITY_TYPES = set(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline "
    "strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji".split()
)
HTML_TAGS = set(
    "b strong i em u ins s strike del span tg-spoiler a tg-emoji code pre blockquote".split()
)
ACTIONS = set(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay".split()
)
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def required(parameters: dict[str, Any], name: str) -> str:
    value = parameters.get(name)
    if value in (None, ""):
        raise bad(f'parameter "{name}" is required')
    return value


def number(parameters: dict[str, Any], name: str, default: int = 0) -> int:
    value = parameters.get(name)
    if value in (None, ""):
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad(f'parameter "{name}" must be a number') from None


def flag(parameters: dict[str, Any], name: str) -> bool:
    return str(parameters.get(name, "")).lower() in ("true", "1", "yes")


def parsed(parameters: dict[str, Any], name: str, default: Any = None) -> Any:
    value = parameters.get(name)
    if value in (None, ""):
        return default
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None


def text(parameters: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text and entities of a message."""
    words = str(parameters.get("text") or "")
    if "\x00" in words:
        raise bad("strings must be encoded in UTF-8")
    if not words.strip():
        raise bad("message text is empty")
    mode = parameters.get("parse_mode")
    if mode:
        if mode.upper() != "HTML":
            raise bad("unsupported parse_mode")
        _html(words)
    if units(words) > 4096:
        raise bad("message is too long")
    found = parsed(parameters, "entities", [])
    _entities(words, found)
    return words, found


def _entities(words: str, found: list[dict[str, Any]]) -> None:
    data = words.encode("utf-16-le")
    for entity in found:
        if entity.get("type") not in ENTITY_TYPES:
            raise bad("can't parse MessageEntity: unsupported type specified")
        start, length = entity.get("offset", -1), entity.get("length", 0)
        if start < 0 or length <= 0 or start + length > units(words):
            raise bad("ENTITY_BOUNDS_INVALID")
        try:
            inside = data[2 * start : 2 * (start + length)].decode("utf-16-le")
        except UnicodeDecodeError:
            raise bad("ENTITY_BOUNDS_INVALID") from None
        if not inside.strip():
            raise bad("ENTITY_BOUNDS_INVALID")
    for entity in found:
        for other in found:
            apart = (
                entity["offset"] + entity["length"] <= other["offset"]
                or other["offset"] + other["length"] <= entity["offset"]
            )
            if entity is not other and entity["type"] in ("pre", "code") and not apart:
                raise bad("can't parse entities: pre and code can't hold other entities")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in HTML_TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise bad("can't parse entities: Unmatched end tag")


def _html(words: str) -> None:
    tags = _Tags()
    tags.feed(words)
    tags.close()
    if tags.open or re.search(r"<(?![a-zA-Z/])", words):
        raise bad("can't parse entities: Can't find end tag")


def markup(parameters: dict[str, Any], *, inline: bool) -> list[list[dict[str, Any]]]:
    """The inline keyboard; empty without one."""
    whole = parsed(parameters, "reply_markup")
    if whole is None:
        return []
    rows = whole.get("inline_keyboard")
    if not isinstance(rows, list):
        raise bad("object expected as reply markup")
    keys = [key for row in rows for key in row]
    if len(keys) > 100 or any(len(row) > 8 for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    for key in keys:
        _key(key, inline=inline)
    return rows


def _key(key: dict[str, Any], *, inline: bool) -> None:
    if not str(key.get("text", "")).strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = ACTIONS & key.keys()
    if len(actions) != 1:
        raise bad("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "copy_text" in key and not 1 <= units(key["copy_text"].get("text", "")) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if "url" in key and (
        urlsplit(key["url"]).scheme not in ("http", "https", "tg") or len(key["url"]) > 2048
    ):
        raise bad("BUTTON_URL_INVALID")
    if "switch_inline_query_chosen_chat" in key:
        if not inline:
            raise bad("BUTTON_TYPE_INVALID")
        if units(key["switch_inline_query_chosen_chat"].get("query", "")) > 256:
            raise bad("BUTTON_DATA_INVALID")


def commands(parameters: dict[str, Any]) -> list[dict[str, str]]:
    wanted = parsed(parameters, "commands", [])
    if len(wanted) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in wanted:
        if not COMMAND.fullmatch(command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return wanted


def results(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of an inline query, all of them articles."""
    found = parsed(parameters, "results", [])
    if len(found) > 50:
        raise bad("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in found]
    if any(not 1 <= len(id_.encode()) <= 64 for id_ in ids):
        raise bad("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    for result in found:
        if result.get("type") != "article" or not result.get("title"):
            raise bad("ARTICLE_TITLE_EMPTY")
        content = result.get("input_message_content") or {}
        text({"text": content.get("message_text"), "entities": content.get("entities")})
    return found


def inline_button(parameters: dict[str, Any]) -> dict[str, Any] | None:
    button = parsed(parameters, "button")
    if button is not None:
        if not button.get("text"):
            raise bad("SWITCH_PM_TEXT_EMPTY")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
            raise bad("START_PARAM_INVALID")
    return button


def webhook(parameters: dict[str, Any], *, insecure: bool) -> tuple[str, str]:
    """URL and secret."""
    url, secret = str(parameters.get("url") or ""), str(parameters.get("secret_token") or "")
    if url and not insecure:
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.port not in (None, 80, 88, 443, 8443):
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    return url, secret


def conflict(description: str) -> ApiError:
    return ApiError(409, f"Conflict: {description}")
