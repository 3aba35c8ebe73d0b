"""`khobao upgrade`: bring an older catalogue to this version's layout."""

import click

from archive.catalogue import SCHEMA, upgrade_catalogue
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.outdated import outdated
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
    first and make a backup, which is the only way back. Imports wait. The command names what the
    rules of this version have not been applied to.
    """
    config = resources.settings()
    require_catalogue(config)
    before = upgrade_catalogue(config.catalogue)
    with resources.catalogue() as catalogue:
        left = outdated(catalogue)
    if as_json:
        counts = {"persons_outdated": left.persons, "stories_outdated": left.stories}
        print_json({"before": before, "layout": SCHEMA} | counts)
        return
    if before == SCHEMA:
        click.echo(f"the catalogue has layout {SCHEMA}, with all its tables")
    else:
        click.echo(f"the catalogue was upgraded from layout {before} to {SCHEMA}")
    for line in left.lines():
        click.echo(line)
