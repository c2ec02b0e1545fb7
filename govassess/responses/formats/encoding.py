"""From bytes to text (rule L1): the whole file is tried before a single cell is read."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from govassess.files.cells import printable
from govassess.responses.formats.content import Content
from govassess.responses.model import Notice
from govassess.responses.table import refusal

CHUNK = 1 << 20
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A text file whose every byte was decoded once, and what a first line ``sep=;`` says (rule L2)."""

    content: Content
    encoding: str
    sha256: str
    said_delimiter: str | None = None
    notices: tuple[Notice, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the lines from the start, a ``sep=`` line left out, line ends as they are."""
        codec = "utf-8-sig" if self.encoding == "utf-8" else self.encoding  # a mark is taken off wherever it stands
        with io.TextIOWrapper(self.content.open(), encoding=codec, newline="") as stream:
            if self.said_delimiter is not None:
                stream.readline()
            yield from stream


def text_file(content: Content, encoding: str | None = None) -> TextFile:
    """Return the text of a file, its encoding settled.

    Parameters
    ----------
    content : Content
        The file.
    encoding : str, optional
        Said by the user. None: UTF-8 if all bytes are, UTF-16 by its mark, else Windows-1252 with a notice.

    Returns
    -------
    TextFile

    Raises
    ------
    DataError
        E101: no such encoding, bytes that it does not have, or NUL, which no text file holds.
    """
    if encoding is not None:
        try:
            name = codecs.lookup(encoding).name
            found = _tried(content, "utf-8-sig" if name == "utf-8" else name)
        except (LookupError, ValueError, TypeError):  # no such name, or a codec that makes no text (hex, punycode)
            raise refusal("E101", "unknown_encoding", content.file, value=printable(encoding)) from None
        return _text(content, name, found, said=encoding)
    if content.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _text(content, "utf-16", _tried(content, "utf-16"), said="utf-16")
    used = "utf-8-sig" if content.head.startswith(codecs.BOM_UTF8) else "utf-8"
    found = _tried(content, used)
    if isinstance(found, str):
        return _text(content, used, found, said=used)
    notice = Notice(code="encoding_fallback", values={"byte": f"0x{found.byte:02x}", "line": found.line})
    return _text(content, "cp1252", _tried(content, "cp1252"), said="cp1252", notices=(notice,))


@dataclass(frozen=True, slots=True)
class _Undecodable:
    """The first byte that an encoding does not have, and its line."""

    byte: int
    line: int


def _text(
    content: Content, name: str, found: str | _Undecodable, *, said: str, notices: tuple[Notice, ...] = ()
) -> TextFile:
    if isinstance(found, _Undecodable):
        values = {"line": found.line, "value": f"0x{found.byte:02x}", "encoding": said}
        raise refusal("E101", "undecodable", content.file, **values)
    plain = TextFile(content=content, encoding=name, sha256=found, notices=notices)
    sep = _SEP_LINE.fullmatch(next(plain.lines(), ""))
    return replace(plain, said_delimiter=sep[1]) if sep else plain


def _tried(content: Content, name: str) -> str | _Undecodable:
    """Decode everything once; return the sha256 of the bytes, or the first byte that cannot be decoded."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    digest = hashlib.sha256()
    lines = 1
    with content.open() as stream:
        while True:
            chunk = stream.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                at = max(fault.start - pending, 0)
                return _Undecodable(fault.object[fault.start], lines + chunk.count(b"\n", 0, at))
            nul = text.find("\0")
            if nul >= 0:
                raise refusal("E101", "nul", content.file, line=lines + text.count("\n", 0, nul))
            if not chunk:
                return digest.hexdigest()
            digest.update(chunk)
            lines += chunk.count(b"\n")
