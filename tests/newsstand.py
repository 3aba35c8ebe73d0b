"""A small archive of invented reports, for tests of the page."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.catalogue import Appearance, Entry, open_catalogue
from archive.config import Config
from archive.indexing import catch_up
from index.engine import open_engine
from index.report import Original, Report

__all__ = ["ENTRIES", "SEED", "config", "entry", "put", "stock"]

# The report that all the others are measured by: date with a time, two sections, two persons.
SEED = "tg:2018:0110"

_POLITICS = ("Chính trị - Xã hội", "Theo dòng thời sự")


def entry(identifier: str, title: str, body: str, **more: object) -> Entry:
    """Return an entry with an original made of its text; `persons` are (name, role) pairs."""
    persons: Iterable[tuple[str, str]] = more.pop("persons", ())  # type: ignore[assignment]
    original = Original(
        f"{title}\n{body}".encode(), "text/plain; charset=utf-8", f"{identifier}.txt"
    )
    report = Report(identifier, title, body=body, original=original, **more)  # type: ignore[arg-type]
    return Entry(
        report,
        tuple(
            Appearance(name, (role,), f"{role} {name} phát biểu.", "body", end=len(name))
            for name, role in persons
        ),
    )


ENTRIES = (
    entry(
        SEED,
        "Đổi mới công tác dân vận",
        "Chủ tịch Trần Thị Hòa Bình chủ trì hội nghị tổng kết công tác dân vận.\n"
        "Nhiều mô hình “Dân vận khéo” góp phần đẩy mạnh phong trào thi đua.",
        lead="Sáng 10/1, Ban Dân vận Tỉnh ủy tổ chức hội nghị tổng kết.",
        captions=("Quang cảnh hội nghị dân vận",),
        dateline="TGO",
        date="2018-01-10T23:31:00+07:00",
        section=_POLITICS,
        authors=("Anh Phong",),
        source="Báo Thuận Giang",
        url="https://example.org/bai/1",
        tags=("dân vận",),
        persons=[("Trần Thị Hòa Bình", "Chủ tịch"), ("Đặng Quốc Toản", "Bí thư")],
    ),
    entry(
        "tg:2018:0302",
        "Dân vận khéo ở xã vùng cao",
        "Cán bộ dân vận đến từng nhà. Ông Đặng Quốc Toản nói về cách làm mới.",
        date="2018-03-02",
        section=("Chính trị - Xã hội", "Xây dựng Đảng"),
        authors=("Lê Quang Hoà",),
        source="Báo Thuận Giang",
        persons=[("Đặng Quốc Toản", "Phó Chủ tịch")],
    ),
    entry(
        "tg:2016:0907",
        "Cầu Bến Đá thông xe",
        "Sau ba năm thi công, cầu Bến Đá thông xe. Người dân đi bộ qua cầu.",
        date="2016-09",
        section=("Kinh tế", "Hạ tầng"),
        source="Thông tấn xã Sông Mơ",
        persons=[("An Nhiên", "Kỹ sư"), ("Ánh Dương", "Kỹ sư"), ("Ân Thi", "Kỹ sư")],
    ),
    entry(
        "tg:2012:vo-de",
        "",
        "- Bản tin không có tít kể chuyện mùa nước nổi <b>&amp; dân vận</b>.",
        section=("Môi trường",),
        source="Báo Thuận Giang",
    ),
    entry(
        "https://example.org/tin?x=1#2 (bản 3%)",
        "Dẫn vần thơ vào lớp học",
        "Cô giáo dẫn vần cho học sinh lớp một.",
        date="2020",
        section=("Giáo dục",),
        source="Thuận Giang Cuối tuần",
    ),
)


def config(folder: Path, *, catalogue: str = "", **more: object) -> Config:
    """Return the settings of an archive in a folder."""
    return Config(
        folder,
        catalogue or f"sqlite:///{folder / 'catalogue.sqlite'}",
        f"whoosh://{folder / 'index'}",
        **more,  # type: ignore[arg-type]
    )


def put(settings: Config, entries: Iterable[Entry]) -> None:
    """Keep entries and bring the index up to them, as an importer of its own would."""
    catalogue = open_catalogue(settings.catalogue, create=True)
    engine = open_engine(settings.index)
    try:
        catalogue.reports.put(list(entries))
        catch_up(catalogue, engine)
    finally:
        engine.close()
        catalogue.close()


def stock(folder: Path, *, catalogue: str = "", **more: object) -> Config:
    """Return the settings of an archive that contains `ENTRIES`."""
    settings = config(folder, catalogue=catalogue, **more)
    if catalogue:
        put(settings, ENTRIES)
        return settings
    for path, content in _files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return settings


@cache
def _files() -> dict[Path, bytes]:
    """Return the files of an archive that contains `ENTRIES`: writing takes less than making."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        put(config(folder), ENTRIES)
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder): path.read_bytes() for path in paths}
