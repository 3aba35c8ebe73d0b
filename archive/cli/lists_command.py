"""`khobao lists`: frozen lists, made, shown, compared and removed."""

import sys
from dataclasses import asdict, replace
from typing import Any

import click

from archive.catalogue import Catalogue, FrozenList
from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.query_options import QueryCommand, asked, asking
from archive.errors import ListNotFound
from archive.retrieval import Comparison, compare, freeze, identifier_lines
from archive.typed_text import TextInvalid, require_visible

__all__ = ["find_list", "lists_"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")


@click.group("lists", cls=CommandGroup)
def lists_() -> None:
    """Freeze lists of reports, so that they can be cited and checked later.

    \b
    Example:
      khobao lists freeze 'dan van' --from 2017 --note 'Chapter 3'
      khobao lists compare 2026-12-01-9f3c21ab
      khobao export --list 2026-12-01-9f3c21ab -o list.csv

    A frozen list holds the identifiers of its reports in their order, and the SHA-256 of the file
    that «khobao lists show LIST --ids» writes.
    """


@lists_.command("freeze", cls=QueryCommand, short_help="Freeze the list that a query finds.")
@asking
@click.option("--note", default="", help="A note to keep with the list.")
@_JSON
def _freeze(note: str, as_json: bool, **arguments: Any) -> None:
    """Freeze the list that a query finds now.

    \b
    Example:
      khobao lists freeze 'dan van' --from 2017 --note 'Chapter 3'
    """
    try:
        require_visible(note, "the note")
    except TextInvalid as error:
        raise click.BadParameter(str(error), param_hint="--note") from error
    settings = resources.settings()
    with resources.library() as library:
        query = asked(library, **arguments)
        frozen = freeze(library, query, note=note.strip(), language=settings.language)
    _print(frozen, settings.base_url, as_json=as_json)


@lists_.command("all", short_help="Show all frozen lists.")
@_JSON
@click.pass_context
def _all(ctx: click.Context, as_json: bool) -> None:
    """Show all frozen lists, oldest first.

    \b
    Example:
      khobao lists all

    The exit code is 1 if there is none.
    """
    with resources.catalogue() as catalogue:
        lists = catalogue.frozen_lists.all()
    if as_json:
        print_json([asdict(each) for each in lists])
    else:
        for each in lists:
            title = "; ".join(part for part in (each.words, *each.filters, each.note) if part)
            click.echo(f"{each.identifier}  {each.reports:>9,} reports  {title}")
    ctx.exit(0 if lists else 1)


@lists_.command("show", short_help="Show a frozen list, or its identifiers.")
@click.argument("list_", metavar="LIST")
@click.option("--ids", is_flag=True, help="Write the identifiers, one a line.")
@_JSON
def _show(list_: str, ids: bool, as_json: bool) -> None:
    """Show the facts about a frozen list.

    \b
    Example:
      khobao lists show 2026-12-01-9f3c21ab
      khobao lists show 2026-12-01-9f3c21ab --ids | sha256sum
    """
    settings = resources.settings()
    with resources.library() as library:
        frozen = find_list(library.catalogue, list_)
        if ids:
            sys.stdout.buffer.writelines(identifier_lines(library, frozen.identifier))
            return
    _print(frozen, settings.base_url, as_json=as_json)


@lists_.command("compare", short_help="Compare a frozen list with what its query finds now.")
@click.argument("list_", metavar="LIST")
@_JSON
@click.pass_context
def _compare(ctx: click.Context, list_: str, as_json: bool) -> None:
    """Compare a frozen list with what its query finds now.

    \b
    Example:
      khobao lists compare 2026-12-01-9f3c21ab

    Each line has an identifier and what became of its report: new (found now only), gone (no
    longer found), withdrawn (no longer shown), erased (deleted for good), changed (in another
    version). The exit code is 1 if the list differs.
    """
    with resources.library() as library:
        comparison = compare(library, find_list(library.catalogue, list_))
    if as_json:
        print_json(asdict(comparison))
    else:
        _print_comparison(comparison)
    ctx.exit(1 if any(asdict(comparison).values()) else 0)


@lists_.command("remove", short_help="Remove a frozen list for good.")
@click.argument("list_", metavar="LIST")
@click.option("--yes", is_flag=True, help="Do not ask.")
def _remove(list_: str, yes: bool) -> None:
    """Remove a frozen list for good; its reports stay in the archive.

    \b
    Example:
      khobao lists remove 2026-12-01-9f3c21ab --yes
    """
    with resources.catalogue() as catalogue:
        frozen = find_list(catalogue, list_)
        if not yes:
            click.confirm(
                f"Remove the list {list_} of {counted(frozen.reports, 'report')}?", abort=True
            )
        catalogue.frozen_lists.remove(list_)
    click.echo(f"removed {list_}")


def find_list(catalogue: Catalogue, identifier: str) -> FrozenList:
    """Return a frozen list; raise `ListNotFound` if there is none of that identifier."""
    frozen = catalogue.frozen_lists.get(identifier)
    if frozen is None:
        raise ListNotFound(f"there is no frozen list {identifier!r}; «khobao lists all» shows them")
    return frozen


def _print(frozen: FrozenList, site: str, *, as_json: bool) -> None:
    """Print the facts about a list. `site`: where the public reaches the pages, or ""."""
    address = f"{site}/danh-sach/{frozen.identifier}" if site else ""
    if as_json:
        print_json({**asdict(frozen), "address": address})
        return
    facts = {
        "list": frozen.identifier,
        "address": address,
        "query": frozen.words,
        "filters": "; ".join(frozen.filters),
        "note": frozen.note,
        "frozen": frozen.datestamp,
        "index": frozen.generation,
        "reports": f"{frozen.reports:,}",
        "sha256": frozen.sha256,
    }
    for name, value in facts.items():
        if value:
            click.echo(f"{name:<8} {value}")


def _print_comparison(comparison: Comparison) -> None:
    hidden = {*comparison.withdrawn, *comparison.erased}
    # Each report once: a withdrawn or erased one is gone too.
    gone = tuple(each for each in comparison.gone if each not in hidden)
    shown = asdict(replace(comparison, gone=gone))
    for kind, identifiers in shown.items():
        for each in identifiers:
            click.echo(f"{kind:<9} {each}")
    counts = ", ".join(f"{kind} {len(identifiers):,}" for kind, identifiers in shown.items())
    click.echo(counts, err=True)
