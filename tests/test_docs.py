"""The documentation is true: its examples run, and it leaves nothing out."""

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.config import Config

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Durations differ from machine to machine.
DURATION = re.compile(r"in [\d.]+ s \([\d,]+ a second\)")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _blocks(name: str, language: str) -> list[str]:
    return [block for kind, block in BLOCK.findall(_page(name)) if kind == language]


def _commands() -> dict[str, click.Command]:
    context = click.Context(main)
    named = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in named.items() if command is not None}


def _typed(page: str) -> Iterator[list[str]]:
    """Yield the arguments of every `khobao …` in a page's shell blocks, also behind a pipe."""
    for block in _blocks(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line.rpartition("| ")[2], comments=True)
            if words[:1] == ["khobao"]:
                yield words[1 : words.index(">") if ">" in words else None]


def _sections(page: str) -> dict[str, str]:
    """Return the text below each heading `## khobao NAME`, by name."""
    parts = re.split(r"^## (.*)$", _page(page), flags=re.MULTILINE)
    return {
        heading.removeprefix("khobao "): text
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
        if heading.startswith("khobao ")
    }


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_readme_session_answers_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KHOBAO_ARCHIVE", str(tmp_path / "my-archive"))
    [session] = _blocks("README.md", "console")
    begun, *steps = re.split(r"^\$ ", session, flags=re.MULTILINE)
    assert not begun
    ran = 0
    for command, _, expected in (step.partition("\n") for step in steps):
        program, *arguments = shlex.split(command.replace("/tmp/", f"{tmp_path}/"))
        if program != "khobao":
            continue
        output = CliRunner().invoke(main, arguments, catch_exceptions=False).output
        shown = output.replace(f"{tmp_path}/", "/tmp/")
        assert DURATION.sub("", shown).rstrip() == DURATION.sub("", expected).rstrip()
        ran += 1
    assert ran == 3


def test_readme_library_example_prints_what_it_shows(tmp_path: Path) -> None:
    [code], [expected] = _blocks("README.md", "python"), _blocks("README.md", "text")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(code.replace("/tmp/", f"{tmp_path}/"), "README.md", "exec"), {})
    assert printed.getvalue() == expected


def test_readme_opens_with_a_sentence_a_picture_and_two_commands() -> None:
    before, picture, after = re.split(r"!\[[^\]]+\]\(([^)]+)\)", _page("README.md"), maxsplit=1)
    assert (ROOT / picture).stat().st_size < 300_000
    assert before.count("#") == 1
    targets = re.findall(
        r"^make (\w+)", re.split(r"```", after)[1].partition("\n")[2], re.MULTILINE
    )
    assert targets == ["run", "test"]


def test_every_command_has_its_part() -> None:
    assert sorted(_sections("docs/commands.md")) == sorted(_commands())


@pytest.mark.parametrize("name", _commands())
def test_every_option_is_documented(name: str) -> None:
    part = _sections("docs/commands.md")[name]
    options = [
        option
        for parameter in _commands()[name].params
        if isinstance(parameter, click.Option) and parameter.name != "help"
        for option in parameter.opts[-1:]
    ]
    assert [option for option in options if not re.search(rf"{option}\b", part)] == []


@pytest.mark.parametrize("page", [str(page.relative_to(ROOT)) for page in PAGES])
def test_every_command_shown_is_understood(page: str) -> None:
    commands = _commands()
    for arguments in _typed(page):
        at = next((at for at, word in enumerate(arguments) if word in commands), None)
        if at is None:
            assert arguments == ["--version"]
        else:
            commands[arguments[at]].make_context(arguments[at], arguments[at + 1 :])


def test_every_search_shown_finds_something_in_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHOBAO_ARCHIVE", str(tmp_path))
    sample = str(ROOT / "archive" / "sample")
    CliRunner().invoke(main, ["import", sample], catch_exceptions=False)
    searches = [each for each in _typed("docs/commands.md") if each[0] == "search"]
    assert len(searches) >= 5
    for arguments in searches:
        assert CliRunner().invoke(main, arguments).exit_code == 0, arguments


def test_every_decision_shown_can_be_taken_on_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHOBAO_ARCHIVE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    sample = str(ROOT / "archive" / "sample")
    CliRunner().invoke(main, ["import", sample], catch_exceptions=False)
    shown = [each for each in _typed("docs/commands.md") if each[0] == "persons"]
    assert len(shown) >= 10
    for arguments in shown:
        assert CliRunner().invoke(main, arguments).exit_code == 0, arguments


def test_every_command_is_in_the_changelog() -> None:
    said = _page("CHANGELOG.md")
    assert [name for name in _commands() if not re.search(rf"`(?:khobao )?{name}`", said)] == []


def test_every_setting_is_documented() -> None:
    said = _page("docs/serving.md")
    # The archive's own names of things are a file, which docs/search.md describes.
    for field in [each for each in fields(Config) if not each.name.startswith("synonyms")]:
        assert f"`KHOBAO_{field.name.upper()}`" in said
        assert field.name == "archive" or f"| `{field.name}` |" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        path = page.parent / target if target else page
        assert path.exists(), target
        if anchor:
            assert anchor in _anchors(path.read_text(encoding="utf-8"))


def test_documentation_is_listed() -> None:
    listed = {target for target, _ in LINK.findall(_page("docs/README.md"))}
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
    assert pages - {"README.md"} <= listed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_makefile_has_every_target_named(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _page("Makefile"), re.MULTILINE))
    named = re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    assert {one or other for one, other in named} <= targets


def test_notice_states_the_licence_of_unidecode() -> None:
    for page in ("README.md", "NOTICE"):
        assert "Unidecode" in _page(page)
        assert "version 2" in _page(page)
        assert "MIT" in _page(page)
