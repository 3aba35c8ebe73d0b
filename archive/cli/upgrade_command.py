"""`khobao upgrade`: the catalogue of an older program, made fit for this one."""

import json

import click

from archive.catalogue import SCHEMA, upgrade_catalogue
from archive.cli import resources

__all__ = ["upgrade_"]


@click.command("upgrade")
@click.option("--json", "as_json", is_flag=True, help="Tell it as a JSON object.")
def upgrade_(as_json: bool) -> None:
    """Give the catalogue of an older program the layout that this one needs.

    \b
    Example:
      khobao upgrade

    Everything is kept, and all is done or nothing. Imports wait meanwhile; stop the pages of the
    older program first, and make a copy, which is the only way back.
    """
    before = upgrade_catalogue(resources.settings().catalogue)
    if as_json:
        click.echo(json.dumps({"before": before, "layout": SCHEMA}))
    elif before == SCHEMA:
        click.echo(f"the catalogue has layout {SCHEMA} already")
    else:
        click.echo(f"the catalogue had layout {before}, and now has {SCHEMA}")
