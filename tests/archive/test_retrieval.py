"""The library: hits joined with reports, marked where they match, persons by any of their names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.catalogue import Appearance, Catalogue, Entry, open_catalogue
from archive.indexing import catch_up
from archive.messages import messages
from archive.persons.authority import Merge
from archive.retrieval import (
    Library,
    count_hits,
    describe_list,
    find,
    highlighter,
    persons_called,
    reports,
    suggest,
    suggest_uncounted,
    values_with,
)
from archive.retrieval import names as naming
from archive.retrieval.names import resolve
from archive.withdrawal.decisions import Withdraw
from archive.wording import say_note
from index.errors import QueryTooLarge
from index.language.synonyms import read_synonyms
from index.planning.clauses import Statistics
from index.planning.plan import Prepared
from index.query import Query
from index.report import Report
from index.results import FacetCount, FacetRequest, Results
from index.syntax import parsed_query
from index.syntax.notes import Note
from tests.reference import ReferenceEngine

_ENTRIES = [
    Entry(
        Report(
            "bao:1",
            title="Tỉnh Thừa Thiên Huế làm tốt công tác dân vận",
            lead="Sáng 10/1, hội nghị được tổ chức.",
            body="Mưa lớn ở miền núi.\nÔng Đinh Khắc Đính nói về dân vận khéo.",
            captions=("Quang cảnh hội nghị",),
            date="2018-01-10",
            section=("Chính trị", "Thời sự"),
        ),
        (Appearance("Đinh Khắc Đính"), Appearance("Nguyễn Xuân Phúc")),
    ),
    Entry(
        Report("bao:2", title="Lũ về", body="Nước lên nhanh.", date="2019", section=("Xã hội",)),
        (Appearance("Nguyễn Xuân Phức"),),
    ),
    Entry(Report("bao:3", title="Chợ Tết", body="Hoa đào nở.", date="2020-02")),
]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite", create=True)
    opened.reports.put(_ENTRIES)
    yield opened
    opened.close()


@pytest.fixture
def library(catalogue: Catalogue) -> Library:
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    return Library(catalogue, engine)


def _identifiers(library: Library, query: Query) -> list[str]:
    return [row.report.identifier for row in find(library, query).rows]


class _Counting(ReferenceEngine):
    """Counts the plans that it is asked to make."""

    planned = 0

    def search(self, query: Query, **more: Any) -> Results:
        self.planned += 1
        return super().search(query, **more)

    def prepare(self, query: Query) -> Prepared:
        self.planned += 1
        return super().prepare(query)

    def statistics(self) -> Statistics:
        raise AssertionError("a plan of one's own")


def test_hits_and_their_marks_and_notes_come_from_one_plan(catalogue: Catalogue) -> None:
    engine = _Counting()
    catch_up(catalogue, engine)
    found = find(Library(catalogue, engine), Query("dan van khôngđâu"))
    assert engine.planned == 1
    assert found.rows[0].title
    assert [note.kind for note in found.notes] == ["unknown"]


def test_marks_are_the_same_in_any_order_of_the_hits(library: Library) -> None:
    (by_relevance,) = find(library, Query("dan van")).rows
    (by_date,) = find(library, Query("dan van", sort="oldest")).rows
    assert (by_date.title, by_date.snippet) == (by_relevance.title, by_relevance.snippet)


def test_note_on_what_was_typed_outlives_the_names_put_in(library: Library) -> None:
    notes = find(library, Query('person:"đinh khắc đính" "dân vận')).notes
    assert "quote" in [note.kind for note in notes]


def test_hit_shows_its_best_passage_with_marks_that_match(library: Library) -> None:
    (row,) = find(library, Query("dan van")).rows
    marked = {row.snippet.text[start:end] for start, end in row.snippet.marks}
    assert marked == {"dân vận"}
    assert [row.report.title[start:end] for start, end in row.title] == ["dân vận"]


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("chánh phủ", "chính phủ"), ("phi trường", "sân bay"), ("mdrak", "M'Đrắk")],
)
def test_other_spelling_and_other_name_are_marked(
    catalogue: Catalogue, typed: str, marked: str
) -> None:
    catalogue.reports.put([Entry(Report("bao:4", title="Tin", body=f"Hôm qua {marked} mở cửa."))])
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    (row,) = find(Library(catalogue, engine), Query(typed)).rows
    assert [row.snippet.text[start:end] for start, end in row.snippet.marks] == [marked]


def test_archive_has_names_of_its_own(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    own = read_synonyms("names\talso\tafter\tbefore\nHoa anh đào, Hoa đào\n", "own.tsv")
    plain, other = Library(catalogue, engine), Library(catalogue, engine, own)
    assert _identifiers(plain, Query('"hoa anh đào"')) == []
    assert _identifiers(other, Query('"hoa anh đào"')) == ["bao:3"]
    assert plain.generation() != other.generation()


def test_syllables_of_a_word_are_not_marked_apart_from_it(catalogue: Catalogue) -> None:
    body = "Nhiều tai nạn xảy ra tại cầu, tài xế vượt ẩu. Nạn ấy còn dài."
    catalogue.reports.put([Entry(Report("bao:4", title="Tài xế gây tai nạn", body=body))])
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    for typed in ("tai nan", "tai nạn"):
        (row,) = find(Library(catalogue, engine), Query(typed)).rows
        assert [row.report.title[start:end] for start, end in row.title] == ["tai nạn"]
        assert [row.snippet.text[start:end] for start, end in row.snippet.marks] == ["tai nạn"]


def test_what_is_excluded_is_not_marked(library: Library) -> None:
    (row,) = find(library, Query("nước -hoa", match="all")).rows
    assert [row.snippet.text[start:end] for start, end in row.snippet.marks] == ["Nước"]


def test_caption_is_shown_where_the_words_stand_there(library: Library) -> None:
    (row,) = find(library, Query('"quang cảnh"')).rows
    assert row.snippet.text == "Quang cảnh hội nghị"


def test_list_by_date_is_marked_too(library: Library) -> None:
    (newest,) = find(library, Query("dân vận", sort="newest")).rows
    (best,) = find(library, Query("dân vận")).rows
    assert newest.title
    assert (newest.title, newest.snippet) == (best.title, best.snippet)


def test_persons_of_facets_and_filters_have_names(library: Library) -> None:
    found = find(
        library, Query().choosing("person", "nguyen-xuan-phuc-2"), facets=[FacetRequest("person")]
    )
    assert found.results.total == 1
    assert found.names == {"nguyen-xuan-phuc-2": "Nguyễn Xuân Phức"}
    found = find(library, Query("huế"), facets=[FacetRequest("person")])
    assert found.names == {
        "nguyen-xuan-phuc": "Nguyễn Xuân Phúc",
        "dinh-khac-dinh": "Đinh Khắc Đính",
    }


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ('nhân_vật:"đinh khắc đính"', ["bao:1"]),
        ("nhân_vật:dinh-khac-dinh", ["bao:1"]),
        ('person:"nguyen xuan phuc"', ["bao:1", "bao:2"]),
        ('person:"nguyễn xuân phức"', ["bao:2"]),
        ("nhân_vật:đính", ["bao:1"]),
        ("nhân_vật:nguyen-xuan-phuc", ["bao:1"]),
        ('nhân_vật:"không ai"', []),
        ('nhân_vật:"nguyen xuan phuc" -lũ', ["bao:1"]),
    ],
)
def test_person_is_found_by_name_alias_or_identifier(
    library: Library, text: str, identifiers: list[str]
) -> None:
    assert sorted(_identifiers(library, Query(text, match="all"))) == identifiers


@pytest.mark.parametrize(
    ("query", "details"),
    [
        (Query("mã:bao:9"), ("identifier", "bao:9")),
        (Query("mục:thểthao"), ("section", "thểthao")),
        (Query().choosing("section", "Thể thao"), ("section", "Thể thao")),
        (Query().choosing("author", "A", mode="not"), ("author", "A")),
    ],
)
def test_value_that_no_report_has_is_noted_on_pages_and_in_files(
    library: Library, query: Query, details: tuple[str, str]
) -> None:
    note = Note("no_value", details)
    assert note in find(library, query).notes
    about = describe_list(library, query, archive="Kho", language="en")
    assert sentence(note) in about.filters


def test_values_that_reports_have_are_not_noted(library: Library) -> None:
    query = Query("mã:bao:1").choosing("person", "dinh-khac-dinh").choosing("section", "Chính trị")
    assert find(library, query).notes == ()


def sentence(note: Note) -> str:
    """Return the wording of a note in English."""
    return say_note(note, messages("en"))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("đinh khác đính", "Đinh Khắc Đính"),
        ("đinh khắc đing", "Đinh Khắc Đính"),
        ("dinh khc dinh", "Đinh Khắc Đính"),
        ("Đinh Khắcc Đính", "Đinh Khắc Đính"),
        ("dinh khca dinh", "Đinh Khắc Đính"),
        ("đinh khắc đính", ""),
        ("dinh khac ding dong", ""),
        ("công tác dân vận", ""),
    ],
)
def test_name_with_one_wrong_letter_is_offered_as_it_is(
    library: Library, typed: str, offered: str
) -> None:
    texts = [other.text for other in suggest_uncounted(library, Query(typed), 0)]
    assert texts[:1] == [offered] if offered else not any(each.istitle() for each in texts)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("dinhkhacdinh", "Đinh Khắc Đính"),
        ("Đinhkhắc Đính", "Đinh Khắc Đính"),
        ("dinh khacdinh", "Đinh Khắc Đính"),
        ("ông Đinh Khắcx Đính nói", "ông Đinh Khắc Đính nói"),
        ("dinhkhacding", ""),
    ],
)
def test_name_with_other_spaces_or_within_a_query_is_offered(
    library: Library, typed: str, offered: str
) -> None:
    texts = [other.text for other in suggest_uncounted(library, Query(typed), 0)]
    assert texts[:1] == [offered] if offered else "Đinh Khắc Đính" not in texts


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("nhà văn Dũng", False),
        ("nhà văn dũng", False),
        ("Nhà Văn Dũng", False),
        ("Hàn Văn Dũng", True),
        ("ha van dungg", True),
    ],
)
def test_word_that_was_meant_is_not_changed_into_a_name(
    library: Library, catalogue: Catalogue, typed: str, offered: bool
) -> None:
    persons = (Appearance("Hà Văn Dũng"),)
    text = "Nhà văn kể chuyện làng xưa cho bạn đọc trẻ, từ lúc mùa lúa chín đến khi ao cạn."
    entries = [Entry(Report(f"bao:h{number}", body=text)) for number in range(25)]
    catalogue.reports.put([*entries, Entry(Report("bao:h", body="Ông Hà Văn Dũng."), persons)])
    catch_up(catalogue, library.engine)
    texts = [other.text for other in suggest_uncounted(library, Query(typed), 0)]
    assert ("Hà Văn Dũng" in texts) == offered


@pytest.mark.parametrize(("reports", "offered"), [(19, False), (20, True)])
def test_name_is_offered_for_a_misprint_that_a_report_has(
    library: Library, catalogue: Catalogue, reports: int, offered: bool
) -> None:
    entries = [
        Entry(Report(f"bao:t{n}", body="Ông Donald Trump."), (Appearance("Donald Trump"),))
        for n in range(reports)
    ]
    misprint = Entry(Report("bao:m", body="Ông Donal Trump."), (Appearance("Donal Trump"),))
    catalogue.reports.put([*entries, misprint])
    catch_up(catalogue, library.engine)
    texts = [other.text for other in suggest_uncounted(library, Query("Donal Trump"), 1)]
    assert ("Donald Trump" in texts) == offered


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("dan van", ""),
        ("dan vn", "Dan Vũ"),
        ("sanh viên", ""),
        ("banh viên", "Danh Viên"),
    ],
)
def test_no_name_is_offered_for_words_that_stand_so_under_another_spelling(
    library: Library, catalogue: Catalogue, typed: str, offered: str
) -> None:
    persons = (Appearance("An Vân"), Appearance("Dan Vũ"), Appearance("Danh Viên"))
    catalogue.reports.put([Entry(Report("bao:4", body="Các sinh viên về quê."), persons)])
    catch_up(catalogue, library.engine)
    texts = [other.text for other in suggest_uncounted(library, Query(typed), 0)]
    assert (offered in texts) if offered else not any(each.istitle() for each in texts)


def test_whole_name_means_nobody_whose_name_only_holds_it(
    library: Library, catalogue: Catalogue
) -> None:
    catalogue.reports.put([Entry(Report("bao:4"), (Appearance("Đinh Khắc Đính An"),))])
    assert persons_called(library, "dinh khac dinh") == ["dinh-khac-dinh"]
    assert persons_called(library, "dinh khac") == ["dinh-khac-dinh", "dinh-khac-dinh-an"]


def test_word_of_a_name_means_nobody_whose_name_only_begins_with_it(
    library: Library, catalogue: Catalogue
) -> None:
    several = (Appearance("Phạm Quang Khoái"), Appearance("Vũ Đình Khoa"))
    catalogue.reports.put([Entry(Report("bao:4"), several)])
    assert persons_called(library, "khoa") == ["vu-dinh-khoa"]
    assert persons_called(library, "khoai") == ["pham-quang-khoai"]
    assert sorted(persons_called(library, "kho")) == ["pham-quang-khoai", "vu-dinh-khoa"]


def test_names_that_many_bear_leave_room_for_the_rest_of_the_query(
    library: Library, catalogue: Catalogue
) -> None:
    names = [f"{family} {chr(65 + n // 26)}{chr(97 + n % 26)}ng Thị Diễm Hương Giang Thanh"
             for family in ("Nguyễn", "Trần") for n in range(60)]  # fmt: skip
    several = tuple(map(Appearance, names))
    catalogue.reports.put(
        [
            Entry(Report("all", title="Lũ về"), several),
            Entry(Report("some", title="Lũ về"), several[:60]),
            Entry(Report("dry", title="Nắng"), several),
        ]
    )
    catch_up(catalogue, library.engine)
    query = Query("lũ nhân_vật:nguyen nhân_vật:tran", match="all")
    assert _identifiers(library, query) == ["all"]
    assert find(library, query).notes == ()


def test_query_with_many_names_is_refused_before_any_is_looked_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "persons_called", _never)
    with pytest.raises(QueryTooLarge, match="names 60 persons, of at most 8"):
        resolve(library, Query(" ".join(f"nhân_vật:a{n}" for n in range(60))))


def test_query_read_once_is_neither_parsed_nor_looked_up_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find(library, Query('nhân_vật:"dinh khac"', match="all"))
    monkeypatch.setattr(parsed_query, "parse", _never)
    monkeypatch.setattr(naming, "persons_called", _never)
    assert resolve(library, found.parsed) is found.parsed
    assert count_hits(library, found.parsed) == found.results.total == 1
    assert suggest(library, found.parsed, 1) == []


def _never(*_: object) -> None:
    raise AssertionError("read again")


def test_query_found_is_the_one_typed_and_its_names_are_resolved_apart(library: Library) -> None:
    found = find(library, Query('nhân_vật:"dinh khac"', match="all"))
    assert found.query == Query('nhân_vật:"dinh khac"', match="all")
    assert [value.values for value in found.parsed.values("person")] == [("dinh-khac-dinh",)]


def test_person_merged_into_another_is_found_by_the_old_identifier(
    library: Library, catalogue: Catalogue
) -> None:
    catalogue.decisions.add([Merge("nguyen-xuan-phuc-2", "dinh-khac-dinh")])
    catch_up(catalogue, library.engine)
    for query in (
        Query().choosing("person", "nguyen-xuan-phuc-2"),
        Query().choosing("person", "nguyen-xuan-phuc-2", "dinh-khac-dinh"),
        Query("nhân_vật:nguyen-xuan-phuc-2"),
    ):
        found = find(library, query)
        assert found.results.total == 2
        assert found.names == {"dinh-khac-dinh": "Đinh Khắc Đính"}


def test_withdrawn_report_is_not_shown_even_before_the_index_knows(
    library: Library, catalogue: Catalogue
) -> None:
    catalogue.decisions.add([Withdraw("bao:2")])
    assert _identifiers(library, Query("lũ")) == []
    assert [report.identifier for report in reports(library, Query())] == ["bao:3", "bao:1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("dan van"), [("dân vận", 1)]),
        (Query("dan van").choosing("section", "Xã hội"), []),
        (Query("dan van", until="2017"), []),
        (Query("dần vần", exact=True), [("dân vận", 1), ("dan van", 1)]),
        (Query("dân vận"), []),
        (Query(""), []),
    ],
)
def test_only_what_finds_something_is_offered(
    library: Library, query: Query, expected: list[tuple[str, int]]
) -> None:
    meant = suggest(library, query, count_hits(library, query))
    assert [(other.text, count) for other, count in meant] == expected
    assert all(count_hits(library, other) == count for other, count in meant)


def test_list_is_scanned_whole_and_in_order(library: Library) -> None:
    listed = [report.identifier for report in reports(library, Query(sort="oldest"))]
    assert listed == ["bao:1", "bao:2", "bao:3"]
    assert count_hits(library, Query()) == 3


@pytest.mark.parametrize(
    ("facet", "text", "values"),
    [
        ("person", "phuc", ["nguyen-xuan-phuc", "nguyen-xuan-phuc-2"]),
        ("person", "phức", ["nguyen-xuan-phuc-2"]),
        ("section", "thoi su", ["Chính trị › Thời sự"]),
        ("section", "", ["Chính trị", "Chính trị › Thời sự", "Xã hội"]),
        ("section", "thể thao", []),
    ],
)
def test_values_of_a_facet_are_searched(
    library: Library, facet: str, text: str, values: list[str]
) -> None:
    page = find(library, Query(), limit=0, facets=[values_with(library, facet, text)])
    found, names = page.results.facet(facet), page.names
    assert sorted(count.value for count in found.counts) == values
    assert set(names) == (set(values) if facet == "person" else set())
    assert all(count == FacetCount(count.value, 1) for count in found.counts)


def test_generation_changes_with_the_catalogue(library: Library, catalogue: Catalogue) -> None:
    before = library.generation()
    assert library.generation() == before
    catalogue.decisions.add([Withdraw("bao:3")])
    assert library.generation() != before


def test_query_without_words_marks_nothing(library: Library) -> None:
    assert highlighter(library, Query("  ")).highlight("dân vận") == []
    assert all(not row.title and not row.snippet.marks for row in find(library, Query()).rows)
