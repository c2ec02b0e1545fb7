"""From bytes to text (rule L1): the whole file is tried before a single cell is read."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import repeat

from govassess.files.cells import printable
from govassess.notices import Notice
from govassess.responses.formats.content import Content
from govassess.responses.table import refusal

CHUNK = 1 << 20
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A text file whose every byte was decoded once, and what a first line ``sep=;`` says (rule L2)."""

    content: Content
    encoding: str
    sha256: str
    longest_line: int
    said_delimiter: str | None = None
    notices: tuple[Notice, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the lines from the start, a ``sep=`` line left out, line ends as they are.

        Raises
        ------
        DataError
            E109: a line is longer than any table's, so that holding its cells would cost more than the file.
        """
        with io.TextIOWrapper(self.content.open(), encoding=self.encoding, newline="") as stream:
            if stream.read(1) != "\ufeff":  # a byte-order mark that the encoding itself did not take off
                stream.seek(0)
            if self.said_delimiter is not None:
                stream.readline()
            number = 1 if self.said_delimiter is None else 2
            for at, line in enumerate(iter(partial(stream.readline, self.longest_line), ""), number):
                if len(line) >= self.longest_line:
                    raise refusal("E109", "line_too_long", self.content.file, line=at, limit=self.longest_line)
                yield line


def line_breaks(text: str) -> int:
    r"""Return how many line ends a text holds, whichever system wrote them.

    Examples
    --------
    >>> line_breaks("a\nb\r\nc\rd")
    3
    """
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def text_file(content: Content, encoding: str | None = None, *, longest_line: int) -> TextFile:
    """Return the text of a file, its encoding settled.

    Parameters
    ----------
    content : Content
        The file.
    encoding : str, optional
        Said by the user. None: UTF-8 if all bytes are, UTF-16 by its mark, else Windows-1252 with a notice.
    longest_line : int
        Characters of the longest line that is read.

    Returns
    -------
    TextFile

    Raises
    ------
    DataError
        E101: no such encoding, bytes that it does not have, or NUL, which no text file holds.
    """
    blank = TextFile(content=content, encoding="", sha256="", longest_line=longest_line)
    if encoding is not None:
        try:
            name = codecs.lookup(encoding).name
            found = _tried(content, name)
        except (LookupError, ValueError, TypeError):  # no such name, or a codec that makes no text (hex, punycode)
            raise refusal("E101", "unknown_encoding", content.file, value=printable(encoding)) from None
        return _text(replace(blank, encoding=name), found, said=encoding)
    if content.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _text(replace(blank, encoding="utf-16"), _tried(content, "utf-16"), said="utf-16")
    used = "utf-8-sig" if content.head.startswith(codecs.BOM_UTF8) else "utf-8"
    found = _tried(content, used)
    if isinstance(found, str):
        return _text(replace(blank, encoding=used), found, said=used)
    notice = Notice(code="encoding_fallback", values={"byte": f"0x{found.byte:02x}", "line": found.line})
    fallback = replace(blank, encoding="cp1252", notices=(notice,))
    return _text(fallback, _tried(content, "cp1252"), said="cp1252")


@dataclass(frozen=True, slots=True)
class _Undecodable:
    """The first byte that an encoding does not have, and its line."""

    byte: int
    line: int


def _text(blank: TextFile, found: str | _Undecodable, *, said: str) -> TextFile:
    """Return the text whose bytes were tried, or refuse it."""
    if isinstance(found, _Undecodable):
        values = {"line": found.line, "value": f"0x{found.byte:02x}", "encoding": said}
        raise refusal("E101", "undecodable", blank.content.file, **values)
    plain = replace(blank, sha256=found)
    sep = _SEP_LINE.fullmatch(next(plain.lines(), ""))
    return replace(plain, said_delimiter=sep[1]) if sep else plain


def _tried(content: Content, name: str) -> str | _Undecodable:
    """Decode everything once; return the sha256 of the bytes, or the first byte that cannot be decoded."""
    digest = hashlib.sha256()
    for at, (chunk, text) in enumerate(_decoded(content, name)):
        if isinstance(text, UnicodeDecodeError):
            good = max(len(chunk) - (len(text.object) - text.start), 0)  # the object may lack a byte-order mark
            return _Undecodable(text.object[text.start], 1 + _breaks_before(content, name, at, good))
        if (nul := text.find("\0")) >= 0:
            before = _breaks_before(content, name, at) + line_breaks(text[:nul])
            raise refusal("E101", "nul", content.file, line=1 + before)
        digest.update(chunk)
    return digest.hexdigest()


def _decoded(content: Content, name: str) -> Iterator[tuple[bytes, str | UnicodeDecodeError]]:
    """Yield the file in pieces, each with its text; what cannot be decoded ends it."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    with content.open() as stream:
        chunk = b"-"
        while chunk:
            chunk = stream.read(CHUNK)
            try:
                yield chunk, decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                yield chunk, fault
                return


def _breaks_before(content: Content, name: str, chunk: int, good: int = 0) -> int:
    """Return how many line ends stand before a piece of the file, and within its first bytes."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    breaks, last = 0, ""
    with content.open() as stream:
        for size in (*repeat(CHUNK, chunk), good):
            text = last + decoder.decode(stream.read(size))
            breaks += line_breaks(text) - line_breaks(last)  # a line end may lie on the border
            last = text[-1:]
    return breaks
