"""Settings: where they come from, and what is said of wrong ones."""

import os
import re
from pathlib import Path

import pytest

from archive import synonym_file
from archive.catalogue import open_catalogue
from archive.config import load
from archive.errors import ConfigInvalid
from index.engine import open_engine
from index.report import Report


def test_everything_lives_in_the_folder_given(tmp_path: Path) -> None:
    config = load(tmp_path, {})
    assert config.archive == tmp_path
    assert config.catalogue == f"sqlite:///{tmp_path}/catalogue.sqlite"
    assert config.index == f"whoosh://{tmp_path}/index"


def test_folder_with_blanks_and_marks_makes_a_proper_index_url(tmp_path: Path) -> None:
    config = load(tmp_path / "kho báo", {})
    assert config.index.endswith("/kho%20b%C3%A1o/index")


@pytest.mark.parametrize("name", ["what?x=1", "50% #1", "a%41", "a:b@c", "kho báo"])
def test_folder_of_any_name_holds_catalogue_and_index(tmp_path: Path, name: str) -> None:
    config = load(tmp_path / name, {})
    open_catalogue(config.catalogue, create=True).close()
    engine = open_engine(config.index)
    engine.add([Report("a", title="Bến đò")])
    engine.commit(revision=1)
    engine.close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert {each.name for each in (tmp_path / name).iterdir()} >= {"catalogue.sqlite", "index"}


def test_folder_whose_name_is_no_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"not UTF-8: .*\\xff"):
        load(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"), {})


def test_command_line_wins_over_environment(tmp_path: Path) -> None:
    environ = {"KHOBAO_ARCHIVE": "/elsewhere"}
    assert load(tmp_path, environ).archive == tmp_path
    assert load(None, environ).archive == Path("/elsewhere")


def test_default_folder_follows_the_users_data_directory(tmp_path: Path) -> None:
    assert load(None, {"XDG_DATA_HOME": str(tmp_path)}).archive == tmp_path / "khobao"
    assert load(None, {}).archive == Path.home() / ".local/share/khobao"
    assert load(None, {"XDG_DATA_HOME": "relative"}).archive == Path.home() / ".local/share/khobao"


def test_relative_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load("here", {}).archive == tmp_path / "here"


def test_environment_wins_over_file(tmp_path: Path) -> None:
    (tmp_path / "khobao.toml").write_text(
        'name = "Báo Huế"\npage_size = 50\nbase_url = "https://kho.example/"\n', encoding="utf-8"
    )
    config = load(tmp_path, {"KHOBAO_NAME": "Thư viện", "KHOBAO_LANGUAGE": ""})
    assert (config.name, config.page_size, config.language) == ("Thư viện", 50, "vi")
    assert config.base_url == "https://kho.example"


def test_urls_of_the_environment_replace_the_folders(tmp_path: Path) -> None:
    config = load(tmp_path, {"KHOBAO_CATALOGUE": "sqlite:////x.sqlite", "KHOBAO_INDEX": "a://b"})
    assert (config.catalogue, config.index) == ("sqlite:////x.sqlite", "a://b")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("pagesize = 3", "pagesize"),
        ("page_size = 0", "page_size"),
        ("page_size = 101", "page_size"),
        ("page_size = true", "page_size"),
        ('page_size = "many"', "page_size"),
        ('language = "fr"', "language"),
        ('base_url = "kho.example"', "base_url"),
        ('index = "/folder"', "index"),
        ('contact = "thư viện"', "contact"),
        ('contact = "a b@c"', "contact"),
        ("name = 3", "name"),
        ("name = ", "khobao.toml"),
    ],
)
def test_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "khobao.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=named) as raised:
        load(tmp_path, {})
    assert "khobao.toml" in str(raised.value)


def test_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="KHOBAO_PAGE_SIZE"):
        load(tmp_path, {"KHOBAO_PAGE_SIZE": "0"})


def test_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "khobao.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(ConfigInvalid, match=r"khobao\.toml"):
        load(tmp_path, {})


def test_costly_requests_follow_from_the_threads(tmp_path: Path) -> None:
    assert (load(tmp_path, {}).threads, load(tmp_path, {}).costly_requests) == (16, 2)
    assert load(tmp_path, {"KHOBAO_THREADS": "32"}).costly_requests == 4
    assert load(tmp_path, {"KHOBAO_THREADS": "4"}).costly_requests == 1
    assert load(tmp_path, {"KHOBAO_COSTLY_REQUESTS": "3"}).costly_requests == 3


def test_costly_requests_leave_threads_for_other_pages(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"costly_requests = 7 .* 14 of 16 threads"):
        load(tmp_path, {"KHOBAO_COSTLY_REQUESTS": "7"})
    with pytest.raises(ConfigInvalid, match=r"costly_requests = 25 .* 50 of 64 threads"):
        load(tmp_path, {"KHOBAO_THREADS": "64", "KHOBAO_COSTLY_REQUESTS": "25"})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://lan:geheim@db/khobao",
        "postgresql://lan:ge?heim#@x@db/khobao",
        "opensearch://one/khobao?password=geheim",
    ],
)
@pytest.mark.parametrize("name", ["LANGUAGE", "LOG_LEVEL", "PAGE_SIZE", "BASE_URL", "CONTACT"])
def test_secret_of_a_url_in_the_wrong_setting_is_not_shown(url: str, name: str) -> None:
    try:
        config = load("/a", {f"KHOBAO_{name}": url})
    except ConfigInvalid as error:
        shown = str(error)
    else:
        assert name == "CONTACT"
        shown = repr(config).replace(config.contact, "")
    assert "heim" not in shown


def test_names_of_things_are_read_from_the_folder(tmp_path: Path) -> None:
    assert load(tmp_path, {}).synonyms is None
    (tmp_path / "synonyms.tsv").write_bytes(
        "\ufeffnames\talso\tafter\tbefore\r\nA B, C D\r\n".encode()
    )
    own = load(tmp_path, {}).synonyms
    assert own is not None
    assert [[*group.names] for group in own.groups] == [[("a", "b"), ("c", "d")]]


def test_names_of_things_stay_as_loaded_when_their_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.tsv"
    file.write_text("names\talso\tafter\tbefore\nA B, C D\n", "utf-8")
    config = load(tmp_path, {})
    file.write_text("no table\n", "utf-8")
    assert config.synonyms is not None
    assert len(config.synonyms.groups) == 1


@pytest.fixture
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synonym_file, "_remembered", {})


@pytest.mark.usefixtures("nothing_remembered")
def test_names_read_before_stay_when_their_file_becomes_unusable(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.tsv"
    file.write_text("names\talso\tafter\tbefore\nA B, C D\n", "utf-8")
    synonym_file.remember(file)
    file.write_text("no table\n", "utf-8")
    with pytest.raises(ConfigInvalid, match="line 1: the columns are 'no table'"):
        synonym_file.remember(file)
    config = load(tmp_path, {})
    assert config.synonyms is not None
    assert len(config.synonyms.groups) == 1
    assert "line 1: the columns are 'no table'" in config.synonyms_problem


@pytest.mark.usefixtures("nothing_remembered")
def test_tolerant_settings_state_why_names_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "synonyms.tsv").write_text("no table\n", "utf-8")
    config = load(tmp_path, {}, tolerant=True)
    assert config.synonyms is None
    assert "synonyms.tsv, line 1" in config.synonyms_problem


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"names\n", "line 1: the columns are 'names', not 'names, also, after, before, except'"),
        ("names\talso\tafter\tbefore\nMỹ, USA\n".encode(), "line 2: 'Mỹ' is a single syllable"),
        (b"\xff", "line 1: the text is not in UTF-8; save the file as «CSV UTF-8»"),
        (b"names\talso\tafter\tbefore\nHoa K?, M?\n", "line 2: 'Hoa K?' has a question mark"),
    ],
)
def test_names_that_cannot_be_used_are_refused_with_their_line(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "synonyms.tsv").write_bytes(content)
    with pytest.raises(ConfigInvalid, match=re.escape(reason)) as raised:
        load(tmp_path, {})
    assert "synonyms.tsv" in str(raised.value)
