"""Vietnamese text in the encodings that were used before Unicode."""

from index.language.legacy.detection import detect, detect_bytes, may_be_legacy, reread
from index.language.legacy.encoding import ENCODINGS, Encoding, encoding_named

__all__ = [
    "ENCODINGS",
    "Encoding",
    "detect",
    "detect_bytes",
    "encoding_named",
    "may_be_legacy",
    "reread",
]
