"""Text as it stands in HTML.

`markupsafe.escape` returns an object of a class written in Python, which takes three times as long
as the text itself; a list escapes several hundred texts.
"""

__all__ = ["escaped"]


def escaped(text: str) -> str:
    """Return a text as it stands in HTML, also in a quoted attribute.

    >>> escaped('Tom & "Jerry"')
    'Tom &amp; &#34;Jerry&#34;'
    """
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&#34;")
        .replace("'", "&#39;")
    )
