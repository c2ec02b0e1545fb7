"""One set of answers as each survey tool would export it, from the form that was given to the tool.

The shapes are those of real exports (delimiters, quotes, headings, system columns, rows under the heading); which
column a question becomes and what an answer is called there is taken from the form alone, never from the generator.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd

from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.limesurvey import to_limesurvey
from govassess.questionnaire.qualtrics import to_qualtrics
from govassess.questionnaire.sheet import to_entry_csv, to_sheet
from govassess.questionnaire.xlsform import to_xlsform
from tests.questionnaire import limesurvey_file, qualtrics_file
from tests.questionnaire.xform import converted

LANGUAGES = {"en": "English (en)", "id": "Bahasa Indonesia (id)"}
Rows = list[dict[str, str]]


def rows_of(answers: pd.DataFrame) -> Rows:
    """Simulated answers (codes) as one dict a respondent; the time is the tool's own business."""
    return answers.iloc[:, 1:].to_dict("records")


def _written(path: Path, head: list[list[str]], rows: list[list[str]], *, bom: str = "", end: str = "", **how) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, **how).writerows([*head, *rows])
    path.write_bytes((bom + out.getvalue() + end).encode("utf-8"))
    return path


def kobo(
    asked: Questionnaire,
    answers: pd.DataFrame,
    path: Path,
    *,
    words: str = "xml",
    groups: bool = True,
    split: bool = True,
) -> Path:
    """KoboToolbox: ``;``, every cell quoted; XML values or labels; multiple choice in one column, or split as well."""
    form = converted(to_xlsform(asked, "en"))
    named = words == "xml"
    language = "" if named else LANGUAGES[words]
    heads, cells = [], []
    rows = rows_of(answers)
    for column in form.paths:
        steps = [column[:end] for end in range(1, len(column) + 1)]
        shown = [step[-1] if named else _label(form, step, language) for step in steps]
        head = "/".join(shown if groups else shown[-1:])
        name = column[-1]
        labels = {code: code if named else form.texts[language][text] for code, text in _choices(form, name)}
        chosen = [row.get(name, "") for row in rows]
        multiple = form.lists.get(name) == "collaboration_attributes"
        heads.append(head)
        if multiple:
            ticked = [[code for code in cell.split(", ") if code] for cell in chosen]
            cells.append([" ".join(labels[code] for code in codes) for codes in ticked])
            for code, label in labels.items() if split else ():
                heads.append(f"{head}/{label}")
                cells.append(["" if not codes else str(int(code in codes)) for codes in ticked])
        elif name in {"start", "end"}:
            cells.append([f"2026-02-02T08:{n % 60:02d}:00.000+07:00" for n in range(len(rows))])
        else:
            cells.append([labels.get(cell, cell) for cell in chosen])
    system = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
              "__version__", "_tags", "_index")  # fmt: skip
    own = [
        [
            str(1000 + n),
            f"uuid-{n}",
            "2026-02-02T01:00:00",
            "",
            "",
            "submitted_via_web",
            "",
            form.version,
            "",
            str(n + 1),
        ]
        for n in range(len(rows))
    ]
    table = [[*(column[n] for column in cells), *own[n]] for n in range(len(rows))]
    return _written(path, [[*heads, *system]], table, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")


def _label(form, path: tuple[str, ...], language: str) -> str:
    """Kobo shows the name of what has no label."""
    return form.texts[language].get("/data/" + "/".join(path) + ":label", path[-1])


def _choices(form, name: str) -> list[tuple[str, str]]:
    return form.choices[form.lists[name]] if name in form.lists else []


def odk(asked: Questionnaire, answers: pd.DataFrame, path: Path) -> Path:
    """ODK Central: commas, names and choice names only, the group before a dash, the keys at the end."""
    form = converted(to_xlsform(asked, "en"))
    rows = rows_of(answers)
    columns = [column for column in form.paths if not column[-1].startswith(("generated_table", "reserved_name"))]
    heads = ["SubmissionDate", *("-".join(column) for column in columns), "meta-instanceID", "KEY", "SubmitterID",
             "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID",
             "Edits", "FormVersion"]  # fmt: skip
    times = {"start": "2026-02-02T08:00:00.000+07:00", "end": "2026-02-02T08:20:00.000+07:00"}
    table = []
    for n, row in enumerate(rows):
        cells = []
        for *_, name in columns:
            cell = times.get(name, row.get(name, ""))
            cells.append(cell.replace(", ", " ") if name in form.lists else cell)
        own = [f"uuid:{n}", f"uuid:{n}", "", "", "0", "0", "", "", "", "0", form.version]
        table.append(["2026-02-02T01:00:00.000Z", *cells, *own])
    return _written(path, [heads], table, lineterminator="\n")


def limesurvey(
    asked: Questionnaire,
    answers: pd.DataFrame,
    path: Path,
    *,
    heads: str = "code",
    full: bool = False,
    lang: str = "en",
) -> Path:
    """LimeSurvey: byte order mark, CRLF, every cell quoted, a blank line at the end; codes or full texts."""
    survey = limesurvey_file.read(to_limesurvey(asked, lang))
    wanted = _limesurvey_names(asked)
    rows = rows_of(answers)
    names, cells = ["id", "submitdate", "lastpage", "startlanguage", "seed"], []
    if heads == "text":
        names = {
            "en": ["Response ID", "Date submitted", "Last page", "Start language", "Seed"],
            "id": ["ID respons", "Tanggal dikirim", "Halaman terakhir", "Bahasa awal", "Seed"],
        }[lang]
    for code, question in survey.questions.items():
        if question.type in {"F", "M"}:
            for part, texts in question.parts.items():
                names.append(f"{code}[{part}]" if heads == "code" else f"{question.text[lang]} [{texts[lang]}]")
                if question.type == "F":
                    given = [row.get(part, "") for row in rows]
                    cells.append([_answer(question, cell, cell, full, lang) for cell in given])
                else:
                    column, option = wanted[code], wanted[f"{code}/{part}"]
                    tick, blank = ("Yes" if lang == "en" else "Ya", "") if full else ("Y", "")
                    cells.append([tick if option in row[column].split(", ") else blank for row in rows])
        else:
            column = wanted[code]
            names.append(code if heads == "code" else question.text[lang])
            cells.append(
                [
                    _answer(question, _place(asked, question, column, row[column]), row[column], full, lang)
                    for row in rows
                ]
            )
    own = [[str(n + 1), "1980-01-01 00:00:00", "5", lang, str(90000 + n)] for n in range(len(rows))]
    table = [[*own[n], *(column[n] for column in cells)] for n in range(len(rows))]
    how = {"quoting": csv.QUOTE_ALL, "lineterminator": "\r\n"}
    return _written(path, [names], table, bom="\ufeff", end="\r\n", **how)


def _limesurvey_names(asked: Questionnaire) -> dict[str, str]:
    """Code in LimeSurvey -> column of the instrument: letters and digits only, 20 at most."""
    instrument = asked.instrument

    def kept(name: str) -> str:
        return "".join(sign for sign in name if sign.isalnum())[:20]

    ids = [item.id for item in asked.items()] + [variable.id for variable in instrument.profile]
    ids += [instrument.consent.id] if instrument.consent else []
    found = {kept(name): name for name in ids}
    for question in instrument.multiple_choice:
        found[kept(question.id)] = question.id
        found |= {f"{kept(question.id)}/{kept(str(option.code))}": str(option.code) for option in question.options}
    return found


def _place(asked: Questionnaire, question, column: str, cell: str) -> str:
    """The code of an answer in the file: its own, or that of the option at the same place."""
    options = {variable.id: variable.options for variable in asked.instrument.profile}.get(column)
    if not options or not cell:
        return cell
    return list(question.answers)[[str(option.code) for option in options].index(cell)]


def _answer(question, code: str, cell: str, full: bool, lang: str) -> str:
    """A cell: the code, or under full answers its text; what is written freely stays."""
    if not question.answers or not cell:
        return cell
    return question.answers[code][lang] if full else code


def qualtrics(asked: Questionnaire, answers: pd.DataFrame, path: Path, *, text: bool = False, lang: str = "en") -> Path:
    """Qualtrics: three header rows (tags, questions, import ids); recode values, or choice texts."""
    questions, embedded = qualtrics_file.read(to_qualtrics(asked, lang))
    rows = rows_of(answers)
    first = ("StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
             "ResponseId", "DistributionChannel", "UserLanguage")  # fmt: skip
    heads = [list(first), list(first), [json.dumps({"ImportId": name}) for name in first]]
    cells = []
    parts = {block.id: [item.id for item in block.items] for block in asked.blocks}
    parts |= {each.id: [entry.id for entry in each.items] for each in asked.instrument.checklists}
    for number, (name, question) in enumerate(questions.items(), start=1):
        if question.type == "DB":
            continue
        stem = "\n".join(question.text)
        if question.type == "Matrix":
            for place, statement in enumerate(question.statements, start=1):
                _head(heads, f"{name}_{place}", f"{stem} - {statement}", f"QID{number}_{place}")
                given = [row[parts[name][place - 1]] for row in rows]
                cells.append([question.answers.get(cell, "") if text else cell for cell in given])
            continue
        _head(heads, name, stem, f"QID{number}")
        numbers = {_code(asked, name, n, value): value for n, value in enumerate(question.choices)}
        shown = {code: question.choices[value] if text else value for code, value in numbers.items()}
        mark = "," if question.type.startswith("MC:Multiple") else "\x00"
        given = [[part for part in row[name].split(", " if mark == "," else mark) if part] for row in rows]
        cells.append([mark.join(shown.get(part, part) for part in parts_) for parts_ in given])
    for name in embedded:
        _head(heads, name, name, name)
        cells.append([embedded[name]] * len(rows))
    done = ("True", "IP Address") if text else ("1", "0")
    own = [
        ["2026-02-02 08:00:00", "2026-02-02 08:20:00", done[1], "100", "1200", done[0], "2026-02-02 08:20:01", f"R_{n}",
         "anonymous", lang.upper()] for n in range(len(rows))
    ]  # fmt: skip
    table = [[*own[n], *(column[n] for column in cells)] for n in range(len(rows))]
    return _written(path, heads, table, lineterminator="\n")


def _head(heads: list[list[str]], tag: str, question: str, import_id: str) -> None:
    for row, cell in zip(heads, (tag, question, json.dumps({"ImportId": import_id})), strict=True):
        row.append(cell)


def _code(asked: Questionnaire, name: str, place: int, value: str) -> str:
    """The instrument's code of the choice at a place; choices stand in the order of the instrument."""
    instrument = asked.instrument
    for variable in (*instrument.profile, *instrument.multiple_choice):
        if variable.id == name and variable.options:
            return str(variable.options[place].code)
    return value


def sheet_csv(asked: Questionnaire, answers: pd.DataFrame, path: Path) -> Path:
    """The data-entry head with one row a paper form below it."""
    (heads,) = csv.reader(io.StringIO(to_entry_csv(asked)))
    return _written(path, [heads], [_entered(row, heads) for row in rows_of(answers)])


def sheet_xlsx(asked: Questionnaire, answers: pd.DataFrame, path: Path) -> Path:
    """The data-entry workbook, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(to_sheet(asked, "id")))
    entry = book.worksheets[0]
    heads = [cell.value for cell in entry[1]]
    for number, row in enumerate(rows_of(answers), start=2):
        for column, cell in enumerate(_entered(row, heads), start=1):
            if cell:
                entry.cell(number, column, cell)
    book.save(path)
    return path


def _entered(row: dict[str, str], heads: list[str]) -> list[str]:
    cells = []
    for head in heads:
        question, _, option = head.partition("/")
        cell = row.get(question, "")
        cells.append(cell if not option else "" if not cell else str(int(option in cell.split(", "))))
    return cells
