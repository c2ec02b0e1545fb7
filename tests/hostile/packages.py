"""Workbooks written part by part, so that they can hold what no spreadsheet program would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14"/><xf numFmtId="2"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
DATE, DECIMALS = "1", "2"  # places in the styles above


def letters(position: int) -> str:
    name, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(row: int, position: int, content: object, *, style: str = "0") -> str:
    """A cell as a spreadsheet writes it: a number, a logical value, an error, a formula without result, or a text."""
    at = f'r="{letters(position)}{row}" s="{style}"'
    if content is None or content == "":
        return f"<c {at}/>"
    if isinstance(content, bool):
        return f'<c {at} t="b"><v>{int(content)}</v></c>'
    if isinstance(content, int | float):
        return f"<c {at}><v>{content}</v></c>"
    text = str(content)
    if text.startswith("="):
        return f"<c {at}><f>{escape(text[1:])}</f></c>"
    if text.startswith("#"):
        return f'<c {at} t="e"><v>{escape(text)}</v></c>'
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def row(number: int, cells: Iterable[object]) -> str:
    return f'<row r="{number}">' + "".join(cell(number, at, each) for at, each in enumerate(cells)) + "</row>"


def sheet(rows: Iterable[Sequence[object]], more: str = "", *, after: str = "") -> str:
    """A sheet of rows from the first on, then ``more`` XML of rows, then ``after`` the data."""
    body = "".join(row(number, cells) for number, cells in enumerate(rows, 1))
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{body}{more}</sheetData>{after}</worksheet>'


def package(
    sheets: Mapping[str, str], *, strings: str | None = None, styles: str = STYLES, hidden: Sequence[str] = (),
    parts: Mapping[str, bytes | str] | None = None, packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:  # fmt: skip
    """The archive of a workbook: sheets by name, perhaps shared texts, and further parts."""
    kinds = [("xl/workbook.xml", "sheet.main+xml"), ("xl/styles.xml", "styles+xml")]
    kinds += [(f"xl/worksheets/sheet{at}.xml", "worksheet+xml") for at in range(1, len(sheets) + 1)]
    kinds += [("xl/sharedStrings.xml", "sharedStrings+xml")] if strings is not None else []
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{KIND}{kind}"/>' for name, kind in kinds)
    states = {name: "hidden" if name in hidden else "visible" for name in sheets}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" state="{states[name]}" r:id="rId{at}"/>'
        for at, name in enumerate(sheets, 1)
    )
    targets = [(f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    targets += [("rId900", "styles", "styles.xml")]
    targets += [("rId901", "sharedStrings", "sharedStrings.xml")] if strings is not None else []
    package_ns = "http://schemas.openxmlformats.org/package/2006"
    written: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{package_ns}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{package_ns}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{package_ns}/relationships">'
        + "".join(f'<Relationship Id="{name}" Type="{RELATED}/{kind}" Target="{target}"/>' for name, kind, target in targets)
        + "</Relationships>",
        "xl/styles.xml": styles,
        **{f"xl/worksheets/sheet{at}.xml": text for at, text in enumerate(sheets.values(), 1)},
    }  # fmt: skip
    if strings is not None:
        written["xl/sharedStrings.xml"] = strings
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in {**written, **(parts or {})}.items():
            archive.writestr(name, content)
    return out.getvalue()
