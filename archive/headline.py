"""Headline: the title of a report, or its opening words where the newspaper gave none."""

from index.report import Report

__all__ = ["headline", "opening"]

# Characters of the opening words that stand for a missing title.
_LONGEST = 90
# Some newspapers begin every report with a dash, which begins no title.
_DASHES = " -–—\n"
_UNTITLED = "không có tít"


def headline(report: Report) -> str:
    """Return the title, else the opening words in square brackets, as bibliographies write them.

    >>> headline(Report("1", "Lũ về")), headline(Report("2", body="- Nước lên nhanh."))
    ('Lũ về', '[Nước lên nhanh]')
    """
    if report.title:
        return report.title
    words, clipped = _opening(report)
    return f"[{words}…]" if clipped else f"[{words.rstrip('.') or _UNTITLED}]"


def opening(report: Report) -> str:
    """Return the opening words of a report, "" where it has no text.

    >>> opening(Report("1", body="nước " * 40))[-14:]
    'nước nước nước …'
    """
    words, clipped = _opening(report)
    return f"{words} …" if clipped else words


def _opening(report: Report) -> tuple[str, bool]:
    """Return the first words of the first paragraph, and whether more follow."""
    text = report.lead or report.body or (report.captions[0] if report.captions else "")
    first = " ".join(text.lstrip(_DASHES)[: 2 * _LONGEST].partition("\n")[0].split())
    if len(first) <= _LONGEST:
        return first, False
    cut = first[: _LONGEST + 1].rpartition(" ")[0] or first[:_LONGEST]
    return cut.rstrip(" ,;:-–—"), True
