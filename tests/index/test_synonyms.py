"""Other names of things: names meet, and words with other meanings only in their place."""

import codecs
from importlib.resources import files

import pytest

from index.display.snippets import highlight
from index.errors import TableInvalid
from index.language.spelling import is_syllable
from index.language.synonyms import Synonyms, read_synonyms, shipped_synonyms
from index.language.tables import decode_table
from index.planning.clauses import Clause, Has, Most, Term, TermSequence
from index.planning.plan import plan
from index.query import Query
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery
from tests.index.test_plan import engine_of, found
from tests.reference import ReferenceEngine

TEXTS = ["thăm Bangkok", "đón Vọng Các", "thủ đô Vọng Các", "hy vọng các bạn", "bài: Chi Lê",
         "nước Chi-lê", "thăm Chile"]  # fmt: skip
HEAD = "names\talso\tafter\tbefore\n"
TABLE = files("index.language").joinpath("data", "synonyms.tsv").read_text("utf-8")


@pytest.fixture(scope="module")
def engine() -> ReferenceEngine:
    return engine_of(
        ["tổng thống Hoa Kỳ đến thăm", "tổng thống Mỹ đến thăm", "thăm Mỹ Tho ngay", "thẩm mỹ viện",
         "thủ đô Mát-xcơ-va", "thủ đô Matxcova", "thủ đô Moscow", "mã CK tăng", "chứng khoán giảm",
         "Oa-sinh-tơn hôm nay", "Mạc Tư Khoa hôm nay", "In-đô-nê-xi-a", "Indonesia", "bà Va Xa Mát",
         "phố Buonmathuot", "phố Buôn Mê Thuột", "phố Buôn Ma Thuột", "trận CK", "Washington"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Mỹ", "abcd"),
        ("Hoa Kỳ", "ab"),
        ("hoa ky", "ab"),
        ("tổng thống Mỹ", "ab"),
        ('"tổng thống Hoa Kỳ"', "ab"),
        ('"tổng thống Mỹ" -viện', "ab"),
        ("=Mỹ", "bcd"),
        ('="Hoa Kỳ"', "a"),
        ("Mỹ Tho", "c"),
        ("thẩm mỹ", "d"),
        *(
            (name, "efgk")
            for name in ("Mát-xcơ-va", "mat-xco-va", "Mátxcơva", "Matxcova", "moscow")
        ),
        ("Mạc Tư Khoa", "efgk"),
        ('"thủ đô Mátxcơva"', "efg"),
        ("CK", "hir"),
        ("chứng khoán", "hi"),
        ("Oa-sinh-tơn", "js"),
        ("Washington", "js"),
        ("In-đô-nê-xi-a", "lm"),
        ("indonesia", "lm"),
        *((name, "opq") for name in ("Buôn Ma Thuột", "Buonmathuot", "Ban Mê Thuột")),
    ],
)
def test_thing_is_found_under_its_other_names(
    engine: ReferenceEngine, typed: str, expected: str
) -> None:
    assert "".join(sorted(found(engine, typed))) == expected


@pytest.mark.parametrize("typed", ["Hoa Kỳ", "Mỹ", "Moscow", "Indonesia", "In-đô-nê-xi-a"])
def test_name_typed_ranks_first(typed: str) -> None:
    texts = [
        "ông Mỹ đến",
        "tại Hoa Kỳ đến",
        "ở Moscow",
        "ở Mát-xcơ-va",
        "In-đô-nê-xi-a",
        "Indonesia",
    ]
    first = found(engine_of(texts), typed)[0]
    assert typed in texts["abcdef".index(first)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Bangkok", "ac"),
        ("Vọng Các", "abcd"),
        ("Chile", "fg"),
        ("Chi-lê", "efg"),
    ],
)
def test_name_of_several_syllables_may_be_parts_of_other_words(typed: str, expected: str) -> None:
    assert "".join(sorted(found(engine_of(TEXTS), typed))) == expected


def test_listed_name_is_not_taken_apart() -> None:
    engine = engine_of(["thăm Cuba", "thăm Cu-ba", "thăm cụ bà"])
    for typed in ("Cuba", "Cu-ba", "cu-ba", "Cu Ba", "thăm Cu Ba"):
        assert sorted(found(engine, typed)) == ["a", "b"]
    assert "c" in found(engine, "cu ba")


@pytest.mark.parametrize(
    ("typed", "expected"), [("Hàn Quốc", "abc"), ("Nam Hàn", "abcd"), ("chính phủ Hàn Quốc", "bc")]
)
def test_syllables_of_two_names_side_by_side_are_no_third(typed: str, expected: str) -> None:
    texts = ["thăm Hàn Quốc", "chính phủ Hàn Quốc", "chính phủ Nam Hàn", "Việt Nam - Hàn, Nhật"]
    assert "".join(sorted(found(engine_of(texts), typed))) == expected


@pytest.mark.parametrize(
    "typed", ["mỹ nhân", "Mỹ thuat", "hoàn mỹ", "trường Mỹ thuật Huế", "chủ nhật", "mỹ tho"]
)
def test_word_that_the_table_excepts_has_no_other_name(typed: str) -> None:
    texts = ["mỹ nhân", "mỹ thuật", "hoàn mỹ", "thăm Hoa Kỳ", "thăm Nhật Bản", "nhân", "nhật"]
    assert not any(note.kind == "names" for note in engine_of(texts).prepare(Query(typed)).notes)


@pytest.mark.parametrize("typed", ["người Mỹ", "Mỹ với nhân dân", "thuật lại Mỹ"])
def test_name_beside_other_words_than_those_excepted_has_other_names(typed: str) -> None:
    engine = engine_of(["người Mỹ", "thăm Hoa Kỳ", "với nhân dân", "thuật lại"])
    assert any(note.kind == "names" for note in engine.prepare(Query(typed)).notes)


def test_only_a_whole_name_is_highlighted_and_scored() -> None:
    texts = ["Tân Gia Ba thăm ta", "Singapore thăm ta", "ba gia đình tân tiến ở Singapore"]
    engine = engine_of(texts)
    prepared = engine.prepare(Query("Tân Gia Ba"))
    shown = [[text[a:b] for a, b in highlight(text, prepared.leaves)] for text in texts]
    assert shown == [["Tân Gia Ba"], ["Singapore"], ["Singapore"]]
    weighed = {score.leaf for score in prepared.plan.scores}
    assert not any(len(leaf.terms) == 1 for leaf in weighed if isinstance(leaf, TermSequence))
    assert {leaf for leaf in weighed if isinstance(leaf, Term)} == {Term(folds=("singapore",))}


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("Hoa Kỳ", "phía Mỹ cũng nói", ["Mỹ"]),
        ("Hoa Kỳ", "Hoa Kỳ, ở Mỹ, giá đô la Mỹ", ["Hoa Kỳ", "Mỹ", "Mỹ"]),
        ("tổng thống Hoa Kỳ", "tổng thống Mỹ", ["tổng thống", "Mỹ"]),
        ("mỹ", "tại Hoa Kỳ", ["Hoa Kỳ"]),
    ],
)
def test_words_beside_a_name_are_not_highlighted(typed: str, text: str, shown: list[str]) -> None:
    prepared = engine_of([text, "Hoa Kỳ", "tổng thống"]).prepare(Query(typed))
    marks = highlight(text, prepared.leaves, neighbours=prepared.neighbours)
    assert [text[start:end] for start, end in marks] == shown


def test_parts_of_other_words_have_no_other_name() -> None:
    engine = engine_of([*TEXTS, *["hy vọng mãi"] * 10])
    assert engine.prepare(Query("hy vọng các bạn")).notes == ()


@pytest.mark.parametrize(
    ("typed", "renamed"),
    [
        ("Trương Mỹ Lan", False),
        ("bà Mỹ Lan", False),
        ("Trần Hoàn Mỹ", False),
        ("Xe Mỹ", True),
        ("Tổng Thống Mỹ", True),
        ("TỔNG THỐNG MỸ", True),
        ("Trump thăm Mỹ", True),
        ("người Mỹ gốc Việt", True),
        ("FBI Mỹ", True),
    ],
)
def test_syllable_of_a_person_has_no_other_name(typed: str, renamed: bool) -> None:
    texts = ["tại Hoa Kỳ nay", "bà Trương Thị Lan", "xe Hoa Kỳ", "FBI Hoa Kỳ", "Trump thăm Mỹ",
             "thăm Hoa Kỳ", "người Hoa Kỳ gốc", "Liên bang Nga"]  # fmt: skip
    notes = engine_of(texts).prepare(Query(typed)).notes
    assert any(note.kind == "names" for note in notes) == renamed


@pytest.mark.parametrize("typed", ["hang nhat", "nhat", "my", "xe my"])
def test_syllable_without_its_diacritics_has_no_other_name(typed: str) -> None:
    texts = ["hạng nhất", "hàng Nhật", "thăm Nhật Bản", "hàng Nhật Bản", "xe Mỹ", "xe Hoa Kỳ"]
    assert engine_of(texts).prepare(Query(typed)).notes == ()


@pytest.mark.parametrize("typed", ["CK U23", "CK C1"])
def test_abbreviation_before_a_code_has_no_other_name(typed: str) -> None:
    texts = ["trận CK U23", "trận CK C1", "chứng khoán giảm", "mã chứng khoán U23"]
    assert engine_of(texts).prepare(Query(typed)).notes == ()


def test_name_of_several_syllables_is_weighed_as_one(engine: ReferenceEngine) -> None:
    planned = plan(Query("mã CK giảm Hoa Kỳ"), engine.statistics()).match
    assert isinstance(planned, Most)
    sought = {
        each.leaf for clause in planned.clauses for each in _has(clause) if not each.leaf.fields
    }
    named = TermSequence((Term(folds=("hoa",)), Term(keys=("kì", "kỳ"))))
    assert named in sought
    assert sought.isdisjoint(named.terms)


@pytest.mark.parametrize("typed", ["Nam Tư", "nam tu", "thăm Nam Tư"])
def test_name_without_other_names_in_reports_is_one(typed: str) -> None:
    engine = engine_of(["thăm Nam Tư", "thăm miền nam, vốn tư", "thăm tư nhân nam"])
    assert found(engine, typed) == "a"


def _has(clause: Clause) -> list[Has]:
    """The leaves of a clause that is one leaf or several."""
    return [clause] if isinstance(clause, Has) else [*clause.clauses]


def test_word_with_hyphens_is_not_answered_by_its_syllables(engine: ReferenceEngine) -> None:
    assert found(engine, "Xa-va-mát") == ""
    assert engine.prepare(Query("Xa-va-mát")).notes == (Note("unknown", ("Xa-va-mát",)),)
    assert sorted(found(engine, "thủ-đô Moscow")) == ["e", "f", "g"]


def test_names_that_reports_have_are_noted(engine: ReferenceEngine) -> None:
    def notes(typed: str) -> tuple[Note, ...]:
        return engine.prepare(Query(typed)).notes

    assert notes("Moscow") == (Note("names", ("Moscow", "Mát-xcơ-va, Mạc Tư Khoa, Mátxcơva")),)
    assert notes("tổng thống Mỹ") == (Note("names", ("Mỹ", "Hoa Kỳ")),)
    assert notes("=Moscow") == notes("Mỹ Tho") == ()


def test_table_of_the_archive_takes_the_place_of_rows_that_ship(engine: ReferenceEngine) -> None:
    own = read_synonyms(f"{HEAD}Hoa Kỳ\nMát-xcơ-va, bà Va\n", "own.tsv")

    def listed(typed: str, synonyms: Synonyms) -> list[str]:
        parsed = ParsedQuery(*_parsed(typed), synonyms=synonyms)
        return sorted(hit.identifier for hit in engine.search(parsed).hits)

    synonyms = shipped_synonyms().overridden_by(own)
    assert listed("Hoa Kỳ", synonyms) == ["a"]
    assert listed("Mát-xcơ-va", synonyms) == ["e", "n"]
    assert listed("Washington", synonyms) == ["j", "s"]


def test_names_of_the_archive_weigh_as_much_with_diacritics_as_without() -> None:
    engine = engine_of(["tối nay đón Vọng Các", *["tối nay đón Bangkok"] * 5, "mưa"])
    own = read_synonyms(f"{HEAD}Bangkok, Vọng Các\n", "own.tsv")

    def threshold(typed: str, synonyms: Synonyms) -> float:
        clause = plan(ParsedQuery(*_parsed(typed), synonyms=synonyms), engine.statistics()).match
        assert isinstance(clause, Most)
        return clause.threshold

    assert threshold("tối đón Vọng Các", own) == threshold("toi don Vong Cac", own)
    assert threshold("tối đón Vọng Các", own) < threshold("tối đón Vọng Các", Synonyms([]))


def _parsed(typed: str) -> tuple[Query, object]:
    parsed = ParsedQuery.of(Query(typed))
    return parsed.query, parsed.tree


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("\tMỹ", "there is no name in the first column"),
        ("Mỹ, Hoa Kỳ", "'Mỹ' is a single syllable, which has other meanings too; "
         "put it into the column «also»"),
        ("Hoa Kỳ\t\tnước", "the columns «after», «before» and «except» belong to «also»"),
        ("Hoa Kỳ\tMỹ\ttổng thống", "'tổng thống' must be one syllable"),
        ("Hoa Kỳ, !", "'!' has 0 words, not 1 to 10"),
        ("Hoa Kỳ\t\t\t\t\tnguồn", "6 cells for 5 columns"),
        ("Hoa Kỳ, USA\nHoa Kỳ, Mĩ quốc", "'Hoa Kỳ' is also in line 2"),
    ],
)  # fmt: skip
def test_line_that_cannot_be_used_is_named(line: str, reason: str) -> None:
    with pytest.raises(TableInvalid) as caught:
        read_synonyms(f"{HEAD}{line}\n", "own.tsv")
    assert str(caught.value) == f"own.tsv, line {2 + line.count(chr(10))}: {reason}"


def test_table_that_ships_has_sources_and_no_name_twice() -> None:
    groups = shipped_synonyms().groups
    assert len(groups) >= 100
    assert all(len(group.names) + len(group.also) > 1 for group in groups)
    assert TABLE.count("Sài Gòn, 1970") == 1
    assert not any(is_syllable(form[0]) for each in groups for form in each.names if len(form) == 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "lines",
    [
        ["# own, names", "names\talso\tafter\tbefore", "Đà Nẵng, Tourane\tHàn\tsông"],
        # As Excel saves «Unicode Text», «CSV UTF-8», and the same in a Vietnamese locale.
        ['"# own, names"\t\t\t', "names\talso\tafter\tbefore", '"Đà Nẵng, Tourane"\tHàn\tsông\t'],
        ['"# own, names",,,', "names,also,after,before", '"Đà Nẵng, Tourane",Hàn,sông,', ",,,"],
        ["# own, names;;;", "names;also;after;before", "Đà Nẵng, Tourane;Hàn;sông;", ";;;"],
    ],
)
def test_table_is_read_as_spreadsheets_save_it(
    lines: list[str], newline: str, encoding: str
) -> None:
    text = newline.join([*lines, ""])
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    read = read_synonyms(decode_table(mark + text.encode(encoding), "own.tsv"), "own.tsv")
    (group,) = read.groups
    assert [*group.names, *group.also] == [("đà", "nẵng"), ("tourane",), ("hàn",)]
    assert (group.after, group.before) == (("sông",), ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("names\nM".encode("utf-16-le"), "own.tsv, line 1: the text is not in UTF-8; save"),
        ("names\nHuê\u0301".encode("cp1258"), "own.tsv, line 2: the text is not in UTF-8; save"),
        (b"names\n\xff\xfe", "line 2: the text is not in UTF-8"),
    ],
)
def test_table_in_another_encoding_is_refused_with_the_way_out(data: bytes, reason: str) -> None:
    with pytest.raises(TableInvalid, match=reason):
        decode_table(data, "own.tsv")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Hoa K?, M?", "line 2: 'Hoa K\\?' has a question mark"),
        ('"A B\nC D"', "line 2: a cell has several lines"),
        ("A B\t\t\t\t\tC", "line 2: 6 cells for 5 columns"),
    ],
)
def test_row_that_a_program_spoiled_is_refused(row: str, reason: str) -> None:
    with pytest.raises(TableInvalid, match=reason):
        read_synonyms(f"{HEAD}{row}\n", "own.tsv")


@pytest.mark.parametrize(
    "names",
    [
        ["Đắk Lắk", "Đăk Lăk", "Đắc Lắc", "Đác Lắc", "Đắklắk", "Đăklăk", "Daklak", "DakLak",
         "dak lak", "Đắk-Lắk", "ĐẮK LẮK", "Darlac"],
        ["Đắk Nông", "Đăk Nông", "Đắc Nông", "Đắknông", "Daknong", "dak nong"],
        ["Kon Tum", "Kontum", "Kông Tum", "Kon-Tum", "KONTUM"],
        ["Bắc Kạn", "Bắc Cạn", "Backan"],
        ["Pleiku", "Plei Ku", "Plâyku", "Plây-cu", "Plêiku"],
        ["Krông Pắk", "Krông Păk", "Krông Pắc", "Krongpak"],
        ["Đắk Glei", "Đăk Glei", "Đắc Glei"],
        ["Đakrông", "Đa Krông", "Đắkrông", "Đăk Rông"],
        ["Chư Păh", "Chư Pảh", "Chư Pah"],
        ["Ea Súp", "Ea Sup", "Easup"],
        ["Cư M'gar", "Cư Mgar", "Cư M’gar", "Chư M'gar"],
        ["M'Đrắk", "M'Đrăk", "M’Drăk", "MĐrắk", "mdrak"],
        ["Đắk R'lấp", "Đăk R’lấp", "Đắk R'Lấp", "Đắk Rlấp"],
        ["Sa Pa", "Sapa"],
        ["Đà Lạt", "Đàlạt"],
    ],
)  # fmt: skip
def test_place_is_one_however_it_is_written(names: list[str]) -> None:
    engine = engine_of([*(f"lũ ở {name} hôm qua" for name in names), "đắk song", "lắk", "tum"])
    everywhere = "".join(chr(ord("a") + at) for at in range(len(names)))
    for name in names:
        assert "".join(sorted(found(engine, name))) == everywhere
        assert "".join(sorted(found(engine, f'"ở {name}"'))) == everywhere


def test_spelling_of_a_place_that_differs_in_spaces_only_is_not_noted() -> None:
    engine = engine_of(["Cư M'gar", "Cư Mgar", "Cưmgar", "Đắk Lắk", "Daklak", "Chư M'gar"])
    assert engine.prepare(Query("Đắk Lắk")).notes == ()
    assert engine.prepare(Query("Cư M’gar")).notes == (Note("names", ("Cư M'gar", "Chư M'gar")),)
