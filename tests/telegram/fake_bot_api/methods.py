"""The Bot API's methods, as far as a coach may call them."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from . import checks
from .world import BOT_ID, BOT_NAME, ApiError, Chat, Message, World, bad

Parameters = dict[str, Any]

DELETABLE = 48 * 3600
QUERY_LIVES = 60


async def get_me(world: World, _: Parameters) -> Any:
    return {
        "id": BOT_ID,
        "is_bot": True,
        "first_name": "Circleback",
        "username": BOT_NAME,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": world.inline,
    }


async def get_updates(world: World, parameters: Parameters) -> Any:
    if world.webhook.url:
        raise checks.conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
            "webhook first"
        )
    world.poll += 1
    mine = world.poll
    world.arrived.set()  # whoever polls already, loses
    offset, limit = checks.number(parameters, "offset"), checks.number(parameters, "limit", 100)
    timeout = min(max(checks.number(parameters, "timeout"), 0), 50)
    if offset > 0:
        world.confirm_before(offset)
    elif offset < 0:
        world.updates = world.updates[offset:]
    deadline = asyncio.get_running_loop().time() + timeout
    while not world.updates:
        world.arrived.clear()
        left = deadline - asyncio.get_running_loop().time()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(world.arrived.wait(), max(left, 0))
        if world.poll != mine:
            raise checks.conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is "
                "running"
            )
        if left <= 0:
            break
    return world.updates[: limit if 1 <= limit <= 100 else 100]


async def set_webhook(world: World, parameters: Parameters) -> Any:
    url, secret = checks.webhook(parameters, insecure=world.insecure_webhooks)
    world.webhook.url, world.webhook.secret = url, secret
    world.webhook.allowed = checks.parsed(parameters, "allowed_updates", [])
    if checks.flag(parameters, "drop_pending_updates"):
        world.updates.clear()
    world.arrived.set()
    return True


async def delete_webhook(world: World, parameters: Parameters) -> Any:
    return await set_webhook(
        world, {"drop_pending_updates": parameters.get("drop_pending_updates", "")}
    )


async def get_webhook_info(world: World, _: Parameters) -> Any:
    info: dict[str, Any] = {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.webhook.last_error:
        info["last_error_message"] = world.webhook.last_error
        info["last_error_date"] = int(world.now())
    return info


def _chat(world: World, parameters: Parameters) -> Chat:
    chat = world.chats.get(int(checks.required(parameters, "chat_id")))
    if chat is None:
        raise bad("chat not found")
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat.left:
        raise ApiError(403, "Forbidden: bot is not a member of the group chat")
    return chat


def _shown(chat: Chat, message: Message) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "date": int(message.date),
        "chat": {"id": chat.id, "type": chat.type},
        "text": message.text,
    }


async def send_message(world: World, parameters: Parameters) -> Any:
    chat = _chat(world, parameters)
    words, entities = checks.text(parameters)
    message = Message(
        world.next_message_id(),
        words,
        True,
        world.now(),
        entities,
        checks.markup(parameters, inline=world.inline),
        silent=checks.flag(parameters, "disable_notification"),
        protected=checks.flag(parameters, "protect_content"),
    )
    chat.messages.append(message)
    return _shown(chat, message)


async def send_document(world: World, parameters: Parameters) -> Any:
    chat = _chat(world, parameters)
    document = checks.required(parameters, "document")
    if not document:
        raise bad("file must be non-empty")
    message = Message(world.next_message_id(), "", True, world.now(), document=document)
    chat.messages.append(message)
    return _shown(chat, message) | {"document": {"file_id": "f", "file_unique_id": "u"}}


def _own(world: World, parameters: Parameters, verb: str) -> tuple[Chat, Message]:
    chat = _chat(world, parameters)
    wanted = int(checks.required(parameters, "message_id"))
    for message in chat.messages:
        if message.id == wanted and not message.deleted:
            if not message.by_bot:
                raise bad(f"message can't be {verb}ed")
            return chat, message
    raise bad(f"message to {verb} not found")


_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def edit_message_text(world: World, parameters: Parameters) -> Any:
    chat, message = _own(world, parameters, "edit")
    words, entities = checks.text(parameters)
    keyboard = checks.markup(parameters, inline=world.inline)
    if (words, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad(_SAME)
    message.history.append(message.text)
    message.text, message.entities, message.keyboard = words, entities, keyboard
    return _shown(chat, message)


async def edit_message_reply_markup(world: World, parameters: Parameters) -> Any:
    chat, message = _own(world, parameters, "edit")
    keyboard = checks.markup(parameters, inline=world.inline)
    if keyboard == message.keyboard:
        raise bad(_SAME)
    message.keyboard = keyboard
    return _shown(chat, message)


async def delete_message(world: World, parameters: Parameters) -> Any:
    _, message = _own(world, parameters, "delete")
    if world.now() - message.date > DELETABLE:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    return True


async def send_chat_action(world: World, parameters: Parameters) -> Any:
    chat = _chat(world, parameters)
    chat.actions.append(checks.required(parameters, "action"))
    return True


async def leave_chat(world: World, parameters: Parameters) -> Any:
    chat = _chat(world, parameters)
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.left = True
    return True


def _query(world: World, query: str) -> None:
    asked = world.queries.pop(query, None)
    if asked is None or world.now() - asked > QUERY_LIVES:
        raise bad("query is too old and response timeout expired or query ID is invalid")


async def answer_callback_query(world: World, parameters: Parameters) -> Any:
    query = checks.required(parameters, "callback_query_id")
    _query(world, query)
    if checks.units(parameters.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    world.answered.append(query)
    return True


async def answer_inline_query(world: World, parameters: Parameters) -> Any:
    query = checks.required(parameters, "inline_query_id")
    found, button = checks.results(parameters), checks.inline_button(parameters)
    _query(world, query)
    world.inline_answers[query] = {
        "results": found,
        "button": button,
        "cache_time": checks.number(parameters, "cache_time", 300),
        "is_personal": checks.flag(parameters, "is_personal"),
    }
    return True


async def set_my_commands(world: World, parameters: Parameters) -> Any:
    world.commands[parameters.get("language_code", "")] = checks.commands(parameters)
    return True


async def get_my_commands(world: World, parameters: Parameters) -> Any:
    return world.commands.get(parameters.get("language_code", ""), [])


def _text_methods(field: str, longest: int) -> tuple["Method", "Method"]:
    async def set_text(world: World, parameters: Parameters) -> Any:
        words = str(parameters.get(field) or "")
        if len(words) > longest:
            raise bad(f"{field} is too long")
        world.texts[field, parameters.get("language_code", "")] = words
        return True

    async def get_text(world: World, parameters: Parameters) -> Any:
        return {field: world.texts.get((field, parameters.get("language_code", "")), "")}

    return set_text, get_text


Method = Callable[[World, Parameters], Awaitable[Any]]

_set_description, _get_description = _text_methods("description", 512)
_set_short, _get_short = _text_methods("short_description", 120)

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "leaveChat": leave_chat,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
}
