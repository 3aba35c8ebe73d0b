"""`khobao harvest`: the new reports of a feed or sitemap, from the web into catalogue and index."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from archive.catalogue import Catalogue, open_catalogue
from archive.cli import resources
from archive.cli.import_summary import remarks
from archive.cli.index_follower import Following, exit_code
from archive.cli.input_files import Gathered
from archive.cli.json_output import print_json
from archive.cli.layout import readable_date
from archive.cli.progress import progress
from archive.errors import CatalogueNotFound, HarvestImpossible
from archive.importers.libraries import LibraryMissing, library
from archive.importers.press import dates
from archive.importers.refusal import Refusal
from archive.ingest import Begun, Tally, ingest

if TYPE_CHECKING:
    from archive.harvest.fetcher import Fetcher
    from archive.harvest.harvest import Harvest, Page

__all__ = ["harvest_"]

# The name that a robots.txt can address.
_AGENT = "KhoBao"
# Seconds between two requests: what a quick reader needs for a page.
_DELAY = 2.0
_COUNTED = ("new", "changed", "same", "refused", "list_pages", "erased")
# Failures printed on the terminal; all are kept, and «khobao refused» lists them.
_PRINTED = 20


@dataclass
class _Outcome:
    """The outcome of a harvest so far."""

    tally: Tally = field(default_factory=Tally)
    gathered: Gathered = field(default_factory=Gathered)
    fetched: int = 0
    unchanged: int = 0


def _date(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return a date that may be partial."""
    if value and not re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        raise click.BadParameter(f"{value!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    return value


@click.command("harvest")
@click.argument("address", metavar="URL")
@click.option("--limit", type=click.IntRange(1), help="Fetch at most so many pages in this run.")
@click.option(
    "--delay",
    type=click.FloatRange(0, 3600),
    default=_DELAY,
    show_default=True,
    help="Seconds between two requests to a host; a longer Crawl-delay of the site counts.",
)
@click.option(
    "--since",
    default="",
    callback=_date,
    metavar="DATE",
    help="Leave out what the list dates earlier (YYYY, YYYY-MM or YYYY-MM-DD).",
)
@click.option("--again", is_flag=True, help="Ask for known pages too, in case they have changed.")
@click.option("--contact", help="E-mail or web address for the site's operators.")
@click.option(
    "--allow-private", is_flag=True, help="Permit addresses of this machine and local networks."
)
@click.option("--dry-run", is_flag=True, help="List what would be fetched, and store nothing.")
@click.option("--no-index", is_flag=True, help="Leave the index for later («khobao index»).")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as a JSON object.")
@click.pass_context
def harvest_(
    ctx: click.Context,
    /,
    address: str,
    limit: int | None,
    delay: float,
    since: str,
    again: bool,
    contact: str | None,
    allow_private: bool,
    dry_run: bool,
    no_index: bool,
    as_json: bool,
) -> None:
    """Fetch the new reports that a feed (RSS, Atom) or sitemap names.

    \b
    Example:
      khobao harvest https://bao.example/rss/thoi-su.rss --contact thuvien@huyen.example
      khobao harvest https://bao.example/sitemap.xml --since 2026-01 --limit 500
      khobao harvest https://bao.example/sitemap.xml --dry-run

    Run it again to fetch what is new since. The robots.txt of the site is obeyed, and an
    interrupted harvest continues where it stopped. What fails is listed by «khobao refused», and
    tried again in the next run.
    """
    begun = time.monotonic()
    _require_libraries()
    _mention_proxies()
    contact = contact or resources.settings().contact or resources.settings().base_url
    with _fetcher(contact, delay, allow_private=allow_private) as fetcher:
        if dry_run:
            _show(fetcher, address, since, limit, again=again, as_json=as_json)
            return
        with resources.catalogue(create=True, patient=True) as catalogue:
            harvest = _harvest(catalogue, fetcher, address, since, again=again)
            outcome = _run(catalogue, harvest, limit)
            left = harvest.count()
            indexed = None if no_index else _index(catalogue)
    seconds = time.monotonic() - begun
    if as_json:
        print_json(_as_json(outcome, harvest, left, seconds, indexed))
    else:
        click.echo("\n".join(_summary(outcome, harvest, left, seconds)))
    failed = bool(outcome.tally.refused or harvest.progress.problems)
    ctx.exit(exit_code(refused=failed, indexed=indexed))


def _require_libraries() -> None:
    """Raise `HarvestImpossible` unless the libraries of the optional extra are installed."""
    try:
        for name in ("urllib3", "protego", "lxml", "trafilatura"):
            library(name, "the web")
    except LibraryMissing as error:
        raise HarvestImpossible(str(error)) from error


def _mention_proxies() -> None:
    """Print that proxies are not used: a connection goes to the very address that was checked."""
    for name in os.environ:
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy") and os.environ[name]:
            click.echo(f"{name} is not used: pages are fetched directly", err=True)


@contextmanager
def _fetcher(contact: str, delay: float, *, allow_private: bool) -> "Iterator[Fetcher]":
    """Open a fetcher that identifies itself; close its connections at the end."""
    from archive.harvest.client import Client
    from archive.harvest.fetcher import Fetcher

    with closing(Client(_headers(contact), allow_private=allow_private)) as client:
        yield Fetcher(client, _AGENT, delay)


def _headers(contact: str) -> dict[str, str]:
    """Return the headers by which a site's operators recognise the harvester (RFC 9110 §10.1)."""
    shown = quote(contact, safe="!#$%&'*+-./:=?@_~")
    headers = {"User-Agent": f"{_AGENT}/{version('khobao')}{f' (+{shown})' if shown else ''}"}
    return headers | ({"From": shown} if "@" in shown and ":" not in shown else {})


def _harvest(
    catalogue: Catalogue, fetcher: "Fetcher", address: str, since: str, *, again: bool
) -> "Harvest":
    from archive.harvest.harvest import Harvest

    return Harvest(catalogue.harvested, fetcher, address, since=since, again=again)


def _show(
    fetcher: "Fetcher", address: str, since: str, limit: int | None, *, again: bool, as_json: bool
) -> None:
    """Print which pages would be fetched."""
    try:
        opened = open_catalogue(resources.settings().catalogue)
    except CatalogueNotFound:
        opened = open_catalogue("sqlite://", create=True)
    with closing(opened) as catalogue:
        harvest = _harvest(catalogue, fetcher, address, since, again=again)
        pages = list(islice(harvest.plan(), limit))
    if as_json:
        rows = [{"address": each.address, "modified": each.modified} for each in pages]
        print_json(rows)
        return
    for page in pages:
        modified = readable_date(dates.parse(page.modified)) or page.modified
        click.echo(f"{modified:<16} {page.address}")
    shown = "1 page" if len(pages) == 1 else f"{len(pages):,} pages"
    click.echo(f"{shown} would be fetched; nothing was stored")
    for problem in harvest.progress.problems:
        click.echo(problem, err=True)


def _run(catalogue: Catalogue, harvest: "Harvest", limit: int | None) -> _Outcome:
    """Fetch lists and pages, and store each page before the next is fetched."""
    outcome = _Outcome()
    for page in harvest.read_lists():
        _store(catalogue, page, outcome)
    due = harvest.count()
    most = due if limit is None else min(limit, due)
    with progress("Harvesting", most, "pages") as step:
        for page in harvest.pages(most):
            outcome.fetched += 1
            outcome.unchanged += page.record is None
            _store(catalogue, page, outcome)
            step(outcome.fetched, outcome.fetched)
    return outcome


def _store(catalogue: Catalogue, page: "Page", outcome: _Outcome) -> None:
    """Store the outcome for an address; delete the refusal of an earlier run."""
    record = page.record
    if record is not None:
        outcome.gathered.add("html", record, _PRINTED)
    is_failure = isinstance(record, Refusal) and not record.is_list_page
    if isinstance(record, Refusal) and is_failure and outcome.tally.refused < _PRINTED:
        click.echo(f"refused: {record.origin}: {record.reason}", err=True)
    records = [Begun(page.address), *([record] if record else [])]
    *_, stored = ingest(catalogue, records, workers=0)
    outcome.tally += stored


def _index(catalogue: Catalogue) -> bool:
    """Bring the index up to date; return False where that is impossible."""
    with resources.engine(create=True) as engine:
        return Following(catalogue, engine).finish()


def _summary(outcome: _Outcome, harvest: "Harvest", left: int, seconds: float) -> Iterator[str]:
    """Yield the lines of a summary."""
    tally, counts = outcome.tally, harvest.progress
    yield (
        f"lists read {counts.lists:,}, unchanged {counts.same_lists:,}; "
        f"pages named {counts.named:,}"
    )
    yield (
        f"fetched {outcome.fetched:,}: new {tally.new:,}, changed {tally.changed:,}, "
        f"same {tally.same + outcome.unchanged:,}, refused {tally.refused:,} in {seconds:.1f} s"
    )
    if tally.erased:
        yield f"left out, since they were erased from this archive: {tally.erased:,}"
    yield from remarks(outcome.gathered)
    if left:
        pages = "1 page is" if left == 1 else f"{left:,} pages are"
        yield f"{pages} left for the next run"
    yield from counts.problems


def _as_json(
    outcome: _Outcome, harvest: "Harvest", left: int, seconds: float, indexed: bool | None
) -> dict[str, Any]:
    """Return the outcome as an object for JSON."""
    return {
        **{name: asdict(outcome.tally)[name] for name in _COUNTED},
        **asdict(harvest.progress),
        "fetched": outcome.fetched,
        "unchanged": outcome.unchanged,
        "left": left,
        "seconds": round(seconds, 3),
        "indexed": indexed,
        "notes": dict(sorted(outcome.gathered.notes.items())),
        "refusals": [
            {"address": each.origin, "reason": each.reason} for each in outcome.gathered.refusals
        ],
    }
