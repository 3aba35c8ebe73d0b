"""Offline bundle: a ZIP with the list and its reports as pages and as data, to be read anywhere.

The pages need no server and no network. `datapackage.json` describes the data (Frictionless Data
Package 1), and `SHA256SUMS` holds the checksums that `sha256sum --check` reads. The bundle states
no time of its own, so the same list gives the same bytes.
"""

import json
import pickle
from collections.abc import Generator, Iterable, Iterator, Mapping
from html import escape
from tempfile import TemporaryFile
from typing import IO

from archive.exporters import csv, jsonl, ris
from archive.exporters.about import count, say
from archive.exporters.citing import addresses, date_parts
from archive.exporters.columns import FULL
from archive.exporters.format import About, Format, Row, Write
from archive.exporters.markup import element, text
from archive.exporters.streamed_zip import Member, StreamedZip
from archive.headline import headline
from index.report import Report

__all__ = ["FORMAT", "write"]

# The data files; CSV and JSON Lines with the whole text.
_DATA: tuple[tuple[str, Write], ...] = (
    ("reports.csv", csv.FORMAT.write_full or csv.write),
    ("reports.jsonl", jsonl.write),
    ("reports.ris", ris.write),
)
_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;"
    "color:#1a1a1a;background:#fff}a{color:#0b4f9c;overflow-wrap:anywhere}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem}dd{margin:0}"
    "li{margin:.7rem 0}.facts,dt{color:#555;margin:0}.lead{font-weight:bold}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}"
    "a{color:#8ab8f0}.facts,dt{color:#aaa}}\n"
)


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the ZIP. The rows are kept in a temporary file, since each data file needs them all."""
    with TemporaryFile() as kept, TemporaryFile() as sums, TemporaryFile() as directory:
        bundle = StreamedZip(directory)

        def add(name: str, pieces: Iterable[bytes]) -> Generator[bytes, None, Member]:
            member = yield from bundle.add(name, pieces)
            sums.write(f"{member.sha256}  {name}\n".encode())
            return member

        yield from add("style.css", [_STYLE.encode()])
        number = 0
        for row in rows:
            number += 1
            pickle.dump(row, kept)
            yield from add(_page_name(number), [_report_page(row, about)])
        yield from add("index.html", _list_page(_read(kept), about, number))
        members = {}
        for name, write_data in _DATA:
            members[name] = yield from add(name, write_data(_read(kept), about))
        package = json.dumps(_package(about, members), ensure_ascii=False, indent=2)
        yield from add("datapackage.json", [f"{package}\n".encode()])
        sums.seek(0)
        yield from bundle.add("SHA256SUMS", sums)
        yield from bundle.end()


def _read(kept: IO[bytes]) -> Iterator[Row]:
    """Yield the rows that were written to our own temporary file."""
    kept.seek(0)
    while True:
        try:
            yield pickle.load(kept)  # nosec B301 # written by this process
        except EOFError:
            return


def _page_name(number: int) -> str:
    return f"reports/{number:06}.html"


def _page(about: About, title: str, up: str, body: Iterable[str]) -> str:
    """Return a page. `up`: the way from its folder to that of the style sheet."""
    joined = "\n".join(body)
    return (
        f'<!doctype html>\n<html lang="{about.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'{text("title", title)}\n<link rel="stylesheet" href="{up}style.css">\n</head>\n'
        f"<body>\n{joined}\n</body>\n</html>\n"
    )


def _list_page(rows: Iterable[Row], about: About, number: int) -> Iterator[bytes]:
    """Yield the page of the list, a report at a time."""
    title = f"{about.archive}: {say(about, 'list')}"
    facts = [
        (say(about, "query"), about.query),
        (say(about, "filters"), "; ".join(about.filters)),
        (say(about, "reports"), count(about, number)),
        (say(about, "url"), about.url),
    ]
    pairs = (text("dt", label) + text("dd", value) for label, value in facts if value)
    data = " · ".join(element("a", name, href=name) for name, _ in _DATA)
    top = [text("h1", title), element("dl", *pairs), element("p", data), '<ol lang="vi">']
    before, after = _page(about, title, "", ["\0"]).split("\0")
    yield (before + "\n".join(top) + "\n").encode()
    for at, row in enumerate(rows, 1):
        link = text("a", headline(row.report), href=_page_name(at))
        facts_line = element("p", escape(_facts(row.report, about)), **{"class": "facts"})
        yield (element("li", link, facts_line) + "\n").encode()
    yield f"</ol>{after}".encode()


def _report_page(row: Row, about: About) -> bytes:
    report = row.report
    texts = [text("p", each) for each in report.body.split("\n") if each.strip()]
    captions = [text("li", each) for each in report.captions]
    body = [
        element("p", element("a", escape(say(about, "list")), href="../index.html")),
        '<article lang="vi">',
        text("h1", headline(report)),
        element("p", escape(_facts(report, about)), **{"class": "facts"}),
        text("p", report.lead, **{"class": "lead"}),
        *texts,
        element("ul", *captions) if captions else "",
        "</article>",
        *(_linked(each) for each in addresses(row)),
        element("p", element("code", escape(report.identifier))),
    ]
    return _page(about, headline(report), "../", [each for each in body if each]).encode()


def _linked(address: str) -> str:
    web = address.startswith(("https://", "http://"))
    return element("p", text("a", address, href=address) if web else escape(address))


def _facts(report: Report, about: About) -> str:
    date = "/".join(map(str, reversed(date_parts(report.date)))) or say(about, "undated")
    line = (", ".join(report.authors), report.source, date, report.section_path)
    return " · ".join(each for each in line if each)


def _package(about: About, members: Mapping[str, Member]) -> dict[str, object]:
    """Return the description of the data (Frictionless Data Package 1)."""
    columns = list(FULL)
    media_types = {"csv": "text/csv", "jsonl": "application/x-ndjson", "ris": ris.FORMAT.media_type}
    resources: list[dict[str, object]] = []
    for name, _ in _DATA:
        suffix = name.rpartition(".")[2]
        member = members[name]
        resource: dict[str, object] = {
            "name": name.replace(".", "-"),
            "path": name,
            "format": suffix,
            "mediatype": media_types[suffix].partition(";")[0],
            "encoding": "utf-8-sig" if suffix == "csv" else "utf-8",
            "bytes": member.size,
            "hash": f"sha256:{member.sha256}",
        }
        if suffix == "csv":
            resource["profile"] = "tabular-data-resource"
            resource["schema"] = {"fields": [{"name": each, "type": "string"} for each in columns]}
        resources.append(resource)
    package: dict[str, object] = {
        "name": "khobao-list",
        "title": f"{about.archive}: {say(about, 'list')}",
        "description": "; ".join(each for each in (about.query, *about.filters) if each),
        "homepage": about.url,
        "resources": resources,
    }
    return {key: value for key, value in package.items() if value}


FORMAT = Format(
    "bundle",
    ".zip",
    "application/zip",
    "Gói đọc ngoại tuyến (ZIP)",
    write,
    label_en="Bundle to read offline (ZIP)",
)
