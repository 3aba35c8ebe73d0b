"""Compression of responses with the best method that the client accepts."""

from flask import Flask, Response, request
from flask_compress import Compress

from archive.exporters import FORMATS

__all__ = ["init_app"]

# Of 220 pages of results on 24,794 reports, the median has 9.0 kB with Brotli, 9.6 with Zstandard
# (level 5) and 9.7 with gzip, in 0.7, 0.3 and 0.8 ms of a processor (30 November 2026).
_METHODS = ["br", "zstd", "gzip"]
# Level 4, the extension's own, makes pages 7 % larger in 0.2 ms less; level 6 makes them smaller by
# 3 per mille in 0.1 ms more.
_BROTLI_LEVEL = 5
# Bits of the size of Brotli's window, which holds a whole page. Its default, 22, makes pages larger
# by half a per mille and takes longer, because the memory for it is filled for each page.
_BROTLI_WINDOW = 16
# Brotli sends nothing of an export before it has read 4 MB.
_METHODS_OF_STREAMS = ["zstd", "gzip"]

_MEDIA_TYPES = {
    "application/json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
}


def init_app(app: Flask) -> None:
    """Compress pages, static files and exports of an application.

    A stream stays a stream. Tags of responses are weak, so they are the same for every method.
    """
    app.config.update(
        COMPRESS_MIMETYPES=sorted(_MEDIA_TYPES | _texts()),
        COMPRESS_ALGORITHM=_METHODS,
        COMPRESS_ALGORITHM_STREAMING=_METHODS_OF_STREAMS,
        COMPRESS_BR_LEVEL=_BROTLI_LEVEL,
        COMPRESS_BR_WINDOW=_BROTLI_WINDOW,
        # `headers.keep` has done it.
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app)

    @app.after_request
    def _compress(response: Response) -> Response:
        response.vary.add("Accept-Encoding")
        if _has_announced_length(response) or not _accepted():
            return response
        return compress.after_request(response)


def _accepted() -> bool:
    """Return whether the client accepts a method; the extension takes `br;q=0` for consent."""
    return request.accept_encodings.best_match(_METHODS) is not None


def _texts() -> set[str]:
    """Return the media types of the formats of lists that are text, unlike ZIP, XLSX and MARC."""
    return {
        media_type
        for media_type, _, parameter in (each.media_type.partition(";") for each in FORMATS)
        if parameter or media_type.endswith("xml")
    }


def _has_announced_length(response: Response) -> bool:
    """Return whether a client of HTTP/1.0 detects truncation of this stream by its length."""
    return response.is_streamed and response.content_length is not None
