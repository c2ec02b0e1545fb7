"""A text carried in a page: it comes back as it was, or the page is said to be damaged; nothing is unpacked for ever."""

from __future__ import annotations

import base64
import lzma

import pytest

from govassess.files.carried import IDENT, TYPE, NotCarriedError, carried, checksum, is_page, packed, unpacked

TEXT = '{"nama": "Pengelolaan sumber daya — 3,46", "kosong": ""}' * 50


def page(text: str, **attributes: str) -> str:
    told = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    return (
        f'<!doctype html>\n<html><body><p>1</p><script type="{TYPE}" id="{IDENT}"{told}>{text}</script></body></html>'
    )


def refused(html: str, at_most: int = 10**6) -> str:
    with pytest.raises(NotCarriedError) as fault:
        carried(html, at_most=at_most)
    return fault.value.code


def test_the_text_and_its_attributes_come_back():
    found = carried(page(packed(TEXT), lang="id", date="&lt;5&gt;", sha256=checksum(TEXT)), at_most=10**6)
    assert found.text == TEXT
    assert found.attributes == {"lang": "id", "date": "<5>", "sha256": checksum(TEXT)}
    assert found.whole


def test_any_program_that_reads_xz_reads_it():
    assert lzma.decompress(base64.b64decode(packed(TEXT))).decode("utf-8") == TEXT
    assert packed(TEXT) == packed(TEXT)
    assert set(packed(TEXT)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


def test_a_text_of_another_checksum_is_not_whole():
    assert not carried(page(packed(TEXT), sha256=checksum(TEXT + " ")), at_most=10**6).whole
    assert not carried(page(packed(TEXT)), at_most=10**6).whole


def test_line_breaks_that_a_mail_program_puts_in_do_no_harm():
    text = packed(TEXT)
    broken = "\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    assert carried(page(broken), at_most=10**6).text == TEXT


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<!doctype html><p>", "not_carried"),
        (page(packed(TEXT)) + page(packed(TEXT)), "carried_twice"),
        (page(packed(TEXT)[:-40]), "carried_damaged"),
        (page("A" + packed(TEXT)), "carried_damaged"),
        (page(""), "carried_damaged"),
        (page(base64.b64encode(lzma.compress(b"\xff\xfe")).decode()), "carried_damaged"),
        (page(base64.b64encode(lzma.compress(b"a") + lzma.compress(b"b")).decode()), "carried_damaged"),
        (page(base64.b64encode(lzma.compress(b"a", format=lzma.FORMAT_ALONE)).decode()), "carried_damaged"),
        (page(packed("a" * 10**6 + "b")), "carried_too_large"),
    ],
)
def test_what_cannot_be_taken_out_has_its_reason(html, code):
    assert refused(html) == code


def test_a_bomb_is_unpacked_no_further_than_allowed():
    bomb = base64.b64encode(lzma.compress(b"\0" * 200_000_000, preset=1)).decode()
    assert len(bomb) < 100_000
    assert refused(page(bomb), at_most=1000) == "carried_too_large"


def test_a_dictionary_larger_than_any_of_ours_is_refused():
    filters = [
        {"id": lzma.FILTER_LZMA2, "dict_size": 256 << 20, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 32}
    ]
    huge = base64.b64encode(lzma.compress(b"a", filters=filters)).decode()
    assert refused(page(huge)) == "carried_damaged"


def test_what_is_at_most_as_long_as_allowed_is_unpacked():
    assert unpacked(packed("a" * 1000), at_most=1000) == "a" * 1000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<!DOCTYPE html>", True),
        ("\n<!-- saved from url=(0014) -->\n<!doctype html>", True),
        ("<html lang='en'>", True),
        ('{"a": "<html>"}', False),
        ("<svg>", False),
    ],
)
def test_a_page_is_told_from_a_result_by_how_it_begins(text, found):
    assert is_page(text) is found
