"""The forms a questionnaire can be written as, and the files of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from govassess.errors import PlanError
from govassess.questionnaire.checks import require_writable
from govassess.questionnaire.compose import Questionnaire
from govassess.text.catalogue import LANGUAGES

Target = Literal["xlsform", "limesurvey", "qualtrics", "form", "sheet"]
TARGETS: tuple[Target, ...] = ("xlsform", "limesurvey", "qualtrics", "form", "sheet")


def form_files(
    questionnaire: Questionnaire, target: Target, *, lang: str = "en", languages: Sequence[str] = LANGUAGES
) -> Mapping[str, str | bytes]:
    """Return the files of one form.

    Parameters
    ----------
    questionnaire : Questionnaire
        From ``compose``.
    target : {"xlsform", "limesurvey", "qualtrics", "form", "sheet"}
        The tool: KoboToolbox and ODK, LimeSurvey, Qualtrics, a web page that needs no tool, or typing in from paper.
    lang : {"en", "id"}
        Language in which the form opens.
    languages : sequence of str
        Languages of a form that holds one a file (``qualtrics``).

    Returns
    -------
    dict
        Ending of the file's name (``-xlsform.xlsx``) -> its contents; the same questionnaire gives the same files.

    Raises
    ------
    PlanError
        No such target.
    InstrumentError
        The target cannot hold the questionnaire as it is.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> from govassess.questionnaire.compose import compose
    >>> sorted(form_files(compose(load_instrument("skm-permenpanrb-14-2017")), "sheet"))
    ['-sheet.csv', '-sheet.xlsx']
    """
    if target not in TARGETS:
        raise PlanError("choice", name="to", found=target, allowed=", ".join(TARGETS))
    require_writable(questionnaire, target)
    if target == "xlsform":
        from govassess.questionnaire.xlsform import to_xlsform

        return {"-xlsform.xlsx": to_xlsform(questionnaire, lang)}
    if target == "limesurvey":
        from govassess.questionnaire.limesurvey import limesurvey_mapping, to_limesurvey

        mapping = limesurvey_mapping(questionnaire)
        files: dict[str, str | bytes] = {"-limesurvey.txt": to_limesurvey(questionnaire, lang)}
        return files | ({"-limesurvey-mapping.yaml": mapping} if mapping is not None else {})
    if target == "qualtrics":
        from govassess.questionnaire.qualtrics import qualtrics_mapping, to_qualtrics

        texts = {f"-qualtrics-{language}.txt": to_qualtrics(questionnaire, language) for language in languages}
        return texts | {"-qualtrics-mapping.yaml": qualtrics_mapping(questionnaire)}
    if target == "form":
        from govassess.questionnaire.html_form import render_form

        return {"-form.html": render_form(questionnaire, lang)}
    from govassess.questionnaire.sheet import to_entry_csv, to_sheet

    return {"-sheet.xlsx": to_sheet(questionnaire, lang), "-sheet.csv": to_entry_csv(questionnaire)}
