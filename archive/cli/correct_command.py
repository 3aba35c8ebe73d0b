"""`khobao correct`: put values in the place of those that a newspaper published."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from archive.cli.correction_output import shown_report, would_change
from archive.cli.deciding import deciding, require_reason
from archive.corrections.correction import FIELDS, LISTS, NAMES, Correct, Value
from archive.decision import Decision
from archive.importers.decoding import Undecodable, decode
from archive.importers.refusal import MAX_RECORD, Unfit
from archive.importers.typed_values import read_list, read_text
from archive.retrieval import Library

__all__ = ["correct_"]

# Field → option, where the name of the option is not that of the field.
_OPTIONS = {
    "body": "--body-file",
    "captions": "--caption",
    "authors": "--author",
    "source": "--newspaper",
    "tags": "--tag",
}


@click.command("correct")
@click.argument("report")
@click.option("--date", help="The date of publication: 10/1/2018, 2018-01-10, 1/2018 or 2018.")
@click.option("--title", help="The title.")
@click.option("--lead", help="The lead.")
@click.option(
    "--body-file", "body", type=click.Path(allow_dash=True, dir_okay=False),
    help="A file with the text, a paragraph a line; - for standard input.",
)  # fmt: skip
@click.option("--section", help="The section, as a path: 'Kinh tế › Hạ tầng'.")
@click.option("--author", "authors", multiple=True, help="An author. Repeatable.")
@click.option("--newspaper", "source", help="The newspaper.")
@click.option("--url", help="The address of the page.")
@click.option("--tag", "tags", multiple=True, help="A tag. Repeatable.")
@click.option("--caption", "captions", multiple=True, help="A caption. Repeatable.")
@click.option("--dateline", help="The place with which the text begins.")
@click.option(
    "--clear", "cleared", multiple=True, type=click.Choice(list(NAMES.values())),
    help="A field that has no value. Repeatable.",
)  # fmt: skip
@deciding
def correct_(
    library: Library, report: str, cleared: tuple[str, ...], **typed: Any
) -> Sequence[Decision]:
    """Correct REPORT, given by its identifier; readers see the reason.

    \b
    Example:
      khobao correct tg:2013:0512 --date 12/5/2013 --why 'ngày trên báo in'
      khobao correct tg:2013:0512 --author 'Hà An' --author 'Lê Thơ' --clear tags --why '…'

    The published version and its original stay as they are, and a page shows both. A correction
    outlives imports and reversions, until «khobao corrections undo NUMBER». Options that are given
    several times replace all values of their field.
    """
    require_reason()
    values = {NAMES[field]: value for field, value in typed.items() if value not in (None, ())}
    if twice := sorted(set(cleared) & values.keys()):
        raise click.UsageError(f"{twice[0]} is both given and cleared")
    if not values and not cleared:
        raise click.UsageError("say what to correct, such as --date 12/5/2013")
    current = shown_report(library.catalogue, report)
    return would_change(library.catalogue, current, list(_made(report, cleared, typed)))


def _made(report: str, cleared: Sequence[str], typed: dict[str, Any]) -> Iterator[Correct]:
    """Yield the corrections of the options, in the order of the fields."""
    for field in FIELDS:
        if NAMES[field] in cleared:
            yield Correct(report, field, () if field in LISTS else "")
        elif typed[field] not in (None, ()):
            yield Correct(report, field, _value(field, typed[field]))


def _value(field: str, typed: Any) -> Value:
    """Return the value of an option; raise `click.BadParameter` if it is none."""
    option = _OPTIONS.get(field, f"--{field}")
    try:
        if field == "body":
            with click.open_file(typed, "rb") as stream:
                typed = decode(stream.read(MAX_RECORD + 1))
        several = typed if isinstance(typed, tuple) else (typed,)
        value = read_list(field, several) if field in LISTS else read_text(field, typed)
    except OSError as error:
        raise click.BadParameter(f"{typed}: {error.strerror}", param_hint=option) from error
    except (Unfit, Undecodable) as error:
        raise click.BadParameter(str(error), param_hint=option) from error
    if not value:
        raise click.BadParameter(f"is empty; «--clear {NAMES[field]}» clears it", param_hint=option)
    return value
