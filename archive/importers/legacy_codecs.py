"""Codecs for the encodings before Unicode, so that their names work wherever Python takes one."""

import codecs
from typing import TYPE_CHECKING

from index.language.legacy import Encoding, encoding_named
from index.language.legacy.encoding import TWICE, as_bytes

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["register"]

_BUILT_IN = "windows-1258"


def _find_codec(name: str) -> codecs.CodecInfo | None:
    """Return the codec of an old encoding, None for any other name."""
    encoding = encoding_named(name)
    if encoding is None or encoding.name == _BUILT_IN:
        return None
    codec = _Codec(encoding)

    class Decoder(codecs.BufferedIncrementalDecoder):
        """Decodes up to the last line feed, since a spelling may be cut anywhere else."""

        def _buffer_decode(self, data: "Buffer", _errors: str, final: bool) -> tuple[str, int]:
            raw = bytes(data)
            return codec.decode(raw if final else raw[: raw.rfind(b"\n") + 1])

    return codecs.CodecInfo(
        codec.encode, codec.decode, incrementaldecoder=Decoder, name=encoding.name
    )


class _Codec:
    """Encodes and decodes without state; any byte has a meaning, so that no error occurs."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding

    def encode(self, text: str, _errors: str = "strict", /) -> tuple[bytes, int]:
        """Return the bytes of a text and the number of its characters."""
        written = self._encoding.encode(text)
        return written.encode("utf-8" if self._encoding is TWICE else "latin-1"), len(text)

    def decode(self, data: "Buffer", _errors: str = "strict", /) -> tuple[str, int]:
        """Return the text of bytes, and their number."""
        raw = bytes(data)
        text = _pasted(raw, self._encoding) or raw.decode("latin-1")
        return self._encoding.decode(text), len(raw)


def _pasted(data: bytes, encoding: Encoding) -> str:
    """Return the text of bytes in UTF-8 whose characters stand for bytes, "" for other bytes.

    Text pasted from a program that took each byte for a character is so. Two bytes of VISCII may
    be UTF-8 by chance, but then mean a character above U+00FF.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return text if encoding is TWICE or all(each < "\u0100" for each in as_bytes(text)) else ""


def register() -> None:
    """Make the codecs known to Python, once."""
    try:
        codecs.lookup("tcvn3")
    except LookupError:
        codecs.register(_find_codec)
