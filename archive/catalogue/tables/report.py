"""Reports with their versions, corrections and originals, and what was erased of them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from archive.catalogue.tables.column import DATESTAMP, OPTIONAL_JSON, SHA256, TEXT, metadata, only

__all__ = [
    "corrected",
    "erased_digests",
    "erasures",
    "originals",
    "origins",
    "reports",
    "unread",
    "versions",
]

# `withdrawn`: readers do not see it; erased reports too. `current`: the number of the current
# version, `version` its ordinal; `extraction`: version of the rules that found its persons.
reports = Table(
    "reports",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("identifier", TEXT, nullable=False),
    Column("revision", BigInteger, nullable=False, unique=True),
    Column("datestamp", DATESTAMP, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("current", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("extraction", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    only("sqlite", UniqueConstraint("identifier")),
    only(
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
    Column("datestamp", DATESTAMP, nullable=False),
    Column("digest", SHA256, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("lead", TEXT, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("dateline", TEXT, nullable=False),
    Column("date", TEXT, nullable=False),
    Column("section", JSON, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("tags", JSON, nullable=False),
    # Finds the reports of a newspaper or section without reading their texts. PostgreSQL stores
    # long texts apart from their rows, so that it reads the table itself fast enough.
    only("sqlite", Index("versions_by_source", "source", "section")),
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
    Column("title", TEXT),
    Column("lead", TEXT),
    Column("body", TEXT),
    Column("captions", OPTIONAL_JSON),
    Column("dateline", TEXT),
    Column("date", TEXT),
    Column("section", OPTIONAL_JSON),
    Column("authors", OPTIONAL_JSON),
    Column("source", TEXT),
    Column("url", TEXT),
    Column("tags", OPTIONAL_JSON),
    Index("corrected_by_url", "url", postgresql_using="hash"),
)

# `size`: bytes before compression; `data`: compressed by zlib.
originals = Table(
    "originals",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("media_type", TEXT, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# The places (file or `file:line`) that a version was read from.
origins = Table(
    "origins",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("version", BigInteger, ForeignKey(versions.c.number), nullable=False),
    Column("sha256", SHA256, ForeignKey(originals.c.sha256), primary_key=True),
    Column("place", TEXT, primary_key=True),
    Column("retrieved", TEXT, nullable=False, server_default=""),
    Column("notes", JSON, nullable=False, server_default="[]"),
    only("sqlite", PrimaryKeyConstraint("report", "sha256", "place")),
    only("postgresql", Index("origins_by_report", "report", "sha256")),
    Index("origins_by_sha256", "sha256"),
    Index("origins_by_place", "place", postgresql_using="hash"),
)

# Values of a version that could not be read, as written.
unread = Table(
    "unread",
    metadata,
    Column("version", BigInteger, ForeignKey(versions.c.number), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("field", TEXT, nullable=False),
    Column("written", TEXT, nullable=False),
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
    Column("sha256", SHA256, primary_key=True),
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
)
