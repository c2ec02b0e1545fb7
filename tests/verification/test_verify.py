"""``govassess verify``: what it says and how it ends, of reports that hold, that were altered, and that are none."""

from __future__ import annotations

import base64
import inspect
import json
import lzma
import random
import re
from contextlib import suppress
from dataclasses import replace

import pytest
from click.testing import CliRunner

from govassess.cli import main
from govassess.errors import GovassessError
from govassess.files.carried import carried, checksum, packed
from govassess.instrument.model import Text
from govassess.report.html import render_html
from govassess.result.codec import compact, decode, read_result
from govassess.verification.verify import verify_report
from tests.report.a_result import a_result
from tests.verification.reports import CG, assessed, kinds, report_of, write_survey

KIND = list(kinds(50))[6] | {"n": 60, "lang": "id", "date": "2026-11-23"}
BLOCK = re.compile(r'(<script type="application/x-xz"[^>]*>)([^<]*)(</script>)')


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A survey for the instrument of public services, and the text of its report."""
    survey = write_survey(KIND, tmp_path_factory.mktemp("made") / "survei.csv")
    return survey, report_of(KIND, assessed(KIND, survey))


@pytest.fixture
def published(tmp_path):
    """Write a page as it might be published, and return its path."""

    def write(html: str, name: str = "survei-report.html"):
        path = tmp_path / name
        path.write_text(html, encoding="utf-8", newline="")
        return path

    return write


def run(*arguments, **environment):
    return CliRunner(env=environment or None).invoke(main, [str(argument) for argument in arguments])


def with_data(html: str, change) -> str:
    """The page with its data changed, their checksum mended, and nothing else."""
    data = json.loads(carried(html, at_most=10**7).text)
    change(data)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    html = BLOCK.sub(lambda found: found[1] + packed(text) + found[3], html)
    return re.sub(r'data-sha256="[^"]*"', f'data-sha256="{checksum(text)}"', html)


def test_a_report_that_holds_ends_with_0_and_says_what_was_counted(made, published):
    survey, html = made
    found = run("verify", published(html), survey)
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[-1] == "survei-report.html: semua yang diperiksa sesuai"
    assert re.fullmatch(
        r"diperiksa [\d.]+ angka: [\d.]+ sesuai, 0 tidak sesuai; 0 tidak dapat dihitung ulang", lines[-2]
    )
    assert found.stderr == ""
    english = run("verify", published(html), "--lang", "en")
    assert english.exit_code == 0
    assert "recomputed without the survey, scores: " in english.stdout
    assert english.stdout.endswith("survei-report.html: everything that was checked holds\n")


def test_an_altered_number_ends_with_3_and_is_named_with_place_printed_and_expected(made, published):
    index = re.search(r'data-id="scores\.SKM\.index">([\d,]+)<', made[1])
    other = index[1][:-1] + ("1" if index[1][-1] != "1" else "2")
    found = run("verify", published(made[1].replace(index[0], index[0].replace(index[1], other), 1)), "--lang", "en")
    assert found.exit_code == 3
    first = found.stdout.splitlines()[0]
    assert first.endswith(f": printed {other}, expected {index[1]}") or f"{other}" in first
    assert "1 do not" in found.stdout
    assert found.stdout.endswith("the report does not hold\n")


def test_json_holds_every_finding_with_its_place_and_nothing_else_is_printed(made, published):
    altered = made[1].replace("<h1>", "<h1>7 ", 1)
    found = run("verify", published(altered), "--json")
    assert found.exit_code == 3
    record = json.loads(found.stdout)
    assert record["holds"] is False
    assert record["total"]["checked"] == record["total"]["holding"] + record["total"]["differing"]
    assert record["total"]["differing"] == 1
    (finding,) = record["findings"]
    assert finding["check"] == "page"
    assert finding["place"]["text"]
    assert finding["message"]


def test_altered_data_are_found_by_their_checksum(made, published):
    html = with_data(made[1], lambda data: None)
    html = re.sub(r'data-sha256="[^"]*"', f'data-sha256="{"0" * 64}"', html)
    found = verify_report(published(html))
    assert [finding.check for finding in found.findings] == ["block"]


def test_data_altered_with_the_page_are_found_by_what_no_longer_follows(made, published):
    def raise_index(data):
        data["scores"][0]["index"] = 99.5

    data = with_data(made[1], raise_index)
    result = decode(carried(data, at_most=10**7).text)
    page = render_html(result, "id", date="2026-11-23", audience=KIND["audience"])  # all of the page fits the data
    found = verify_report(published(page))
    assert found.page.differing == 0
    assert {finding.check for finding in found.findings} == {"data"}
    assert "scores.SKM.index" in {finding.place.path for finding in found.findings}


def test_data_altered_so_that_they_fit_each_other_are_found_with_the_survey(made, published):
    def narrow(data):
        data["scores"][0]["mean_low"] += 0.01
        data["scores"][0]["conf_low"] = round(25 * data["scores"][0]["mean_low"], 8)

    data = with_data(made[1], narrow)
    page = render_html(decode(carried(data, at_most=10**7).text), "id", date="2026-11-23", audience=KIND["audience"])
    assert verify_report(published(page)).holds
    found = verify_report(published(page), made[0])
    assert {finding.place.path for finding in found.findings} == {"scores.SKM.mean_low", "scores.SKM.conf_low"}
    assert {finding.check for finding in found.findings} == {"survey"}


def test_another_survey_is_said_to_be_another(made, published, tmp_path):
    other = tmp_path / "lain.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    found = run("verify", published(made[1]), other, "--lang", "en")
    assert found.exit_code == 3
    assert "survey, source.sha256: stored" in found.stdout
    assert "the survey is another file" in found.stdout
    more = tmp_path / "lebih.csv"
    more.write_text(
        made[0].read_text(encoding="utf-8").rpartition("\n")[0].rpartition("\n")[0] + "\n", encoding="utf-8"
    )
    paths = {finding.place.path for finding in verify_report(published(made[1]), more).findings}
    assert {"source.sha256", "funnel.0.count"} <= paths


def test_the_plan_and_mapping_files_of_the_run_are_asked_for(made, published):
    result = a_result()
    own = (replace(result.hypotheses[0], text=Text(en="Of the plan.", id="Dari rencana.")), *result.hypotheses[1:])
    report = published(render_html(decode(compact(replace(result, hypotheses=own))), "en"))
    found = run("verify", report, made[0], "--lang", "en")
    assert found.exit_code == 2
    assert "plan.yaml" in found.stderr and "--plan" in found.stderr
    assert "--plan" not in run("verify", report, "--lang", "en").output  # without the survey nothing is asked for

    def say_mapping(data):
        data["options"]["mapping"] = "kolom.yaml"

    found = run("verify", published(with_data(made[1], say_mapping)), made[0], "--lang", "en")
    assert found.exit_code == 2
    assert "kolom.yaml" in found.stderr and "--mapping" in found.stderr


def test_a_report_that_another_version_drew_is_checked_by_the_paths_of_its_numbers(made, published):
    old = made[1].replace('data-version="0.1.0"', 'data-version="0.0.9"').replace("<h1>", '<h1 class="old">', 1)
    assert old.count('data-version="0.0.9"') == 1
    found = verify_report(published(old))
    assert found.holds
    assert [note.code for note in found.notes] == ["other_version"]
    assert found.page.checked > 200
    assert found.total.open == found.page.open + found.data.open > found.data.open
    index = re.search(r'data-id="scores\.SKM\.index">([\d,]+)<', old)
    altered = verify_report(published(old.replace(index[0], index[0].replace(index[1], "99,9"))))
    assert {finding.place.path for finding in altered.findings} == {"scores.SKM.index"}
    said = run("verify", published(old), "--lang", "en")
    assert "drawn by version 0.0.9" in said.stdout


def test_the_result_comes_back_out_of_the_report(made, published, tmp_path):
    report = published(made[1])
    assert compact(read_result(report)) == carried(made[1], at_most=10**7).text
    again = run("report", report, "--lang", "en", "-o", tmp_path / "out", "--format", "html,json")
    assert again.exit_code == 0, again.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["survei-report.html", "survei-result.json"]
    english = (tmp_path / "out" / "survei-report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in english
    assert verify_report(tmp_path / "out" / "survei-report.html").holds


def test_the_same_result_is_packed_into_the_same_bytes_and_the_block_holds_no_end_tag(made):
    result = decode(carried(made[1], at_most=10**7).text)
    assert render_html(result, "id", date="2026-11-23", audience=KIND["audience"]) == made[1]
    body = BLOCK.search(made[1])[2]
    assert re.fullmatch("[A-Za-z0-9+/=]+", body)
    assert lzma.decompress(base64.b64decode(body)).decode("utf-8") == compact(result)


def test_a_report_whose_data_were_altered_is_not_drawn_again(made, published, tmp_path):
    html = re.sub(r'data-sha256="[^"]*"', f'data-sha256="{"0" * 64}"', made[1])
    found = run("report", published(html), "-o", tmp_path / "out", "--lang", "en")
    assert found.exit_code == 3
    assert "checksum" in found.stderr
    assert not (tmp_path / "out").exists()


def test_what_a_page_is_drawn_with_stands_in_its_block_of_data():
    told = carried(render_html(a_result(), "id", date="2026-01-02", audience="thesis"), at_most=10**7).attributes
    assert {name: told[name] for name in ("lang", "for", "date")} == {
        "lang": "id",
        "for": "thesis",
        "date": "2026-01-02",
    }
    drawn_with = set(inspect.signature(render_html).parameters) - {"result"}
    assert drawn_with == {"lang", "date", "audience"}  # whatever else decides about the page belongs into the block too


def test_cells_with_end_tags_and_values_in_quotes_are_the_same_page(published):
    html = render_html(decode(compact(a_result())), "en")
    written = re.sub(r"(<td(?:\s[^<>]*)?>[^<]*)(?=<td[\s>])", r"\1</td>", html)
    written = re.sub(r" scope=row\b", ' scope="row"', written)
    assert len(written) > len(html) + 1000
    assert [finding for finding in verify_report(published(written)).findings if finding.check == "page"] == []


def bomb() -> str:
    return base64.b64encode(lzma.compress(b"\0" * 60_000_000)).decode("ascii")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda html: "no page", "expected"),
        (lambda html: "<!doctype html><p>Hello", "carries none"),
        (lambda html: BLOCK.sub("", html), "carries none"),
        (lambda html: BLOCK.sub(r"\1\2\3\1\2\3", html), "several"),
        (lambda html: BLOCK.sub(lambda found: found[1] + found[2][:4000] + found[3], html), "cut short or damaged"),
        (lambda html: BLOCK.sub(lambda found: found[1] + found[2][:-8] + "AAAAAAA=" + found[3], html), "damaged"),
        (lambda html: BLOCK.sub(lambda found: found[1] + bomb() + found[3], html), "at most 20 MB"),
        (lambda html: BLOCK.sub(lambda found: found[1] + packed("[]") + found[3], html), "schema version"),
        (lambda html: BLOCK.sub(lambda found: found[1] + packed("[" * 10**5) + found[3], html), "damaged"),
        (lambda html: html.replace('data-lang="id"', 'data-lang="xx"'), "language"),
        (lambda html: html.replace("<h1>", "<h1"), "not closed"),
        (lambda html: html.replace("<h1>", "<h1>" + "<div>" * 3000), "nested"),
        (lambda html: with_data(html, lambda data: data["scores"][0].update(index="many")), "schema"),
        (lambda html: with_data(html, lambda data: data["instrument"].update(scales={})), "schema"),
        (lambda html: with_data(html, lambda data: data["funnel"].clear()), "contradict"),
    ],
)  # fmt: skip
def test_what_is_no_report_or_spoiled_ends_with_3_a_reason_and_no_traceback(made, published, spoil, said):
    found = run("verify", published(spoil(made[1])), "--lang", "en")
    assert found.exit_code == 3, found.output
    assert isinstance(found.exception, SystemExit)
    assert said in found.stderr
    assert found.stdout == ""


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    found = run("verify", tmp_path / "nowhere.html", "--lang", "en")
    assert found.exit_code == 3
    assert "nowhere.html" in found.stderr


def test_spoiled_bytes_never_end_in_a_traceback(made, published):
    rng = random.Random(11)
    content = bytearray(made[1].encode("utf-8"))
    for _ in range(15):
        spoiled = bytearray(content)
        for _ in range(rng.choice([1, 5, 50])):
            at = rng.randrange(len(spoiled))
            kind = rng.randrange(3)
            if kind == 0:
                spoiled[at] = rng.randrange(256)
            elif kind == 1:
                del spoiled[at : at + rng.randrange(200)]
            else:
                spoiled[at:at] = bytes(rng.choice(b"<>\"'&/!-=0 ") for _ in range(rng.randrange(8)))
        path = published("")
        path.write_bytes(spoiled)
        with suppress(GovassessError):
            assert len(verify_report(path).findings) <= 5000


def test_markup_and_controls_of_a_hostile_page_are_not_printed_as_they_are(published):
    html = render_html(decode(compact(a_result())), "en")
    hostile = html.replace("<h1>", "<h1>\x1b[31m&#8238;9 ", 1)
    found = run("verify", published(hostile))
    assert found.exit_code == 3
    assert "\x1b" not in found.output and "\u202e" not in found.output


def test_help_names_the_arguments_and_loads_nothing_heavy():
    said = run("verify", "--help").stdout
    assert "REPORT [SURVEY]" in said
    assert "--mapping" in said and "--plan" in said and "--json" in said
    assert CG not in said


def test_band_limits_with_more_digits_than_a_result_holds_are_no_finding(tmp_path, monkeypatch):
    """Thirds of 100 have more digits than a number that was found: the report holds them whole."""
    from tests.hostile.survey_folder import command, fill

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    fill(tmp_path, surveys="s")
    found = verify_report(tmp_path / "out" / "s-report.html", tmp_path / "s.csv")
    assert found.findings == ()
    assert command("verify", tmp_path / "out" / "s-report.html").exit_code == 0
