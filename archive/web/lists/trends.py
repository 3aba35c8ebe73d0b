"""Trends: terms over time, relative to all reports of each year or month under the same filters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from babel.numbers import get_decimal_symbol
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from archive.exporters import csv
from archive.retrieval import Library, Trend, Trends, TrendUnit, find, find_trends, trend_rows
from archive.retrieval.trends import FEW_REPORTS, MOST_TERMS, TREND_COLUMNS
from archive.web import links
from archive.web.display.dates import as_typed, brief
from archive.web.display.line_chart import Line, LinePoint, line_chart, marker
from archive.web.language import gettext, locale, ngettext, number, reports
from archive.web.lists import export
from archive.web.lists.chips import chips
from archive.web.lists.heading import filter_phrase
from archive.web.lists.period_filters import narrowed_to_date
from archive.web.lists.request_query import request_query
from archive.web.server import headers
from index.errors import QueryTooLarge
from index.query import Query, quoted

__all__ = ["bp"]

bp = Blueprint("trends", __name__)

# Inputs of the form: one is always free, until there are as many as terms may be compared.
_INPUTS = 3
# Bytes of terms and filters in an address: up to 2,400 links have a term and all filters.
_LONGEST_ADDRESS = 1_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """The terms, filters and unit of a request. `canonical`: as in `RequestQuery`."""

    terms: list[str]
    filters: Query
    unit: TrendUnit
    notes: list[str]
    canonical: bool


@dataclass(frozen=True, slots=True)
class _Cell:
    """The reports of a term in a period. `rate`: per 1,000 reports, "" where there are none."""

    count: int
    rate: str
    url: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A period. `few`: it has so few reports that its rates are unreliable."""

    label: str
    reports: int
    few: bool
    cells: list[_Cell]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term with its piece of a line, its list, and the page without it."""

    text: str
    marker: Markup
    total: str
    url: str
    without: str


@bp.get("/xu-huong")
@headers.kept
def show(archive: Library) -> ResponseReturnValue:
    """Return the page of trends."""
    asked = _asked()
    if not asked.canonical:
        return redirect(_address(asked.terms, asked.filters, asked.unit))
    names = find(archive, asked.filters, limit=0).names
    trends = find_trends(archive, asked.terms, asked.filters, asked.unit)
    rows = _rows(trends, asked.filters) if asked.terms else []
    inputs = min(MOST_TERMS, max(_INPUTS, len(asked.terms) + 1))
    return render_template(
        "trends.html",
        query=asked.filters,
        heading=_heading(asked.terms, filter_phrase(asked.filters, names)),
        notes=asked.notes,
        inputs=[*asked.terms, *[""] * (inputs - len(asked.terms))],
        unit=asked.unit,
        terms=[_term(each, at, asked) for at, each in enumerate(trends.terms)],
        chart=_chart(trends, rows) if rows else None,
        rows=rows,
        remarks=_remarks(trends) if asked.terms else [],
        chips=chips(asked.filters, names, lambda query: _address(asked.terms, query, asked.unit)),
        unfiltered=None,
        units=_units(asked),
        download=_address(asked.terms, asked.filters, asked.unit, "trends.download"),
    )


@bp.get("/xu-huong.csv")
@headers.kept
def download(archive: Library) -> ResponseReturnValue:
    """Return the table of trends as CSV."""
    asked = _asked()
    if not asked.canonical:
        return redirect(_address(asked.terms, asked.filters, asked.unit, "trends.download"))
    trends = find_trends(archive, asked.terms, asked.filters, asked.unit)
    name = " ".join([gettext("Xu hướng"), ", ".join(asked.terms)])
    return export.answer(
        lambda: csv.write_table(TREND_COLUMNS, trend_rows(trends)), csv.FORMAT, name
    )


def _asked() -> _Asked:
    """Return what the address of this request asks for; `q` may be repeated."""
    query = request_query()
    typed = request.args.getlist("q")
    texts = (" ".join(each.replace("\0", " ").split()) for each in typed)
    terms = list(dict.fromkeys(text for text in texts if text))
    notes = list(query.notes)
    if len(terms) > MOST_TERMS:
        notes.append(gettext("Chỉ so sánh %(num)s từ đầu.", num=number(MOST_TERMS)))
    unit: TrendUnit = "month" if request.args.get("by") == "month" else "year"
    # The order of a list has no meaning here.
    filters = replace(query.query, text="", sort="relevance")
    size = len(filters.to_url()) + sum(map(len, map(quoted, terms[:MOST_TERMS])))
    if size > _LONGEST_ADDRESS:
        raise QueryTooLarge("address", size, _LONGEST_ADDRESS)
    # Only empty inputs and dates in a typed form are cleaned from the address.
    canonical = "" not in typed and (query.canonical or not terms)
    return _Asked(terms[:MOST_TERMS], filters, unit, notes, canonical)


def _address(
    terms: Sequence[str], filters: Query, unit: TrendUnit, endpoint: str = "trends.show"
) -> str:
    more = [*(("q", term) for term in terms), *([("by", unit)] if unit == "month" else [])]
    return links.of_query(filters, endpoint, more=more)


def _heading(terms: Sequence[str], filters: str) -> str:
    if not terms:
        return gettext("Xu hướng theo thời gian")
    shown = ", ".join(f"“{term}”" for term in terms)
    if filters:
        return gettext(
            "Xu hướng của %(terms)s trong các bài %(filters)s", terms=shown, filters=filters
        )
    return gettext("Xu hướng của %(terms)s", terms=shown)


def _units(asked: _Asked) -> list[links.Link]:
    labels: dict[TrendUnit, str] = {"year": gettext("Theo năm"), "month": gettext("Theo tháng")}
    return [
        links.Link(label, _address(asked.terms, asked.filters, unit), unit == asked.unit)
        for unit, label in labels.items()
    ]


def _term(trend: Trend, at: int, asked: _Asked) -> _Term:
    others = [term for term in asked.terms if term != trend.term]
    return _Term(
        trend.term,
        marker(at),
        _total(trend),
        links.of_query(replace(asked.filters, text=trend.term)),
        _address(others, asked.filters, asked.unit),
    )


def _total(trend: Trend) -> str:
    """Return the reports of a term, and how many of them the drawing can show."""
    if not trend.undated:
        return reports(trend.total)
    dated = number(trend.total - trend.undated)
    return gettext("%(reports)s, %(dated)s có ngày", reports=reports(trend.total), dated=dated)


def _rows(trends: Trends, filters: Query) -> list[_Row]:
    return [
        _Row(
            period if trends.unit == "year" else as_typed(period),
            trends.reports[at],
            trends.has_few(at),
            [_cell(trends, trend, at, filters) for trend in trends.terms],
        )
        for at, period in enumerate(trends.periods)
    ]


def _cell(trends: Trends, trend: Trend, at: int, filters: Query) -> _Cell:
    rate, count = trends.rate(trend, at), trend.counts[at]
    query = narrowed_to_date(replace(filters, text=trend.term), trends.periods[at])
    return _Cell(
        count, "" if rate is None else _decimal(rate), links.of_query(query) if count else ""
    )


def _decimal(rate: float) -> str:
    """Return a rate with one decimal, as the reader's language writes it."""
    return f"{rate:.1f}".replace(".", get_decimal_symbol(locale()))


def _chart(trends: Trends, rows: Sequence[_Row]) -> Markup:
    lines = [
        Line(
            [
                LinePoint(
                    trends.rate(trend, at),
                    _point_label(trend.term, row, row.cells[place]),
                    row.cells[place].url,
                    row.few,
                )
                for at, row in enumerate(rows)
            ]
        )
        for place, trend in enumerate(trends.terms)
    ]
    largest = max((point.value or 0 for line in lines for point in line.points), default=0)
    top = _round_above(largest)
    scale = [(value, _scale_label(value)) for value in (0, top / 2, top)]
    return line_chart(lines, [row.label for row in rows], scale)


def _scale_label(value: float) -> str:
    return number(int(value)) if value == int(value) else _decimal(value)


def _point_label(term: str, row: _Row, cell: _Cell) -> str:
    return gettext(
        "%(term)s, %(period)s: %(count)s trong %(reports)s, tức %(rate)s trên 1.000",
        term=term,
        period=row.label,
        count=number(cell.count),
        reports=reports(row.reports),
        rate=cell.rate,
    )


def _round_above(value: float) -> float:
    """Return the next round number: the largest value fills most of the chart.

    >>> _round_above(0), _round_above(3.1), _round_above(24.2), _round_above(41), _round_above(750)
    (1, 4.0, 30.0, 50.0, 800.0)
    """
    if value <= 0:
        return 1
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value)


def _remarks(trends: Trends) -> list[str]:
    """Return what the numbers count, and what they leave out."""
    remarks = [
        gettext("Số bài có từ này trong mỗi 1.000 bài của cùng tháng, với cùng bộ lọc.")
        if trends.unit == "month"
        else gettext("Số bài có từ này trong mỗi 1.000 bài của cùng năm, với cùng bộ lọc.")
    ]
    if any(map(trends.has_few, range(len(trends.periods)))):
        remarks.append(
            gettext("Điểm rỗng: có dưới %(num)s bài, tỷ lệ kém tin cậy.", num=number(FEW_REPORTS))
        )
    if trends.undated:
        remarks.append(
            gettext("Không tính %(reports)s không rõ ngày.", reports=reports(trends.undated))
        )
    if trends.imprecise:
        remarks.append(
            gettext("Không tính %(reports)s chỉ ghi năm.", reports=reports(trends.imprecise))
        )
    if trends.left_out:
        months = ngettext("%(count)s tháng", "%(count)s tháng", trends.left_out)
        years = ngettext("%(count)s năm", "%(count)s năm", trends.left_out)
        remarks.append(
            gettext(
                "Chỉ tính từ %(first)s đến %(last)s, bỏ %(periods)s khác có bài.",
                first=brief(trends.periods[0]),
                last=brief(trends.periods[-1]),
                periods=months if trends.unit == "month" else years,
            )
        )
    return remarks
