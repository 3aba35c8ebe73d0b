"""Line charts as inline SVG, for the eye; a table with the same numbers is for everyone else.

The drawing has no `viewBox`: places are percentages, so that it fills any width while letters,
markers and lines keep their size. Each line differs by colour, dashes and the shape of its markers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

__all__ = ["Line", "LinePoint", "line_chart", "marker"]

# The plot within the drawing, in percent: room for half a marker and for the labels below.
_LEFT, _RIGHT, _TOP, _BOTTOM = 2, 98, 7, 88
# Markers by the number of the line, in pixels around their place.
_SHAPES = (
    '<circle r="4.5"/>',
    '<path d="M-4 -4h8v8h-8z"/>',
    '<path d="M0 -5.5L5.5 4.5H-5.5z"/>',
    '<path d="M0 -6L6 0L0 6L-6 0z"/>',
    '<path d="M-5.5 -4.5H5.5L0 5.5z"/>',
)
# With more points than these on a line, only the first and the last one have a marker.
_MOST_MARKERS = 60
# The labels below the plot at most, so that they fit on a phone.
_LABELS = 4


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A point. `value`: None for a gap. `hollow`: drawn without filling. `label`: on pointing."""

    value: float | None
    label: str
    url: str = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a point for each place of the axis."""

    points: Sequence[LinePoint]


def line_chart(
    lines: Sequence[Line], axis: Sequence[str], scale: Sequence[tuple[float, str]]
) -> Markup:
    """Return the drawing of lines, hidden from assistive technology.

    `axis`: the label of each place, oldest first. `scale`: the values that have a horizontal line,
    with their labels; the largest one is the top. Points are links for the mouse only: the table
    beside the drawing has the same links.
    """
    top = max(value for value, _ in scale)
    drawn = [*_grid(scale, top), *_axis(axis)]
    for number, line in enumerate(lines):
        places = [_place(at, len(axis), point.value, top) for at, point in enumerate(line.points)]
        drawn.append(f'<g class="series-{number + 1}">')
        drawn += _segments(places)
        drawn += _points(line.points, places, _SHAPES[number])
        drawn.append("</g>")
    return Markup(f'<svg class="lines-chart" aria-hidden="true">{"".join(drawn)}</svg>')


def marker(number: int) -> Markup:
    """Return a piece of a line with its marker, for a legend. `number`: of the line, from 0."""
    return Markup(
        f'<svg class="legend-line series-{number + 1}" aria-hidden="true">'
        '<line x1="0" y1="50%" x2="100%" y2="50%"/>'
        f'<svg class="point" x="50%" y="50%">{_SHAPES[number]}</svg></svg>'
    )


_Place = tuple[float, float] | None


def _place(at: int, places: int, value: float | None, top: float) -> _Place:
    if value is None:
        return None
    across = _LEFT + (_RIGHT - _LEFT) * (at / (places - 1) if places > 1 else 0.5)
    return across, _BOTTOM - (_BOTTOM - _TOP) * value / top


def _grid(scale: Sequence[tuple[float, str]], top: float) -> Iterator[str]:
    for value, label in scale:
        down = _BOTTOM - (_BOTTOM - _TOP) * value / top
        yield f'<line class="grid" x1="0" y1="{down:.2f}%" x2="100%" y2="{down:.2f}%"/>'
        yield f'<text x="0" y="{down:.2f}%" dy="-4">{escape(label)}</text>'


def _axis(axis: Sequence[str]) -> Iterator[str]:
    last = len(axis) - 1
    step = -(-len(axis) // _LABELS)
    for at in range(0, len(axis), step):
        # The last place of the axis is always labelled, and none is so close that they overlap.
        shown = last if last - at < step else at
        anchor = "start" if shown == 0 and last else "end" if shown == last and last else "middle"
        across, _ = _place(shown, len(axis), 0, 1) or (0, 0)
        yield f'<text x="{across:.2f}%" y="98%" text-anchor="{anchor}">{escape(axis[shown])}</text>'


def _segments(places: Sequence[_Place]) -> Iterator[str]:
    for one, other in pairwise(places):
        if one and other:
            (x1, y1), (x2, y2) = one, other
            yield f'<line x1="{x1:.2f}%" y1="{y1:.2f}%" x2="{x2:.2f}%" y2="{y2:.2f}%"/>'


def _points(points: Sequence[LinePoint], places: Sequence[_Place], shape: str) -> Iterator[str]:
    drawn = [at for at, place in enumerate(places) if place]
    marked = set(drawn if len(drawn) <= _MOST_MARKERS else (drawn[0], drawn[-1]))
    for at in drawn:
        place, point = places[at], points[at]
        if place is None:
            continue
        inside = f"<title>{escape(point.label)}</title>" + '<circle class="slot" r="12"/>'
        inside += shape if at in marked else ""
        kind = "point hollow" if point.hollow else "point"
        drawing = f'<svg class="{kind}" x="{place[0]:.2f}%" y="{place[1]:.2f}%">{inside}</svg>'
        if point.url:
            drawing = f'<a href="{escape(point.url)}" tabindex="-1" rel="nofollow">{drawing}</a>'
        yield drawing
