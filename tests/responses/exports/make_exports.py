"""Every export shape of the tools that people use, written from one set of invented respondents.

Nothing is stored: ``every_export()`` writes the bytes anew, always the same. What the tools write is known from real
exports, from their manuals and their sources; where it is only hearsay (Microsoft Forms, old Qualtrics files) the
shape is what users describe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from govassess.instrument.model import Instrument
from tests.responses.exports.source_set import CHECKS, ITEMS, Respondent, instrument, respondents
from tests.responses.exports.writing_cells import (
    MULTIPLE,
    SINGLE,
    coded,
    group,
    joined,
    labels,
    option,
    question,
    text,
    ticked,
    ticks,
    worded,
    workbook,
    wrapped,
)

Rows = list[list[Any]]


@dataclass(frozen=True)
class Export:
    """One file, and what reading it must tell beside the answers."""

    name: str
    file: str
    content: bytes
    tool: str
    lang: str | None = None
    gone: dict[str, int] = field(default_factory=dict)  # rows that leave, by step
    partial: int = 0
    timed: bool = False
    untimed: int = 0  # respondents at the beginning without a time of their end
    options: dict[str, Any] = field(default_factory=dict)
    warned: frozenset[str] = frozenset()  # notices that the shape itself brings


SURVEY = instrument()
PEOPLE = respondents()
ENDED = 3  # respondents that did not finish, where a tool says so


def every_export() -> Iterator[Export]:
    """Yield one file of each shape."""
    for tool in (
        google_forms, kobotoolbox, odk, limesurvey, limesurvey_vv, qualtrics, qualtrics_old, surveymonkey, redcap,
        microsoft_forms, plain,
    ):  # fmt: skip
        yield from tool(SURVEY, PEOPLE)


def google_forms(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    for lang, time in (("en", "Timestamp"), ("id", "Stempel waktu")):

        def row(person: Respondent, sign: str = ", ", lang: str = lang) -> list[Any]:
            many = [joined(person, name, sign, survey, lang) for name in MULTIPLE]
            return [*(worded(survey, person, name, lang) for name in SINGLE), *many]

        asked = [question(survey, name, lang) for name in (*SINGLE, *MULTIPLE)]
        mail = {"en": "Email Address", "id": "Alamat email"}[lang]
        head = [time, mail, *(f" {one}\n " for one in asked[:3]), *(one.replace(" ", "  ") for one in asked[3:])]
        head += [asked[6], ""]  # a question that was edited leaves an empty twin; a column without a name
        plain_rows = [[f"{p.start:%d/%m/%Y %H:%M:%S}", f"a{p.number}@example.org", *row(p), "", ""] for p in people]
        warned = frozenset({"personal_columns", "empty_columns_dropped"})
        yield Export(f"google csv {lang}", "form.csv", text([head, *plain_rows]), "google_forms", lang, warned=warned)
        joined_by_semicolons = [[f"2026/04/{5 + p.number:02} 9:15:37 AM GMT+7", *row(p, ";")] for p in people]
        yield Export(
            f"google form's own csv {lang}", "form.csv", text([[time, *asked], *joined_by_semicolons], quoted=True),
            "google_forms", lang,
        )  # fmt: skip
        grid = [f"{group(survey, name, lang)} [{one}]" for name, one in zip(SINGLE, asked, strict=False)]
        head = [time, *asked[:6], *grid[6:], *asked[-2:]]
        booked = [[p.start, *row(p)] for p in people]
        yield Export(
            f"google grid xlsx {lang}", "form.xlsx", workbook([head, *booked], "Form Responses 1"), "google_forms", lang,
        )  # fmt: skip


KOBO_FIRST = ("start", "end", "today", "deviceid")
KOBO_LAST = (
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
    "_tags", "_index",
)  # fmt: skip


def kobo_row(person: Respondent, answers: list[str]) -> list[str]:
    """Answers between the columns that KoboToolbox adds."""
    first = [f"{person.start:%Y-%m-%d %H:%M:%S}.239000+07:00", f"{person.end:%Y-%m-%d %H:%M:%S}.239000+07:00"]
    return [
        *first, f"{person.start:%Y-%m-%d}", "", *answers, str(900 + person.number), f"uuid-{person.number}",
        f"{person.end:%Y-%m-%d %H:%M:%S}", "", "", "submitted_via_web", "", "v1", "", str(person.number),
    ]  # fmt: skip


def kobotoolbox(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    shapes = [
        (lang, words, split) for lang, words in (("en", True), ("id", True), ("en", False)) for split in (0, 1, 2)
    ]
    for lang, words, split in shapes:

        def head(name: str, lang: str = lang, words: bool = words) -> str:
            path = group(survey, name, lang if words else None)
            return f"{path}/{question(survey, name, lang) if words else name}"

        def cells(person: Respondent, split: int = split, words: bool = words, lang: str = lang) -> list[str]:
            single = [worded(survey, person, name, lang) if words else coded(person, name) for name in SINGLE]
            for name in MULTIPLE:
                single += [joined(person, name, " ", survey if words else None, lang)] if split != 1 else []
                single += ticks(person, name) if split else []
            return single

        heads = [head(name) for name in SINGLE]
        for name, codes in MULTIPLE.items():
            heads += [head(name)] if split != 1 else []
            heads += [f"{head(name)}/{option(survey, name, code, lang) if words else code}" for code in codes if split]
        rows = [[*KOBO_FIRST, *heads, *KOBO_LAST], *(kobo_row(person, cells(person)) for person in people)]
        kind = ("joined", "columns", "both")[split]
        yield Export(
            f"kobo {'labels ' + lang if words else 'names'} {kind}", "kobo.csv",
            text([*rows, rows[4]], ";", quoted=True, newline="\n"), "kobotoolbox", lang if words else None,
            gone={"duplicates_dropped": 1}, timed=True, options={"duplicates": "first"},
        )  # fmt: skip
        if split == 2 and lang == "id":
            rows = [[*row[:10], "", *row[10:]] for row in rows]
            rows[0][10] = "Q7. " + question(survey, "TR1", lang)  # the same question in the form's first version
            yield Export(
                "kobo two versions", "kobo.xlsx", workbook(rows, "survei", formatted=19), "kobotoolbox", lang, timed=True,
                warned=frozenset({"empty_columns_dropped"}),
            )  # fmt: skip
            yield Export(
                "kobo saved again by a spreadsheet", "kobo.csv", wrapped(text(rows, ";", quoted=True)), "kobotoolbox", lang,
                timed=True, warned=frozenset({"empty_columns_dropped", "whole_line_quotes"}),
            )  # fmt: skip
    yield kobo_api(survey, people)


def kobo_api(survey: Instrument, people: list[Respondent]) -> Export:
    """Submissions of the API, flattened by a script."""
    heads = [f"{group(survey, name, None)}/{name}" for name in (*SINGLE, *MULTIPLE)]
    rows: Rows = [
        ["_id", "formhub/uuid", "start", "end", *heads, "__version__", "meta/instanceID", "_xform_id_string", "_uuid",
         "_attachments", "_geolocation", "_validation_status.label"]
    ]  # fmt: skip
    for p in people:
        answers = [*(coded(p, name) for name in SINGLE), *(joined(p, name, " ") for name in MULTIPLE)]
        times = [f"{p.start:%Y-%m-%dT%H:%M:%S.000+07:00}", f"{p.end:%Y-%m-%dT%H:%M:%S.000+07:00}"]
        rows.append(
            [str(p.number), "f1", *times, *answers, "v1", f"uuid:{p.number}", "x1", f"u{p.number}", "[]", "", ""]
        )
    return Export("kobo api", "api.csv", text(rows), "kobotoolbox", timed=True)


def odk(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    own = ["KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState",
           "DeviceID", "Edits", "FormVersion"]  # fmt: skip
    for grouped in (True, False):
        path = {name: f"{group(survey, name, None)}-" if grouped else "" for name in (*SINGLE, *MULTIPLE)}
        heads = [f"{path[name]}{name}" for name in SINGLE]
        for name, codes in MULTIPLE.items():
            heads += [f"{path[name]}{name}", *(f"{path[name]}{name}/{code}" for code in codes)]
        rows: Rows = [["SubmissionDate", "start", "end", *heads, "place-Latitude", "place-Longitude", *own]]
        for p in people:
            cells = [coded(p, name) for name in SINGLE]
            for name in MULTIPLE:
                cells += [joined(p, name, " "), *ticks(p, name)]
            times = [f"{time:%Y-%m-%dT%H:%M:%S.000+07:00}" for time in (p.end, p.start, p.end)]
            rows.append([*times, *cells, "", "", f"uuid:{p.number}", "1", "", "0", "0", "", "", "", "0", "1"])
        yield Export(f"odk {'grouped' if grouped else 'flat'}", "odk.csv", text(rows, newline="\n"), "odk", timed=True)


LIMESURVEY_HEADS: dict[str, Callable[[str, str, str], str]] = {
    "code": lambda parent, code, _: f"{parent}[{code}]",
    "expression": lambda parent, code, _: f"{parent}_{code}",
    "text": lambda parent, code, full: full,
    "code and text": lambda parent, code, full: f"{parent}[{code}]. {full}",
}
LIMESURVEY_OWN = {
    None: ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr"],
    "en": ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Token", "Date started",
           "Date last action", "IP address"],
    "id": ["ID tanggapan", "Tanggal pengiriman", "Nama belakang", "Bahasa utama", "Seed", "Token", "Tanggal mulai",
           "Tanggal tindakan terakhir", "Alamat IP"],
}  # fmt: skip
LIMESURVEY_TIMES = {
    None: ["interviewtime", "groupTime7", "TRTime"],
    "en": ["Total time", "Group time: Trust", "Question time: TR"],
    "id": ["Waktu total", "Waktu kelompok: Kepercayaan", "Waktu pertanyaan: TR"],
}


def limesurvey_heads(survey: Instrument, style: str, lang: str) -> list[str]:
    """Headings in one of the four styles: items are sub-questions of an array, options those of their question."""
    head = LIMESURVEY_HEADS[style]
    heads = []
    for name in SINGLE:
        full = question(survey, name, lang)
        if name in ITEMS:
            stem = {"en": "How far do&nbsp;you agree?", "id": "Seberapa setuju&nbsp;Anda?"}[lang]
            heads.append(head(group(survey, name, None), name, f"{stem} [{full}]"))
        else:
            heads.append({"text": full, "code and text": f"{name}. {full}"}.get(style, name))
    for name, codes in MULTIPLE.items():
        full = question(survey, name, lang)
        heads += [head(name, code, f"{full} [{option(survey, name, code, lang)}]") for code in codes]
    return heads


def limesurvey(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    shapes = [(style, words, lang) for style in LIMESURVEY_HEADS for words in (True, False) for lang in ("en", "id")]
    for style, words, lang in shapes:
        told = lang if style == "text" else None
        own, timed = LIMESURVEY_OWN[told], LIMESURVEY_TIMES[told]
        if style == "code and text":
            own = [f"{code}. {name}" for code, name in zip(LIMESURVEY_OWN[None], LIMESURVEY_OWN[lang], strict=True)]
        rows: Rows = [[*own, *limesurvey_heads(survey, style, lang), *timed]]
        yes, no = (("Yes", "No") if lang == "en" else ("Ya", "Tidak")) if words else ("Y", "")
        for p in people:
            done = p.number > ENDED
            answers = [worded(survey, p, name, lang) if words else coded(p, name) for name in SINGLE]
            if not words:
                answers[0] = "Y"
            own_cells = [
                str(p.number),
                f"{p.end}" if done else "",
                "2",
                lang,
                "77",
                f"t{p.number}",
                f"{p.start}",
                "",
                "",
            ]
            many = [cell for name in MULTIPLE for cell in ticks(p, name, yes, no)]
            rows.append([*own_cells, *answers, *many, f"{p.seconds}.25", "9.5", "3.1"])
        spaces = style == "text" and not words  # an option of the export
        if spaces:
            rows[0] = [cell.replace(" ", "_") for cell in rows[0]]
        content = text(rows, "," if lang == "en" else ";", encoding="utf-8-sig", quoted=True, last="\r\n")
        yield Export(
            f"limesurvey {style}, {'answers in words' if words else 'answer codes'}, {lang}", "survey.csv", content,
            "limesurvey", lang if words or "text" in style else None, partial=ENDED, timed=True,
        )  # fmt: skip


def limesurvey_vv(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    nothing = "{question_not_shown}"
    codes = [*LIMESURVEY_OWN[None], *limesurvey_heads(survey, "expression", "en")]
    texts = [*LIMESURVEY_OWN["en"], *limesurvey_heads(survey, "text", "en")]
    rows: Rows = [texts, codes]
    for p in people:
        own = [
            str(p.number),
            f"{p.end}" if p.number > ENDED else nothing,
            "2",
            "en",
            "77",
            nothing,
            f"{p.start}",
            "",
            "",
        ]
        many = [cell for name in MULTIPLE for cell in ticks(p, name, "Y", "", nothing)]
        answers = [coded(p, name) or nothing for name in SINGLE]
        answers[SINGLE.index("agency")] = answers[SINGLE.index("agency")].replace(" ", "{tab}")
        rows.append([*own, "Y", *answers[1:], *many])
    yield Export(
        "limesurvey vv", "vvexport_1.csv", text(rows, "\t", newline="\n"), "limesurvey", "en", partial=ENDED, timed=True,
        untimed=ENDED,
    )  # fmt: skip


QUALTRICS_OWN = {
    "StartDate": "startDate", "EndDate": "endDate", "Status": "status", "IPAddress": "ipAddress",
    "Progress": "progress", "Duration (in seconds)": "duration", "Finished": "finished",
    "RecordedDate": "recordedDate", "ResponseId": "_recordId", "RecipientLastName": "recipientLastName",
    "DistributionChannel": "distributionChannel", "UserLanguage": "userLanguage",
}  # fmt: skip


def qualtrics_columns(survey: Instrument, lang: str) -> list[tuple[str, str]]:
    """Tags and texts of the questions: items as rows of a matrix, options with a column each."""
    stem = {"en": "How far do you agree -\nwith this?", "id": "Seberapa setuju -\nAnda?"}[lang]
    columns = [(name, question(survey, name, lang)) for name in SINGLE]
    for at, name in enumerate(SINGLE):
        if name in ITEMS:
            columns[at] = (f"Q9_{at}", f"{stem} - {columns[at][1]}")
        elif name == "role":
            columns[at] = ("Q3", f"{columns[at][1]} - Selected Choice")
        elif name != "consent":
            columns[at] = (f"Q{at}", columns[at][1])
    for name, codes in MULTIPLE.items():
        for number, code in enumerate(codes, start=1):
            whole = f"{question(survey, name, lang)} - Selected Choice - {option(survey, name, code, lang)}"
            columns.append((f"{name.upper()}{number}", whole))
    return columns


def qualtrics(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    timing = [f"t1_{part}" for part in ("First Click", "Last Click", "Page Submit", "Click Count")]
    extra = [*timing, "Q9_DO_1", "Q9_DO_2", "Q4 - Topics", "Q_RecaptchaScore"]
    for lang, words in (("en", True), ("id", True), ("en", False), ("id", False)):
        columns = qualtrics_columns(survey, lang)
        tags = [*QUALTRICS_OWN, *(tag for tag, _ in columns), *extra]
        texts = [*(f"Kolom {tag}" for tag in QUALTRICS_OWN), *(full for _, full in columns), *extra]
        ids = [*QUALTRICS_OWN.values(), *(f"QID{at}_TEXT" for at, _ in enumerate(columns)), *(f"x{at}" for at in extra)]
        rows: Rows = [tags, texts, [f'{{"ImportId":"{one}"}}' for one in ids]]
        for p in [people[0], *people]:
            preview, done = len(rows) == 3, p.number > ENDED
            status = ("Survey Preview" if preview else "IP Address") if words else ("1" if preview else "0")
            finished = str(done) if words else str(int(done))
            own = [f"{p.start}", f"{p.end}", status, "", "100" if done else "40", str(p.seconds), finished, f"{p.end}",
                   f"R_{p.number}", "", "anonymous", lang.upper()]  # fmt: skip
            answers = [worded(survey, p, name, lang) if words else coded(p, name) for name in SINGLE]
            many = [labels(survey, p, name, lang) if words else numbered(p, name) for name in MULTIPLE]
            rows.append([*own, *answers, *(cell for cells in many for cell in cells), *["0.5"] * len(extra)])
        name = f"qualtrics {'text' if words else 'numeric'} {lang}"
        told: dict[str, Any] = {"lang": lang, "gone": {"previews": 1}, "partial": ENDED, "timed": True}
        yield Export(name, "q.csv", text(rows, newline="\n"), "qualtrics", **told)
        yield Export(f"{name}, utf-16 tsv", "q.tsv", text(rows, "\t", encoding="utf-16"), "qualtrics", **told)
        yield Export(f"{name}, ids deleted", "q.csv", text([*rows[:2], *rows[3:]]), "qualtrics", **told)


def numbered(person: Respondent, name: str) -> list[str]:
    """Chosen options by their place in the list, as a recode writes them."""
    chosen = ticked(person, name) or []
    return [str(place) if code in chosen else "" for place, code in enumerate(MULTIPLE[name], start=1)]


def qualtrics_old(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    """Two rows: the tool's own headings again (or above them V1, V2, ...) beside the questions."""
    own = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
           "StartDate", "EndDate", "Finished"]  # fmt: skip
    columns = qualtrics_columns(survey, "en")
    rows: Rows = []
    for p in people:
        answers = [*(coded(p, name) for name in SINGLE), *(cell for name in MULTIPLE for cell in numbered(p, name))]
        done = str(int(p.number > ENDED))
        rows.append(
            [f"R_{p.number}", "Default", "Anonymous", "", "", "", "0", f"{p.start}", f"{p.end}", done, *answers]
        )
    below = [*own, *(full for _, full in columns)]
    for name, first in (("tags", own), ("numbers", [f"V{at}" for at in range(1, 11)])):
        head = [*first, *(tag for tag, _ in columns)]
        yield Export(
            f"qualtrics of two rows, {name}", "q.csv", text([head, below, *rows]), "qualtrics", "en", partial=ENDED,
            timed=True, warned=frozenset({"personal_columns"}),
        )  # fmt: skip


def surveymonkey(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    for lang in ("en", "id"):
        top, below = list(own), [""] * len(own)
        for at, name in enumerate(SINGLE):
            item, full = name in ITEMS, question(survey, name, lang)
            grid = (
                ""
                if item and SINGLE[at - 1] in ITEMS
                else {"en": "How far do you agree?", "id": "Seberapa setuju?"}[lang]
            )
            top.append(grid if item else full)
            below.append(full if item else ("Open-Ended Response" if name in {"agency", "years"} else "Response"))
        for name, codes in MULTIPLE.items():
            top += [question(survey, name, lang), *[""] * (len(codes) - 1)]
            below += [option(survey, name, code, lang) for code in codes]
        rows: Rows = []
        for p in people:
            times = [f"{time:%m/%d/%Y %I:%M:%S %p}" for time in (p.start, p.end)]
            many = [cell for name in MULTIPLE for cell in labels(survey, p, name, lang)]
            rows.append([str(7000 + p.number), "11", *times, "", *(worded(survey, p, n, lang) for n in SINGLE), *many])
        told: dict[str, Any] = {"lang": lang, "timed": True}
        whole = [top, below, *rows]
        yield Export(f"surveymonkey csv {lang}", "monkey.csv", text(whole), "surveymonkey", **told)
        yield Export(f"surveymonkey xlsx {lang}", "monkey.xlsx", workbook(whole, "Sheet"), "surveymonkey", **told)
        cut = [row[5:] for row in whole]
        yield Export(f"surveymonkey, own columns deleted, {lang}", "monkey.csv", text(cut), "surveymonkey", lang)
        kept = [question(survey, name, lang) for name in SINGLE]
        kept += [
            f"{question(survey, n, lang)} [{option(survey, n, c, lang)}]" for n, cs in MULTIPLE.items() for c in cs
        ]
        one = [["RespondentID", *kept], *([row[0], *row[5:]] for row in rows)]
        yield Export(f"surveymonkey of one row {lang}", "monkey.csv", text(one, newline="\n"), "surveymonkey", lang)


def redcap(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    raw_heads = [name.lower() for name in SINGLE]
    raw_heads += [f"{name}___{code}" for name, codes in MULTIPLE.items() for code in codes]
    raw: Rows = [
        ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
         "redcap_survey_identifier", "survey_timestamp", *raw_heads, "survey_complete", "visits", "visit_complete"]
    ]  # fmt: skip
    for p in people:
        done = p.number > ENDED
        many = [cell for name in MULTIPLE for cell in ticks(p, name)]
        own = [str(p.number), "", "", "kota", "", f"{p.end}" if done else "[not completed]"]
        raw.append([*own, *(coded(p, name, decimal=",") for name in SINGLE), *many, "2" if done else "0", "", ""])
        if p.number % 5 == 0:  # a form that is filled in at each visit
            raw.append([str(p.number), "visit", "1", "kota", "", "", *[""] * len(raw_heads), "", "a\nnote", "0"])
    told: dict[str, Any] = {"gone": {"filtered": len(raw) - 1 - len(people)}, "partial": ENDED}
    told["warned"] = frozenset({"unmatched_columns"})  # of the other form
    yield Export("redcap raw", "redcap.csv", text(raw, newline="\n"), "redcap", **told)
    yield Export("redcap raw, semicolons", "redcap.csv", text(raw, ";"), "redcap", **told)
    for lang in ("en", "id"):
        heads = [question(survey, name, lang) for name in SINGLE]
        heads += [
            f"{question(survey, n, lang)} (choice={option(survey, n, c, lang)})"
            for n, cs in MULTIPLE.items()
            for c in cs
        ]
        rows: Rows = [["Record ID", "Survey Timestamp", *heads, "Complete?"]]
        for p in people:
            done = p.number > ENDED
            many = [cell for name in MULTIPLE for cell in ticks(p, name, "Checked", "Unchecked")]
            answers = [worded(survey, p, name, lang) for name in SINGLE]
            rows.append([str(p.number), f"{p.end}", *answers, *many, "Complete" if done else "Incomplete"])
        yield Export(f"redcap labels {lang}", "redcap.csv", text(rows), "redcap", lang, partial=ENDED)


def microsoft_forms(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    own = {
        "en": ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"],
        "id": ["ID", "Waktu mulai", "Waktu penyelesaian", "Email", "Nama", "Waktu modifikasi terakhir"],
    }
    for lang, heads in own.items():
        asked = [question(survey, name, lang).replace(" ", "\u00a0", 1) for name in (*SINGLE, *MULTIPLE)]
        quiz = [f"Points - {asked[6]}", f"Feedback - {asked[6]}"]
        rows: Rows = [[*heads, *asked, *quiz]]
        for p in people:
            many = [joined(p, name, ";", survey, lang) + (";" if ticked(p, name) else "") for name in MULTIPLE]
            answers = [worded(survey, p, name, lang) for name in SINGLE]
            rows.append([str(p.number), p.start, p.end, "anonymous", "", "", *answers, *many, "", ""])
        name = f"microsoft forms {lang}"
        warned = frozenset({"personal_columns"})
        yield Export(name, "forms.xlsx", workbook(rows, "Sheet1"), "microsoft_forms", lang, timed=True, warned=warned)
        for row in rows[1:]:
            row[1:3] = [f"{time:%m/%d/%y %H:%M:%S}" for time in row[1:3]]
        yield Export(
            f"{name}, times of the American kind", "forms.csv", text(rows, encoding="utf-8-sig"), "microsoft_forms", lang,
            timed=True, warned=warned,
        )  # fmt: skip


def plain(survey: Instrument, people: list[Respondent]) -> Iterator[Export]:
    heads = [*SINGLE, *MULTIPLE]
    rows: Rows = [heads]
    rows += [[*(coded(p, name) for name in SINGLE), *(joined(p, name, ";") for name in MULTIPLE)] for p in people]
    yield Export("plain csv", "data.csv", text(rows), "generic")
    yield Export("plain tsv", "data.tsv", text(rows, "\t", newline="\n"), "generic")
    yield Export(
        "plain csv with an empty row and a pasted header",
        "data.csv",
        text([*rows[:4], [""] * len(heads), heads, *rows[4:]]),
        "generic",
        gone={"empty": 1, "header_copies": 1},
    )
    decimal: Rows = [heads]
    for p in people:
        cells = [coded(p, name, decimal=",") for name in SINGLE]
        cells = [
            f"{cell},0" if name in {*ITEMS, *CHECKS} and cell else cell
            for name, cell in zip(SINGLE, cells, strict=True)
        ]
        decimal.append([*cells, *(joined(p, name, ", ", survey, "id") for name in MULTIPLE)])
    indonesian = text(decimal, ";", encoding="utf-8-sig", first="sep=;\r\n")
    commas = frozenset({"decimal_commas"})
    yield Export("indonesian excel", "data.csv", indonesian, "generic", "id", warned=commas)
    told = commas | {"whole_line_quotes"}
    yield Export(
        "indonesian excel, lines quoted", "data.csv", wrapped(text(decimal, ";")), "generic", "id", warned=told
    )
    worded_rows = [[question(survey, name, "id") for name in (*SINGLE, *MULTIPLE)]]
    for p in people:
        answers = [worded(survey, p, name, "id") for name in SINGLE]
        worded_rows.append([*answers, *(joined(p, name, ",", survey, "id") for name in MULTIPLE)])
    yield Export("plain words", "data.csv", text(worded_rows, "|"), "generic", "id")
