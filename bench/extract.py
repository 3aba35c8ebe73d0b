"""Measure how well articles are read from web pages: `python -m bench.extract [--data FOLDER]`.

Sixty pages are made of six invented articles in ten layouts, each in the manner of one Vietnamese
newspaper or system: menus, teasers, boxes within the text, comments, dates in the American order,
times in the wrong zone, a page's own clock. What is right is known, since each page is made of it.

Measured for each layout: the F1 of the tokens of lead and body (their multisets), and the shares of
pages whose date, title, section, authors and captions are exactly right. With `--unnamed` all
classes and identifiers are taken out of the markup, as on a page of an unknown system.

FOLDER may hold `html/` with pages of newspapers as they were saved: their title, date, lead and
body are compared with what a person found right, kept here as SHA-256, since the texts belong to
the newspapers.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Any

import click
from jinja2 import Environment, FileSystemLoader

from archive.importers import Refusal, read
from archive.importers.formats.html import MEDIA_TYPE, report
from index.report import Original, Report

__all__ = ["LAYOUTS", "Scores", "main", "measure", "pages"]

_PAGES = Path(__file__).parent / "data" / "pages"
LAYOUTS = tuple(sorted(path.stem for path in _PAGES.glob("*.html")))
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_MENU = ("Thời sự", "Thế giới", "Kinh doanh", "Giải trí", "Thể thao", "Pháp luật", "Giáo dục")
_TEASERS = (
    "Bão số 4 đổi hướng, miền Trung mưa lớn từ đêm nay",
    "Đội tuyển nữ vào chung kết sau loạt luân lưu cân não",
    "Giá vàng tăng phiên thứ ba liên tiếp",
)
_COMMENTS = (
    "Bài viết rất hay. Cảm ơn phóng viên đã đến tận nơi để ghi lại những điều này cho bạn đọc.",
    "Quê tôi cũng vậy, mong các cấp quan tâm nhiều hơn nữa tới bà con vùng sâu, vùng xa.",
)
# What names an element in markup, but for the type of JSON-LD.
_NAMES = re.compile(
    r'\s(?:class|id|itemprop|itemtype|data-role|rel|type)=(?:"(?!application)[^"]*"|[\w-]+)'
)
# Saved page → SHA-256 of title, date, lead and body as a person found them right.
_SAVED = {
    "thanhnien_saved_2023-09-13.html": (
        "d49c16fb2bed9be8d17d02d8b112e7b777ef3212ada901acf40da5530c42d928"
    ),
    "vnexpress_saved_2025-10-22.html": (
        "a26cd6758e4bb40fc1997ddaf3f09409c9f2e14447cb7da6bbdbe030e39db5fa"
    ),
}


@dataclass(frozen=True)
class Scores:
    """Measures of the pages of one layout; all are shares between 0 and 1.

    `wrong`: field → identifiers of the articles in which it is not exactly right.
    """

    layout: str
    pages: int
    lead: float
    body: float
    date: float
    title: float
    section: float
    authors: float
    captions: float
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)


# Layouts that show less than the whole path: how many names of it.
_SHOWN_SECTIONS = {"nguoilaodong": 1, "nhandan-2008": 0}


def pages(layout: str) -> Iterator[tuple[Report, str]]:
    """Yield the pages of a layout: what is right, and the page."""
    environment = Environment(loader=FileSystemLoader(_PAGES), autoescape=True)
    template = environment.get_template(f"{layout}.html")
    articles = json.loads((_PAGES / "articles.json").read_text(encoding="utf-8"))
    for article in articles:
        right = _right(article)
        shown = right.section[: _SHOWN_SECTIONS.get(layout)]
        yield replace(right, section=shown), template.render(**_context(article))


def _right(article: Mapping[str, Any]) -> Report:
    """Return the report that an article is."""
    blocks = article["blocks"]
    lines = [
        line for kind, *content in blocks if kind != "related" for line in _lines(kind, content)
    ]
    return Report(
        article["id"],
        title=article["title"],
        lead=article["lead"],
        body="\n".join(lines),
        captions=tuple(f"{text} {credit}" for kind, text, *rest in blocks for credit in rest),
        date=article["date"],
        section=tuple(article["section"]),
        authors=(article["author"],),
    )


def _lines(kind: str, content: Sequence[Any]) -> Iterator[str]:
    """Yield the lines of text of a block; captions stand apart."""
    if kind == "table":
        yield from (" | ".join(row) for row in content[0])
    elif kind != "figure":
        yield content[0]


def _context(article: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a template needs."""
    moment = datetime.fromisoformat(article["date"])
    blocks = [(kind, text, "".join(rest)) for kind, text, *rest in article["blocks"]]
    return {
        **article,
        "blocks": blocks,
        "iso": article["date"],
        "weekday": _WEEKDAYS[moment.weekday()],
        "d": moment.day,
        "m": moment.month,
        "y": moment.year,
        "dd": f"{moment.day:02}",
        "mm": f"{moment.month:02}",
        "time": f"{moment.hour:02}:{moment.minute:02}",
        "menu": _MENU,
        "teasers": _TEASERS,
        "comments": _COMMENTS,
    }


def measure(layout: str, *, unnamed: bool = False) -> Scores:
    """Return how well the pages of a layout are read; `unnamed`: with names taken out of them."""
    made = ((right, _NAMES.sub("", page) if unnamed else page) for right, page in pages(layout))
    pairs = [(right, _read(page)) for right, page in made]
    exact = {
        name: [getattr(right, name) == getattr(found, name) for right, found in pairs]
        for name in ("date", "title", "section", "authors")
    }
    exact["captions"] = [_letters(r.captions) == _letters(f.captions) for r, f in pairs]
    wrong = {
        name: [right.identifier for (right, _), ok in zip(pairs, answers, strict=True) if not ok]
        for name, answers in exact.items()
    }
    return Scores(
        layout,
        len(pairs),
        lead=mean(_f1(right.lead, found.lead) for right, found in pairs),
        body=mean(_f1(right.body, found.body) for right, found in pairs),
        **{name: mean(answers) for name, answers in exact.items()},
        wrong={name: articles for name, articles in wrong.items() if articles},
    )


def _read(page: str) -> Report:
    return report(page, Original(page.encode(), MEDIA_TYPE, "/page.html"))


def _letters(captions: Sequence[str]) -> list[str]:
    """Return captions for comparison, without the punctuation that each layout adds."""
    return ["".join(filter(str.isalnum, caption)) for caption in captions]


def _f1(right: str, found: str) -> float:
    """Return the F1 of the multisets of tokens."""
    expected, got = Counter(right.split()), Counter(found.split())
    common = (expected & got).total()
    return 2 * common / (expected.total() + got.total()) if common else 0.0


def _saved(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each saved page, and whether it is read as a person found it right."""
    for name, right in _SAVED.items():
        path = folder / "html" / name
        if not path.exists():
            yield name, "absent"
            continue
        found = next(iter(read(path)))
        if isinstance(found, Refusal):
            yield name, f"refused: {found.reason}"
            continue
        content = "\n".join((found.title, found.date, found.lead, found.body))
        digest = hashlib.sha256(content.encode()).hexdigest()
        yield name, "right" if digest == right else f"wrong ({digest})"


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder with saved pages in html/.")
@click.option("--unnamed", is_flag=True, help="Take classes and identifiers out of the markup.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows as JSON.")
def main(data: Path | None, unnamed: bool, output: Path | None) -> None:
    """Measure how well articles are read from web pages."""
    rows = [measure(layout, unnamed=unnamed) for layout in LAYOUTS]
    names = ("lead", "body", "date", "title", "section", "authors", "captions")
    click.echo(f"{'layout':<14} {'pages':>5} " + " ".join(f"{name:>8}" for name in names))
    for row in rows:
        scores = " ".join(f"{getattr(row, name):>8.3f}" for name in names)
        click.echo(f"{row.layout:<14} {row.pages:>5} {scores}")
        for name, articles in row.wrong.items():
            click.echo(f"  {name} wrong in {', '.join(articles)}")
    total = " ".join(f"{mean(getattr(row, name) for row in rows):>8.3f}" for name in names)
    click.echo(f"{'all':<14} {sum(row.pages for row in rows):>5} {total}")
    saved = dict(_saved(data)) if data is not None else {}
    for name, answer in saved.items():
        click.echo(f"{name}: {answer}")
    if output is not None:
        document = {"layouts": [asdict(row) for row in rows], "saved": saved}
        output.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
