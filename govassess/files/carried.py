"""A text carried inside an HTML page as a block of data: compressed, checksummed, taken out again with limits.

The block is a ``script`` element of a type that no browser runs, so that a page without scripts stays one. Its text is
XZ in base64: ``base64 -d | xz -d`` gives the text back without this package. liblzma is one implementation everywhere,
while deflate has several that pack differently; the checksum is that of the text, so it holds whoever packed it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass

TYPE = "application/x-xz"
IDENT = "govassess-data"
FILTERS = ({"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 20},)
MEMORY = 64_000_000
"""Bytes the unpacking may take: 1 MiB of dictionary needs 2."""

BLOCK = re.compile(rf'<script\b(?=[^<>]*\bid="{IDENT}")([^<>]*)>([A-Za-z0-9+/=\s]*)</script\s*>', re.IGNORECASE)
ATTRIBUTE = re.compile(r'\b([a-z0-9-]+)="([^"]*)"', re.IGNORECASE)
OPENING = re.compile(r"\s*(?:<!--.{0,400}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


class NotCarriedError(Exception):
    """A page does not carry its data, or not whole; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a page carries: the text, and the attributes of its block without ``data-``."""

    text: str
    attributes: Mapping[str, str]

    @property
    def whole(self) -> bool:
        """Whether the checksum is that of the text."""
        return self.attributes.get("sha256") == checksum(self.text)


def checksum(text: str) -> str:
    """Return the sha256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def packed(text: str) -> str:
    """Return a text as a page carries it.

    Examples
    --------
    >>> unpacked(packed("satu"), at_most=10)
    'satu'
    """
    return base64.b64encode(lzma.compress(text.encode("utf-8"), filters=list(FILTERS))).decode("ascii")


def unpacked(text: str, *, at_most: int) -> str:
    """Return the text that ``packed`` was given; nothing beyond ``at_most`` bytes is ever unpacked.

    Raises
    ------
    NotCarriedError
        ``carried_damaged``: not base64, not XZ, cut short, or not UTF-8; ``carried_too_large``.
    """
    try:
        found = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MEMORY)
        content = found.decompress(base64.b64decode("".join(text.split()), validate=True), max_length=at_most + 1)
        if len(content) > at_most:
            raise NotCarriedError("carried_too_large")
        if not found.eof or found.unused_data:
            raise NotCarriedError("carried_damaged")
        return content.decode("utf-8")
    except (binascii.Error, lzma.LZMAError, EOFError, UnicodeDecodeError):
        raise NotCarriedError("carried_damaged") from None


def is_page(text: str) -> bool:
    """Tell whether a text is an HTML page.

    Examples
    --------
    >>> is_page("<!doctype html><html>"), is_page('{"schema_version": "1.1"}')
    (True, False)
    """
    return OPENING.match(text[:2000]) is not None


def carried(page: str, *, at_most: int) -> Carried:
    """Return what a page carries.

    Parameters
    ----------
    page : str
        The page.
    at_most : int
        Bytes that the data may take once unpacked.

    Raises
    ------
    NotCarriedError
        ``not_carried``: there is no block; ``carried_twice``: there are several; or as ``unpacked``.
    """
    found = BLOCK.findall(page)
    if not found:
        raise NotCarriedError("not_carried")
    if len(found) > 1:
        raise NotCarriedError("carried_twice")
    told, text = found[0]
    given = {name.lower(): html.unescape(value) for name, value in ATTRIBUTE.findall(told)}
    return Carried(
        text=unpacked(text, at_most=at_most),
        attributes={name.removeprefix("data-"): value for name, value in given.items() if name.startswith("data-")},
    )
