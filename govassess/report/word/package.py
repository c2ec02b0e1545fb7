"""The file around the body: styles, header and footer, properties that name nobody, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files

from govassess.report.charts.marks import escape
from govassess.report.word.wordml import DECLARED, NAMESPACES, field, paragraph, run

LANGUAGES: Mapping[str, str] = {"en": "en-US", "id": "id-ID"}
SYMBOLS: Mapping[str, tuple[str, str]] = {"en": (".", ","), "id": (",", ";")}
"""Decimal mark and separator of lists."""

MADE = "1980-01-01"
"""The date of a document that bears none: the first that a ZIP archive can hold."""

FIRST = '<w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
"""What the first section says of header and footer; later sections go on with them."""

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = NAMESPACES["r"]
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = (("styles", "rId1"), ("numbering", "rId2"), ("settings", "rId3"), ("header", "rId4"), ("footer", "rId5"))


def empty(*, lang: str, title: str, date: str | None) -> bytes:
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
    decimal, separator = SYMBOLS[lang]

    def template(name: str) -> str:
        text = files("govassess.report.word").joinpath("template", f"{name}.xml").read_text(encoding="utf-8")
        return text.replace("{lang}", LANGUAGES[lang]).replace("{decimal}", decimal).replace("{separator}", separator)

    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{name}+xml"/>' for name, _ in PARTS)
    lines = (f'<Relationship Id="{number}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name, number in PARTS)
    related = f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'
    contents = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAIN}.document'
        '.main+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" '
        f'Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": HEAD + properties(lang, title, date),
        "word/document.xml": f"{HEAD}<w:document {DECLARED}><w:body/></w:document>",
        "word/_rels/document.xml.rels": HEAD + related,
        "word/header.xml": f"{HEAD}<w:hdr {DECLARED}>{paragraph(run(title), 'Header')}</w:hdr>",
        "word/footer.xml": f"{HEAD}<w:ftr {DECLARED}>{paragraph(field('PAGE', '1'), 'Footer')}</w:ftr>",
        **{f"word/{name}.xml": template(name) for name in ("styles", "numbering", "settings")},
    }
    return zipped({name: text.encode("utf-8") for name, text in contents.items()})


def properties(lang: str, title: str, date: str | None) -> str:
    """Return the core properties: title and language, no person, no clock."""
    stamp = f"{day(date)}T00:00:00Z"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>govassess</dc:creator>"
        f"<cp:lastModifiedBy>govassess</cp:lastModifiedBy><cp:revision>1</cp:revision>{dates}"
        f"<dc:language>{LANGUAGES[lang]}</dc:language></cp:coreProperties>"
    )


def day(date: str | None) -> str:
    """Return the date as YYYY-MM-DD, or the one that stands for none.

    Examples
    --------
    >>> day("2026-11-23"), day("spring"), day(None)
    ('2026-11-23', '1980-01-01', '1980-01-01')
    """
    try:
        return dt.date.fromisoformat(date or "").isoformat()
    except ValueError:
        return MADE


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive that holds the same bytes whenever and wherever it is made; pictures are packed already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3  # else it tells the system on which it was made
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """Return name -> content."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
