"""The names of newspapers and sections, and what they stand for."""

from sqlalchemy import JSON, Column, Index, PrimaryKeyConstraint, Table
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from archive.catalogue.tables.column import TEXT, metadata, only

__all__ = ["newspaper_spellings", "section_names", "section_spellings"]

# The newspapers that reports name. `key`: the group of spellings without a record that it belongs
# to. Computed from the list that ships and the decisions: `newspaper` is the identifier of the
# record that it means, `names` are the names of that record, each followed by the two ends of its
# period.
newspaper_spellings = Table(
    "newspaper_spellings",
    metadata,
    Column("spelling", TEXT, primary_key=True),
    Column("key", TEXT, nullable=False),
    Column("newspaper", TEXT, nullable=False),
    Column("names", JSON, nullable=False),
    only("sqlite", PrimaryKeyConstraint("spelling")),
    only(
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
    Column("spelling", TEXT, primary_key=True),
    Column("shown", JSON, nullable=False),
    only("sqlite", PrimaryKeyConstraint("spelling")),
    only(
        "postgresql",
        ExcludeConstraint(("spelling", "="), using="hash", name="section_spellings_spelling"),
    ),
)

# The names in the paths of `section_spellings`, by the key that all spellings of a name share.
section_names = Table(
    "section_names",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("name", TEXT, primary_key=True),
    only("sqlite", PrimaryKeyConstraint("key", "name")),
    only("postgresql", Index("section_names_by_key", "key", postgresql_using="hash")),
)
