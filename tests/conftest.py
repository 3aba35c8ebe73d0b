"""Fixtures that all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# The time of an example says nothing on a machine that does other work. Each run tries other
# examples, so fifty of them find in two runs what a hundred find in one.
settings.register_profile("usual", deadline=None, max_examples=50)
settings.load_profile("usual")
# `pytest --hypothesis-profile=thorough` for a night.
settings.register_profile("thorough", deadline=None, max_examples=3000)

pytest_plugins = ["tests.databases"]

_SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real reports beside the checkout; skip the test if there is none."""
    if not _SHARED_DATA.is_dir():
        pytest.skip("the real reports are not beside this checkout")
    return _SHARED_DATA
