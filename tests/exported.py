"""A list for tests of exporters: the facts about it, and rows of chosen reports."""

from datetime import datetime, timedelta, timezone

from archive.addresses import report_address
from archive.exporters import About, Row
from index.report import Report

__all__ = ["ABOUT", "REPORT", "SITE", "row"]

SITE = "https://kho.example"

ABOUT = About(
    archive="Kho Báo",
    query="phần lớn: dan van (mọi dấu)",
    filters=("mục: Chính trị - Xã hội",),
    reports=1,
    date=datetime(2026, 6, 1, 9, 30, tzinfo=timezone(timedelta(hours=7))),
    generation="7",
    url=f"{SITE}/tim-kiem?q=dan+van",
)

REPORT = Report(
    "bao:1",
    title='Dân vận khéo: "làm thật", nói ít',
    lead="Đoạn dẫn.",
    body="Đoạn một.\nĐoạn hai.",
    captions=("Ảnh một", "Ảnh hai"),
    dateline="Huế",
    date="2018-01-10T12:31:00+07:00",
    section=("Chính trị - Xã hội", "Theo dòng thời sự"),
    authors=("Anh Phong", "Lê Thọ"),
    source="Thừa Thiên Huế",
    url="https://bao.example/1",
    tags=("Huế", "dân vận"),
)


def row(report: Report = REPORT, *persons: str) -> Row:
    """The row of a report that names these persons."""
    return Row(report, persons, report_address(SITE, report.identifier))
