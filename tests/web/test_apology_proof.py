"""Who opened the page inside Telegram: only what Telegram signed counts."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from app.channels.telegram.web_app_data import MAX_AGE, MAX_LENGTH, NotFromTelegram, user_of

TOKEN = "123456:test-token"
NOW = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)


def signed(token: str = TOKEN, **fields: str) -> str:
    """Init data as Telegram makes it."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    digest = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": digest})


def fields_of(user: object = None, at: datetime = NOW, **more: str) -> dict[str, str]:
    person = {"id": 42, "first_name": "Ada"} if user is None else user
    written = json.dumps(person, ensure_ascii=False)
    return {"auth_date": str(int(at.timestamp())), "query_id": "AA", "user": written, **more}


def test_a_known_answer():
    """Computed apart from this code, with openssl, so that both sides cannot share a mistake."""
    data = (
        "auth_date=1772647200&query_id=AA&user=%7B%22id%22%3A42%7D"
        "&hash=5672d70bf872602729f171c61f37de93baccbf94f6fb7f3220e946e5de4b7544"
    )
    assert user_of(data, TOKEN, NOW) == 42


def test_what_telegram_signed_names_the_person():
    assert user_of(signed(**fields_of()), TOKEN, NOW) == 42


@pytest.mark.parametrize("name", ["Zoë 💚", "أمل", "a&b=c", "100%", "line\nbreak", 'quo"te', "+ +"])
def test_names_of_every_script_are_read_as_they_were_signed(name):
    data = signed(**fields_of({"id": 7, "first_name": name}))
    assert user_of(data, TOKEN, NOW) == 7


def test_fields_that_we_do_not_know_are_part_of_what_was_signed():
    data = signed(**fields_of(signature="abc", chat_type="private", start_param=""))
    assert user_of(data, TOKEN, NOW) == 42


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace("42", "43"),
        lambda data: data.replace("query_id=AA", "query_id=AB"),
        lambda data: data.replace("query_id=AA&", ""),
        lambda data: data + "&extra=1",
        lambda data: data + "&user=%7B%22id%22%3A43%7D",
        lambda data: "user=%7B%22id%22%3A43%7D&" + data,
        lambda data: data + "&hash=" + "0" * 64,
        lambda data: data[: data.index("&hash")],
        lambda data: data[: data.index("hash=")] + "hash=",
        lambda data: data[: data.index("hash=")] + "hash=é",
        lambda data: data.upper(),
        lambda data: "x" * (MAX_LENGTH + 1),
        lambda data: data + "&%ff=%ff",
        lambda data: "",
        lambda data: "&&&",
    ],
)
def test_whatever_was_changed_on_the_way_is_forged(change):
    with pytest.raises(NotFromTelegram) as caught:
        user_of(change(signed(**fields_of())), TOKEN, NOW)
    assert caught.value.reason == "forged"


def test_another_bots_signature_is_forged():
    with pytest.raises(NotFromTelegram):
        user_of(signed("654321:other", **fields_of()), TOKEN, NOW)


def test_without_a_token_nothing_can_be_proved():
    with pytest.raises(ValueError, match="token"):
        user_of(signed("", **fields_of()), "", NOW)


def test_a_proof_holds_for_a_day_and_no_longer():
    data = signed(**fields_of(at=NOW - MAX_AGE))
    assert user_of(data, TOKEN, NOW) == 42
    with pytest.raises(NotFromTelegram) as caught:
        user_of(data, TOKEN, NOW + timedelta(seconds=1))
    assert caught.value.reason == "old"


@pytest.mark.parametrize("auth_date", ["", "soon", "9" * 30, "1e9"])
def test_a_date_that_cannot_be_read_proves_nothing(auth_date):
    with pytest.raises(NotFromTelegram):
        user_of(signed(**{**fields_of(), "auth_date": auth_date}), TOKEN, NOW)


@pytest.mark.parametrize("user", [{}, {"id": "42"}, {"id": True}, {"id": -1}, {"id": 4.2}, [], "x"])
def test_data_that_names_no_person_proves_nothing(user):
    with pytest.raises(NotFromTelegram):
        user_of(signed(**fields_of(user)), TOKEN, NOW)


def test_a_refusal_says_nothing_of_the_data():
    with pytest.raises(NotFromTelegram) as caught:
        user_of(signed(**fields_of()) + "&extra=1", TOKEN, NOW)
    assert "Ada" not in str(caught.value)
    assert caught.value.__cause__ is None
