"""`khobao stories`: find reports that tell the same story, explain it, join and part them."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from archive.catalogue import Catalogue, Story
from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import deciding, print_log, undo_command
from archive.cli.json_output import print_json
from archive.cli.layout import counted, indented, readable_date
from archive.cli.progress import progress
from archive.decision import Decision, Logged, Undo, standing
from archive.errors import DecisionInvalid, ReportNotFound
from archive.headline import headline
from archive.retrieval import Library
from archive.stories.grouping import KINDS, Join, Part
from archive.stories.likeness import (
    Likeness,
    Verdict,
    compare,
    longest_passage,
    may_be_one_newspaper,
)
from archive.stories.text import Text, own_text
from index.language.analysis import spans
from index.report import Report

__all__ = ["stories_"]

# Stories read from the catalogue at once.
_PAGE = 100

_WORDS: dict[Verdict, str] = {
    "same": "the same story",
    "short": "not compared: one of the texts is too short",
    "different": "not the same story: they share too little",
    "part": "not the same story: one is only a small part of the other",
    "numbers": "not the same story: their numbers differ",
    "form": "not the same story: one newspaper filled in a form, or repeats a background",
}


@click.group("stories", cls=CommandGroup)
def stories_() -> None:
    """Find reports that newspapers printed from the same copy, and decide where that is wrong.

    \b
    Example:
      khobao stories list
      khobao stories why tg:2018:0110 ttx:2018:0111
      khobao stories part tg:2018:0110 ttx:2018:0111

    Imports compare each new text with all others. A librarian's decision has a number in the log,
    outlives later imports and can be undone. Reports are given by identifier.
    """


@stories_.command("list", short_help="List the stories that several reports tell.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def _list(ctx: click.Context, limit: int, as_json: bool) -> None:
    """List the stories that several reports tell, each with its reports, the earliest first.

    \b
    Example:
      khobao stories list --limit 20

    The exit code is 1 if there is none.
    """
    with resources.catalogue() as catalogue:
        found = _stories(catalogue, limit)
        stories, members = catalogue.stories.count()
        behind = catalogue.stories.outdated()
    if as_json:
        print_json([_story_record(story) for story in found])
    else:
        for story in found:
            _print_story(story)
    click.echo(
        f"{len(found):,} of {counted(stories, 'story', 'stories')} in {counted(members, 'report')}",
        err=True,
    )
    if behind:
        click.echo(
            f"not compared yet: {counted(behind, 'report')}; «khobao stories update» compares",
            err=True,
        )
    ctx.exit(0 if found else 1)


@stories_.command("why", short_help="Show what two reports share.")
@click.argument("report")
@click.argument("other")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def _why(report: str, other: str, as_json: bool) -> None:
    """Show how much of each of two texts is in the other, and the longest passage of both.

    \b
    Example:
      khobao stories why tg:2018:0110 ttx:2018:0111

    The texts are compared again, so the verdict is that of the rules; whether the reports are in
    one story, which decisions can change, is printed too.
    """
    with resources.catalogue() as catalogue:
        one, two = _report(catalogue, report), _report(catalogue, other)
        explained = _explain(one, two, are_one=catalogue.stories.are_one(report, other))
    if as_json:
        print_json(_explanation_record(explained))
    else:
        _print_explanation(explained)


@stories_.command("join", short_help="Say that two reports tell the same story.")
@click.argument("report")
@click.argument("other")
@deciding
def _join(library: Library, report: str, other: str) -> Sequence[Decision]:
    """Say that REPORT and OTHER tell the same story, with all that tell it with them.

    \b
    Example:
      khobao stories join tg:2018:0110 ttx:2018:0111
    """
    if _are_one(library.catalogue, report, other):
        raise DecisionInvalid(f"{report!r} and {other!r} are in one story already")
    return [Join(report, other)]


@stories_.command("part", short_help="Say that a report does not tell the story of another.")
@click.argument("report")
@click.argument("other")
@deciding
def _part(library: Library, report: str, other: str) -> Sequence[Decision]:
    """Say that REPORT does not tell the story of OTHER; the rest of the story stays together.

    \b
    Example:
      khobao stories part tg:2018:0110 ttx:2018:0111
    """
    if not _are_one(library.catalogue, report, other):
        raise DecisionInvalid(f"{report!r} and {other!r} are not in one story")
    return [Part(report, other)]


stories_.add_command(undo_command("stories"))


@stories_.command("log", short_help="List the decisions about stories.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _log(as_json: bool) -> None:
    """List the decisions about stories; those that were undone are in parentheses.

    \b
    Example:
      khobao stories log
    """
    with resources.catalogue() as catalogue:
        decisions = catalogue.decisions.log()
    print_log(_about_stories(decisions), standing(decisions), as_json=as_json)


@stories_.command("update", short_help="Compare reports that were not compared yet.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def _update(as_json: bool) -> None:
    """Compare reports that were imported before the archive looked for stories.

    \b
    Example:
      khobao stories update

    If interrupted and run again, it continues where it stopped.
    """
    done = last = 0
    with resources.catalogue(patient=True) as catalogue:
        with progress("Stories  ", catalogue.stories.outdated(), "reports") as step:
            while (made := catalogue.stories.update(after=last))[0]:
                done, last = done + made[0], made[1]
                step(done, done)
        stories, members = catalogue.stories.count()
    if as_json:
        print_json({"compared": done, "stories": stories, "reports": members})
    else:
        click.echo(
            f"{counted(done, 'report')} compared; "
            f"{counted(stories, 'story', 'stories')} in {counted(members, 'report')}"
        )


def _stories(catalogue: Catalogue, limit: int) -> list[Story]:
    """Return the first stories in the order of their identifiers."""
    found: list[Story] = []
    while page := catalogue.stories.page(
        found[-1].identifier if found else "", min(_PAGE, limit - len(found))
    ):
        found += page
    return found


def _report(catalogue: Catalogue, identifier: str) -> Report:
    found = catalogue.reports.get(identifier)
    if found is None:
        raise ReportNotFound(f"no report has the identifier {identifier!r}")
    return found


def _are_one(catalogue: Catalogue, report: str, other: str) -> bool:
    """Return True if two reports are in one story; raise `ReportNotFound` for an unknown one."""
    for identifier in (report, other):
        _report(catalogue, identifier)
    return catalogue.stories.are_one(report, other)


def _about_stories(log: Sequence[Logged]) -> list[Logged]:
    """Return the decisions about stories, and those that undo them."""
    found: dict[int, Logged] = {}
    for logged in log:
        undone = logged.decision.number in found if isinstance(logged.decision, Undo) else False
        if undone or isinstance(logged.decision, KINDS):
            found[logged.number] = logged
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Explanation:
    """The comparison of two reports. `words`: of each text; `passage`: the longest, as written."""

    reports: tuple[Report, Report]
    words: tuple[int, int]
    likeness: Likeness
    passage: str
    length: int
    are_one: bool


def _explain(one: Report, two: Report, *, are_one: bool) -> _Explanation:
    first, second = Text.of(one), Text.of(two)
    is_one_newspaper = may_be_one_newspaper(one.source, two.source)
    longest = longest_passage(first, second)
    written = own_text(one)
    places = spans(written)[longest.first : longest.first + longest.length]
    return _Explanation(
        (one, two),
        (len(first.words), len(second.words)),
        compare(first, second, same_newspaper=is_one_newspaper),
        written[places[0][0] : places[-1][1]] if places else "",
        longest.length,
        are_one,
    )


def _print_explanation(explained: _Explanation) -> None:
    """Print what two reports share."""
    shares = (explained.likeness.first, explained.likeness.second)
    one, two = explained.reports
    for report, other, words, share in zip(
        (one, two), (two, one), explained.words, shares, strict=True
    ):
        click.echo(f"{report.identifier}: {share:.0%} of its {words:,} words in {other.identifier}")
    click.echo(f"by the rules: {_WORDS[explained.likeness.verdict]}")
    click.echo(f"in the archive: {'one story' if explained.are_one else 'not one story'}")
    if explained.passage:
        click.echo(f"longest passage of both, {counted(explained.length, 'word')}:")
        click.echo(indented(explained.passage, "  "))


def _explanation_record(explained: _Explanation) -> dict[str, object]:
    """Return what two reports share as a JSON object."""
    return {
        "reports": [report.identifier for report in explained.reports],
        "words": explained.words,
        "shares": [round(explained.likeness.first, 3), round(explained.likeness.second, 3)],
        "verdict": explained.likeness.verdict,
        "one_story": explained.are_one,
        "passage_words": explained.length,
        "passage": explained.passage,
    }


def _print_story(story: Story) -> None:
    """Print a story with its reports."""
    click.secho(headline(story.reports[0]), bold=True)
    for report in story.reports:
        date = readable_date(report.date[:10])
        click.echo(f"  {date:<10}  {report.source:<20}  {report.identifier}")


def _story_record(story: Story) -> dict[str, object]:
    """Return a story as a JSON object."""
    reports = [
        {"id": each.identifier, "title": each.title, "source": each.source, "date": each.date}
        for each in story.reports
    ]
    return {"id": story.identifier, "reports": reports}
