"""Layout 5: reports that tell the same story, and the addresses of harvests."""

import sqlalchemy as sa
from alembic import op

revision = "layout_5"
down_revision = "layout_4"


_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_DATESTAMP = sa.String(20).with_variant(sa.String(20, collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables, empty; `khobao stories update` compares the reports that are there."""
    _add_stories()
    # Some catalogues of layout 4 were made with this table and this column.
    existing = sa.inspect(op.get_bind())
    if not existing.has_table("harvested"):
        _add_harvested()
    if "is_list_page" not in {column["name"] for column in existing.get_columns("refusals")}:
        list_page = sa.Column("is_list_page", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("refusals", list_page)


def _add_harvested() -> None:
    op.create_table(
        "harvested",
        sa.Column("address", _TEXT, primary_key=True),
        sa.Column("list", _TEXT, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("modified", _TEXT, nullable=False),
        sa.Column("etag", _TEXT, nullable=False),
        sa.Column("last_modified", _TEXT, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("datestamp", _DATESTAMP, nullable=False),
    )
    op.create_index("harvested_by_list", "harvested", ["list", "position"])


def _add_stories() -> None:
    op.create_table(
        "story_texts",
        sa.Column("report", sa.BigInteger, sa.ForeignKey("reports.number"), primary_key=True),
        sa.Column("version", sa.BigInteger, sa.ForeignKey("versions.number"), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_table(
        "story_hashes",
        sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("report", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_pairs",
        sa.Column("first", sa.BigInteger, sa.ForeignKey("reports.number"), primary_key=True),
        sa.Column("second", sa.BigInteger, sa.ForeignKey("reports.number"), primary_key=True),
        sa.Column("same", sa.Boolean, nullable=False),
    )
    op.create_index("ix_story_pairs_second", "story_pairs", ["second"])
    op.create_table(
        "story_members",
        sa.Column("report", sa.BigInteger, sa.ForeignKey("reports.number"), primary_key=True),
        sa.Column("story", sa.BigInteger, sa.ForeignKey("reports.number"), nullable=False),
    )
    op.create_index("ix_story_members_story", "story_members", ["story"])
