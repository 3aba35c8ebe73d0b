"""XML pieces that the XML and HTML formats are made of."""

import re
from xml.sax.saxutils import escape, quoteattr

from archive.exporters.about import facts
from archive.exporters.format import About

__all__ = ["about_comment", "clean", "element", "text"]

# Characters that XML 1.0 does not allow, not even escaped (§2.2).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text without the characters that XML 1.0 does not allow."""
    return _FORBIDDEN.sub("", text)


def element(name: str, /, *content: str, **attributes: str) -> str:
    """Return an element. `content`: markup, as it stands. `attributes`: text, escaped here.

    >>> element("a", escape("x < y"), href="?a&b")
    '<a href="?a&amp;b">x &lt; y</a>'
    """
    pairs = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items())
    return f"<{name}{pairs}>{''.join(content)}</{name}>"


def text(name: str, value: str, /, **attributes: str) -> str:
    """Return an element with text, "" where there is none.

    >>> text("title", "A & B"), text("title", "")
    ('<title>A &amp; B</title>', '')
    """
    return element(name, escape(clean(value)), **attributes) if value else ""


def about_comment(about: About) -> str:
    """Return the facts about a list as an XML comment."""
    lines = (f"{label}: {value}" for label, value in facts(about))
    # Two hyphens would end the comment (§2.5).
    inside = re.sub("-(?=-|$)", "- ", clean("\n".join(lines)))
    return f"<!--\n{inside}\n-->\n"
