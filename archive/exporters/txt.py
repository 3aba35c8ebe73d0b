"""Plain text for reading and mail: the facts about the list, then each report in a few lines."""

from collections.abc import Iterable, Iterator

from archive.exporters.about import count, facts, say
from archive.exporters.citing import addresses, date_parts
from archive.exporters.format import About, Format, Row
from archive.headline import headline

__all__ = ["FORMAT", "write"]


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the text in UTF-8, a report at a time; its last line states how many there were."""
    title = f"{about.archive}: {say(about, 'list')}"
    head = [title, "=" * len(title), *(f"{label}: {value}" for label, value in facts(about))]
    yield ("\n".join(head) + "\n\n").encode()
    number = 0
    for number, row in enumerate(rows, 1):
        lines = [f"{number}. {headline(row.report)}", *_details(row, about)]
        yield ("\n   ".join(lines) + "\n\n").encode()
    yield (say(about, "complete", count(about, number)) + "\n").encode()


def _details(row: Row, about: About) -> Iterator[str]:
    """Yield the lines below the title of a report."""
    report = row.report
    date = "/".join(map(str, reversed(date_parts(report.date)))) or say(about, "undated")
    facts = (", ".join(report.authors), report.source, date, report.section_path)
    yield " · ".join(each for each in facts if each)
    if report.lead:
        yield " ".join(report.lead.split())
    yield from addresses(row)
    yield f"[{report.identifier}]"


FORMAT = Format(
    "txt",
    ".txt",
    "text/plain; charset=utf-8",
    "Văn bản (TXT)",
    write,
    label_en="Plain text (TXT)",
    aliases=(".text",),
)
