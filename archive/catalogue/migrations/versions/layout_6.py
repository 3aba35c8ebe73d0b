"""Layout 6: corrections of reports."""

import sqlalchemy as sa
from alembic import op

revision = "layout_6"
down_revision = "layout_5"


_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Add the table, empty, as no catalogue of layout 5 has corrections in its log."""
    op.create_table(
        "corrected",
        sa.Column("report", sa.BigInteger, sa.ForeignKey("reports.number"), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("decisions", sa.JSON, nullable=False),
        sa.Column("title", _TEXT),
        sa.Column("lead", _TEXT),
        sa.Column("body", _TEXT),
        sa.Column("captions", _JSON),
        sa.Column("dateline", _TEXT),
        sa.Column("date", _TEXT),
        sa.Column("section", _JSON),
        sa.Column("authors", _JSON),
        sa.Column("source", _TEXT),
        sa.Column("url", _TEXT),
        sa.Column("tags", _JSON),
    )
    op.create_index("corrected_by_url", "corrected", ["url"], postgresql_using="hash")
