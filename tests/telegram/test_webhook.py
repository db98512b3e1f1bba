"""The webhook's door: who may knock, and what is answered."""

import json

import pytest

from app.channels.telegram.webhook import MAX_BODY, SECRET_HEADER, webhook_router

from .rig import HOOK, SECRET, update

GOOD = {SECRET_HEADER: SECRET}


def a_text(text="hello", update_id=7, chat=11):
    return update(
        update_id,
        message={
            "message_id": 1,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "is_bot": False, "first_name": "A", "language_code": "es-MX"},
            "text": text,
        },
    )


async def test_the_answer_comes_after_the_commit(rig):
    rig.pauses["hello"] = 3.0
    async with rig.webhook() as client:
        answer = await client.post(HOOK, json=a_text(), headers=GOOD)
    assert answer.status_code == 200
    assert rig.heard() == ["hello"]
    assert rig.turns[0].hints == {"locale": "es"}


@pytest.mark.parametrize("secret", [None, "", "the-webhook-secre", SECRET.upper(), "päss"])
async def test_without_the_secret_nobody_comes_in(rig, secret):
    headers = {} if secret is None else {SECRET_HEADER: secret.encode()}
    async with rig.webhook() as client:
        answer = await client.post(HOOK, json=a_text(), headers=headers)
    assert answer.status_code == 403
    assert rig.turns == []


def test_a_router_without_a_secret_is_refused():
    with pytest.raises(ValueError, match="secret"):
        webhook_router(lambda raw: None, "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[]", 200),
        (b"{}", 200),
        (b'{"update_id": "seven"}', 200),
        (b'{"update_id": 7}', 200),
        (b'{"update_id": 7, "message": null}', 200),
        (b'{"update_id": 7, "message": {"text": {}}}', 200),
        (b"[" * 5000, 400),
    ],
)
async def test_damaged_and_foreign_bodies(rig, body, status):
    async with rig.webhook() as client:
        answer = await client.post(HOOK, content=body, headers=GOOD)
    assert answer.status_code == status
    assert rig.turns == []


async def test_a_body_larger_than_any_update_is_refused(rig):
    body = json.dumps(a_text("x" * MAX_BODY)).encode()
    async with rig.webhook() as client:
        answer = await client.post(HOOK, content=body, headers=GOOD)
    assert answer.status_code == 413
    assert rig.turns == []


async def test_not_committed_means_again_please(rig):
    rig.fails["hello"] = [ConnectionError()]
    async with rig.webhook() as client:
        first = await client.post(HOOK, json=a_text(), headers=GOOD)
        assert (first.status_code, rig.heard()) == (503, [])
        second = await client.post(HOOK, json=a_text(), headers=GOOD)
    assert (second.status_code, rig.heard()) == (200, ["hello"])


async def test_a_fault_of_ours_is_given_up_after_some_tries(rig):
    rig.fails["hello"] = [KeyError("x") for _ in range(9)]
    async with rig.webhook() as client:
        answers = [await client.post(HOOK, json=a_text(), headers=GOOD) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [503, 503, 503, 503, 200]
