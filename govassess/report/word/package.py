"""The file around the body: styles, header and footer, properties that name nobody, and the same bytes every time.

python-docx makes the package (parts, relationships, content types, properties, pictures); the parts of the reports'
own look are the XML in ``template/``, since those of python-docx bring the styles and properties of another document.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from govassess.report.charts.marks import UNWRITABLE
from govassess.report.word.wordml import DECLARED, field, paragraph, run

if TYPE_CHECKING:
    from docx.package import Package
    from docx.parts.document import DocumentPart

LANGUAGES: Mapping[str, str] = {"en": "en-US", "id": "id-ID"}
SYMBOLS: Mapping[str, tuple[str, str]] = {"en": (".", ","), "id": (",", ";")}
"""Decimal mark and separator of lists."""

NO_DATE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""The date of a document that bears none: the first that a ZIP archive can hold."""

LONGEST_PROPERTY = 255  # characters
PARTS = ("styles", "numbering", "settings", "header", "footer")
FIRST = '<w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
"""What the first section says of header and footer; later sections go on with them."""


def empty(*, lang: str, title: str, date: str | None) -> DocumentPart:
    """Return a document without a body: what every report in a language begins with.

    Parameters
    ----------
    lang : str
        ``en`` or ``id``.
    title : str
        The running title, and the title among the properties.
    date : str or None
        The date that the report bears, ``YYYY-MM-DD``; any other text, and none, count as no date.
    """
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart
    from docx.oxml.parser import parse_xml
    from docx.package import Package
    from docx.parts.document import DocumentPart

    package = Package()
    root = parse_xml(f"<w:document {DECLARED}><w:body/></w:document>")
    main = DocumentPart(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, root, package)
    package.relate_to(main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    written = {
        "header": f"<w:hdr {DECLARED}>{paragraph(run(title), 'Header')}</w:hdr>",
        "footer": f"<w:ftr {DECLARED}>{paragraph(field('PAGE', '1'), 'Footer')}</w:ftr>",
    }
    for name in PARTS:
        content = parse_xml((written.get(name) or _template(name, lang)).encode("utf-8"))
        kind = getattr(CONTENT_TYPE, f"WML_{name.upper()}")
        part = XmlPart(PackURI(f"/word/{name}.xml"), kind, content, package)
        main.relate_to(part, getattr(RELATIONSHIP_TYPE, name.upper()))
    _describe(package, lang, title, date)
    return main


def _template(name: str, lang: str) -> str:
    """Return a part in which the language and its marks are filled in."""
    decimal, separator = SYMBOLS[lang]
    text = files("govassess.report.word").joinpath("template", f"{name}.xml").read_text(encoding="utf-8")
    return text.replace("{lang}", LANGUAGES[lang]).replace("{decimal}", decimal).replace("{separator}", separator)


def _describe(package: Package, lang: str, title: str, date: str | None) -> None:
    """Set the properties: title and language, no person, no clock."""
    known = package.core_properties
    known.title = UNWRITABLE.sub(" ", title)[:LONGEST_PROPERTY]
    known.language = LANGUAGES[lang]
    known.author = known.last_modified_by = "govassess"
    known.created = known.modified = moment(date)


def moment(date: str | None) -> dt.datetime:
    """Return the date that a report bears, or the one that stands for none.

    Examples
    --------
    >>> [str(moment(text).date()) for text in ("2026-11-23", "spring", None)]
    ['2026-11-23', '1980-01-01', '1980-01-01']
    """
    try:
        return dt.datetime.combine(dt.date.fromisoformat(date or ""), dt.time(), dt.UTC)
    except ValueError:
        return NO_DATE


def saved(main: DocumentPart) -> bytes:
    """Return the file: a ZIP archive that holds the same bytes whenever and wherever it is made."""
    made, out = io.BytesIO(), io.BytesIO()
    main.package.save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3  # else it says on which system it was made
            entry.external_attr = 0o600 << 16
            packed = name.endswith(".png")  # pictures are packed already
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return out.getvalue()
