"""Faults of a cluster in their short form; `make cluster-faults` has the long one."""

from pathlib import Path

import pytest

from tools.cluster import faults, opensearch


@pytest.mark.cluster
@pytest.mark.skipif(bool(opensearch.missing()), reason=opensearch.missing())
def test_no_answer_is_wrong_or_fails_when_a_node_is_killed(tmp_path: Path) -> None:
    # Clients search all the while, so that this is the fault that shows most in one start.
    (tally,) = faults.run(tmp_path, 3, [faults.during_switch])
    assert tally.answers > 0
    assert tally.wrong == tally.failed == []
