"""Bar charts as inline SVG, for the eye; a table with the same numbers is for everyone else."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from archive.web.language import reports

__all__ = ["Bar", "axis_labels", "bar_chart"]

# Units of the drawing, which is stretched to the width of its place: the width of a bar with the
# space around it, and the height of the largest one.
_WIDTH, _GAP, _HEIGHT = 10, 1, 100
# A bar of few reports beside one of thousands must still be seen.
_LEAST = 2
# More letters than these do not fit below the bars; then the first and the last label stand.
_MOST_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, and a row of its table.

    `label`: in full, such as «tháng 1/2018». `short`: below the bar, such as «1». `url`: of the
    reports that it counts, "" where there are none.
    """

    label: str
    short: str
    count: int
    url: str = ""


def bar_chart(bars: Sequence[Bar]) -> Markup:
    """Return the drawing of bars, hidden from assistive technology.

    The bars are links for the mouse only: the table beside the drawing has the same links, which
    are as large as a finger and are reached by the keyboard.
    """
    largest = max((bar.count for bar in bars), default=0)
    drawn = "".join(_bar(position, bar, largest) for position, bar in enumerate(bars) if bar.count)
    return Markup(
        f'<svg class="chart" viewBox="0 0 {_WIDTH * len(bars)} {_HEIGHT}"'
        f' preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )


def _bar(position: int, bar: Bar, largest: int) -> str:
    height = max(_LEAST, round(_HEIGHT * bar.count / largest))
    left = _WIDTH * position
    shapes = (
        f"<title>{escape(bar.label)}: {escape(reports(bar.count))}</title>"
        f'<rect class="slot" x="{left}" width="{_WIDTH}" height="{_HEIGHT}"/>'
        f'<rect x="{left + _GAP}" y="{_HEIGHT - height}" width="{_WIDTH - 2 * _GAP}"'
        f' height="{height}"/>'
    )
    if not bar.url:
        return f"<g>{shapes}</g>"
    return f'<a href="{escape(bar.url)}" tabindex="-1" rel="nofollow">{shapes}</a>'


def axis_labels(bars: Sequence[Bar]) -> list[str]:
    """Return the labels below a chart: of all bars if they fit, else of the first and the last.

    >>> axis_labels([Bar(str(year), str(year), 1) for year in range(1990, 2020)])
    ['1990', '2019']
    """
    labels = [bar.short for bar in bars]
    fits = sum(map(len, labels)) + len(labels) <= _MOST_LETTERS
    return labels if fits or len(labels) < 2 else [labels[0], labels[-1]]
