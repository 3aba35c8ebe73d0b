"""Fixtures that all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing on a machine that does other work; benchmarks tell.
settings.register_profile("usual", deadline=None)
settings.load_profile("usual")
# `pytest --hypothesis-profile=thorough` for a night.
settings.register_profile("thorough", deadline=None, max_examples=3000)

pytest_plugins = ["tests.databases"]

_SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real reports beside the checkout; skips where there is none."""
    if not _SHARED_DATA.is_dir():
        pytest.skip("the real reports are not beside this checkout")
    return _SHARED_DATA
