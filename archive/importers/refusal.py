"""Results of a source other than reports: refusals, and reasons why it holds nothing."""

from dataclasses import dataclass, field

__all__ = ["MAX_RECORD", "ListPage", "Refusal", "Skipped", "Unfit"]

# The longest real report seen is below 1 MB; ten times that still fits a worker's memory, and a
# file without line ends (or a quote that never closes) is refused before it fills the machine.
MAX_RECORD = 16 * 1024 * 1024


@dataclass(frozen=True)
class Refusal:
    """A file, line or record that could not become a report.

    `reason`: one sentence without a full stop. `origin`: the file. `line`: 1-based, None where
    the whole file is meant. `data`: the bytes refused, cut after `MAX_RECORD`. `is_list_page`: it
    is a web page that lists reports and holds none.
    """

    reason: str
    origin: str
    line: int | None = None
    data: bytes = field(default=b"", repr=False)
    is_list_page: bool = False


@dataclass(frozen=True)
class Skipped:
    """A file or member in which there is nothing to read, and which is no failure.

    `reason`: a noun phrase that says what it is. `origin`: the file or member.
    """

    reason: str
    origin: str


class Unfit(ValueError):
    """A record does not make a report; the message is the reason."""


class ListPage(Unfit):
    """A web page lists reports and holds none."""
