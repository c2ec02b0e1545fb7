"""What survey tools add to the answers: columns of their own, ids, marks of unfinished and test responses.

Names are compared after ``normalised``. Nothing here is a question; a column listed here is never matched to an item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from govassess.instrument.wording import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One survey tool's own columns.

    Attributes
    ----------
    marks : tuple of str
        Columns that give the tool away; two of them (or one ``alone``) are enough.
    metadata : frozenset of str
        Columns that are no answers.
    ids : tuple of str
        Columns that identify a response, best first.
    unfinished : dict
        Column -> contents of an unfinished response.
    previews : dict
        Column -> contents of a test response.
    """

    marks: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    metadata: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()
    unfinished: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    previews: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    yes_no: bool = False  # writes Y and N for yes and no


_NO = ("0", "false")


def _names(text: str) -> frozenset[str]:
    """Return the words of a list of column names that hold no spaces."""
    return frozenset(text.split())


TOOLS: Mapping[str, Tool] = {
    "govassess_form": Tool(  # questionnaire/html_form.py
        marks=("instrument_sha256", "response_id", "form_language"),
        metadata=_names("instrument instrument_version instrument_sha256 form_language response_id"),
        ids=("response_id",),
    ),
    "kobotoolbox": Tool(
        marks=("_uuid", "_submission_time", "_validation_status", "_index", "__version__", "_submitted_by"),
        metadata=_names(
            "_id _uuid _submission_time _validation_status _notes _status _submitted_by __version__ _tags _index "
            "rootuuid start end today deviceid username simserial subscriberid phonenumber audit formhub/uuid "
            "meta/instanceid meta/rootuuid meta/instancename _xform_id_string _attachments _geolocation _parent_index"
        ),
        ids=("_uuid", "meta/instanceid", "_id"),
    ),
    "odk": Tool(
        marks=("submissiondate", "key", "submitterid", "submittername", "reviewstate", "formversion"),
        metadata=_names(
            "submissiondate key submitterid submittername attachmentspresent attachmentsexpected status reviewstate "
            "deviceid edits formversion parent_key meta-instanceid start end today"
        ),
        ids=("key", "meta-instanceid"),
    ),
    "qualtrics": Tool(
        marks=("responseid", "recordeddate", "distributionchannel", "userlanguage", "recipientlastname", "finished"),
        metadata=_names(
            "startdate enddate status ipaddress progress finished recordeddate responseid recipientlastname "
            "recipientfirstname recipientemail externalreference locationlatitude locationlongitude "
            "distributionchannel userlanguage q_recaptchascore govassess_form govassess_version"
        )
        | {"duration (in seconds)"},
        ids=("responseid",),
        unfinished={"finished": _NO},
        previews={"status": ("1", "survey preview", "survey test")},
    ),
    "limesurvey": Tool(
        marks=("submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "refurl"),
        metadata=_names(
            "id submitdate lastpage startlanguage seed startdate datestamp ipaddr refurl token"
        )
        | {
            "response id", "date submitted", "last page", "start language", "date started", "date last action",
            "ip address", "referrer url", "id respons", "tanggal dikirim", "halaman terakhir", "bahasa awal",
        },
        ids=("id", "response id", "token", "id respons"),
        yes_no=True,
        unfinished={"submitdate": ("",), "date submitted": ("",), "tanggal dikirim": ("",)},
    ),
    "surveymonkey": Tool(
        marks=("respondent id", "collector id", "respondentid", "collectorid"),
        metadata=frozenset(
            {
                "respondent id", "respondentid", "collector id", "collectorid", "start date", "startdate", "end date",
                "enddate", "date created", "date modified", "ip address", "email address", "first name", "last name",
                "custom data",
            }
        ),
        ids=("respondent id", "respondentid"),
    ),
    "redcap": Tool(
        marks=("record_id", "redcap_event_name", "redcap_survey_identifier", "redcap_data_access_group"),
        alone=("redcap_event_name", "redcap_survey_identifier", "redcap_repeat_instrument"),
        metadata=_names(
            "record_id redcap_event_name redcap_repeat_instrument redcap_repeat_instance redcap_data_access_group "
            "redcap_survey_identifier"
        ),
        ids=("record_id",),
    ),
    "microsoft_forms": Tool(
        marks=("start time", "completion time", "waktu mulai", "waktu penyelesaian"),
        metadata=frozenset(
            {
                "id", "start time", "completion time", "email", "name", "last modified time", "language",
                "waktu mulai", "waktu penyelesaian", "nama", "bahasa", "total points", "quiz feedback",
            }
        ),
        ids=("id",),
    ),
    "google_forms": Tool(
        alone=("timestamp", "stempel waktu", "cap waktu"),
        metadata=frozenset(
            {"timestamp", "stempel waktu", "cap waktu", "email address", "alamat email", "username", "score", "skor"}
        ),
    ),
    "generic": Tool(),
}  # fmt: skip


def recognise_tool(headings: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the survey tool that wrote a file with these headings, and the headings that say so.

    Examples
    --------
    >>> recognise_tool(["Timestamp", "RM1a"])
    ('google_forms', ('Timestamp',))
    >>> recognise_tool(["RM1a", "RM1b"])
    ('generic', ())
    """
    keys = [normalised(heading) for heading in headings]
    best = "generic"
    evidence: tuple[str, ...] = ()
    for name, tool in TOOLS.items():
        found = tuple(heading for heading, key in zip(headings, keys, strict=True) if key in tool.marks)
        single = tuple(heading for heading, key in zip(headings, keys, strict=True) if key in tool.alone)
        proof = found if len(found) >= 2 else single
        if len(proof) > len(evidence):
            best, evidence = name, proof
    if best == "generic":
        coded = tuple(heading for heading in headings if _limesurvey_code(heading))
        if len(coded) >= 3:
            return "limesurvey", coded[:3]
    return best, evidence


def _limesurvey_code(heading: str) -> bool:
    """Tell whether a heading is ``Q01[SQ001]``: letters and digits only, twice."""
    head, bracket, rest = heading.strip().partition("[")
    return bool(bracket) and head.isalnum() and rest.endswith("]") and rest[:-1].isalnum() and rest[:-1].isascii()
