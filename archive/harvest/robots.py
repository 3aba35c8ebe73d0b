"""The rules that a host states in its robots.txt (RFC 9309)."""

from dataclasses import dataclass, field

from protego import Protego

__all__ = ["MOST_BYTES", "Rules", "rules"]

# RFC 9309 §2.5 asks for at least 500 KiB.
MOST_BYTES = 512 * 1024
# The most seconds between two requests that a host can ask for: at one page an hour, no harvest
# would end.
_LONGEST_DELAY = 60.0


@dataclass(frozen=True)
class Rules:
    """The rules of a host for one user agent.

    `reason`: why all its pages are closed, "" where its file decides.
    """

    agent: str
    file: Protego = field(default_factory=lambda: Protego.parse(""))
    reason: str = ""

    def refusal(self, address: str) -> str:
        """Return why an address may not be fetched, "" where it may."""
        if self.reason:
            return self.reason
        allowed = self.file.can_fetch(address, self.agent)
        return "" if allowed else "robots.txt of the site does not allow it"

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests."""
        rate = self.file.request_rate(self.agent)
        between = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(self.file.crawl_delay(self.agent) or 0.0, between), _LONGEST_DELAY)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that the file names."""
        return list(self.file.sitemaps)


def rules(agent: str, status: int, body: bytes) -> Rules:
    """Return the rules by the response to `/robots.txt`.

    A file that does not exist allows everything (§2.3.1.3); a server that fails closes the site
    until it answers (§2.3.1.4).
    """
    if status == 200:
        return Rules(agent, Protego.parse(body.decode("utf-8-sig", "replace")))
    if 400 <= status < 500:
        return Rules(agent)
    return Rules(agent, reason=f"robots.txt of the site cannot be read: status {status}")
