"""Attack a served archive with all modules of Wapiti, for a bounded time.

    python -m tools.web_checks.wapiti --archive FOLDER --program build/web-checks/wapiti3/bin/wapiti

The exit code is 1 if Wapiti reports a vulnerability or an anomaly, such as an error 500.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.fuzz.server import SETTINGS
from tools.served import serving

# All modules but those that need other servers: lists of paths and programs (nikto, htp, wapp, cms,
# network_device, wp_enum), names and certificates (takeover, ssl, https_redirect), and a server on
# the internet that the attacked one would call (ssrf, xxe, log4shell, spring4shell).
_MODULES = (
    "backup", "brute_login_form", "buster", "cookieflags", "crlf", "csp", "csrf", "exec", "file",
    "htaccess", "http_headers", "ldap", "methods", "permanentxss", "redirect", "shellshock", "sql",
    "timesql", "upload", "xss",
)  # fmt: skip
# nginx adds HSTS. A forged request can only freeze a list: there are no cookies and no accounts.
_EXPECTED = ("HTTP Strict Transport Security (HSTS)", "Cross Site Request Forgery")


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--minutes", type=int, default=20)
    options = parser.parse_args()
    with (
        serving(options.archive, SETTINGS, workers=2) as served,
        TemporaryDirectory() as folder,
    ):
        report = Path(folder) / "report.json"
        seconds = 60 * options.minutes
        subprocess.run(
            [
                options.program, "--url", f"http://127.0.0.1:{served.port}/", "--scope", "folder",
                "--module", ",".join(_MODULES),
                "--max-scan-time", str(seconds), "--max-attack-time", str(max(60, seconds // 15)),
                "--max-links-per-page", "30", "--flush-session", "--no-bugreport",
                "--store-session", folder, "--format", "json", "--output", str(report),
                "--verbose", "1",
            ],
            check=True,
        )  # fmt: skip
        return _print(json.loads(report.read_text("utf-8")))


def _print(report: dict[str, dict[str, list[dict[str, str]]]]) -> int:
    """Print what was found; return 1 if there is something that was not expected."""
    found = 0
    for kind in ("vulnerabilities", "anomalies", "additionals"):
        for name, cases in report.get(kind, {}).items():
            for case in cases:
                print(f"{kind}: {name}: {case.get('path')} {case.get('info', '')[:200]}")
                found += kind != "additionals" and name not in _EXPECTED
    print(f"{report['infos'].get('crawled_pages_nbr', '?')} pages; {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
