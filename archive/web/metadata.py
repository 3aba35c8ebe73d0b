"""What a report page says to machines: Dublin Core and PRISM, Open Graph, JSON-LD, a citation.

Reference managers take a page with `DC.type` newsItem for a newspaper article; `citation_…` would
make it an article in a journal.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from archive.web.dates import brief
from archive.web.language import gettext
from index.report import Report

__all__ = ["citation", "dublin_core", "json_ld", "open_graph"]


def dublin_core(report: Report, url: str, persons: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names and contents of `meta` elements: Dublin Core (RFC 5013 terms) and PRISM.

    `url`: the page's permanent address. `persons`: names.
    """
    yield "DC.type", "newsItem"
    yield "DC.title", report.title or report.identifier
    for author in report.authors:
        yield "DC.creator", author
    if report.date:
        yield "DC.date", report.date
        yield "prism.publicationDate", report.date
    if report.source:
        yield "DC.publisher", report.source
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
    """Properties and contents of `meta` elements of the Open Graph protocol, for shared links."""
    yield "og:type", "article"
    yield "og:title", report.title or report.identifier
    yield "og:url", url
    yield "og:site_name", site
    yield "og:locale", "vi_VN"
    if report.lead:
        yield "og:description", report.lead
    if len(report.date) > len("2018-01-10"):
        yield "article:published_time", report.date
    if report.section:
        yield "article:section", report.section[0]


def json_ld(report: Report, url: str, persons: Iterable[str]) -> Markup:
    """The report as a schema.org NewsArticle, safe inside a `script` element."""
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "headline": report.title or report.identifier,
        "description": report.lead,
        "datePublished": report.date,
        "author": [{"@type": "Person", "name": name} for name in report.authors],
        "publisher": {"@type": "Organization", "name": report.source} if report.source else None,
        "isPartOf": {"@type": "Newspaper", "name": report.source} if report.source else None,
        "inLanguage": "vi",
        "articleSection": list(report.section),
        "keywords": list(report.tags),
        "mentions": [{"@type": "Person", "name": name} for name in persons],
        "isBasedOn": report.url,
        "mainEntityOfPage": url,
    }
    text = json.dumps({key: value for key, value in article.items() if value}, ensure_ascii=False)
    # No `</script>` and no `<!--` can stand in it so; line separators are no JavaScript here.
    return Markup(text.replace("<", "\\u003c"))


def citation(report: Report, url: str) -> str:
    """The report as a list of sources names it; Vietnamese names keep their order."""
    parts: Sequence[str] = (
        ", ".join(report.authors),
        f"«{report.title}»" if report.title else "",
        report.source,
        brief(report.date) or gettext("không rõ ngày"),
        url,
    )
    return ", ".join(part for part in parts if part) + "."
