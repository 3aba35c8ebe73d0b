"""`khobao search`: the hits of a query on the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from archive.catalogue import Story
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import byline, highlighted, indented, passage
from archive.cli.query_options import QueryCommand, asked, asking
from archive.exporters.jsonl import record
from archive.messages import LANGUAGES, messages
from archive.retrieval import Found, Library, Row, count_hits, find, suggest
from archive.wording import say_note, say_query
from index.query import Query

__all__ = ["search_"]


@click.command("search", cls=QueryCommand)
@asking
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits to show."
)
@click.option("--offset", type=click.IntRange(0, 10**9), default=0, help="Hits to skip.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as a JSON object.")
@click.pass_context
def search_(
    ctx: click.Context, /, limit: int, offset: int, as_json: bool, **arguments: Any
) -> None:
    """Search the archive.

    \b
    Example:
      khobao search dan van --from 2017 --to 2018
      khobao search '"dân vận khéo" -"hội nghị"' --section 'xay dung dang' --sort newest

    A diacritic that you type must match; one that you leave out matches any. -WORD and
    -"A PHRASE" exclude. The exit code is 1 if nothing is found.
    """
    with resources.library() as library:
        query = asked(library, **arguments)
        found = find(library, query, offset=offset, limit=limit)
        meant = _meant(library, found)
        if as_json:
            print_json(_form(library, found, meant))
        else:
            _print_reading(found, meant)
            if behind := library.pending():
                lacking = f"changes that the index lacks: {behind:,}"
                click.echo(f"{lacking}; «khobao index» adds them", err=True)
            _print(found, offset)
    ctx.exit(0 if found.results.total else 1)


def _meant(library: Library, found: Found) -> list[tuple[Query, int]]:
    """Return suggestions with their numbers of hits, if no report contains all of the words."""
    total = found.results.total
    every_word = found.parsed.with_query(replace(found.query, match="all"))
    if total and count_hits(library, every_word):
        return []
    return suggest(library, found.parsed, total)


def _print_reading(found: Found, meant: Sequence[tuple[Query, int]]) -> None:
    """Print the number of hits, how the query was read, and suggestions."""
    total = found.results.total
    click.echo(f"{total:,} {'report' if total == 1 else 'reports'}", err=True)
    for language in LANGUAGES:
        spoken = messages(language)
        lines = [say_query(found.parsed, found.names, spoken)]
        lines += [say_note(note, spoken) for note in found.notes]
        if meant:
            offered = " · ".join(f"{other.text} ({spoken.number(hits)})" for other, hits in meant)
            lines.append(f"{spoken.gettext('Có phải bạn muốn tìm:')} {offered}")
        for line in lines:
            click.echo(indented(line, "  "), err=True)


def _print(found: Found, offset: int) -> None:
    """Print the hits for people."""
    total = found.results.total
    last = offset + len(found.rows)
    width = len(str(last))
    for number, row in enumerate(found.rows, offset + 1):
        indent = " " * (width + 2)
        title = highlighted(row.report.title, row.title) or "(no title)"
        click.echo(f"\n{number:>{width}}. {indented(title, indent).lstrip()}")
        for text in (byline(row.report), passage(row.snippet), row.report.identifier):
            if text:
                click.echo(indented(text, indent))
    if last < total:
        click.echo(f"\n--offset {last} shows more", err=True)


def _form(library: Library, found: Found, meant: Sequence[tuple[Query, int]]) -> dict[str, object]:
    """Return the hits for programs; spans are offsets in characters."""
    persons = {person for row in found.rows for person in row.report.persons}
    names = library.catalogue.persons.names(persons)
    stories = library.catalogue.stories.of([row.report.identifier for row in found.rows])
    spoken = messages("en")
    return {
        "query": found.query.to_url(),
        "read_as": say_query(found.parsed, found.names, spoken),
        "notes": [say_note(note, spoken) for note in found.notes],
        "total": found.results.total,
        "did_you_mean": [{"query": other.text, "total": count} for other, count in meant],
        "hits": [_hit(row, names, stories) for row in found.rows],
    }


def _hit(row: Row, names: Mapping[str, str], stories: Mapping[str, Story]) -> dict[str, object]:
    """Return a hit, with the identifiers of all reports that tell its story if there are others."""
    story = stories.get(row.report.identifier)
    whole = record(row.report, [names.get(each, each) for each in row.report.persons])
    texts = ("lead", "body", "captions")
    return {
        **{name: value for name, value in whole.items() if name not in texts},
        "score": row.score,
        "title_marks": row.title,
        "snippet": row.snippet.text,
        "snippet_marks": row.snippet.marks,
        "same_story": [each.identifier for each in story.reports] if story else [],
    }
