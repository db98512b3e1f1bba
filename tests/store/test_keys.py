"""Encryption keys: made, checked, rotated, and explained when something is wrong with them."""

import stat

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select, update

from app.engine.model import Reply, SaveDraft
from app.settings import Settings
from app.store import rotation
from app.store.crypto import MalformedKey, Vault, WrongKeys, new_key, parse_keys
from app.store.keepsakes import recent_drafts
from app.store.keys import NoKeys, configured_keys, create_key_file
from app.store.store import Store
from app.store.tables import conversations, drafts, outbox
from tests.small_core import Chat, heard, make_coach, scripted

ONE, TWO = new_key(), new_key()


def with_keys(settings: Settings, *keys: str) -> Settings:
    return settings.model_copy(update={"encryption_keys": SecretStr(",".join(keys))})


@given(st.text())
def test_whatever_is_sealed_opens_again_and_is_not_readable(words):
    vault = Vault([ONE])
    token = vault.seal(words)
    assert vault.open(token) == words
    assert vault.seal(words) != token
    assert vault.is_current(token)


@given(st.text(), st.integers(0, 200), st.integers(1, 63))
def test_a_token_that_was_tampered_with_does_not_open(words, place, shift):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    vault = Vault([ONE])
    token = vault.seal(words)
    place %= len(token.rstrip("=")) - 1  # the last digit may hold unused bits
    swapped = alphabet[(alphabet.index(token[place]) + shift) % 64]
    with pytest.raises(WrongKeys):
        vault.open(token[:place] + swapped + token[place + 1 :])


def test_the_first_key_seals_and_every_key_opens():
    old = Vault([ONE]).seal("words")
    both = Vault([TWO, ONE])
    assert both.open(old) == "words"
    assert not both.is_current(old)
    assert Fernet(TWO).decrypt(both.seal("new")) == b"new"
    with pytest.raises(WrongKeys, match="ENCRYPTION_KEYS"):
        Vault([TWO]).open(old)


@pytest.mark.parametrize("text", ["nonsense", f"{ONE},short", "é" * 44, f"{ONE[:-2]}"])
def test_a_malformed_key_is_explained_and_not_shown(text):
    with pytest.raises(MalformedKey) as fault:
        parse_keys(text, "ENCRYPTION_KEYS")
    assert "circleback keys new" in str(fault.value)
    assert not any(key in str(fault.value) for key in text.split(","))


async def test_the_first_run_makes_a_key_that_only_the_owner_can_read(settings):
    store = await Store.open(settings)
    await store.close()
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert len(configured_keys(settings)) == 1
    assert [path.name for path in settings.data_dir.glob(".enc*")] == []


def test_two_processes_that_start_together_agree_on_one_key(tmp_path):
    path = tmp_path / "new" / "encryption.key"
    create_key_file(path, ONE)
    create_key_file(path, TWO)
    assert path.read_text().split() == [ONE]
    assert list(path.parent.iterdir()) == [path]


async def test_a_lost_key_is_noticed_and_not_replaced(settings, store):
    settings.key_file.unlink()
    with pytest.raises(NoKeys, match="backup"):
        await Store.open(settings)
    assert not settings.key_file.exists()


async def test_a_wrong_key_is_noticed_at_the_start(settings, store):
    with pytest.raises(WrongKeys):
        await Store.open(with_keys(settings, ONE))


async def test_a_malformed_key_file_is_noticed_at_the_start(settings, store):
    settings.key_file.write_bytes(b"\xff\xfe")
    with pytest.raises(MalformedKey, match=r"encryption\.key"):
        await Store.open(settings)


async def test_keys_from_the_environment_leave_no_file(settings):
    store = await Store.open(with_keys(settings, ONE))
    await store.close()
    assert not settings.key_file.exists()


def core():
    return scripted(draft=([Reply("kept")], [SaveDraft("apology", "sorry for the letters")]))


async def talk(store, time, count: int = 5) -> Chat:
    chat = Chat(make_coach(store, time, core()), store, channel="web")
    for number in range(count):
        await chat.say(f"word {number}")
    await chat.say("draft")
    return chat


async def sealed_with(store: Store, key: str) -> tuple[int, int]:
    """How many sealed texts the key opens, and how many there are."""
    vault, opened, total = Vault([key]), 0, 0
    async with store.read() as connection:
        for column in (conversations.c.state, outbox.c.payload, drafts.c.payload):
            for token in await connection.scalars(select(column).where(column.is_not(None))):
                opened += vault.is_current(token)
                total += 1
    return opened, total


async def test_rotation_seals_everything_anew_while_others_run(settings, store, time, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 3)
    chat = await talk(store, time)
    operator = await Store.open(settings)
    done = await rotation.rotate(settings, operator)
    await operator.close()
    newest, oldest = configured_keys(settings)
    opened, total = await sealed_with(store, newest)
    assert opened == total == done.rows - 1, "and the key check"
    assert not done.resumed
    # The store that was open all the time has only the old key, and follows.
    assert heard(await chat.state()) == [*(f"word {n}" for n in range(5)), "draft"]
    await chat.say("after")
    assert await sealed_with(store, oldest) == (0, total + 2)
    async with store.read() as connection:
        (draft,) = await recent_drafts(connection, store.vault, "web", "100")
    assert draft.text == "sorry for the letters"


async def test_a_rotation_that_was_cut_off_goes_on_with_the_same_key(
    settings, store, time, monkeypatch
):
    monkeypatch.setattr(rotation, "BATCH", 2)
    chat = await talk(store, time)
    plain, calls = rotation._seal_anew, []

    async def cut_off(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return await plain(*args)

    operator = await Store.open(settings)
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_seal_anew", cut_off)
        with pytest.raises(KeyboardInterrupt):
            await rotation.rotate(settings, operator)
    await operator.close()
    operator = await Store.open(settings)
    done = await rotation.rotate(settings, operator)
    await operator.close()
    assert done.resumed
    assert len(configured_keys(settings)) == 2
    opened, total = await sealed_with(store, configured_keys(settings)[0])
    assert opened == total
    assert heard(await chat.state())[-1] == "draft"


async def test_old_keys_are_dropped_only_when_nothing_needs_them(settings, store, time):
    await talk(store, time)
    await rotation.rotate(settings, store)
    newest, oldest = configured_keys(settings)
    left_over = Vault([oldest]).seal("left over")
    async with store.write() as unit:
        kept = await unit.connection.scalar(select(drafts.c.payload))
        await unit.connection.execute(update(drafts).values(payload=left_over))
    with pytest.raises(WrongKeys):
        await rotation.prune(settings, store)
    assert configured_keys(settings) == (newest, oldest)
    async with store.write() as unit:
        await unit.connection.execute(update(drafts).values(payload=kept))
    assert await rotation.prune(settings, store) == 1
    assert configured_keys(settings) == (newest,)
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    await (await Store.open(settings)).close()


async def test_with_keys_in_the_environment_the_first_one_is_taken(settings, time):
    before = await Store.open(with_keys(settings, ONE))
    await talk(before, time)
    await before.close()
    after = await Store.open(with_keys(settings, TWO, ONE))
    await rotation.rotate(with_keys(settings, TWO, ONE), after)
    opened, total = await sealed_with(after, TWO)
    assert opened == total > 0
    assert not settings.key_file.exists()
    await after.close()
    await (await Store.open(with_keys(settings, TWO))).close()
