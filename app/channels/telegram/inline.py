"""The inline list: a person's own drafts, offered in the chat that they will be sent to.

https://core.telegram.org/bots/inline
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from telegram import (
    Bot,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import TelegramError

from app.channels.telegram.keyboard import query_for
from app.channels.telegram.split import MAX_UNITS, units
from app.channels.telegram.updates import Chosen, InlineAsk
from app.channels.telegram.words import Lexicon, Words

_log = logging.getLogger(__name__)

Draft = tuple[str, str, str]
"""Id, kind ("apology") and text of a draft."""

MAX_RESULTS = 20
"""Drafts in the list; Telegram takes 50, a thumb does not scroll so far."""
MAX_ID_BYTES = 64
PREVIEW_CHARS = 120


class InlineDrafts:
    """Answers inline queries.

    recent_drafts  drafts of the person at an address, newest first.
    chosen         commits that the person (address) sent the draft (id).
    """

    def __init__(
        self,
        bot: Bot,
        lexicon: Lexicon,
        *,
        recent_drafts: Callable[[str], Awaitable[Sequence[Draft]]],
        chosen: Callable[[str, str], Awaitable[object]],
    ) -> None:
        self._bot = bot
        self._lexicon = lexicon
        self._recent_drafts = recent_drafts
        self._chosen = chosen

    async def answer(self, ask: InlineAsk) -> None:
        """Offer the drafts; never fails, since the person types on and asks again."""
        words = self._lexicon[ask.locale]
        try:
            drafts = await self._recent_drafts(ask.address)
        except Exception as error:  # noqa: BLE001 - an empty list is better than a spinner
            _log.warning("Inline list stays empty: %s", type(error).__name__)
            drafts = ()
        results = listed(drafts, ask.query, words)
        start = InlineQueryResultsButton(words.inline_start, start_parameter="inline")
        with suppress(TelegramError):
            await self._bot.answer_inline_query(
                ask.id,
                results,
                cache_time=0,
                is_personal=True,
                button=None if results else start,
            )

    async def note_chosen(self, sent: Chosen) -> None:
        """Keep that a draft was sent; best effort, as Telegram's report of it is."""
        try:
            await self._chosen(sent.address, sent.draft)
        except Exception as error:  # noqa: BLE001 - nothing the person waits for
            _log.warning("Sent draft not noted: %s", type(error).__name__)


def listed(drafts: Sequence[Draft], query: str, words: Words) -> list[InlineQueryResultArticle]:
    """The drafts that hold the words of the query; all of them if none does. A draft that starts
    with the query comes first, for that is the one whose button was tapped."""
    fitting = [d for d in drafts if d[2].strip() and units(d[2]) <= MAX_UNITS]
    fitting = [d for d in fitting if 0 < len(d[0].encode()) <= MAX_ID_BYTES]
    wanted = " ".join(query.split()).casefold()
    matching = [d for d in fitting if wanted in " ".join(d[2].split()).casefold()]
    ranked = sorted(matching or fitting, key=lambda d: query_for(d[2]).casefold() != wanted)
    return [_article(draft, words) for draft in ranked[:MAX_RESULTS]]


def _article(draft: Draft, words: Words) -> InlineQueryResultArticle:
    id_, kind, text = draft
    return InlineQueryResultArticle(
        id_,
        words.draft_title(kind),
        InputTextMessageContent(text, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        description=" ".join(text.split())[:PREVIEW_CHARS],
    )
