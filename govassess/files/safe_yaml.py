"""YAML as untrusted input: plain data only, read from the parser's events, each value with its line.

Nothing is ever composed or constructed by the YAML library: anchors, aliases, tags, merge keys, further
documents, duplicate keys and deep nesting are refused while the events pass; scalars are read by the
rules below (YAML 1.2 core, without dates and octal numbers), so that ``no``, ``on`` and ``010`` stay words.
Texts on their way out are written so that they are read back unchanged.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from govassess.errors import Problem, ProblemsError, type_of_value
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.files.reading import first_bytes, why_unreadable

KeyPath = tuple[str | int, ...]
Scalar = str | int | float | bool | None

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_ENOUGH = 1_000  # a file with this many refusals is no instrument; reading on would only fill memory
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where it was built: events only


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlDocument:
    """The data of one YAML file, and where each of its values stands.

    Attributes
    ----------
    data
        Mappings, lists, texts, whole numbers, finite floats, true/false and None.
    lines
        Key path (mapping keys and list positions) to line number, counted from 1.
    file
        The file's base name.
    sha256
        Of the file's bytes.
    """

    data: Any
    lines: Mapping[KeyPath, int]
    file: str
    sha256: str

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of ``path``, or of the nearest record above it; None if there are no lines."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been met yet."""

    value: dict[str | int, Any] | list[Any]
    path: KeyPath
    key: str | int | None = None  # of a mapping: the key whose value comes next
    skip: bool = False  # the key was refused, its value is read and dropped
    seen: dict[str, int] = field(default_factory=dict)  # keys as JSON writes them, with their lines


def read_yaml(path: Path | str, *, error: type[ProblemsError], code: str, limits: Limits | None = None) -> YamlDocument:
    """Read one YAML file as plain data with line numbers.

    Parameters
    ----------
    path : Path or str
        The file.
    error : type of ProblemsError
        What to raise (``InstrumentError`` for an instrument, ``DataError`` for a mapping file).
    code : str
        The code its problems carry (``E301``, ``E302``).
    limits : Limits, optional
        Largest size and depth; 1 MB and 20 by default.

    Returns
    -------
    YamlDocument

    Raises
    ------
    ProblemsError
        The file cannot be read, is too large, is no UTF-8 or YAML, or uses what is refused; all at once.
    """
    limits = limits or Limits()
    path = Path(path)
    try:
        content = first_bytes(path, limits.yaml_bytes)
    except (OSError, ValueError) as reason:  # ValueError: a path that holds NUL
        raise error([Problem(code=code, reason=why_unreadable(reason), file=printable(path.name, 200))]) from reason
    return parse_yaml(content, file=path.name, error=error, code=code, limits=limits)


def parse_yaml(
    content: bytes | str, *, file: str, error: type[ProblemsError], code: str, limits: Limits | None = None
) -> YamlDocument:
    r"""Read YAML from memory; see ``read_yaml``.

    Examples
    --------
    >>> from govassess.errors import InstrumentError
    >>> text = "scale: {min: 1, max: 5}\nword: no\n"
    >>> document = parse_yaml(text, file="x.yaml", error=InstrumentError, code="E301")
    >>> document.data, document.line_of(("word",))
    ({'scale': {'min': 1, 'max': 5}, 'word': 'no'}, 2)
    """
    limits = limits or Limits()
    raw = content.encode("utf-8") if isinstance(content, str) else content
    reader = _Reader(file, code, limits)
    text = reader.text_of(raw)
    data = reader.read(text) if text is not None else None
    if reader.problems:
        raise error(reader.problems, unfinished=True)
    return YamlDocument(data=data, lines=reader.lines, file=file, sha256=hashlib.sha256(raw).hexdigest())


class _Reader:
    """Builds data from parser events; collects what it refuses."""

    def __init__(self, file: str, code: str, limits: Limits) -> None:
        self.file, self.code, self.limits = file, code, limits
        self.problems: list[Problem] = []
        self.lines: dict[KeyPath, int] = {}
        self.root: Any = None
        self.stack: list[_Open] = []
        self.documents = 0

    def refuse(self, reason: str, line: int | None = None, value: str | None = None, **values: type_of_value) -> None:
        shown = None if value is None else printable(value)
        path = dotted(self._here()) or None
        self.problems.append(
            Problem(
                code=self.code,
                reason=f"yaml.{reason}",
                file=self.file,
                line=line,
                path=path,
                value=shown,
                values=values,
            )
        )

    def text_of(self, raw: bytes) -> str | None:
        """Return the text of the bytes, or None after noting why there is none."""
        if len(raw) > self.limits.yaml_bytes:
            self.refuse("too_large", limit=f"{self.limits.yaml_bytes / 1_000_000:g}")
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as reason:
            self.refuse("not_utf8", raw[: reason.start].count(b"\n") + 1)
            return None

    def read(self, text: str) -> Any:
        """Return the data of the first document; stop where going on would cost or tell nothing more."""
        events = yaml.parse(text, Loader=_Loader)
        try:
            while self._goes_on(next(events, None)):
                pass
        except yaml.MarkedYAMLError as reason:
            mark = reason.problem_mark or reason.context_mark
            self.refuse("syntax", None if mark is None else mark.line + 1)
        except yaml.YAMLError:  # a character that YAML does not allow
            bad = _FORBIDDEN.search(text)
            self.refuse("character", text[: bad.start()].count("\n") + 1 if bad else None)
        if not self.documents and not self.problems:
            self.refuse("empty")
        return self.root

    def _goes_on(self, event: yaml.Event | None) -> bool:
        """Take one event; tell whether the next is wanted."""
        if event is None:
            return False
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse("several_documents", line)
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)
        if len(self.stack) > self.limits.yaml_depth:
            self.refuse("too_deep", line, limit=self.limits.yaml_depth)
            return False
        return len(self.problems) < _ENOUGH

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            self.refuse("anchor", line, f"&{event.anchor}")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self.refuse("tag", line, event.tag)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            opened = _Open({} if isinstance(event, yaml.MappingStartEvent) else [], ())
            opened.path = self._take(opened.value, line)
            self.stack.append(opened)
        else:
            self.refuse("alias", line, f"*{event.anchor}")
            self._take(None, line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        plain = bool(event.implicit[0])
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            self.refuse("character", line)
            self._take(None, line)
        elif plain and event.value == "<<" and self._wants_key():
            self.refuse("merge", line, "<<")
            self._take(event.value, line)
        else:
            self._take(scalar(event.value) if plain else event.value, line)

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _here(self) -> KeyPath:
        if not self.stack:
            return ()
        last = self.stack[-1]
        if isinstance(last.value, list):
            return (*last.path, len(last.value))
        return last.path if last.key is None else (*last.path, last.key)

    def _take(self, value: Any, line: int) -> KeyPath:
        """Put ``value`` where the parser is; return its key path."""
        if not self.stack:
            self.root, self.lines[()] = value, line
            return ()
        last = self.stack[-1]
        path = self._here()
        if isinstance(last.value, list):
            last.value.append(value)
            self.lines[path] = line
        elif last.key is None:
            self._take_key(last, value, line)
        else:
            if not last.skip:
                last.value[last.key] = value
            last.key, last.skip = None, False
        return path

    def _take_key(self, last: _Open, value: Any, line: int) -> None:
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.refuse("key", line, "…" if isinstance(value, dict | list) else _as_written(value))
            last.key, last.skip = "?", True
            return
        last.key = value
        if str(value) in last.seen:
            self.refuse("duplicate_key", line, str(value), first=last.seen[str(value)])
            last.skip = True
            return
        last.seen[str(value)] = line
        self.lines[(*last.path, value)] = line


def scalar(text: str) -> Scalar:
    """Return what an unquoted YAML scalar says: nothing, true or false, a number, or a text.

    Examples
    --------
    >>> [scalar(text) for text in ("5", "0.5", "010", "no", "1/9", "true", "~", ".inf")]
    [5, 0.5, '010', 'no', '1/9', True, None, '.inf']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and not text.lstrip("+-").isdigit():  # 30 digits are an identifier, no number
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _as_written(value: Scalar) -> str:
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def dotted(path: KeyPath) -> str:
    """Return a key path as messages print it.

    Examples
    --------
    >>> dotted(("constructs", 0, "dimensions", 2, "reverse"))
    'constructs[0].dimensions[2].reverse'
    """
    parts = ""
    for step in path:
        parts += (
            f"[{step}]"
            if isinstance(step, int) and parts
            else f".{printable(str(step))}"
            if parts
            else printable(str(step))
        )
    return parts


_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})  # values to some readers


def quoted(text: str) -> str:
    r"""Return a text as a double-quoted scalar; signs that cannot be seen are written as escapes.

    Examples
    --------
    >>> print(quoted('Setuju\u00a0"4"'))
    "Setuju\xa0\"4\""
    """
    return '"' + "".join(map(_escaped, text)) + '"'


def key(name: str) -> str:
    """Return a text as a mapping key: plain if it is an identifier that means nothing else.

    Examples
    --------
    >>> key("RM1a"), key("no"), key("q/a")
    ('RM1a', '"no"', '"q/a"')
    """
    return name if _PLAIN_KEY.fullmatch(name) and name.casefold() not in _RESERVED else quoted(name)


def flow_list(texts: Iterable[str]) -> str:
    """Return texts as a list on one line.

    Examples
    --------
    >>> flow_list(["Nama", "No HP"])
    '["Nama", "No HP"]'
    """
    return "[" + ", ".join(map(quoted, texts)) + "]"


def _escaped(sign: str) -> str:
    if sign in {'"', "\\"}:
        return "\\" + sign
    if sign == " " or unicodedata.category(sign)[0] not in "CZ":
        return sign
    return sign.encode("unicode_escape").decode("ascii")  # YAML knows each escape that Python writes
