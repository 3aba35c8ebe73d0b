"""Content codings of HTTP (RFC 9110 §8.4): the bytes as they were sent → those of the page."""

import zlib

from archive.importers.libraries import library

__all__ = ["decoded"]

# Added to the size of the window, it makes zlib take the header of gzip or of zlib.
_ANY_HEADER = 32


def decoded(data: bytes, codings: str, limit: int) -> bytes:
    """Return the bytes without their content codings; at most `limit + 1` of them.

    `codings`: the field Content-Encoding. Raise `ValueError` for broken bytes and for codings that
    are not known. Servers that name a coding without applying it are common: such bytes are
    returned as they are.
    """
    names = [name for part in codings.lower().split(",") if (name := part.strip())]
    for name in reversed(names):
        if name in ("identity", "none", "utf-8"):
            continue
        if data.lstrip()[:1] == b"<":
            return data
        data = _decoded(data, name, limit)
    return data


def _decoded(data: bytes, name: str, limit: int) -> bytes:
    """Return the bytes without one coding."""
    if name in ("gzip", "x-gzip"):
        return _inflated(data, zlib.MAX_WBITS + _ANY_HEADER, limit)
    if name == "deflate":
        try:
            return _inflated(data, zlib.MAX_WBITS + _ANY_HEADER, limit)
        except ValueError:
            # RFC 9110 §8.4.1.2 notes that some send the data without the header of zlib.
            return _inflated(data, -zlib.MAX_WBITS, limit)
    if name == "br":
        return _unbrotli(data, limit)
    raise ValueError(f"the content coding {name!r} is not known")


def _inflated(data: bytes, window: int, limit: int) -> bytes:
    inflater = zlib.decompressobj(window)
    try:
        result = inflater.decompress(data, limit + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not inflater.eof and len(result) <= limit:
        raise ValueError("the compressed data end too soon")
    return result


def _unbrotli(data: bytes, limit: int) -> bytes:
    # warcio 1.8 sets an attribute on the decompressor, which brotli 1.2 no longer permits.
    brotli = library("brotli", "pages compressed with Brotli")
    decompressor = brotli.Decompressor()
    try:
        result: bytes = decompressor.process(data, output_buffer_limit=limit + 1)
    except brotli.error as error:
        raise ValueError(str(error)) from error
    if not decompressor.is_finished() and len(result) <= limit:
        raise ValueError("the compressed data end too soon")
    return result
