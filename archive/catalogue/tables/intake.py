"""Tables of refused documents, and of the addresses that harvests met."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, false

from archive.catalogue.tables.column import DATESTAMP, TEXT, metadata, only

__all__ = ["harvested", "refusals"]

# Inputs that could not become a report; `data`: compressed by zlib.
refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", TEXT, nullable=False),
    Column("line", Integer),
    Column("reason", TEXT, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("datestamp", DATESTAMP, nullable=False),
    Column("is_list_page", Boolean, nullable=False, server_default=false()),
    # PostgreSQL does without: a file with a million refusals makes too long a chain in a hash
    # index, and the table is seldom large.
    only("sqlite", Index("ix_refusals_origin", "origin")),
)

# Addresses that harvests met, short enough for the B-trees of PostgreSQL. The columns are those of
# `archive.catalogue.records.Harvested`; `datestamp`: when the address was last fetched or named.
harvested = Table(
    "harvested",
    metadata,
    Column("address", TEXT, primary_key=True),
    Column("list", TEXT, nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("modified", TEXT, nullable=False),
    Column("etag", TEXT, nullable=False),
    Column("last_modified", TEXT, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("datestamp", DATESTAMP, nullable=False),
    Index("harvested_by_list", "list", "position"),
)
