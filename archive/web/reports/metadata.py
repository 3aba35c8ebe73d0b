"""Metadata of a report page for machines: Dublin Core and PRISM, Open Graph, JSON-LD.

Reference managers take a page with `DC.type` newsItem for a newspaper article; `citation_…` would
make it an article in a journal, and `DC.publisher` fill a second field with the newspaper.
"""

from collections.abc import Iterable, Iterator
from textwrap import shorten

from markupsafe import Markup

from archive.corrections.correction import Correction
from archive.exporters import Row
from archive.headline import headline
from archive.web.display.linked_data import person_ld, script
from index.report import Report

__all__ = ["description", "dublin_core", "json_ld", "open_graph"]

# Letters; search engines show no more.
_LONGEST_DESCRIPTION = 160
# Letters among which these are mostly found: `shorten` splits all that it is given into words.
_READ = 400


def description(report: Report) -> str:
    """Return the beginning of a report, by which search engines describe its page."""
    text = report.lead or report.body
    beginning = text[:_READ]
    if len(" ".join(beginning.split())) <= _LONGEST_DESCRIPTION:
        beginning = text
    return shorten(beginning, _LONGEST_DESCRIPTION, placeholder=" …")


def dublin_core(report: Report, url: str, persons: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names and contents of `meta` elements: Dublin Core (RFC 5013 terms) and PRISM.

    `url`: the page's permanent address. `persons`: names.
    """
    yield "DC.type", "newsItem"
    yield "DC.title", headline(report)
    for author in report.authors:
        yield "DC.creator", author
        # Zotero splits a name at its last syllable unless a comma follows it.
        yield "bib.authors", f"{author},"
    if report.date:
        yield "DC.date", report.date
        yield "prism.publicationDate", report.date
    if report.source:
        yield "DCTERMS.isPartOf", report.source
        yield "prism.publicationName", report.source
    for subject in (*report.section, *report.tags, *persons):
        yield "DC.subject", subject
    if report.section:
        yield "prism.section", report.section_path
    if report.lead:
        yield "DC.description", report.lead
    yield "DC.language", "vi"
    yield "DC.identifier", url
    if report.url:
        yield "DC.source", report.url


def open_graph(report: Report, url: str, site: str) -> Iterator[tuple[str, str]]:
    """Yield properties and contents of `meta` elements of the Open Graph protocol."""
    yield "og:type", "article"
    yield "og:title", headline(report)
    yield "og:url", url
    yield "og:site_name", site
    yield "og:locale", "vi_VN"
    if report.lead:
        yield "og:description", report.lead
    if len(report.date) > len("2018-01-10"):
        yield "article:published_time", report.date
    if report.section:
        yield "article:section", report.section[0]


def json_ld(row: Row, corrected: Iterable[Correction] = ()) -> Markup:
    """Return a report as a schema.org NewsArticle, safe inside a `script` element."""
    report, url = row.report, row.address
    made = {each.why: each.datestamp for each in corrected}
    article = {
        "@type": "NewsArticle",
        "@id": url,
        "headline": headline(report),
        "description": report.lead,
        "datePublished": report.date,
        "author": [{"@type": "Person", "name": name} for name in report.authors],
        "publisher": {"@type": "Organization", "name": report.source} if report.source else None,
        "isPartOf": {"@type": "Newspaper", "name": report.source} if report.source else None,
        "inLanguage": "vi",
        "articleSection": list(report.section),
        "keywords": list(report.tags),
        "mentions": [
            person_ld(name, row.same_as.get(identifier, ()))
            for identifier, name in zip(report.persons, row.persons, strict=False)
        ],
        "isBasedOn": report.url,
        "mainEntityOfPage": url,
        "correction": [
            {"@type": "CorrectionComment", "text": why, "datePublished": datestamp}
            for why, datestamp in made.items()
        ],
    }
    return script(article)
