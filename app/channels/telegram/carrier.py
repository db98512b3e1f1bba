"""Carries committed messages to Telegram."""

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, InputFile, LinkPreviewOptions
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from app.channels.telegram.bot import Identity
from app.channels.telegram.errors import reason, seconds, translate
from app.channels.telegram.limits import Held, Limits
from app.channels.telegram.render import Part, render
from app.channels.telegram.updates import CHANNEL
from app.channels.telegram.words import Lexicon
from app.delivery.carrier import Outgoing, Receipt, Refused, RetryLater
from app.engine.model import Attachment

_log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""Telegram's servers would fetch a link in the person's words to show what it leads to."""
_UNCHANGED = frozenset({"not_modified"})
_NOTHING_TO_EDIT = frozenset({"edit_not_found", "cannot_edit"})


class TelegramCarrier:
    """The carrier of the channel "telegram".

    locale_of   language that the person at an address chose ("es").
    public_url  where our pages are; those behind https open inside Telegram.

    The Bot API has no idempotency key: a message whose answer got lost is sent again and may show
    twice. Of a long text in several messages, those that arrived are not sent again while the
    process lives.
    """

    channel = CHANNEL

    def __init__(
        self,
        bot: Bot,
        identity: Identity,
        limits: Limits,
        lexicon: Lexicon,
        locale_of: Callable[[str], Awaitable[str]],
        public_url: str = "",
    ) -> None:
        self._bot = bot
        self._identity = identity
        self._limits = limits
        self._lexicon = lexicon
        self._locale_of = locale_of
        self._pages = public_url.rstrip("/") if public_url.startswith("https://") else ""
        self._arrived: dict[int, list[int]] = {}  # outbox id -> message ids of its parts so far

    async def carry(self, message: Outgoing) -> Receipt:
        """Deliver the message. Raises RetryLater, Gone or Refused."""
        try:
            receipt = await self._carry(message)
        except Held as held:
            raise RetryLater(held.after, whole_channel=True) from None
        except TelegramError as error:
            self._heed(error)
            outcome = translate(error)
            if not isinstance(outcome, RetryLater):
                self._arrived.pop(message.id, None)
            raise outcome from None
        self._arrived.pop(message.id, None)
        return receipt

    async def _carry(self, message: Outgoing) -> Receipt:
        if not message.address.lstrip("-").isdecimal():
            raise Refused("bad_address")
        chat = int(message.address)
        if message.kind == "send":
            return await self._send(chat, message, await self._parts(message))
        if message.remote_id is None or not message.remote_id.isdecimal():
            raise Refused("bad_remote_id")
        target = int(message.remote_id)
        if message.kind == "edit":
            return await self._edit(chat, target, message)
        await (self._close if message.kind == "close" else self._delete)(chat, target)
        return Receipt(message.remote_id)

    async def _parts(self, message: Outgoing) -> tuple[Part, ...]:
        if message.reply is None:
            raise Refused("no_reply")
        words = self._lexicon[await self._locale_of(message.address)]
        shares = any(button.kind == "share" for button in message.reply.buttons)
        inline = shares and await self._identity.offers_inline()
        parts = render(
            message.reply, words, discreet=message.discreet, inline=inline, pages=self._pages
        )
        if not parts:
            raise Refused("empty")
        return parts

    async def _send(self, chat: int, message: Outgoing, parts: tuple[Part, ...]) -> Receipt:
        arrived = self._arrived.setdefault(message.id, [])
        for part in parts[len(arrived) :]:
            await self._limits.message(message.address)
            sent = await self._bot.send_message(
                chat,
                part.text,
                entities=part.entities,
                reply_markup=part.keyboard,
                disable_notification=bool(message.reply and message.reply.quiet) or None,
                protect_content=message.protect or None,
                link_preview_options=_NO_PREVIEW,
            )
            arrived.append(sent.message_id)
        if message.reply and message.reply.attachment:
            await self._attach(chat, message, message.reply.attachment)
        return Receipt(str(arrived[len(parts) - 1]))

    async def _attach(self, chat: int, message: Outgoing, attachment: Attachment) -> None:
        """Send the file after its words. One that Telegram will not take is left out: the words
        said all that matters."""
        await self._limits.message(message.address)
        try:
            await self._bot.send_document(
                chat,
                InputFile(attachment.text.encode(), filename=attachment.name),
                disable_notification=True,
                protect_content=message.protect or None,
            )
        except BadRequest as error:
            _log.warning("a file was refused: %s", reason(error))

    async def _edit(self, chat: int, target: int, message: Outgoing) -> Receipt:
        """Change the message in place; if the person deleted it, say the words anew."""
        parts = await self._parts(message)
        if message.id not in self._arrived and await self._show(chat, target, parts[0]):
            self._arrived[message.id] = [target]
        return await self._send(chat, message, parts)

    async def _show(self, chat: int, target: int, part: Part) -> bool:
        """Put the part in the place of the message; False if there is no such message."""
        await self._limits.message(str(chat))
        try:
            await self._bot.edit_message_text(
                part.text,
                chat,
                target,
                entities=part.entities,
                reply_markup=part.keyboard,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            code = reason(error)
            if code not in _UNCHANGED | _NOTHING_TO_EDIT:
                raise
            return code in _UNCHANGED
        return True

    async def _close(self, chat: int, target: int) -> None:
        await self._limits.call()
        try:
            await self._bot.edit_message_reply_markup(chat, target, reply_markup=None)
        except BadRequest as error:
            if reason(error) not in _UNCHANGED | _NOTHING_TO_EDIT:
                raise

    async def _delete(self, chat: int, target: int) -> None:
        """Take the message away; one older than 48 hours, which Telegram does not delete any
        more, gets a neutral text instead of its words."""
        await self._limits.call()
        try:
            await self._bot.delete_message(chat, target)
        except BadRequest as error:
            code = reason(error)
            if code == "delete_not_found":
                return
            if code != "cannot_delete":
                raise
            await self._show(chat, target, Part(await self._hidden(chat)))

    async def _hidden(self, chat: int) -> str:
        return self._lexicon[await self._locale_of(str(chat))].hidden

    def _heed(self, error: TelegramError) -> None:
        if isinstance(error, RetryAfter):
            self._limits.hold(seconds(error.retry_after))
        elif isinstance(error, InvalidToken):
            _log.error(
                "Telegram refuses the bot token; messages wait. Check TELEGRAM_BOT_TOKEN, or get "
                "a new token from @BotFather, and start again."
            )
