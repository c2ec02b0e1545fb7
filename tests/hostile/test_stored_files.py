"""Reports and results that somebody changed, cut short or blew up: read with a message, or not taken for whole."""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from base64 import b64encode
from collections.abc import Callable

import pytest

from tests.hostile.survey_folder import ASSESS, RESULTS, command, content, filled, refused

__all__ = ["filled", "refused"]

BLOCK = re.compile(r"(<script[^>]*>)([A-Za-z0-9+/=\s]*)(</script>)")
HUGE = 60_000_000


@pytest.fixture(scope="module")
def page(filled) -> str:
    return (filled / "out" / "s-report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stored(filled) -> str:
    return (filled / RESULTS[0]).read_text(encoding="utf-8")


def carrying(page: str, text: str | bytes, **attributes: str) -> str:
    """The page with another block of data, checksum and all, as somebody would who knows how it is made."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    (head, _, end) = BLOCK.search(page).groups()
    for name, value in {"sha256": hashlib.sha256(data).hexdigest(), **attributes}.items():
        head, count = re.subn(rf'data-{name}="[^"]*"', lambda _, n=name, v=value: f'data-{n}="{v}"', head)
        assert count == 1
    return page.replace(BLOCK.search(page)[0], head + b64encode(lzma.compress(data, preset=0)).decode() + end)


Make = Callable[[str, str], str | bytes]

NO_REPORTS: dict[str, Make] = {
    "nothing": lambda page, stored: "",
    "half a page": lambda page, stored: page[: len(page) // 2],
    "half a block": lambda page, stored: page[: BLOCK.search(page).start(2) + 60],
    "no block": lambda page, stored: BLOCK.sub("", page),
    "the block twice": lambda page, stored: BLOCK.sub(lambda found: found[0] * 2, page),
    "a block cut short": lambda page, stored: BLOCK.sub(lambda found: found[1] + found[2][:400] + found[3], page),
    "a block of letters": lambda page, stored: BLOCK.sub(lambda found: found[1] + "A" * 400 + found[3], page),
    "an empty block": lambda page, stored: BLOCK.sub(lambda found: found[1] + found[3], page),
    "a block that unpacks to 60 MB": lambda page, stored: carrying(page, b" " * HUGE),
    "a block in another alphabet": lambda page, stored: carrying(page, b"\xff\xfe\xff"),
    "a picture": lambda page, stored: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "half a pair": lambda page, stored: carrying(page, stored.replace("Question a11", "\\ud800", 1)),
    "half a pair unescaped": lambda page, stored: carrying(page, stored.replace("Question a11", "\ud800", 1)),
    "no number": lambda page, stored: carrying(page, stored.replace('"n": 60', '"n": NaN', 1)),
    "a number without end": lambda page, stored: carrying(page, stored.replace('"n": 60', '"n": 1e999', 1)),
    "5000 digits": lambda page, stored: carrying(page, stored.replace('"n": 60', '"n": 1' + "0" * 5000, 1)),
    "100 000 brackets": lambda page, stored: carrying(page, "[" * 100_000),
    "a list": lambda page, stored: carrying(page, "[1]"),
    "null": lambda page, stored: carrying(page, "null"),
    "a later version": lambda page, stored: carrying(page, stored.replace('"1.', '"9.', 1)),
    "a version in a list": lambda page, stored: carrying(page, json.dumps({**json.loads(stored), "schema_version": [1]})),
    "a comparison": lambda page, stored: carrying(page, json.dumps({**json.loads(stored), "document": "comparison"})),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_REPORTS)
def test_what_does_not_carry_its_result_whole_is_refused_by_every_reader(refused, page, stored, tmp_path, name):
    made = NO_REPORTS[name](page, stored)
    file = tmp_path / "changed.html"
    file.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass"))
    for arguments in (
        ("verify", file),
        ("report", file, "-o", "new"),
        ("compare", file, RESULTS[1], "--as", "waves", "-o", "new"),
        ("report", RESULTS[1], "--previous", file, "-o", "new"),
    ):
        assert "changed.html" in refused(3, *arguments)


ALTERED: dict[str, Make] = {
    "a checksum of controls": lambda page, stored: carrying(page, stored, sha256="\x1b[31m\u202e"),
    "a version of controls": lambda page, stored: carrying(page, stored, version="\x1b[31m\u202e9"),
    "a date of controls": lambda page, stored: carrying(page, stored, date="\x1b[31m\u202e"),
    "another number": lambda page, stored: carrying(page, re.sub(r'"index": \d', '"index": 9', stored, count=1)),
    "a seed of 400 digits": lambda page, stored: carrying(page, re.sub(r'"seed": \d+', f'"seed": 1{"0" * 400}', stored)),
    "a cell": lambda page, stored: page.replace("<td", "<td\x1b[31m title=\u202e", 1),
    "a heading": lambda page, stored: page.replace("<h2", "<h2>\x1b]0;x\x07\u2066</h2><h2", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_verify_finds_what_was_altered_and_prints_no_control_of_it(filled, monkeypatch, page, stored, tmp_path, name):
    monkeypatch.chdir(filled)
    (tmp_path / "changed.html").write_text(ALTERED[name](page, stored), encoding="utf-8")
    before = content(filled)
    for lang in ("en", "id"):
        ended = command("verify", tmp_path / "changed.html", "--lang", lang)
        code = 0 if name == "a version of controls" else 3  # its numbers hold, and a note names the version
        assert ended.exit_code == code
        assert "changed.html" in ended.stdout + ended.stderr
        assert command("verify", tmp_path / "changed.html", "--lang", lang, "--json").exit_code == code
    assert content(filled) == before


def test_a_stored_run_that_no_option_allows_is_not_made_again(refused, page, stored, tmp_path):
    for number, change in enumerate((r'"draws": 1000000000000', r'"seed": -1')):
        name = change.partition(":")[0]
        file = tmp_path / f"{number}.html"
        file.write_text(carrying(page, re.sub(rf"{name}: \d+", change, stored, count=1)), encoding="utf-8")
        refused(2, "verify", file, "s.csv")


# -- comparison and benchmark, altered at random ---------------------------------------------------------------------

STRANGE = (None, -1, 1e14, 10**30, 0.5, "", "\ud800\x1b", "<b>", [], {}, [[]], True, {"en": 1})


def altered(document: object, draw: random.Random) -> None:
    """Put something strange in one place of a document, or take the place away."""
    node = document
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = draw.choice(keys)
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or draw.random() < 0.15:
            break
        node = inner
    if draw.random() < 0.2:
        del node[key]
    else:
        node[key] = draw.choice(STRANGE)


@pytest.mark.parametrize("seed", range(2))
def test_a_comparison_altered_at_random_is_drawn_or_refused(filled, monkeypatch, tmp_path, seed):
    monkeypatch.chdir(filled)
    text, draw, ends = (
        (filled / "cmp" / "comparison-waves.json").read_text(encoding="utf-8"),
        random.Random(seed),
        set(),
    )
    for place in range(30):
        document = json.loads(text)
        altered(document, draw)
        file, out = tmp_path / "changed.json", tmp_path / f"out{place}"
        file.write_text(json.dumps(document), encoding="utf-8")
        ended = command("report", file, "-o", out)
        ends.add(ended.exit_code)
        assert len(content(out)) == (ended.exit_code == 0)
        if ended.exit_code:
            assert "changed.json" in ended.stderr
    assert ends == {0, 3}


@pytest.mark.parametrize("seed", range(2))
def test_a_benchmark_altered_at_random_is_set_beside_or_refused(filled, monkeypatch, tmp_path, seed):
    monkeypatch.chdir(filled)
    text, draw, ends = (filled / "b.json").read_text(encoding="utf-8"), random.Random(seed), set()
    for place in range(20):
        document = json.loads(text)
        altered(document, draw)
        file, out = tmp_path / "changed.json", tmp_path / f"out{place}"
        file.write_text(json.dumps(document), encoding="utf-8")
        ended = command("report", RESULTS[0], "--benchmark", file, "-o", out)
        ends.add(ended.exit_code)
        assert len(content(out)) == (ended.exit_code == 0)
    assert ends <= {0, 3}
    assert 3 in ends


# -- ledgers ---------------------------------------------------------------------------------------------------------


def test_a_damaged_ledger_or_key_is_refused_and_stays_as_it_is(filled, monkeypatch, tmp_path):
    monkeypatch.chdir(filled)
    ledger = tmp_path / "ledger.jsonl"
    assert command(*ASSESS, "--ledger", ledger, "--format", "json", "-o", tmp_path / "first").exit_code == 0
    whole, key = ledger.read_bytes(), ledger.with_name("ledger.jsonl.key").read_bytes()
    spoiled = {
        "cut": (whole[:-100], key, 3),
        "not text": (b"\xff\xfe" + whole, key, 3),
        "later version": (whole.replace(b'"version": 1', b'"version": 2'), key, 3),
        "other kinds": (whole.replace(b'"minimum": 5', b'"minimum": []'), key, 3),
        "people out of range": (re.sub(rb'"people": \[\d+', b'"people": [999999', whole), key, 3),
        "brackets": (whole + b"[" * 100_000, key, 3),
        "no key": (whole, None, 2),
        "short key": (whole, key[:9], 2),
        "long key": (whole, key * 2, 2),
    }
    for name, (text, beside, code) in spoiled.items():
        ledger.write_bytes(text)
        own = ledger.with_name("ledger.jsonl.key")
        own.unlink(missing_ok=True) if beside is None else own.write_bytes(beside)
        before = content(tmp_path)
        ended = command(*ASSESS, "--ledger", ledger, "--format", "json", "-o", tmp_path / "second")
        assert ended.exit_code == code, (name, ended.stderr)
        assert "ledger.jsonl" in ended.stderr
        assert content(tmp_path) == before, name
