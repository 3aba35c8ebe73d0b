"""The tables of the catalogue, in SQLAlchemy Core.

Numbers are revisions: the counter in `head` gives every change a number of its own, so the number
of a report or version is the revision that added it. Rows are deleted from `reports`, `versions`,
`originals` and `origins` only where a report is erased (`archive.catalogue.erasures`).

SQLite and PostgreSQL differ in two points. PostgreSQL sorts texts by its locale, unless a column
has the collation "C" (by code points, as in SQLite). Its B-trees hold no value above 2,704 bytes,
so columns with longer texts have hash indexes there. Each change of this layout is a step in
`archive.catalogue.migrations`.
"""

import re
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Constraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

__all__ = [
    "NAME_REST",
    "OLDEST",
    "SCHEMA",
    "STREAMED",
    "aliases",
    "appearances",
    "as_json",
    "corrected",
    "decisions",
    "erased_digests",
    "erasures",
    "frozen_entries",
    "frozen_lists",
    "harvested",
    "head",
    "lineage",
    "metadata",
    "name_words",
    "newspaper_spellings",
    "originals",
    "origins",
    "persons",
    "refusals",
    "reports",
    "section_names",
    "section_spellings",
    "storable",
    "story_hashes",
    "story_members",
    "story_pairs",
    "story_texts",
    "unread",
    "versions",
]

# The version of this layout; a catalogue with another one is not opened.
SCHEMA = 8
# The oldest layout that can be upgraded; those before it were never released.
OLDEST = 4

NAME_REST = 60
"""Letters of a name that can be looked up; longer ones are compared in full once they are found."""

STREAMED = {"yield_per": 1000}
"""Execution options of a statement that returns many rows: they are fetched in portions."""

_Item = TypeVar("_Item", Index, Constraint)

_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> bool:
    """Return True if a text column can hold this text: no NUL and no lone surrogate."""
    return "\0" not in text and (text.isascii() or not _SURROGATE.search(text))


def as_json(value: Sequence[str]) -> str:
    """Return a list of texts in JSON, with Vietnamese letters as they are.

    The JSON columns hold nothing else, and the encoder of the `json` module takes five times as
    long.
    """
    return f"[{', '.join(map(encode_basestring, value))}]"


def _ordered(kind: String) -> String:
    """Return a text type that sorts by code points on both databases."""
    return kind.with_variant(type(kind)(kind.length, collation="C"), "postgresql")


def _only(dialect: str, item: _Item) -> _Item:
    """Return an index or constraint for one dialect; comparisons of schemas read `info`."""
    item.info["only"] = dialect
    return item.ddl_if(dialect=dialect)


_TEXT = _ordered(Text())
# SHA-256 in hexadecimal.
_SHA256 = _ordered(String(64))
# ISO 8601 in UTC to the second, such as 2026-12-01T07:15:00Z.
_DATESTAMP = _ordered(String(20))
# JSON, or NULL where there is no value.
_OPTIONAL_JSON = JSON(none_as_null=True)
# A slug with a number.
_PERSON = _ordered(String(120))

metadata = MetaData()

# One row: the layout of the tables, and the last revision.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

# One row for each commit that changed what readers see: its last revision and a random token.
lineage = Table(
    "lineage",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("token", _ordered(String(16)), nullable=False),
)

# `withdrawn`: readers do not see it; erased reports too. `current`: the number of the current
# version, `version` its ordinal; `extraction`: version of the rules that found its persons.
reports = Table(
    "reports",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("identifier", _TEXT, nullable=False),
    Column("revision", BigInteger, nullable=False, unique=True),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("current", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("extraction", _TEXT, nullable=False),
    Column("url", _TEXT, nullable=False),
    _only("sqlite", UniqueConstraint("identifier")),
    _only(
        "postgresql",
        ExcludeConstraint(("identifier", "="), using="hash", name="reports_identifier"),
    ),
    # Without the many empty ones: equal values make one long chain in a hash index.
    Index("ix_reports_url", "url", postgresql_using="hash", postgresql_where=text("url <> ''")),
    # The few that are withdrawn, without reading the others.
    Index(
        "reports_withdrawn",
        "number",
        sqlite_where=text("withdrawn IS 1"),
        postgresql_where=text("withdrawn IS true"),
    ),
)

# `version`: ordinal of the version within its report; `digest`: SHA-256 of the content.
versions = Table(
    "versions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("report", BigInteger, ForeignKey(reports.c.number), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("digest", _SHA256, nullable=False),
    Column("title", _TEXT, nullable=False),
    Column("lead", _TEXT, nullable=False),
    Column("body", _TEXT, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("dateline", _TEXT, nullable=False),
    Column("date", _TEXT, nullable=False),
    Column("section", JSON, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("source", _TEXT, nullable=False),
    Column("url", _TEXT, nullable=False),
    Column("tags", JSON, nullable=False),
    # Finds the reports of a newspaper or section without reading their texts. PostgreSQL stores
    # long texts apart from their rows, so that it reads the table itself fast enough.
    _only("sqlite", Index("versions_by_source", "source", "section")),
)

# The newspapers that reports name. `key`: the group of spellings without a record that it belongs
# to. Computed from the list that ships and the decisions: `newspaper` is the identifier of the
# record that it means, `names` are the names of that record, each followed by the two ends of its
# period.
newspaper_spellings = Table(
    "newspaper_spellings",
    metadata,
    Column("spelling", _TEXT, primary_key=True),
    Column("key", _TEXT, nullable=False),
    Column("newspaper", _TEXT, nullable=False),
    Column("names", JSON, nullable=False),
    _only("sqlite", PrimaryKeyConstraint("spelling")),
    _only(
        "postgresql",
        ExcludeConstraint(("spelling", "="), using="hash", name="newspaper_spellings_spelling"),
    ),
    Index("newspaper_spellings_by_key", "key", postgresql_using="hash"),
)

# The sections that reports name, each a path in JSON as in `versions.section`. `shown`: the path
# that it means after rules and decisions.
section_spellings = Table(
    "section_spellings",
    metadata,
    Column("spelling", _TEXT, primary_key=True),
    Column("shown", JSON, nullable=False),
    _only("sqlite", PrimaryKeyConstraint("spelling")),
    _only(
        "postgresql",
        ExcludeConstraint(("spelling", "="), using="hash", name="section_spellings_spelling"),
    ),
)

# The names in the paths of `section_spellings`, by the key that all spellings of a name share.
section_names = Table(
    "section_names",
    metadata,
    Column("key", _TEXT, primary_key=True),
    Column("name", _TEXT, primary_key=True),
    _only("sqlite", PrimaryKeyConstraint("key", "name")),
    _only("postgresql", Index("section_names_by_key", "key", postgresql_using="hash")),
)

# What librarians corrected, computed from the decisions: a value takes the place of the published
# one, whatever the current version; NULL where there is no correction. `number`: the revision of
# the last change of this row. `decisions`: the numbers of the corrections that stand, as texts.
corrected = Table(
    "corrected",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("decisions", JSON, nullable=False),
    Column("title", _TEXT),
    Column("lead", _TEXT),
    Column("body", _TEXT),
    Column("captions", _OPTIONAL_JSON),
    Column("dateline", _TEXT),
    Column("date", _TEXT),
    Column("section", _OPTIONAL_JSON),
    Column("authors", _OPTIONAL_JSON),
    Column("source", _TEXT),
    Column("url", _TEXT),
    Column("tags", _OPTIONAL_JSON),
    Index("corrected_by_url", "url", postgresql_using="hash"),
)

# `size`: bytes before compression; `data`: compressed by zlib.
originals = Table(
    "originals",
    metadata,
    Column("sha256", _SHA256, primary_key=True),
    Column("media_type", _TEXT, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# The places (file or `file:line`) that a version was read from.
origins = Table(
    "origins",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("version", BigInteger, ForeignKey(versions.c.number), nullable=False),
    Column("sha256", _SHA256, ForeignKey(originals.c.sha256), primary_key=True),
    Column("place", _TEXT, primary_key=True),
    Column("retrieved", _TEXT, nullable=False, server_default=""),
    Column("notes", JSON, nullable=False, server_default="[]"),
    _only("sqlite", PrimaryKeyConstraint("report", "sha256", "place")),
    _only("postgresql", Index("origins_by_report", "report", "sha256")),
    Index("origins_by_sha256", "sha256"),
    Index("origins_by_place", "place", postgresql_using="hash"),
)

# Reports that were erased. Of such a report one version is left, which is empty. `finished`: its
# bytes are gone from the files of the database too.
erasures = Table(
    "erasures",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("finished", Boolean, nullable=False),
)

# The digests by which an erased report is recognised when it is imported again: those of its
# originals, its versions and its URLs.
erased_digests = Table(
    "erased_digests",
    metadata,
    Column("sha256", _SHA256, primary_key=True),
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
)

# Values of a version that could not be read, as written.
unread = Table(
    "unread",
    metadata,
    Column("version", BigInteger, ForeignKey(versions.c.number), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("field", _TEXT, nullable=False),
    Column("written", _TEXT, nullable=False),
)

# Authority records. `own`: the name that the record was made for. Computed from the decisions:
# `name` is the preferred name, `merged` the person that this one was merged into.
persons = Table(
    "persons",
    metadata,
    Column("identifier", _PERSON, primary_key=True),
    Column("own", _TEXT, nullable=False),
    Column("name", _TEXT, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("merged", _PERSON, ForeignKey("persons.identifier")),
)

# All names of all persons. `record`: the authority record made when a report first had the name,
# NULL before that. `person`: the person that the name means after all decisions.
aliases = Table(
    "aliases",
    metadata,
    Column("key", _TEXT, primary_key=True),
    Column("fold", _TEXT, nullable=False),
    Column("name", _TEXT, nullable=False),
    Column("record", _PERSON, ForeignKey(persons.c.identifier), index=True),
    Column("person", _PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("ordinal", BigInteger, nullable=False),
    _only("sqlite", PrimaryKeyConstraint("key")),
    _only("postgresql", ExcludeConstraint(("key", "="), using="hash", name="aliases_key")),
)

# The words of names, computed from `aliases`. `rest`: a name from one of its words on, in the form
# of `fold`, up to `NAME_REST` letters.
name_words = Table(
    "name_words",
    metadata,
    Column("rest", _ordered(String(NAME_REST)), primary_key=True),
    Column("key", _TEXT, primary_key=True),
    _only("sqlite", PrimaryKeyConstraint("rest", "key")),
    _only("postgresql", Index("name_words_by_rest", "rest")),
    Index("name_words_by_key", "key", postgresql_using="hash"),
    sqlite_with_rowid=False,
)

# Mentions of persons in current versions; `record` and `person` as above.
appearances = Table(
    "appearances",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("record", _PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("person", _PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("name", _TEXT, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("evidence", _TEXT, nullable=False),
    Column("field", _TEXT, nullable=False),
    Column("part", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

# The reports whose text was compared with the others, and the version that it was. `size`: the
# number of different shingles, 0 for a text too short to be compared.
story_texts = Table(
    "story_texts",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("version", BigInteger, ForeignKey(versions.c.number), nullable=False),
    Column("size", Integer, nullable=False),
)

# Samples of the shingles of texts, by which candidates are found. Those of older versions stay,
# since each candidate is compared in its current text.
story_hashes = Table(
    "story_hashes",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("report", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Pairs of reports whose texts overlap; `first` is less than `second`. `same`: the texts are the
# same story.
story_pairs = Table(
    "story_pairs",
    metadata,
    Column("first", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("second", BigInteger, ForeignKey(reports.c.number), primary_key=True, index=True),
    Column("same", Boolean, nullable=False),
)

# The groups of reports that tell the same story, computed from pairs and decisions. `story`: the
# report that represents the group.
story_members = Table(
    "story_members",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("story", BigInteger, ForeignKey(reports.c.number), nullable=False, index=True),
)

# The log of librarians' decisions; `decision` is an object in JSON, without its kind.
decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("by", _TEXT, nullable=False),
    Column("why", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("decision", _TEXT, nullable=False),
)

# Inputs that could not become a report; `data`: compressed by zlib.
refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", _TEXT, nullable=False),
    Column("line", Integer),
    Column("reason", _TEXT, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("is_list_page", Boolean, nullable=False, server_default=false()),
    # PostgreSQL does without: a file with a million refusals makes too long a chain in a hash
    # index, and the table is seldom large.
    _only("sqlite", Index("ix_refusals_origin", "origin")),
)

# Addresses that harvests met, short enough for the B-trees of PostgreSQL. The columns are those of
# `archive.catalogue.records.Harvested`; `datestamp`: when the address was last fetched or named.
harvested = Table(
    "harvested",
    metadata,
    Column("address", _TEXT, primary_key=True),
    Column("list", _TEXT, nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", _TEXT, nullable=False),
    Column("modified", _TEXT, nullable=False),
    Column("etag", _TEXT, nullable=False),
    Column("last_modified", _TEXT, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("datestamp", _DATESTAMP, nullable=False),
    Index("harvested_by_list", "list", "position"),
)

# Lists as they were on the day they were frozen. `query`: as in a URL; `words`, `filters`: the same
# for readers. `sha256`: of the identifiers, each followed by a line feed.
frozen_lists = Table(
    "frozen_lists",
    metadata,
    Column("identifier", _TEXT, primary_key=True),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("query", _TEXT, nullable=False),
    Column("words", _TEXT, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("note", _TEXT, nullable=False),
    Column("generation", _TEXT, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("sha256", _SHA256, nullable=False),
)

# `report` is an identifier and `version` a number of `versions` or `corrected`, without foreign
# keys: an entry outlives the report that it names.
frozen_entries = Table(
    "frozen_entries",
    metadata,
    Column("list", _TEXT, ForeignKey(frozen_lists.c.identifier), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("report", _TEXT, nullable=False),
    Column("version", BigInteger, nullable=False),
)
