"""A writer of small PDF documents, whose letters are named by a ToUnicode map."""

from collections.abc import Sequence

__all__ = ["pdf"]

Placed = tuple[float, float, float, str]
"""Left edge, height above the foot of the page and size of the letters in points, and the text."""

_MAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def pdf(*pages: Sequence[Placed], named: bool = True) -> bytes:
    """Return a document; `named`: whether its font says which letters it shows."""
    descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 500/CIDSystemInfo<</Registry(A)"
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]"
        f"{'/ToUnicode 5 0 R' if named else ''}>>",
        f"{descendant}/Ordering(B)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/F"
        "/Flags 4/FontBBox[0 0 500 800]/Ascent 800/Descent 0>>>>",
        _stream(_MAP),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {7 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(_stream("\n".join(map(_shown, page))))
    return _file(objects)


def _shown(placed: Placed) -> str:
    left, height, size, text = placed
    return f"BT /F {size} Tf {left} {height} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>stream\n{text}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    begin = len(data)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    return (
        data + f"{tail}<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{begin}\n%%EOF".encode()
    )
