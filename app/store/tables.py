"""The tables. Nothing that a person wrote stands in them unsealed; see `app.store.crypto`."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which drops zones, gives it back aware as well."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a naive moment: it would be read in the wrong zone later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids are never used twice (sqlite_autoincrement): a sender that still holds the id of a deleted
# row must not settle a new one in its place.


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _owned_by(table: str) -> Column[int]:
    """A reference that goes away with its owner, so that forgetting cannot leave a rest."""
    return Column(f"{table[:-1]}_id", Id, ForeignKey(f"{table}.id", ondelete="CASCADE"))


def _required(column: Column[int]) -> Column[int]:
    column.nullable = False
    return column


persons = Table(
    "persons",
    metadata,
    _id(),
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    _required(_owned_by("persons")),
    Column("channel", String(32), nullable=False),
    Column("address", String(255), nullable=False),
    # JSON of `model.Conversation`, sealed.
    Column("state", Text, nullable=False),
    # Number of the last row in this conversation's stream.
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    # The person cannot be reached there since then; timers are held meanwhile.
    Column("gone_at", UtcDateTime),
    # Everything was deleted then, and nothing has been written since.
    Column("forgotten_at", UtcDateTime),
    UniqueConstraint("channel", "address"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

processed_updates = Table(
    "processed_updates",
    metadata,
    Column(
        "conversation_id",
        Id,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("update_id", String(128), primary_key=True),
    Column("processed_at", UtcDateTime, nullable=False),
    Index(None, "processed_at"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _required(_owned_by("conversations")),
    Column("channel", String(32), nullable=False),
    # Order within the conversation, without gaps that matter: 1, 2, 3, ...
    Column("seq", Integer, nullable=False),
    # Carried: send, edit, delete, close. Read as a stream: say, own, clear.
    Column("kind", String(8), nullable=False),
    # JSON of `model.Reply`, or the person's own words (kind own); sealed.
    Column("payload", Text),
    Column("reply_key", String(128)),
    # The row whose message this one edits, deletes or closes.
    Column("target_id", Id, ForeignKey("outbox.id", ondelete="SET NULL")),
    # True while its buttons wait for an answer.
    Column("prompt", Boolean, nullable=False, server_default=false()),
    Column("discreet", Boolean, nullable=False, server_default=false()),
    Column("protect", Boolean, nullable=False, server_default=false()),
    # pending, sent, dropped (overtaken: nobody misses it) or dead (refused: an operator may care).
    Column("status", String(8), nullable=False),
    # A code, never words: why it was dropped or died.
    Column("reason", String(128)),
    Column("remote_id", String(255)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_owner", String(128)),
    Column("lease_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("hidden_at", UtcDateTime),
    UniqueConstraint("conversation_id", "seq"),
    CheckConstraint("status IN ('pending', 'sent', 'dropped', 'dead')", name="status"),
    Index(
        "ix_outbox_pending",
        "channel",
        "conversation_id",
        "seq",
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
    Index(None, "target_id"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

timers = Table(
    "timers",
    metadata,
    _id(),
    _required(_owned_by("conversations")),
    Column("key", String(255), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_owner", String(128)),
    Column("lease_until", UtcDateTime),
    UniqueConstraint("conversation_id", "key"),
    Index(None, "due_at"),
    sqlite_autoincrement=True,
)

drafts = Table(
    "drafts",
    metadata,
    _id(),
    _required(_owned_by("persons")),
    Column("kind", String(64), nullable=False),
    # The words, sealed.
    Column("payload", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

episodes = Table(
    "episodes",
    metadata,
    _id(),
    _required(_owned_by("persons")),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("outcome", String(32)),
    # One open episode a person.
    Index(
        "uq_episodes_open",
        "person_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

heats = Table(
    "heats",
    metadata,
    _id(),
    _required(_owned_by("persons")),
    # None when it was felt outside of an episode.
    _owned_by("episodes"),
    Column("moment", String(8), nullable=False),
    Column("value", Integer, nullable=False),
    Column("felt_at", UtcDateTime, nullable=False),
    CheckConstraint("value BETWEEN 0 AND 10", name="value"),
    Index(None, "person_id"),
    Index(None, "episode_id"),
    sqlite_autoincrement=True,
)

key_check = Table(
    "key_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # A known word, sealed with the first key: tells at start whether the keys fit the data.
    Column("payload", Text, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
