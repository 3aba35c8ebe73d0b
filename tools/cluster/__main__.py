"""Real servers for the tests: `python -m tools.cluster up [NODES]`, `down`.

`up` starts them on loopback, in build/cluster unless `--folder` says otherwise, and prints the
settings that lead to them; `down` takes them down and removes what they held.
"""

import argparse
import shlex
import sys
from pathlib import Path

from tools.cluster import opensearch, postgres

__all__ = ["main"]


def main() -> None:
    """Start or stop the servers."""
    parser = argparse.ArgumentParser(prog="python -m tools.cluster", description=__doc__)
    parser.add_argument("do", choices=["up", "down"])
    parser.add_argument("nodes", nargs="?", type=int, default=1, help="OpenSearch nodes to start")
    parser.add_argument("--folder", type=Path, default=opensearch.FOLDER)
    chosen = parser.parse_args()
    if chosen.do == "down":
        opensearch.down(chosen.folder)
        postgres.down(chosen.folder)
        return
    if lacking := opensearch.missing() or postgres.missing():
        sys.exit(lacking)
    settings = opensearch.up(chosen.folder, chosen.nodes) | postgres.up(chosen.folder)
    for name, value in settings.items():
        print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
