"""`khobao upgrade`: bring an older catalogue to this version's layout."""

import click

from archive.catalogue import SCHEMA, upgrade_catalogue
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.places import require_catalogue

__all__ = ["upgrade_"]


@click.command("upgrade")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def upgrade_(as_json: bool) -> None:
    """Upgrade the catalogue to this version's layout.

    \b
    Example:
      khobao upgrade

    Everything is kept, and either all steps are done or none. Stop the pages of the older version
    first and make a backup, which is the only way back. Imports wait.
    """
    config = resources.settings()
    require_catalogue(config)
    before = upgrade_catalogue(config.catalogue)
    if as_json:
        print_json({"before": before, "layout": SCHEMA})
    elif before == SCHEMA:
        click.echo(f"the catalogue has layout {SCHEMA}, with all its tables")
    else:
        click.echo(f"the catalogue was upgraded from layout {before} to {SCHEMA}")
        with resources.catalogue() as catalogue:
            uncompared = catalogue.stories.outdated()
        if uncompared:
            click.echo(
                f"{uncompared:,} reports have not been compared with the others: "
                "«khobao stories update»"
            )
