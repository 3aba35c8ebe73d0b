"""The tables of the catalogue, in SQLAlchemy Core.

Numbers are revisions: the counter in `head` gives every change a number of its own, so a
report's number is the revision that brought it, a version's number likewise. Nothing is ever
taken out of `reports`, `versions`, `originals` and `origins`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = [
    "SCHEMA",
    "aliases",
    "appearances",
    "decisions",
    "head",
    "metadata",
    "originals",
    "origins",
    "persons",
    "refusals",
    "reports",
    "versions",
]

# The version of this layout; a catalogue with another one is not opened. (1 was never released.)
SCHEMA = 2

# SHA-256 in hexadecimal.
_SHA256 = String(64)
# ISO 8601 in UTC to the second, such as 2026-12-01T07:15:00Z.
_DATESTAMP = String(20)
# A slug with a number.
_PERSON = String(120)

metadata = MetaData()

# One row.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("identifier", Text, nullable=False, unique=True),
    Column("revision", BigInteger, nullable=False, unique=True),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("current", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("extraction", Text, nullable=False),
    Column("url", Text, nullable=False, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("report", BigInteger, ForeignKey(reports.c.number), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("digest", _SHA256, nullable=False),
    Column("title", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("dateline", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("section", JSON, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("tags", JSON, nullable=False),
)

originals = Table(
    "originals",
    metadata,
    Column("sha256", _SHA256, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

origins = Table(
    "origins",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("version", BigInteger, ForeignKey(versions.c.number), nullable=False),
    Column("sha256", _SHA256, ForeignKey(originals.c.sha256), primary_key=True),
    Column("place", Text, primary_key=True),
    Index("origins_by_sha256", "sha256"),
    Index("origins_by_place", "place"),
)

# Authority records. `own`: the name that the record was made for; `name`, `hidden` and `merged`
# follow from the decisions: the preferred name, and the person that this one was found to be.
persons = Table(
    "persons",
    metadata,
    Column("identifier", _PERSON, primary_key=True),
    Column("own", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("merged", _PERSON, ForeignKey("persons.identifier")),
)

# Every name of every person, the preferred one too. `record`: made when a paper first wrote the
# name, none before; `person`: whom the name means, as librarians decided.
aliases = Table(
    "aliases",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fold", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("record", _PERSON, ForeignKey(persons.c.identifier), index=True),
    Column("person", _PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("ordinal", BigInteger, nullable=False),
)

# `record` and `person` as above, for this one mention.
appearances = Table(
    "appearances",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("record", _PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("person", _PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

# The log of what librarians decided about persons; `decision` is an object in JSON.
decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("datestamp", _DATESTAMP, nullable=False),
    Column("by", Text, nullable=False),
    Column("decision", Text, nullable=False),
)

refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", Text, nullable=False, index=True),
    Column("line", Integer),
    Column("reason", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("datestamp", _DATESTAMP, nullable=False),
)
