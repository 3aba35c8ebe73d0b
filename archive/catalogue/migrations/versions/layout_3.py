"""Layout 3: PostgreSQL goes by code points and holds texts of any length.

No query was ever helped by the index of folded names: parts of them are looked for.
"""

from alembic import op

revision = "layout_3"
down_revision = "layout_2"

# Every column of text: table → columns; those of a length are given with it.
_TEXTS = {
    "reports": {
        "identifier": "text", "datestamp": "varchar(20)", "extraction": "text", "url": "text",
    },
    "versions": {
        "datestamp": "varchar(20)", "digest": "varchar(64)", "title": "text", "lead": "text",
        "body": "text", "dateline": "text", "date": "text", "source": "text", "url": "text",
    },
    "originals": {"sha256": "varchar(64)", "media_type": "text"},
    "origins": {"sha256": "varchar(64)", "place": "text"},
    "persons": {
        "identifier": "varchar(120)", "own": "text", "name": "text", "merged": "varchar(120)",
    },
    "aliases": {
        "key": "text", "fold": "text", "name": "text", "record": "varchar(120)",
        "person": "varchar(120)",
    },
    "appearances": {
        "record": "varchar(120)", "person": "varchar(120)", "name": "text", "evidence": "text",
        "field": "text",
    },
    "decisions": {"datestamp": "varchar(20)", "by": "text", "decision": "text"},
    "refusals": {"origin": "text", "reason": "text", "datestamp": "varchar(20)"},
}  # fmt: skip


def upgrade() -> None:
    """Change the indexes, on PostgreSQL the order of texts too."""
    op.drop_index("ix_aliases_fold", "aliases")
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()


def _postgresql() -> None:
    # What holds the longest texts goes first, so that it is not built twice.
    op.drop_constraint("reports_identifier_key", "reports")
    op.drop_index("ix_reports_url", "reports")
    op.drop_constraint("origins_pkey", "origins")
    op.drop_index("origins_by_place", "origins")
    op.drop_constraint("aliases_pkey", "aliases")
    op.drop_index("ix_refusals_origin", "refusals")
    for table, columns in _TEXTS.items():
        changes = ", ".join(
            f'ALTER COLUMN "{name}" TYPE {kind} COLLATE "C"' for name, kind in columns.items()
        )
        op.execute(f"ALTER TABLE {table} {changes}")
    op.create_exclude_constraint("reports_identifier", "reports", ("identifier", "="), using="hash")
    op.create_exclude_constraint("aliases_key", "aliases", ("key", "="), using="hash")
    op.create_index(
        "ix_reports_url",
        "reports",
        ["url"],
        postgresql_using="hash",
        postgresql_where="url <> ''",
    )
    op.create_index("origins_by_report", "origins", ["report", "sha256"])
    op.create_index("origins_by_place", "origins", ["place"], postgresql_using="hash")
