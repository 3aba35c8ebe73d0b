"""MARCXML (Library of Congress): the records of `marc` as XML."""

from collections.abc import Iterable, Iterator

from pymarc import Field

from archive.exporters.format import About, Format, Row
from archive.exporters.marc import record
from archive.exporters.markup import about_comment, element, text

__all__ = ["FORMAT", "NAMESPACE", "write"]

NAMESPACE = "http://www.loc.gov/MARC21/slim"

_OPEN = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the collection, a record at a time, after a comment with the facts about the list."""
    # Zotero knows the format by the namespace in the first lines, so the comment comes after it.
    yield (_OPEN + about_comment(about)).encode()
    for row in rows:
        made = record(row, about)
        fields = (_field(each) for each in made.fields)
        yield (element("record", text("leader", str(made.leader)), *fields) + "\n").encode()
    yield b"</collection>\n"


def _field(field: Field) -> str:
    """Return a control field or a data field as an element."""
    if field.control_field:
        return text("controlfield", field.data or "", tag=field.tag)
    subfields = (text("subfield", each.value, code=each.code) for each in field.subfields)
    first, second = field.indicators or ("", "")
    return element("datafield", *subfields, tag=field.tag, ind1=first, ind2=second)


FORMAT = Format(
    "marcxml", ".marc.xml", "application/marcxml+xml", "MARCXML", write, aliases=(".marcxml",)
)
