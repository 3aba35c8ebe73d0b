"""The Flask application, assembled from the modules of this package."""

from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, request, url_for

from archive.config import Config, load
from archive.garbage import collect_rarely
from archive.messages import LANGUAGES
from archive.web import current, language, links, request_memory
from archive.web.display import dates
from archive.web.display.fact_line import fact_line
from archive.web.lists import (
    completion,
    concordance,
    export,
    facet_page,
    frozen,
    search,
    selection,
    trends,
)
from archive.web.lists.row_markup import row_item
from archive.web.pages import calendar, coverage, crawlers, help, home, newspaper, person
from archive.web.reports import comparison, provenance, report, unapi
from archive.web.server import (
    admission,
    assets,
    compression,
    errors,
    headers,
    hosts,
    observation,
    request_id,
    request_log,
    site,
    template_source,
)
from index.query import Query

__all__ = ["create_app"]

_PAGES = (
    home,
    search,
    facet_page,
    completion,
    concordance,
    export,
    frozen,
    selection,
    report,
    provenance,
    comparison,
    person,
    calendar,
    coverage,
    crawlers,
    newspaper,
    help,
    site,
    trends,
    unapi,
)

# Bytes; a selection of 500 reports with identifiers as long as any fits.
_LARGEST_BODY = 256 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Return the application that serves the archive of the settings, by default those of `load()`.

    Catalogue and index are opened by the first request, in the process that answers it. From now on
    this process collects garbage more rarely.
    """
    collect_rarely()
    settings = config or load()
    app = Flask("archive.web", template_folder=_templates(), static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # Responses pass through the last of these first; compression changes them after all others.
    own = (assets, errors, headers, language, request_memory, template_source)
    for module in (compression, *own):
        module.init_app(app)
    current.init_app(app, settings)
    # Requests pass through the last of these first, so that everything is measured.
    admission.init_app(app, settings)
    hosts.init_app(app, settings)
    observation.init_app(app)
    request_id.init_app(app, settings)
    request_log.init_app(app, settings)
    for page in _PAGES:
        app.register_blueprint(page.bp)
    app.context_processor(lambda: {"language": language.locale().language})
    app.jinja_env.globals.update(
        languages=LANGUAGES.items(),
        site_name=settings.name,
        contact=links.contact(settings.contact),
        query=None,
        fields=_fields,
        in_language=_in_language,
        link=links.of_page,
        # Flask's own takes 20 microseconds for each of the dozen paths of a page.
        url_for=links.path,
        date_link=links.of_date,
        fact_line=fact_line,
        row_item=row_item,
        absolute=links.absolute,
        readable_address=links.readable,
        today=dates.today,
    )
    return app


def _templates() -> str:
    """Return the folder of templates: in the package once installed, else in the checkout."""
    installed = Path(str(files("archive") / "templates"))
    return str(installed if installed.is_dir() else installed.parents[1] / "templates")


def _fields(query: Query | None, *but: str) -> list[tuple[str, str]]:
    """Return the parameters that a form passes on besides its own inputs `but`."""
    pairs = parse_qsl(query.to_url()) if query else []
    return [(name, value) for name, value in pairs if name not in but] + [*links.kept().items()]


def _in_language(code: str) -> str:
    """Return the address of this page in another language; a page has it twice."""
    known = request_memory.remembered()
    name = f"in language {code}"
    if name not in known:
        known[name] = _address_in_language(code)
    address: str = known[name]
    return address


def _address_in_language(code: str) -> str:
    if request.endpoint is None:
        return url_for("home.show", lang=code)
    path: dict[str, Any] = request.view_args or {}
    # Not by `url_for`, which takes parameters of some names for options of its own.
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{url_for(request.endpoint, **path)}?{urlencode([*kept, ('lang', code)])}"
