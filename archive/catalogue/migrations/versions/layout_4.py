"""Layout 4, the first to be released; `archive.catalogue.tables` makes its tables."""

revision = "layout_4"
down_revision = None


def upgrade() -> None:
    """Do nothing: a new catalogue is made with its tables and marked with this layout."""
