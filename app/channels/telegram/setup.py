"""What Telegram keeps about the bot: its command menu, descriptions and webhook."""

import hashlib
import hmac
import logging
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from app.channels.telegram.updates import ALLOWED_UPDATES
from app.channels.telegram.webhook import PATH
from app.channels.telegram.words import DEFAULT_LOCALE, Lexicon, Words

_log = logging.getLogger(__name__)

OFFICIAL_API = "https://api.telegram.org"
MAX_CONNECTIONS = 40
"""Updates that Telegram may post at once: its own default."""


async def introduce(bot: Bot, lexicon: Lexicon, known: Container[str]) -> None:
    """Set menu and descriptions in every language where they differ from what Telegram has.

    `known` holds the commands that a flow answers to; the menu offers no other. Never fails: the
    bot works with the old ones, and Telegram limits how often they change.
    """
    try:
        for locale, words in lexicon.by_locale.items():
            # English is set for no language in particular, so that everybody else sees it.
            await _introduce(bot, words, known, None if locale == DEFAULT_LOCALE else locale)
    except TelegramError as error:
        _log.warning("Menu and descriptions were not set: %s", type(error).__name__)


async def _introduce(bot: Bot, words: Words, known: Container[str], language: str | None) -> None:
    commands = tuple(
        BotCommand(name, what) for name, what in words.commands.items() if name in known
    )
    if await bot.get_my_commands(language_code=language) != commands:
        await bot.set_my_commands(commands, language_code=language)
    description = await bot.get_my_description(language_code=language)
    if description.description != words.description:
        await bot.set_my_description(words.description, language_code=language)
    short = await bot.get_my_short_description(language_code=language)
    if short.short_description != words.short_description:
        await bot.set_my_short_description(words.short_description, language_code=language)


@dataclass(frozen=True, slots=True)
class WebhookState:
    """What Telegram says about the webhook; `url` is empty without one."""

    url: str
    pending: int
    last_error: str


def webhook_url(public_url: str, api_base: str = OFFICIAL_API) -> str:
    """Address of our webhook. Raises ValueError unless `public_url` is an https URL; a Bot API
    server of one's own also takes http."""
    parts = urlsplit(public_url)
    schemes = {"https"} if api_base.rstrip("/") == OFFICIAL_API else {"https", "http"}
    if parts.scheme not in schemes or not parts.netloc:
        raise ValueError("PUBLIC_URL must be an https address, for Telegram takes no other")
    return public_url.rstrip("/") + PATH


def webhook_secret(configured: str, token: str) -> str:
    """The secret that Telegram shows us with each update: the configured one, or one derived from
    the token, equal on all replicas, which tells nothing of the token."""
    return configured or hmac.new(token.encode(), b"circleback webhook", hashlib.sha256).hexdigest()


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have updates posted to `url`. Those that wait are kept. Raises TelegramError."""
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=ALLOWED_UPDATES,
        max_connections=MAX_CONNECTIONS,
    )


async def webhook_state(bot: Bot) -> WebhookState:
    """What Telegram has. Raises TelegramError."""
    info = await bot.get_webhook_info()
    return WebhookState(info.url, info.pending_update_count, info.last_error_message or "")


async def delete_webhook(bot: Bot) -> None:
    """Stop the posting; updates that wait are kept for polling. Raises TelegramError."""
    await bot.delete_webhook(drop_pending_updates=False)
