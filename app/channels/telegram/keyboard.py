"""Buttons of a reply as an inline keyboard. Pure."""

from collections.abc import Iterable
from itertools import groupby
from typing import Literal
from urllib.parse import quote

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    SwitchInlineQueryChosenChat,
    WebAppInfo,
)

from app.channels.telegram.split import units
from app.engine.model import Button

COPY_UNITS = 256
"""Longest text of a copy button, https://core.telegram.org/bots/api#copytextbutton"""
SCALE_WIDTH = 4
"""Keys in a row of a scale: wide enough for a thumb on a small phone."""
QUERY_CHARS = 40
"""How much of a draft names it in the inline query; a query takes 256."""
SHARE_LINK_BYTES = 2000
"""Longest share link; Telegram names no limit, and a URL over 2 kB is cut by some systems."""


def keyboard(
    buttons: Iterable[Button],
    layout: Literal["list", "scale"],
    *,
    inline: bool,
    pages: str = "",
) -> InlineKeyboardMarkup | None:
    """The keyboard, or None without buttons.

    `inline` says that inline mode is on; without it a share button becomes a share link. `pages` is
    the https address that pages open at, as Mini Apps; without it they are left out. A button
    that Telegram could not take (copy text too long, link too long) is left out: the text itself
    can then be copied with one tap.
    """
    keys = [(button, _key(button, inline=inline, pages=pages)) for button in buttons]
    kept = [(button, key) for button, key in keys if key is not None]
    rows: list[list[InlineKeyboardButton]] = []
    for small, run in groupby(kept, key=lambda pair: layout == "scale" and _is_small(pair[0])):
        width = SCALE_WIDTH if small else 1
        run_keys = [key for _, key in run]
        rows += [run_keys[at : at + width] for at in range(0, len(run_keys), width)]
    return InlineKeyboardMarkup(rows) if rows else None


def copies(button: Button) -> bool:
    """True if the words of the copy button fit into one."""
    return button.kind == "copy" and 0 < units(button.text) <= COPY_UNITS


def _is_small(button: Button) -> bool:
    return button.kind == "tap" and len(button.label) <= 3


def _key(button: Button, *, inline: bool, pages: str) -> InlineKeyboardButton | None:
    match button.kind:
        case "tap":
            return InlineKeyboardButton(button.label, callback_data=button.data)
        case "copy":
            if not copies(button):
                return None
            return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))
        case "share":
            return _share(button, inline=inline)
        case "page":
            return _page(button, pages) if pages else None


def _page(button: Button, pages: str) -> InlineKeyboardButton:
    # https://core.telegram.org/bots/webapps#inline-button-mini-apps
    return InlineKeyboardButton(button.label, web_app=WebAppInfo(f"{pages}{button.text}"))


def _share(button: Button, *, inline: bool) -> InlineKeyboardButton | None:
    if inline:
        choice = SwitchInlineQueryChosenChat(query=query_for(button.text), allow_user_chats=True)
        return InlineKeyboardButton(button.label, switch_inline_query_chosen_chat=choice)
    # https://core.telegram.org/api/links#share-links; the words stand as the link itself, for a
    # message needs one and Telegram puts the other parameter behind it.
    link = f"https://t.me/share/url?url={quote(button.text, safe='')}"
    return InlineKeyboardButton(button.label, url=link) if len(link) <= SHARE_LINK_BYTES else None


def query_for(text: str) -> str:
    """The start of a draft, by which the inline list finds it again."""
    return " ".join(text.split())[:QUERY_CHARS].strip()
