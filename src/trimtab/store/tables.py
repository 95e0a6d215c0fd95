"""The tables as they are after the last migration, for queries."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, Table, Text

from trimtab.store.kinds import Day, ExactDecimal, Moment, Texts

METADATA = MetaData()


def _serial() -> "Column[int]":
    """A number that grows by itself; SQLite does that only for INTEGER."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("id", kind, primary_key=True, autoincrement=True)


MIGRATIONS = Table(
    "migrations",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
)

# One row: whose record this is, and what the watch remembers.
WATCH = Table(
    "watch",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("household", Text, nullable=False),
    Column("next_number", Integer, nullable=False),
    Column("last_check_at", Moment),
    Column("last_as_of", Day),
    Column("tally_since", Day),
    Column("tally_checks", Integer),
    Column("tally_opened", Integer),
)

EPISODES = Table(
    "episodes",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("trigger", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("latest", Texts, nullable=False),
    Column("told", Texts, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("snoozed_until", Day),
)

FIRED = Table(
    "fired",
    METADATA,
    _serial(),
    Column("seen_at", Moment, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("value", ExactDecimal, nullable=False),
    Column("bound", ExactDecimal, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("reason", Texts, nullable=False),
    Column("fires", Boolean, nullable=False),
)

MESSAGES = Table(
    "messages",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("episodes", Texts, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("message", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("error", Text, nullable=False),
)

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    _serial(),
    Column("seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("value", ExactDecimal, nullable=False),
    Column("cash", ExactDecimal, nullable=False),
    Column("drift", ExactDecimal),
    Column("weights", Texts, nullable=False),
)

PLANS = Table(
    "plans",
    METADATA,
    Column("plan_id", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("orders", Integer, nullable=False),
)

LOG = Table(
    "log",
    METADATA,
    _serial(),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
)
