"""Drafts, episodes and heat, as a turn leaves them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.engine.model import (
    CloseEpisode,
    Conversation,
    OpenEpisode,
    RecordHeat,
    Reply,
    SaveDraft,
    ShowChart,
    Turn,
    dump_conversation,
)
from app.store.conversations import restore
from app.store.keepsakes import DRAFTS_KEPT, recent_drafts
from app.store.store import Store
from app.store.tables import drafts, episodes, heats
from tests.small_core import Chat, make_coach, scripted
from tests.virtual_time import START


async def drafts_of(store: Store, address: str, limit: int = DRAFTS_KEPT) -> list[str]:
    async with store.read() as connection:
        found = await recent_drafts(connection, store.vault, "telegram", address, limit)
    return [draft.text for draft in found]


async def test_the_newest_drafts_are_kept_for_each_person(store, time):
    def advance(conversation, event):
        return Turn(conversation, (), (SaveDraft("apology", event.text),))

    coach = make_coach(store, time, advance)
    for number in range(DRAFTS_KEPT + 3):
        await Chat(coach, store, address="1").say(f"draft {number}")
    await Chat(coach, store, address="2").say("mine")
    assert await drafts_of(store, "1") == [f"draft {n}" for n in range(DRAFTS_KEPT + 2, 2, -1)]
    assert await drafts_of(store, "1", 2) == ["draft 22", "draft 21"]
    assert await drafts_of(store, "2") == ["mine"]
    assert await drafts_of(store, "3") == []
    async with store.read() as connection:
        assert len((await connection.execute(select(drafts))).all()) == DRAFTS_KEPT + 1


async def test_an_episode_is_opened_once_and_closed_with_its_outcome(store, time):
    core = scripted(
        fight=([], [OpenEpisode(), RecordHeat("before", 9)]),
        calm=([], [RecordHeat("after", 3)]),
        mend=([Reply("good")], [CloseEpisode("repaired"), ShowChart()]),
    )
    chat = Chat(make_coach(store, time, core), store)
    for word in ("calm", "mend", "fight", "fight", "calm", "mend", "fight"):
        await chat.say(word)
        time.pass_(hours=1)
    async with store.read() as connection:
        rows = (await connection.execute(select(episodes).order_by(episodes.c.id))).all()
        felt = (await connection.execute(select(heats).order_by(heats.c.id))).all()
    hour = timedelta(hours=1)
    assert [(row.opened_at, row.closed_at, row.outcome) for row in rows] == [
        (START + 2 * hour, START + 5 * hour, "repaired"),
        (START + 6 * hour, None, None),
    ]
    one, two = (row.id for row in rows)
    assert [(row.moment, row.value, row.episode_id, row.felt_at) for row in felt] == [
        ("after", 3, None, START),
        ("before", 9, one, START + 2 * hour),
        ("before", 9, one, START + 3 * hour),
        ("after", 3, one, START + 4 * hour),
        ("before", 9, two, START + 6 * hour),
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.text(), st.dictionaries(st.text(), VALUES)), st.text())
def test_a_conversation_is_restored_as_it_was(slots, state):
    conversation = Conversation(state=state, slots=slots)
    assert restore(dump_conversation(conversation)) == conversation


def test_a_conversation_of_an_outdated_shape_keeps_what_the_person_told():
    text = '{"state": "a.b", "trail": 7, "slots": {"person": {"locale": "de"}}}'
    assert restore(text) == Conversation(slots={"person": {"locale": "de"}})
