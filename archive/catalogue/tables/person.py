"""Persons, their names, and the mentions of them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from archive.catalogue.tables.column import NAME_REST, PERSON, TEXT, metadata, only, ordered
from archive.catalogue.tables.report import reports

__all__ = ["aliases", "appearances", "name_words", "persons"]

# Authority records. `own`: the name that the record was made for. Computed from the decisions:
# `name` is the preferred name, `merged` the person that this one was merged into.
persons = Table(
    "persons",
    metadata,
    Column("identifier", PERSON, primary_key=True),
    Column("own", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("merged", PERSON, ForeignKey("persons.identifier")),
)

# All names of all persons. `record`: the authority record made when a report first had the name,
# NULL before that. `person`: the person that the name means after all decisions.
aliases = Table(
    "aliases",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("fold", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("record", PERSON, ForeignKey(persons.c.identifier), index=True),
    Column("person", PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("ordinal", BigInteger, nullable=False),
    only("sqlite", PrimaryKeyConstraint("key")),
    only("postgresql", ExcludeConstraint(("key", "="), using="hash", name="aliases_key")),
)

# The words of names, computed from `aliases`. `rest`: a name from one of its words on, in the form
# of `fold`, up to `NAME_REST` letters.
name_words = Table(
    "name_words",
    metadata,
    Column("rest", ordered(String(NAME_REST)), primary_key=True),
    Column("key", TEXT, primary_key=True),
    only("sqlite", PrimaryKeyConstraint("rest", "key")),
    only("postgresql", Index("name_words_by_rest", "rest")),
    Index("name_words_by_key", "key", postgresql_using="hash"),
    sqlite_with_rowid=False,
)

# Mentions of persons in current versions; `record` and `person` as above.
appearances = Table(
    "appearances",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("record", PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("person", PERSON, ForeignKey(persons.c.identifier), nullable=False, index=True),
    Column("name", TEXT, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("evidence", TEXT, nullable=False),
    Column("field", TEXT, nullable=False),
    Column("part", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)
