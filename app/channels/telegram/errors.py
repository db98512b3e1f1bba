"""What Telegram's refusals mean for a message on its way. Pure.

Telegram tells errors apart by their description only; the known ones are listed here. A
description can quote the person's words, so it never leaves this file.
"""

import re
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from app.delivery.carrier import Gone, Refused, RetryLater

BAD_TOKEN_WAIT = 60.0
"""Seconds between tries while the token is refused: an operator has to act, and nothing is lost
meanwhile."""

_REASONS = (
    ("message is not modified", "not_modified"),
    ("message to edit not found", "edit_not_found"),
    ("message can't be edited", "cannot_edit"),
    ("message to delete not found", "delete_not_found"),
    ("message identifier is not specified", "edit_not_found"),
    ("message_id_invalid", "edit_not_found"),
    ("message can't be deleted", "cannot_delete"),
    ("chat not found", "no_chat"),
    ("peer_id_invalid", "no_chat"),
    ("user is deactivated", "no_chat"),
    ("query is too old", "old_query"),
    ("message text is empty", "empty"),
    ("text must be non-empty", "empty"),
    ("message is too long", "too_long"),
    ("can't parse entities", "bad_entities"),
    ("can't parse messageentity", "bad_entities"),
    ("entity_bounds_invalid", "bad_entities"),
    ("button_data_invalid", "bad_button"),
    ("button_url_invalid", "bad_button"),
    ("button_copy_text_invalid", "bad_button"),
    ("reply_markup_too_long", "bad_button"),
    ("can't parse inline keyboard", "bad_button"),
    ("text buttons are unallowed", "bad_button"),
    ("not enough rights", "no_rights"),
)


def reason(error: BadRequest) -> str:
    """Our code for a 400: "not_modified", "edit_not_found", ..., or "bad_request"."""
    description = error.message.lower()
    return next((code for known, code in _REASONS if known in description), "bad_request")


def seconds(wait: int | timedelta) -> float:
    """A waiting time of Telegram's, in seconds."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def translate(error: TelegramError) -> RetryLater | Gone | Refused:
    """What the outbox has to do after a failed call. Network faults, timeouts and 5xx are tried
    again: the message may then arrive twice, but it is never lost."""
    match error:
        case RetryAfter():
            return RetryLater(seconds(error.retry_after), whole_channel=True)
        case Forbidden() | ChatMigrated():
            return Gone()
        case InvalidToken():
            return RetryLater(BAD_TOKEN_WAIT, whole_channel=True)
        case BadRequest():
            code = reason(error)
            return Gone() if code == "no_chat" else Refused(code)
    if flood := re.search(r"retry after (\d+)", error.message, re.IGNORECASE):
        return RetryLater(float(flood[1]), whole_channel=True)
    return RetryLater()
