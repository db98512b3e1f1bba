"""The review over HTTP, the page's headers, and drafts kept from inside Telegram."""

import json
import logging

import pytest

from app.api.apology import REVIEW_PACE, TEXT_LIMIT, editor_words
from app.api.limits import Pace
from app.channels.telegram.web_app_data import MAX_AGE
from app.coach.apology import FAULTS, PARTS
from app.coach.apology import review as review_text
from app.settings import ROOT

from .apology_app import editor_app, editor_client
from .test_apology_proof import NOW, TOKEN, fields_of, signed

DRAFT = "I'm sorry I was late, but you never told me when."


async def review(client, text, **more):
    return await client.post("/api/apology/review", json={"text": text, **more})


async def test_a_finding_says_where_why_and_what_instead():
    async with editor_client(editor_app()) as client:
        answer = (await review(client, DRAFT)).json()
    assert answer["kind"] == "apology"
    assert not answer["clean"]
    found = next(one for one in answer["findings"] if one["label"] == "but")
    assert "but you never told me" in DRAFT[found["start"] : found["end"]]
    assert found["title"] == 'A "but" in the apology'
    assert found["why"]
    assert found["rule"]
    assert (found["instead"] is None) != (found["question"] is None)
    assert "apology" in answer["present"]
    assert sorted(answer["present"] + answer["missing"]) == sorted(PARTS)
    assert {part["label"] for part in answer["parts"]} == set(answer["present"])


async def test_offsets_count_code_points():
    text = f"💔💔 {DRAFT}"
    async with editor_client(editor_app()) as client:
        plain = (await review(client, DRAFT)).json()["findings"]
        later = (await review(client, text)).json()["findings"]
    assert [one["start"] + 3 for one in plain] == [one["start"] for one in later]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("The bus is late.", "not_apology"),
        ("Lo siento mucho por haber roto tu bicicleta ayer.", "other_language"),
    ],
)
async def test_what_cannot_be_reviewed_gets_a_note_with_a_way_on(text, kind):
    async with editor_client(editor_app()) as client:
        answer = (await review(client, text)).json()
    assert answer["kind"] == kind
    assert answer["note"]
    assert answer["findings"] == []
    assert not answer["clean"]


@pytest.mark.parametrize(
    "text",
    ["I'm sorry I made him hit me.", "He chokes me when I am late. I'm sorry, but I was late."],
)
async def test_nobody_who_is_being_hurt_is_helped_to_apologise(text):
    async with editor_client(editor_app()) as client:
        answer = (await review(client, text)).json()
    assert answer["kind"] == "danger"
    assert "who can help" in answer["note"]
    assert answer["findings"] == answer["parts"] == answer["present"] == []


async def test_the_locale_is_one_of_ours_whatever_was_asked():
    seen = []

    def note_locale(text, locale):
        seen.append(locale)
        return review_text(text, locale)

    async with editor_client(editor_app(read=note_locale)) as client:
        await review(client, DRAFT, locale="es")
        await review(client, DRAFT, locale="../../etc")
        await client.post(
            "/api/apology/review", json={"text": DRAFT}, headers={"Accept-Language": "es"}
        )
    assert seen == ["es", "en", "es"]


async def test_a_text_at_the_limit_is_read_and_one_above_is_told_what_to_do():
    async with editor_client(editor_app()) as client:
        assert (await review(client, "💔" * TEXT_LIMIT)).status_code == 200
        answer = await review(client, "💔" * (TEXT_LIMIT + 7))
    assert answer.status_code == 422
    assert answer.json()["error"] == "too_long_to_review"
    assert "7 characters more" in answer.json()["message"]


async def test_a_huge_body_is_refused_unread():
    async with editor_client(editor_app()) as client:
        answer = await review(client, "a" * 300_000)
    assert answer.status_code == 413
    assert answer.json()["message"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"text": ["our secret"]}', b"{}"])
async def test_what_is_no_request_gets_a_kind_sentence(body):
    async with editor_client(editor_app()) as client:
        answer = await client.post(
            "/api/apology/review", content=body, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == 422
    assert answer.json()["error"] == "bad_request"
    assert answer.json()["where"]
    assert "our secret" not in answer.text


async def test_half_a_character_breaks_nothing():
    body = b'{"text": "I\'m sorry if \\ud83d you felt bad \\udc94, but you lied."}'
    async with editor_client(editor_app()) as client:
        answer = await client.post(
            "/api/apology/review", content=body, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code in (200, 422)
    assert answer.json()


async def test_thirty_at_once_then_three_a_second():
    assert Pace(burst=30, per_second=3.0) == REVIEW_PACE
    now = 100.0
    async with editor_client(editor_app(REVIEW_PACE, seconds=lambda: now)) as client:
        for _ in range(30):
            assert (await review(client, "x")).status_code == 200
        answer = await review(client, "x")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["error"] == "too_fast"
        now += 1.0
        statuses = [(await review(client, "x")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


async def test_nothing_of_the_text_is_logged(caplog):
    def break_down(text, locale):
        raise RuntimeError("the review broke")

    with caplog.at_level(logging.DEBUG):
        async with editor_client(editor_app()) as client:
            await review(client, "I'm sorry about the zebra.")
            await review(client, "zebra " * TEXT_LIMIT)
        async with editor_client(editor_app(read=break_down)) as client:
            answer = await review(client, "I'm sorry about the zebra.")
    assert answer.status_code == 500
    assert caplog.records
    assert "zebra" not in caplog.text
    assert "zebra" not in json.dumps([str(vars(record)) for record in caplog.records])


async def test_the_page_runs_nothing_but_our_own_files():
    async with editor_client(editor_app()) as client:
        answer = await client.get("/apology")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert " style=" not in answer.text
        assert "http://" not in answer.text.replace("https://www.wikipedia.org/", "")
        assert "$" not in answer.text


async def test_only_this_page_and_only_with_a_bot_may_be_framed_by_telegram():
    async with editor_client(editor_app(bot_token=TOKEN, save_draft=Shelf())) as client:
        page, chat = await client.get("/apology"), await client.get("/")
    assert page.headers["content-security-policy"].endswith(
        "frame-ancestors https://web.telegram.org"
    )
    assert "frame-ancestors 'none'" in chat.headers["content-security-policy"]


async def test_the_page_speaks_the_visitors_language():
    async with editor_client(editor_app()) as client:
        answer = await client.get("/apology", headers={"Accept-Language": "es-MX,en;q=0.5"})
    assert answer.headers["content-language"] == "es"
    assert "Tu disculpa" in answer.text


def test_every_word_is_translated():
    words = editor_words(ROOT / "flows")
    assert set(words.of("es")) == set(words.of("en"))
    for key, text in words.of("en").items():
        holes = {hole for hole in ("{n}", "{here}", "{all}") if hole in text}
        assert all(hole in words.of("es")[key] for hole in holes), key


async def test_the_api_is_documented_with_examples():
    async with editor_client(editor_app(bot_token=TOKEN, save_draft=Shelf())) as client:
        document = (await client.get("/openapi.json")).json()
        described = document["paths"]["/api/apology/review"]["post"]
        assert {"200", "413", "422", "429"} <= set(described["responses"])
        example = document["components"]["schemas"]["ReviewRequest"]["examples"][0]
        promised = document["components"]["schemas"]["ReviewAnswer"]["examples"][0]
        given = (await review(client, **example)).json()
    assert "/api/apology/drafts" in document["paths"]
    assert given.keys() == promised.keys() | {"note"}
    assert given["findings"][0].keys() >= promised["findings"][0].keys()
    assert {one["label"] for one in promised["findings"]} <= set(FAULTS)


class Shelf:
    """Keeps drafts in a list."""

    def __init__(self):
        self.kept = []

    async def __call__(self, address, text):
        self.kept.append((address, text))


async def keep(shelf, text="I'm sorry.", proof=None, now=NOW, **headers):
    app = editor_app(bot_token=TOKEN, save_draft=shelf, clock=lambda: now)
    proof = signed(**fields_of()) if proof is None else proof
    async with editor_client(app) as client:
        body = {"text": text, "init_data": proof}
        return await client.post("/api/apology/drafts", json=body, headers=headers)


async def test_a_draft_is_kept_for_whom_telegram_names():
    shelf = Shelf()
    assert (await keep(shelf, "I'm sorry. 💚")).status_code == 204
    assert shelf.kept == [("42", "I'm sorry. 💚")]


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        ({"proof": "user=1&hash=0"}, 403, "forged_proof"),
        ({"proof": ""}, 403, "forged_proof"),
        ({"now": NOW + MAX_AGE * 2}, 403, "old_proof"),
        ({"text": " "}, 422, "nothing_to_keep"),
        ({"text": "a" * (TEXT_LIMIT + 1)}, 422, "too_long_to_review"),
    ],
)
async def test_a_draft_that_is_not_kept_is_met_with_a_kind_sentence(given, status, error):
    shelf = Shelf()
    answer = await keep(shelf, **given)
    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert answer.json()["message"] == editor_words(ROOT / "flows").of("en")[
        f"error_{error}"
    ].replace("{n}", "1")
    assert shelf.kept == []


async def test_without_a_bot_there_is_nowhere_to_keep_drafts():
    async with editor_client(editor_app()) as client:
        answer = await client.post("/api/apology/drafts", json={"text": "x", "init_data": "y"})
    assert answer.status_code == 404
