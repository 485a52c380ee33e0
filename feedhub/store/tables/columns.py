"""The tables as statements need them, written by `make bless` of the SQLModel classes beside this file.

Making the classes takes a third of a start; what they say of columns, types and keys takes a hundredth. Whatever
only a migration wants to know, such as indexes, stands in the classes alone.
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()
archive = Table(
    "archive",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("period", Text, primary_key=True),
)
arrival = Table(
    "arrival",
    metadata,
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer),
    Column("new", Integer),
)
category = Table(
    "category",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("path", Text),
    Column("parent", Text),
)
document = Table(
    "document",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", LargeBinary),
    Column("modified", BigInteger),
)
emptied = Table(
    "emptied",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("period", Text, primary_key=True),
)
feed = Table(
    "feed",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("live", Boolean),
    Column("revision", BigInteger),
    Column("published_revision", BigInteger),
    Column("entries", Integer),
)
happening = Table(
    "happening",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Text),
    Column("title", Text),
    Column("turn", Text),
    Column("at", BigInteger),
    Column("detail", Text),
)
held_back = Table(
    "held_back",
    metadata,
    Column("document", Text, primary_key=True),
    Column("rule", Text),
    Column("entry", Text),
    Column("detail", Text),
    Column("since", BigInteger),
)
host_hold = Table(
    "host_hold",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", BigInteger),
)
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text),
)
origin = Table(
    "origin",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary),
    Column("iri", Text),
    Column("title", Text),
    Column("home", Text),
    Column("feed", Text),
    Column("rights", Text),
)
overdue = Table(
    "overdue",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    Column("since", BigInteger),
    Column("revision", BigInteger),
)
renamed = Table(
    "renamed",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("old", Text, primary_key=True),
    Column("new", Text),
    Column("keeps_id", Boolean),
)
robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("rules", Text),
    Column("until", BigInteger),
)
source = Table(
    "source",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text),
    Column("location", Text),
    Column("enabled", Boolean),
    Column("configured", Boolean),
    Column("asked", Text),
    Column("every", Text),
    Column("own_title", Text),
    Column("title", Text),
    Column("categories", Text),
    Column("filed", Text),
    Column("next_visit", BigInteger),
    Column("lease_until", BigInteger),
    Column("interval", Float),
    Column("failures", Integer),
    Column("trouble_kind", Text),
    Column("trouble_detail", Text),
    Column("notes", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", Text),
    Column("last_visit", BigInteger),
    Column("last_success", BigInteger),
    Column("offered", Integer),
    Column("entries", Integer),
    Column("feed_title", Text),
    Column("feed_home", Text),
    Column("feed_id", Text),
    Column("feed_language", Text),
    Column("feed_rights", Text),
    Column("feed_updated", BigInteger),
    Column("given_by", Text),
    Column("host", Text),
    Column("address", Text),
    Column("moved_to", Text),
    Column("moved_since", BigInteger),
    Column("moved_visits", Integer),
    Column("moves", Text),
    Column("pace", Text),
    Column("rhythm", Text),
    Column("reason", Text),
    Column("keep_age", BigInteger),
    Column("keep_entries", Integer),
    Column("removed", Integer),
    Column("paused", Boolean),
    Column("visits", Integer),
    Column("told", Text),
    Column("failing_since", BigInteger),
    Column("last_new", BigInteger),
    Column("pause", BigInteger),
    Column("greeted", Boolean),
    Column("alarm", Text),
)
visit_log = Table(
    "visit_log",
    metadata,
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger),
    Column("outcome", Text),
    Column("new", Integer),
    Column("changed", Integer),
    Column("took", Integer),
    Column("size", BigInteger),
    Column("detail", Text),
)
visit_tally = Table(
    "visit_tally",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("outcome", Text, primary_key=True),
    Column("hour", Integer),
    Column("visits", Integer),
    Column("new", Integer),
)
alias = Table(
    "alias",
    metadata,
    Column("source_id", BigInteger, ForeignKey("source.id"), primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("entry_key", Text),
    Column("seen", BigInteger),
)
drift = Table(
    "drift",
    metadata,
    Column("source_id", BigInteger, ForeignKey("source.id"), primary_key=True, autoincrement=False),
    Column("barren", Integer),
)
entry = Table(
    "entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, ForeignKey("source.id"), autoincrement=False),
    Column("key", Text),
    Column("fingerprint", LargeBinary),
    Column("atom_id", Text),
    Column("tie", BigInteger),
    Column("copy_of", BigInteger, ForeignKey("entry.id"), autoincrement=False),
    Column("published", BigInteger),
    Column("updated", BigInteger),
    Column("first_seen", BigInteger),
    Column("changed", BigInteger),
    Column("title", Text),
    Column("url", Text),
    Column("author", Text),
    Column("summary", Text),
    Column("headimg", Text),
    Column("thumbnail", Text),
    Column("language", Text),
    Column("rights", Text),
    Column("categories", Text),
    Column("tags", Text),
    Column("enclosures", Text),
    Column("origin_id", BigInteger, ForeignKey("origin.id"), autoincrement=False),
    Column("origin_updated", BigInteger),
    Column("image_tier", Text),
    Column("page", BigInteger),
    Column("words", BigInteger),
    Column("quiet", Boolean),
)
entry_category = Table(
    "entry_category",
    metadata,
    Column("category_id", BigInteger, ForeignKey("category.id"), primary_key=True, autoincrement=False),
    Column("published", BigInteger, primary_key=True, autoincrement=False),
    Column("tie", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", BigInteger, primary_key=True, autoincrement=False),
)
tombstone = Table(
    "tombstone",
    metadata,
    Column("source_id", BigInteger, ForeignKey("source.id"), primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary),
    Column("published", BigInteger),
)
entry_body = Table(
    "entry_body",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("content", Text),
    Column("from_page", Boolean),
)
entry_raw = Table(
    "entry_raw",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("clean_version", Integer),
    Column("data", LargeBinary),
)
entry_version = Table(
    "entry_version",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("updated", BigInteger),
    Column("data", LargeBinary),
)
errand = Table(
    "errand",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, ForeignKey("source.id"), autoincrement=False),
    Column("host", Text),
    Column("next_try", BigInteger),
    Column("failures", Integer),
    Column("trouble_kind", Text),
    Column("trouble_detail", Text),
    Column("tried", BigInteger),
)
fragment = Table(
    "fragment",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("format", Text, primary_key=True),
    Column("data", LargeBinary),
)
