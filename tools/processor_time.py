"""A plugin of pytest that prints the tests that take most processor time.

`python -m pytest -p tools.processor_time tests`. The processes that a test starts and waits for are
included. A fixture counts for the first test that needs it. The parameters of a test are added up.
"""

import os
from collections import Counter
from collections.abc import Generator

import pytest

_SHOWN = 20
_spent: Counter[str] = Counter()


def _processor_time() -> float:
    """Return the seconds that this process and those it waited for have used."""
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Add the time of a test with its fixtures."""
    began = _processor_time()
    result = yield
    _spent[item.nodeid.partition("[")[0]] += _processor_time() - began
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the total and the slowest tests."""
    terminalreporter.section(f"processor time: {_processor_time():.1f} s")
    for name, seconds in _spent.most_common(_SHOWN):
        terminalreporter.write_line(f"{seconds:6.2f} s  {name}")
