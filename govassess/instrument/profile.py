"""Profile variables by the names people give them: the id, or what the questionnaire calls it in either language."""

from __future__ import annotations

from collections.abc import Iterable

from govassess.instrument.model import Instrument, ProfileVariable
from govassess.instrument.wording import normalised


def profile_variable(instrument: Instrument, name: str) -> ProfileVariable | None:
    """Return the profile variable that ``name`` means; None if there is none, or several.

    Parameters
    ----------
    instrument : Instrument
        Declares the variables.
    name : str
        An id, as it stands; or a label or declared heading in either language, in any capitals.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> profile_variable(load_instrument("cg-dps-smartcity"), "Jenis kelamin").id
    'gender'
    """
    exact = [variable for variable in instrument.profile if variable.id == name]
    if exact:
        return exact[0]
    key = normalised(name)
    for words_of in (_own_words, _headings):
        found = [variable for variable in instrument.profile if key in map(normalised, words_of(variable))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _own_words(variable: ProfileVariable) -> tuple[str, ...]:
    return (variable.id, variable.label.en, variable.label.id)


def _headings(variable: ProfileVariable) -> tuple[str, ...]:
    return (*variable.synonyms.en, *variable.synonyms.id)


def listed_variables(instrument: Instrument, ids: Iterable[str], lang: str) -> str:
    """Return variables as a message lists them: label and id.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> listed_variables(load_instrument("cg-dps-smartcity"), ["gender", "unit"], "id")
    'Jenis kelamin (gender), Unit/bidang (unit)'
    """
    wanted = list(ids)
    labels = {each.id: each.label.in_language(lang) for each in instrument.profile}
    return ", ".join(f"{labels[name]} ({name})" for name in wanted if name in labels) or "-"
