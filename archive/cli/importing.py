"""`khobao import`: files, folders or the standard input, into catalogue and index."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace

import click

from archive.catalogue import Catalogue
from archive.cli import opening
from archive.cli.progress import progress
from archive.importers import opening as inputs
from archive.importers.fields import FIELDS
from archive.importers.refusal import Refusal
from archive.indexing import Follower, catch_up, follower
from archive.ingest import Begun, Record, Tally, ingest
from index.engine import Engine
from index.errors import IndexingError
from index.report import Report

__all__ = ["import_"]

# Refusals told on the terminal; all are kept, and «khobao status --refused» tells them.
_TOLD = 20

# Seconds that the index is waited for while another import writes it.
_PATIENCE = 60


def _mapping(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """`--map NAME=FIELD` as a mapping."""
    mapping = {}
    for value in values:
        name, equals, field = value.rpartition("=")
        if not equals or not name or field not in FIELDS:
            raise click.BadParameter(
                f"{value!r} is not NAME=FIELD, where FIELD is one of {', '.join(FIELDS)}"
            )
        mapping[name] = field
    return mapping


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    type=click.Choice(inputs.FORMATS),
    help="The format, where name and content don't tell.",
)
@click.option("--encoding", help="The encoding, where it isn't UTF-8 or UTF-16.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_mapping,
    metavar="NAME=FIELD",
    help="What a name in the file means, such as headline=title. Repeatable.",
)
@click.option("--prefix", default="", help="Put before every identifier in the files.")
@click.option("--no-index", is_flag=True, help="Leave the index for later («khobao index»).")
@click.option(
    "--workers",
    type=click.IntRange(0),
    help="Processes that look for persons (default: one for each processor).",
)
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as a JSON object.")
@click.pass_context
def import_(
    ctx: click.Context,
    paths: tuple[str, ...],
    format: str | None,
    encoding: str | None,
    mapping: Mapping[str, str],
    prefix: str,
    no_index: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Import reports from files, folders or the standard input (-).

    \b
    Example:
      khobao import reports.jsonl.gz pages/
      khobao import list.csv --map headline=title --prefix vne:

    Text, JSON Lines and CSV are read, compressed or not. What is known already changes
    nothing, so an interrupted import is simply begun again. What cannot be read is set aside
    with its reason, and the exit code is 1.
    """
    if encoding is not None:
        _check_encoding(encoding)
    begun = time.monotonic()
    with opening.catalogue(create=True) as catalogue:
        read = _Reading(paths, format, encoding, mapping, prefix)
        if no_index:
            tally, indexed = _take(catalogue, read, workers), None
        else:
            tally, indexed = _take_and_index(catalogue, read, workers)
        seconds = time.monotonic() - begun
    if as_json:
        click.echo(json.dumps({**asdict(tally), "seconds": round(seconds, 3), "indexed": indexed}))
    else:
        click.echo(_summary(tally, seconds))
    if tally.refused > _TOLD:
        click.echo(f"… and {tally.refused - _TOLD:,} more: khobao status --refused", err=True)
    ctx.exit(1 if tally.refused else 0)


class _Reading:
    """The records of some files, with how many bytes of them were read."""

    def __init__(
        self,
        paths: Iterable[str],
        format: str | None,
        encoding: str | None,
        mapping: Mapping[str, str],
        prefix: str,
    ) -> None:
        self.files = list(inputs.files(paths))
        self.position = 0
        self._format = format
        self._encoding = encoding
        self._mapping = mapping
        self._prefix = prefix
        self._told = 0

    def size(self) -> int | None:
        """The bytes of all files, None where one of them is the standard input."""
        if inputs.STDIN in self.files:
            return None
        return sum(os.path.getsize(file) for file in self.files if os.path.isfile(file))

    def records(self) -> Iterator[Record]:
        """The records, file after file; refusals are told as they come."""
        for file in self.files:
            yield Begun(inputs.origin(file))
            before = self.position
            records = inputs.read(
                file,
                format=self._format,
                encoding=self._encoding,
                mapping=self._mapping,
                progress=self._advance(before),
            )
            for record in records:
                if isinstance(record, Refusal):
                    self._tell(record)
                yield self._named(record)

    def _advance(self, before: int) -> Callable[[int], None]:
        def advance(count: int) -> None:
            self.position = before + count

        return advance

    def _named(self, record: Report | Refusal) -> Report | Refusal:
        if self._prefix and isinstance(record, Report) and record.identifier:
            return replace(record, identifier=f"{self._prefix}{record.identifier}")
        return record

    def _tell(self, refusal: Refusal) -> None:
        self._told += 1
        if self._told <= _TOLD:
            line = "" if refusal.line is None else f":{refusal.line}"
            click.echo(f"refused: {refusal.origin}{line}: {refusal.reason}", err=True)


class _Indexing:
    """The index, following while the catalogue grows: it uses the time in which persons are found.

    The catalogue has everything, so nothing is lost where the index cannot follow.
    """

    def __init__(self, catalogue: Catalogue, engine: Engine) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._follower: Follower | None = None
        self._possible = True

    def follow(self) -> None:
        """Take what is new, unless another writer holds the index or it is of no use."""
        if not self._possible:
            return
        try:
            self._follower = self._follower or follower(self._catalogue, self._engine)
            if self._follower is None:
                self._possible = False
            else:
                self._follower.take()
        except IndexingError:
            self._possible = False
            self._engine.rollback()

    def finish(self) -> bool:
        """Take the rest; whether that was possible."""
        try:
            if self._possible and self._follower is not None:
                self._follower.finish()
                return True
            pending = self._catalogue.pending(self._engine.status().revision)
            with progress("Indexing ", pending, "reports") as step:
                catch_up(
                    self._catalogue,
                    self._engine,
                    caught=lambda taken: step(taken, taken),
                    patience=_PATIENCE,
                )
        except IndexingError as error:
            click.echo(f"the reports are kept, yet not indexed: {error}", err=True)
            click.echo("«khobao index» takes them up", err=True)
            return False
        return True


def _take(
    catalogue: Catalogue, read: _Reading, workers: int | None, index: _Indexing | None = None
) -> Tally:
    """Take the records into the catalogue, and each batch into the index where there is one."""
    with progress("Importing", read.size(), "reports") as step:

        def told(tally: Tally) -> None:
            if index is not None:
                index.follow()
            step(read.position, tally.read)

        return ingest(catalogue, read.records(), workers=workers, told=told)


def _take_and_index(
    catalogue: Catalogue, read: _Reading, workers: int | None
) -> tuple[Tally, bool]:
    """Take the records into catalogue and index; whether the index has them all."""
    with opening.engine() as engine:
        tally = _take(catalogue, read, workers, index := _Indexing(catalogue, engine))
        return tally, index.finish()


def _summary(tally: Tally, seconds: float) -> str:
    """One line for people."""
    parts = [f"{name} {count:,}" for name, count in asdict(tally).items() if name != "deleted"]
    if tally.deleted:
        parts.append(f"of deleted reports {tally.deleted:,}")
    rate = tally.read / seconds if seconds else 0
    return f"{', '.join(parts)} in {seconds:.1f} s ({rate:,.0f} a second)"


def _check_encoding(name: str) -> None:
    try:
        "".encode(name)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--encoding") from error
