"""The files for deployment in docs/deployment: units of systemd, alerts, the container."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from prometheus_client import generate_latest

from archive.cli import main
from archive.config import load
from archive.upkeep import Run, record
from archive.web import create_app
from archive.web.server import metrics
from archive.web.server.request_counts import SharedCounts
from tests.newsstand import stock

_FOLDER = Path(__file__).parents[1] / "docs" / "deployment"
_UNITS = _FOLDER / "systemd"
_SERVICES = sorted(path.name for path in _UNITS.glob("*.service"))

# As `systemd-analyze security` rates a service, from 0 to 10.
_HIGHEST_EXPOSURE = 2.5

_needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed"
)


def _analyze(*arguments: str) -> str:
    command = ["systemd-analyze", "--no-pager", *arguments]
    done = subprocess.run(command, cwd=_UNITS, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@_needs_systemd
@pytest.mark.parametrize("service", _SERVICES)
def test_service_is_exposed_little(service: str) -> None:
    written = _analyze("security", "--offline=yes", f"./{service}")
    found = re.search(r"exposure level for \S+: ([\d.]+)", written)
    assert found, written
    assert float(found[1]) <= _HIGHEST_EXPOSURE


@_needs_systemd
def test_units_are_valid() -> None:
    units = [f"./{path.name}" for path in _UNITS.glob("khobao*") if path.is_file()]
    written = _analyze("verify", *units).splitlines()
    # The program is elsewhere on this machine.
    assert [line for line in written if "khobao" in line and "is not executable" not in line] == []


def test_every_timer_has_its_service() -> None:
    timers = {path.stem for path in _UNITS.glob("*.timer")}
    assert len(timers) == 3
    assert {f"{timer}.service" for timer in timers} <= set(_SERVICES)


def _commands(service: str) -> list[list[str]]:
    text = (_UNITS / service).read_text("utf-8").replace("%%", "%")
    return [shlex.split(line) for line in re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)]


@pytest.mark.parametrize("service", _SERVICES)
def test_commands_of_services_are_understood(service: str) -> None:
    for program, *arguments in _commands(service):
        assert program == "/opt/khobao/bin/khobao"
        command = main.get_command(click.Context(main), arguments[0])
        assert command is not None
        command.make_context(arguments[0], arguments[1:])


def test_example_settings_are_valid(tmp_path: Path) -> None:
    shutil.copy(_FOLDER / "khobao.toml", tmp_path)
    assert load(tmp_path, {}).base_url == "https://bao.example.org"


def test_alerts_name_metrics_that_exist(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    record(settings.archive, "backup", Run.now(0))
    record(settings.archive, "verify", Run.now(0))
    scraped = generate_latest(metrics.registry(create_app(settings), SharedCounts(1))).decode()
    known = set(re.findall(r"^# TYPE (\S+)", scraped, re.MULTILINE))
    [group] = yaml.safe_load((_FOLDER / "alerts.yml").read_text("utf-8"))["groups"]
    named = {name for rule in group["rules"] for name in re.findall(r"khobao_\w+", rule["expr"])}
    assert len(named) >= 8
    assert {name.removesuffix("_bucket") for name in named} <= known


def test_container_is_not_run_as_root() -> None:
    lines = (_FOLDER / "Containerfile").read_text("utf-8").splitlines()
    instructions = [line.split(" ")[0] for line in lines]
    assert "USER" in instructions
    assert instructions.index("USER") < instructions.index("CMD")
    assert "HEALTHCHECK" in instructions
