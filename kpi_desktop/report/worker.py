"""The child's side of a report: HTML in, PDF out, in a process that has a memory cap and can be killed."""

from __future__ import annotations

import gc
import hashlib
import logging
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.report.fetcher import fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Tagged, with a language and a title: readable for those who listen to it.
VARIANT = "pdf/ua-1"


def main(request: dict[str, object], progress: Callable[[float, dict[str, object]], None]) -> dict[str, object]:
    """Render `html` to the file `out`; the answer has the number of pages, or `absent` where Pango is not there."""
    progress(0.0, {})
    try:
        with _plain_library_names():
            import weasyprint
    except OSError as error:
        return {"absent": str(error)}
    html, out = str(request["html"]), Path(str(request["out"]))
    roots = [Path(str(request["brand"])), Path(str(request["fonts"]))]
    progress(0.2, {})
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    gc.disable()
    try:
        document = weasyprint.HTML(string=html, base_url=f"{roots[0].as_uri()}/", url_fetcher=_fetcher(roots)).render(
            pdf_variant=VARIANT, pdf_tags=True
        )
        progress(0.8, {"pages": len(document.pages)})
        pdf = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=_identifier(html))
    finally:
        gc.enable()
    try:
        out.write_bytes(pdf)
    except OSError as error:
        return {"disk": error.errno or 0, "why": error.strerror or str(error)}
    return {"pages": len(document.pages)}


@contextmanager
def _plain_library_names() -> Iterator[None]:
    """Open Pango and its kin by their sonames: looking for other names starts dozens of processes on Linux."""
    if not sys.platform.startswith("linux"):
        yield
        return
    import ctypes.util

    def none(name: str) -> str | None:
        del name
        return None

    search, ctypes.util.find_library = ctypes.util.find_library, none
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _identifier(html: str) -> bytes:
    """The document's identity follows from its content: the same input gives the same bytes."""
    return hashlib.sha256(html.encode("utf-8", "replace")).digest()[:16]


def _fetcher(roots: list[Path]) -> object:
    """A fetcher of the brand's files and the fonts; whatever it refuses stays out of the page."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Reads allowed files; no protocol but `file:`, no redirects, no network."""

        def fetch(self, url: str, headers: object = None) -> object:
            """The file's content, or Refused."""
            del headers
            content, kind = fetched(url, roots)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return Fetcher(allowed_protocols=("file",), allow_redirects=False)
