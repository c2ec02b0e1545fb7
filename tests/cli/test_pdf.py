"""``--format pdf``: what is missing is said before the work, not after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from govassess.report import pdf


@pytest.mark.parametrize(("lang", "words"), [("en", "Install Chrome"), ("id", "Pasang Chrome")])
def test_without_a_printer_nothing_is_read_or_written(
    run, survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    monkeypatch.setattr(pdf, "installed_browser", lambda: None)
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    out = tmp_path / "out"
    ended = run("analyze", survey, "-o", out, "--format", "html,pdf", "--lang", lang)
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert not out.exists()
