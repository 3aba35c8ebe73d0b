"""Layout 8: the column `reports.deleted` is called `withdrawn`, and an index finds such reports."""

import sqlalchemy as sa
from alembic import op

revision = "layout_8"
down_revision = "layout_7"


def upgrade() -> None:
    """Rename the column, and index the reports that are withdrawn."""
    # SQLite renames a column in place; a batch of Alembic would copy the table.
    op.execute("ALTER TABLE reports RENAME COLUMN deleted TO withdrawn")
    op.create_index(
        "reports_withdrawn",
        "reports",
        ["number"],
        sqlite_where=sa.text("withdrawn IS 1"),
        postgresql_where=sa.text("withdrawn IS true"),
    )
