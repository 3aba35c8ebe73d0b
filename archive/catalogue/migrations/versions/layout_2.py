"""Layout 2, the first that was released."""

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
)

revision = "layout_2"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "head",
        Column("id", Integer, primary_key=True),
        Column("schema", Integer, nullable=False),
        Column("revision", BigInteger, nullable=False),
    )
    _reports()
    _persons()
    op.create_table(
        "refusals",
        Column("id", Integer, primary_key=True),
        Column("origin", Text, nullable=False, index=True),
        Column("line", Integer),
        Column("reason", Text, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("datestamp", String(20), nullable=False),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("identifier", Text, nullable=False, unique=True),
        Column("revision", BigInteger, nullable=False, unique=True),
        Column("datestamp", String(20), nullable=False),
        Column("deleted", Boolean, nullable=False),
        Column("current", BigInteger, nullable=False),
        Column("version", Integer, nullable=False),
        Column("extraction", Text, nullable=False),
        Column("url", Text, nullable=False, index=True),
    )
    op.create_table(
        "versions",
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("report", BigInteger, ForeignKey("reports.number"), nullable=False, index=True),
        Column("version", Integer, nullable=False),
        Column("datestamp", String(20), nullable=False),
        Column("digest", String(64), nullable=False),
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
    op.create_table(
        "originals",
        Column("sha256", String(64), primary_key=True),
        Column("media_type", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )
    op.create_table(
        "origins",
        Column("report", BigInteger, ForeignKey("reports.number"), primary_key=True),
        Column("version", BigInteger, ForeignKey("versions.number"), nullable=False),
        Column("sha256", String(64), ForeignKey("originals.sha256"), primary_key=True),
        Column("place", Text, primary_key=True),
    )
    op.create_index("origins_by_sha256", "origins", ["sha256"])
    op.create_index("origins_by_place", "origins", ["place"])


def _persons() -> None:
    person = String(120)
    op.create_table(
        "persons",
        Column("identifier", person, primary_key=True),
        Column("own", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("hidden", Boolean, nullable=False),
        Column("merged", person, ForeignKey("persons.identifier")),
    )
    op.create_table(
        "aliases",
        Column("key", Text, primary_key=True),
        Column("fold", Text, nullable=False, index=True),
        Column("name", Text, nullable=False),
        Column("record", person, ForeignKey("persons.identifier"), index=True),
        Column("person", person, ForeignKey("persons.identifier"), nullable=False, index=True),
        Column("ordinal", BigInteger, nullable=False),
    )
    op.create_table(
        "appearances",
        Column("report", BigInteger, ForeignKey("reports.number"), primary_key=True),
        Column("ordinal", Integer, primary_key=True),
        Column("record", person, ForeignKey("persons.identifier"), nullable=False, index=True),
        Column("person", person, ForeignKey("persons.identifier"), nullable=False, index=True),
        Column("name", Text, nullable=False),
        Column("roles", JSON, nullable=False),
        Column("evidence", Text, nullable=False),
        Column("field", Text, nullable=False),
        Column("part", Integer, nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
    )
    op.create_table(
        "decisions",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("datestamp", String(20), nullable=False),
        Column("by", Text, nullable=False),
        Column("decision", Text, nullable=False),
    )
