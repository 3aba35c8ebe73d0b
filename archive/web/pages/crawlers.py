"""Addresses for programs that read the whole site: robots.txt and the sitemap of all reports.

RFC 9309 defines robots.txt, https://www.sitemaps.org/protocol.html the sitemap.
"""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice

from flask import Blueprint, Response, abort, url_for

from archive.addresses import report_address
from archive.retrieval import Library
from archive.web import links
from archive.web.current import settings
from archive.web.server import headers

__all__ = ["AI_CRAWLERS", "bp"]

bp = Blueprint("crawlers", __name__)

AI_CRAWLERS = (
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "Meta-ExternalAgent",
    "PanguBot",
    "Timpibot",
)
"""The crawlers that collect texts to train models, by the names that they look for (2026-11)."""

# Lists with endless filters, files, old versions and reports with a query: what crawlers need of
# them is in the pages of reports. Paths begin with these.
_CLOSED = (
    "/tim-kiem",
    "/ngu-canh",
    "/xu-huong",
    "/goi-y",
    "/chon",
    "/unapi",
    "/phien-ban/",
    "/ban-goc/",
    "/danh-sach/*/so-sanh",
    "/bai/*?",
)
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# Entries of a sitemap that are sent at once.
_ENTRIES = 500


@bp.get("/robots.txt")
def robots() -> Response:
    """Return the rules for crawlers."""
    root = url_for("home.show").rstrip("/")
    groups = [["User-agent: *", *(f"Disallow: {root}{path}" for path in _CLOSED)]]
    if not settings().ai_crawlers:
        groups.append([*(f"User-agent: {name}" for name in AI_CRAWLERS), "Disallow: /"])
    sitemap = f"Sitemap: {links.absolute(url_for('crawlers.index'))}"
    text = "\n\n".join(["\n".join(group) for group in groups] + [sitemap])
    response = Response(f"{text}\n", mimetype="text/plain")
    if settings().base_url:
        response.cache_control.public = True
    else:
        # It names the host of the request.
        response.cache_control.private = True
    response.cache_control.max_age = 3600
    return response


@bp.get("/sitemap.xml")
@headers.kept
def index(archive: Library) -> Response:
    """Return the index of the sitemap, which names its parts."""
    entries = [
        _entry("sitemap", links.absolute(url_for("crawlers.part", number=each.number)), each.newest)
        for each in archive.catalogue.datestamps.parts()
    ]
    return _document("sitemapindex", entries)


@bp.get("/sitemap-<int:number>.xml")
@headers.kept
def part(archive: Library, number: int) -> Response:
    """Return a part of the sitemap: the addresses of its reports, and when they changed."""
    site = links.absolute("")
    reports = archive.catalogue.datestamps.of_part(number) or abort(404)
    entries = (
        _entry("url", report_address(site, identifier), datestamp)
        for identifier, datestamp in reports
    )
    return _document("urlset", entries)


def _entry(name: str, address: str, changed: str) -> str:
    return f"<{name}><loc>{escape(address)}</loc><lastmod>{changed}</lastmod></{name}>\n"


def _document(name: str, entries: Iterable[str]) -> Response:
    """Return a document of the sitemap, sent piece by piece."""

    def pieces() -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {_SCHEMA}>\n'
        following = iter(entries)
        while some := "".join(islice(following, _ENTRIES)):
            yield some
        yield f"</{name}>\n"

    return Response(pieces(), content_type="application/xml; charset=utf-8")
