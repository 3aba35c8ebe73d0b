"""A page of every kind, on a small archive that is served over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

from archive.config import Config
from archive.corrections.correction import Correct
from archive.indexing import catch_up
from archive.retrieval import freeze, open_library
from archive.web import create_app, current
from index.query import Query
from tests.newsstand import SEED, stock

__all__ = ["FILES", "PAGES", "Site", "served", "serving_pages"]

_CORRECTED = "tg:2016:0907"

# A new kind of page has its line here, and all checks apply to it. `{list}` is a frozen list.
PAGES = (
    "/",
    "/tim-kiem?q=dan+van&date=2018",
    "/tim-kiem?person.or=dang-quoc-toan&person.not=an-nhien",
    "/tim-kiem?q=zzz+yyy",
    "/tim-kiem/loc/person",
    f"/bai/{SEED}?q=dan+van&n=1",
    "/ngu-canh?q=dan+van&date=2018",
    "/xu-huong?q=dan+van&q=cau&q=tho&source.not=B%C3%A1o",
    f"/phien-ban/1/{SEED}",
    f"/bai/{_CORRECTED}",
    f"/phien-ban/1-1/{SEED}",
    "/nguoi/dang-quoc-toan",
    "/bao/baothuangiang",
    "/bao/hue-ngay-nay",
    "/ngay",
    "/ngay/2018",
    "/ngay/2018/01",
    "/ngay/2018/01/10",
    "/do-phu",
    "/do-phu?source=B%C3%A1o+Thu%E1%BA%ADn+Giang",
    "/danh-sach/{list}",
    "/danh-sach/{list}/so-sanh",
    f"/chon?id={SEED}",
    "/cach-tim",
    "/goi-y?q=dan+v",
    "/khong-co",
)

# Lists as HTML files, which browsers download.
FILES = ("/tim-kiem.html?q=dan+van", "/tim-kiem.bibliography?q=dan+van")


@dataclass(frozen=True)
class Site:
    """A served archive: its application, the address of its server, and a frozen list."""

    app: Flask
    address: str
    frozen: str

    def path(self, page: str, language: str = "") -> str:
        """Return the path of one of `PAGES`, in a language."""
        path = page.replace("{list}", self.frozen)
        return path + (f"{'&' if '?' in path else '?'}lang={language}" if language else "")


@contextmanager
def serving_pages(folder: Path) -> Iterator[Site]:
    """Serve an archive that has all kinds of pages, made in a folder."""
    settings = stock(folder, reader_lists=1, reader_list_size=50)
    library = open_library(settings)
    made = (
        Correct(_CORRECTED, "title", "Thông xe cầu Bến Đá"),
        Correct(_CORRECTED, "tags", ("cầu",)),
    )
    library.catalogue.decisions.add(made, why="theo báo in")
    catch_up(library.catalogue, library.engine)
    frozen = freeze(library, Query("dan van"), note="Chương 3").identifier
    library.close()
    with served(settings) as (app, address):
        yield Site(app, address, frozen)


@contextmanager
def served(settings: Config) -> Iterator[tuple[Flask, str]]:
    """Serve an archive in a thread; yield the application and its address."""
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    with app.app_context():
        current.library().close()
