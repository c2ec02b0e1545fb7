"""Survey tools: how a file shows which of them wrote it, and what each adds to the answers.

They add columns of their own, ids, times, marks of unfinished and test responses.

Names are compared after ``heading_key``. Nothing here is a question; a column listed here is never matched to an item,
unless its heading is the item's exact code. Indonesian headings are those of LimeSurvey's own translation; of the
other tools they are the words in use, so that nothing but the name of the tool depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from govassess.responses.wording import heading_key

LONGEST = 500  # characters; no tool heads a column of its own with more
NOT_SHOWN = "{question_not_shown}"
_VV_SIGNS = {"newline": "\n", "cr": "\r", "tab": "\t", "quote": '"', "lbrace": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Contents of a column that tell something about a response; both are regular expressions for the whole of it.

    ``by_form``: the column closes a form, and speaks of the columns between the one before it and itself.
    """

    heading: str
    contents: str
    by_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One survey tool's own columns.

    Attributes
    ----------
    marks : frozenset of str
        Columns that give the tool away; two of them (or one ``alone``) are enough.
    hints : tuple of str
        Regular expressions of headings that together with a mark (or with each other) give the tool away.
    metadata : frozenset of str
        Columns that are no answers.
    patterns : str
        Regular expression of further such columns, for the heading as it stands.
    ids : tuple of str
        Columns that identify a response, best first.
    unfinished, previews : tuple of Mark
        What unfinished and test responses say; the first mark whose column the file has is the one that counts.
    logged : tuple of str
        Columns of the seconds spent on the questionnaire.
    times : tuple of (str, str)
        Columns of the times at which a response began and ended.
    parts : frozenset of str
        Columns that name the event or repeated form a row belongs to.
    yes_no : bool
        Writes Y and N for yes and no.
    folds_case : bool
        Knows no capital letters in names, so that codes are compared without regard to them.
    path : str
        Signs between the names of groups and of the question.
    """

    marks: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()
    metadata: frozenset[str] = frozenset()
    patterns: str = ""
    ids: tuple[str, ...] = ()
    unfinished: tuple[Mark, ...] = ()
    previews: tuple[Mark, ...] = ()
    logged: tuple[str, ...] = ()
    times: tuple[tuple[str, str], ...] = ()
    parts: frozenset[str] = frozenset()
    yes_no: bool = False
    folds_case: bool = False
    path: str = "/"


def _names(text: str) -> frozenset[str]:
    """Return the words of a list of column names that hold no spaces."""
    return frozenset(text.split())


def _headings(text: str) -> frozenset[str]:
    """Return the column names of a list that is divided by commas."""
    return frozenset(name.strip() for name in text.split(","))


_XFORM_TIMES = (("start", "end"),)
_LIMESURVEY_WORDS = _headings(
    "response id, date submitted, last page, start language, date last action, referrer url, id tanggapan, id respons,"
    "tanggal pengiriman, tanggal dikirim, halaman terakhir, bahasa utama, bahasa awal, tanggal tindakan terakhir,"
    "url perujuk"
)

TOOLS: Mapping[str, Tool] = {
    "govassess_form": Tool(  # questionnaire/html_form.py
        marks=_names("instrument_sha256 response_id form_language"),
        metadata=_names("instrument instrument_version instrument_sha256 form_language response_id"),
        ids=("response_id",),
    ),
    "kobotoolbox": Tool(
        marks=_names(
            "_uuid _submission_time _validation_status _index __version__ _submitted_by _status _xform_id_string "
            "formhub/uuid meta/instanceid"
        ),
        metadata=_names(
            "_id _uuid _submission_time _validation_status _notes _status _submitted_by __version__ _tags _index "
            "rootuuid meta/rootuuid start end today deviceid username simserial subscriberid phonenumber audit "
            "formhub/uuid meta/instanceid meta/instancename meta/deprecatedid _xform_id_string _attachments "
            "_geolocation _parent_index _parent_table_name _submission__id _submission__uuid"
        ),
        patterns=r".+_URL|_.+_(?:latitude|longitude|altitude|precision)"
        r"|_(?:geolocation|attachments|notes|tags|validation_status|submission_)[/._\[].*|_?_submission_.*",
        ids=("_uuid", "meta/instanceid", "_id"), times=_XFORM_TIMES,
    ),
    "odk": Tool(
        marks=_names("submissiondate key submitterid submittername reviewstate formversion attachmentspresent"),
        metadata=_names(
            "submissiondate key submitterid submittername attachmentspresent attachmentsexpected status reviewstate "
            "deviceid edits formversion parent_key meta-instanceid instanceid meta-instancename instancename "
            "start end today username phonenumber audit"
        ),
        patterns=r".+-(?:Latitude|Longitude|Altitude|Accuracy)",
        ids=("key", "meta-instanceid", "instanceid"), times=_XFORM_TIMES, path="/-",
    ),
    "qualtrics": Tool(
        marks=_names(
            "responseid responseset recordeddate distributionchannel userlanguage recipientlastname finished "
            "externaldatareference externalreference"
        )
        | {"response type", "recorded date", "distribution channel", "duration (in seconds)"},
        metadata=_names(
            "startdate enddate status ipaddress progress finished recordeddate responseid recipientlastname "
            "recipientfirstname recipientemail externalreference locationlatitude locationlongitude "
            "distributionchannel userlanguage q_recaptchascore responseset externaldatareference emailaddress name "
            "locationaccuracy q_totalduration govassess_form govassess_version"
        )
        | _headings(
            "duration (in seconds), start date, end date, response type, ip address, recorded date, response id,"
            "recipient last name, recipient first name, recipient email, external data reference, location latitude,"
            "location longitude, distribution channel, user language"
        ),
        patterns=r".*_(?:First Click|Last Click|Page Submit|Click Count)"
        r"|Q_(?:Recaptcha|RelevantID|Ballot|Duplicate|Total|Language|Data|Unanswered|Terminate|URL|Device)\w*"
        r"|.+_DO(?:_.+)?|.*_(?:Browser|Version|Operating System|Resolution)"
        r"|.+ - (?:Parent )?Topics|.+ - (?:Topic )?(?:Sentiment|Topic|Hierarchy|Actionability|Emotion).*",
        ids=("responseid", "response id"),
        unfinished=(
            Mark(heading="finished", contents="0|false"),
            Mark(heading="progress", contents=r"\d{1,2}(?:[.,]\d+)?"),
        ),
        previews=(
            Mark(
                heading="status|response type",
                contents="1|2|9|17|survey preview|survey test|survey preview spam|offline survey preview",
            ),
        ),
        logged=("duration (in seconds)", "q_totalduration"),
        times=(("startdate", "enddate"), ("start date", "end date")),
    ),
    "limesurvey": Tool(
        marks=_names("submitdate lastpage startlanguage seed startdate datestamp refurl") | _LIMESURVEY_WORDS,
        metadata=_names("id submitdate lastpage startlanguage seed startdate datestamp ipaddr refurl token quota_exit")
        | _LIMESURVEY_WORDS
        | _headings(
            "access code, kode akses, total time, waktu total, date started, tanggal mulai, ip address, alamat ip,"
            "nama belakang"  # LimeSurvey's own translation of "Last page"
        ),
        patterns=r"interviewtime|groupTime\d+|[A-Za-z][A-Za-z0-9]*Time|\d+X\d+(?:X\d+)?time"
        r"|(?i:(?:group|question) time|waktu (?:kelompok|grup|pertanyaan))\b.*",
        ids=("token", "access code", "id", "response id", "id tanggapan", "id respons"), yes_no=True,
        unfinished=(
            Mark(heading="submitdate|date submitted|tanggal pengiriman|tanggal dikirim", contents=""),
        ),
        logged=("interviewtime", "total time", "waktu total"),
        times=(
            ("startdate", "submitdate"), ("date started", "date submitted"), ("tanggal mulai", "tanggal pengiriman")
        ),
    ),
    "surveymonkey": Tool(
        marks=_headings("respondent id, collector id, respondentid, collectorid, custom data, custom data 1"),
        alone=_headings("respondent id, collector id, respondentid, collectorid"),
        metadata=_headings(
            "respondent id, respondentid, collector id, collectorid, start date, startdate, end date, enddate,"
            "date created, date modified, ip address, email address, first name, last name, custom data"
        ),
        patterns=r"(?i:custom data \d+)",
        ids=("respondent id", "respondentid"),
        times=(("start date", "end date"), ("startdate", "enddate"), ("date created", "date modified")),
    ),
    "redcap": Tool(
        marks=_names("record_id redcap_event_name redcap_survey_identifier redcap_data_access_group")
        | _headings("record id, event name, repeat instrument, repeat instance, survey identifier, survey timestamp"),
        alone=_names("redcap_event_name redcap_survey_identifier redcap_repeat_instrument redcap_repeat_instance"),
        hints=(r"[a-z][a-z0-9_]*_complete|Complete\?(?:\.\d+)?", r"[a-z][a-z0-9_]*___\w+|.+ \(choice=.+\)"),
        metadata=_names("record_id redcap_survey_identifier redcap_data_access_group")
        | _headings(
            "record id, event name, repeat instrument, repeat instance, data access group, survey identifier,"
            "survey timestamp"
        ),
        patterns=r"redcap_\w+|[a-z][a-z0-9_]*_(?:complete|timestamp)|(?:Complete\?|Survey Timestamp)(?:\.\d+)?",
        ids=("record_id", "record id"),
        unfinished=(
            Mark(heading=r".+_complete|complete", contents="0|1|incomplete|unverified", by_form=True),
            Mark(heading=r".+_timestamp|survey timestamp", contents=r"\[not completed\]"),
        ),
        parts=_names("redcap_event_name redcap_repeat_instrument") | _headings("event name, repeat instrument"),
        folds_case=True,
    ),
    "microsoft_forms": Tool(
        marks=_headings("start time, completion time, waktu mulai, waktu penyelesaian, waktu selesai"),
        metadata=_headings(
            "id, start time, completion time, email, name, last modified time, language, total points, quiz feedback,"
            "grade posted time, waktu mulai, waktu penyelesaian, waktu selesai, surel, nama, bahasa,"
            "waktu modifikasi terakhir, waktu terakhir diubah, total poin, umpan balik kuis"
        ),
        patterns=r"(?i:points|feedback|poin|umpan balik) [-\u2013] .*",
        ids=("id",),
        times=(
            ("start time", "completion time"), ("waktu mulai", "waktu penyelesaian"), ("waktu mulai", "waktu selesai"),
        ),
    ),
    "google_forms": Tool(
        alone=_headings("timestamp, stempel waktu, cap waktu"),
        metadata=_headings(
            "timestamp, stempel waktu, cap waktu, email address, alamat email, username, nama pengguna, score, skor,"
            "total score, skor total"
        ),
    ),
    "generic": Tool(),
}  # fmt: skip


def own_names(tool: Tool, heading: str) -> frozenset[str]:
    """Return the names under which a heading may stand in a tool's lists.

    Tools write spaces as underscores, ``submitdate. Date submitted`` for code and text, ``Complete?.1`` for a heading
    that other programs met twice.

    Examples
    --------
    >>> sorted(own_names(TOOLS["limesurvey"], "submitdate. Date submitted"))
    ['submitdate', 'submitdate. date submitted']
    """
    plain = re.sub(r"(?<=\D)\.\d+$", "", heading.strip())
    key, whole = heading_key(plain), heading_key(heading)
    code, _, text = key.partition(". ")
    both = {code} if code in tool.metadata and text in tool.metadata else set()
    return frozenset({key, whole, key.replace("_", " "), plain.casefold(), *both})


def is_own(tool: Tool, heading: str) -> bool:
    """Tell whether a column is one that the tool adds by itself.

    Examples
    --------
    >>> is_own(TOOLS["qualtrics"], "consent_t_First Click"), is_own(TOOLS["limesurvey"], "Response_ID")
    (True, True)
    >>> is_own(TOOLS["limesurvey"], "submitdate. Date submitted"), is_own(TOOLS["google_forms"], "Partners meet.")
    (True, False)
    """
    if len(heading) > LONGEST:
        return False
    if not tool.metadata.isdisjoint(own_names(tool, heading)):
        return True
    plain = heading.strip()
    spellings = (plain, plain.replace("_", " "))
    return bool(tool.patterns) and any(re.fullmatch(tool.patterns, text, re.DOTALL) for text in spellings)


def vv_plain(text: str) -> str:
    r"""Return a cell of LimeSurvey's VV file with the signs that it writes as words.

    Examples
    --------
    >>> vv_plain("{quote}Dinas{tab}A{lbrace}newline}")
    '"Dinas\tA{newline}'
    """
    return re.sub(r"\{(newline|cr|tab|quote|lbrace)\}", lambda found: _VV_SIGNS[found[1]], text)


def columns_of(tool: Tool, headings: Sequence[str], names: Collection[str]) -> tuple[int, ...]:
    """Return the positions of a tool's own columns that go by one of some names, in the order of the names."""
    known = [own_names(tool, heading) for heading in headings]
    return tuple(at for name in names for at, found in enumerate(known) if name in found)


SHOWN = 6  # headings given as evidence
_QUALTRICS_ID = re.compile(r"QID\d+\w*", re.ASCII)
_LIMESURVEY_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*\[[A-Za-z0-9_]+\](?:\[[12]\])?(?:\. .*)?", re.ASCII | re.DOTALL)
_DICTIONARY = frozenset({"variable / field name", "field type", "field label"})
SINGLE_ANSWER = frozenset({"response", "open-ended response", "respons", "tanggapan"})  # under a SurveyMonkey question


def recognise_tool(headings: Sequence[str], labels: Iterable[Sequence[str]] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the survey tool that wrote a file, and what in its header says so.

    Parameters
    ----------
    headings : sequence of str
        The row that names the columns.
    labels : iterable of sequences of str
        Further header rows.

    Returns
    -------
    (str, tuple of str)
        Name of the tool (``generic``: none) and the headings, or cells below them, that gave it away.

    Examples
    --------
    >>> recognise_tool(["Timestamp", "RM1a"])
    ('google_forms', ('Timestamp',))
    >>> recognise_tool(["record_id", "rm1a", "survey_complete"])
    ('redcap', ('record_id', 'survey_complete'))
    >>> recognise_tool(["RM1a", "RM1b"])
    ('generic', ())
    """
    best, proof = "generic", tuple[str, ...]()
    keys = [heading_key(heading).replace(" ", "_") for heading in headings]
    for name, tool in TOOLS.items():
        found = _proof(tool, headings, keys)
        if len(found) > len(proof):
            best, proof = name, found
    below = [cell for row in labels for cell in row]
    coded = tuple(cell for cell in below if _QUALTRICS_ID.fullmatch(cell))
    if coded:
        best, proof = "qualtrics", (*(proof if best == "qualtrics" else ()), *coded)
    if best == "generic":
        answers = tuple(cell for cell in below if heading_key(cell) in SINGLE_ANSWER)
        codes = tuple(heading for heading in headings if _LIMESURVEY_CODE.fullmatch(heading.strip()))
        if answers:
            best, proof = "surveymonkey", answers[:1]
        elif len(codes) >= 3:
            best, proof = "limesurvey", codes[:3]
    return best, proof[:SHOWN]


def _proof(tool: Tool, headings: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
    """Return the headings that give one tool away, nothing if they are too few."""
    marks = {mark.replace(" ", "_") for mark in tool.marks}
    alone = {mark.replace(" ", "_") for mark in tool.alone}
    found = [heading for heading, key in zip(headings, keys, strict=True) if key in marks | alone]
    single = [heading for heading, key in zip(headings, keys, strict=True) if key in alone]
    for hint in tool.hints:
        found += [heading for heading in headings if re.fullmatch(hint, heading.strip(), re.DOTALL)][:1]
    return tuple(found if len(found) >= 2 else single)


def is_data_dictionary(headings: Sequence[str]) -> bool:
    """Tell whether a file lists the questions of a REDCap project instead of answers to them.

    Examples
    --------
    >>> is_data_dictionary(["Variable / Field Name", "Form Name", "Field Type", "Field Label"])
    True
    """
    return _DICTIONARY.issubset(map(heading_key, headings))
