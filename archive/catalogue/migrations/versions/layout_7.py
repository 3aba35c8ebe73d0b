"""Layout 7: what the names of newspapers and sections in reports mean."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

revision = "layout_7"
down_revision = "layout_6"


_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables, empty; `archive.catalogue.schema.upgrade` fills them."""
    keyed = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "newspaper_spellings",
        sa.Column("spelling", _TEXT, nullable=False),
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("newspaper", _TEXT, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        *_unique("newspaper_spellings", keyed=keyed),
    )
    op.create_index(
        "newspaper_spellings_by_key", "newspaper_spellings", ["key"], postgresql_using="hash"
    )
    op.create_table(
        "section_spellings",
        sa.Column("spelling", _TEXT, nullable=False),
        sa.Column("shown", sa.JSON, nullable=False),
        *_unique("section_spellings", keyed=keyed),
    )
    op.create_table(
        "section_names",
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        *([sa.PrimaryKeyConstraint("key", "name")] if keyed else []),
    )
    if keyed:
        op.create_index("versions_by_source", "versions", ["source", "section"])
    else:
        op.create_index("section_names_by_key", "section_names", ["key"], postgresql_using="hash")


def _unique(table: str, *, keyed: bool) -> list[sa.Constraint]:
    """Return the constraint that makes the spellings of a table unique."""
    if keyed:
        return [sa.PrimaryKeyConstraint("spelling")]
    name = f"{table}_spelling"
    return [ExcludeConstraint(("spelling", "="), using="hash", name=name)]
