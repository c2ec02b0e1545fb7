"""Where each warning stands (beside its number, at the end of its section, in the list of all) and what it weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from govassess.notices import Notice
from govassess.report.labels import LISTS
from govassess.report.view import NAMED, View

PLACES: Mapping[str, str] = {
    # what the whole result rests on
    "not_validated": "first.status",
    "mostly_straight": "first.n",
    "careless_excluded_alone": "first.n",
    "careless_excluded": "first.n",
    "ledger_near": "first.n",
    "few_left_out": "first.n",
    "small_sample": "first.n",
    "no_interval": "first.units",
    "few_draws": "first.units",
    "response_rate_unknown": "first.rate",
    "open_link": "first.rate",
    "nonresponse": "first.rate",
    "one_cluster_value": "first.units",
    "few_clusters": "first.units",
    "few_units": "first.units",
    "cluster_absent": "first.units",
    "reproduced_weight": "first.index",
    "nearly_the_same_earlier": "scores",
    "earlier_is_later": "scores",
    # what relations and groups may not be read as
    "common_source": "hypotheses",
    "groups_suppressed": "groups",
    # who may not have answered with care
    "careless_not_excluded": "quality.careless",
    "careless_flagged": "quality.careless",
    "careless_not_searched": "quality.careless",
    "straight_lining": "quality.straight_lining",
    # whether a scale measures one thing
    "negative_alpha": "measurement",
    "negative_item_rest": "measurement",
    "low_alpha": "measurement",
    "inadmissible": "measurement.model",
    "factors_overlap": "measurement.model",
    "factors_differ": "measurement.factors",
    "fornell_larcker_fails": "measurement.fornell",
    "same_nodes": "measurement",
    "same_items": "measurement",
    "vif_collinear": "measurement.vif",
    "harman_high": "measurement.method",
    "few_complete_rows": "measurement.htmt",
    "no_complete_rows": "measurement.htmt",
    "few_rows_for_model": "measurement.model",
    "constant_item": "measurement",
    "many_missing": "quality",
    "floor_or_ceiling": "quality",
    # how far a single test carries
    "n_below_5p": "hypotheses",
    "test_few_clusters": "hypotheses",
    "errors_not_clustered": "hypotheses",  # in results stored by the first version only
    "groups_not_clustered": "hypotheses",
    "vif_high": "hypotheses",
    "condition_high": "hypotheses",
    "high_leverage": "hypotheses",
    "cluster_leverage": "hypotheses",
    "covariate_absent": "hypotheses",
    "covariate_constant": "hypotheses",
    "covariate_pooled": "hypotheses",
    "no_bca_acceleration": "hypotheses",
    "no_bca_bias": "hypotheses",
    "no_bca_levels": "hypotheses",
    "draws_failed": "scores",
    "rounded_score": "scores",
    "factor_draws_failed": "measurement",
    "groups_of_one_cluster": "groups",
    "group_too_small": "groups",
    "rounded_group_scores": "groups",
    # how the run was set up
    "denominator_respondents": "scores",
    "finite_population": "first.rate",
    "cluster_missing": "first.units",
    "clusters_pooled": "scores",
    # how the file was read
    "duplicate_answers": "quality",
    "duplicates_kept": "quality",
    "partial_kept": "quality",
    "invalid_blanked": "quality",
    "invalid_declared": "quality",
    "decimal_commas": "quality",
    "unlisted_words": "quality",
    "unlisted_values": "quality",
    "number_as_groups": "quality",
    "near_twins": "quality",
    "case_difference": "quality",
    "times_unclear": "quality",
    "short_rows_padded": "quality",
    "repeats_ignored": "quality",
    "hidden_sheet": "quality",
    "encoding_fallback": "quality",
    "whole_line_quotes": "quality",
    "heading_case": "quality",
    "equal_headings": "quality",
    "unmatched_columns": "quality",
    "empty_columns_dropped": "quality",
    "personal_columns": "quality",
    "personal_values": "quality",
    "variable_missing_code": "quality",
    "missing_code": "quality",
}
"""Warning code -> section, or section and spot, where its marker stands; numbered in this order, the heaviest first."""


def place_of(notice: Notice) -> str:
    """Return the section, or section and spot, of a warning."""
    return PLACES.get(notice.code, "quality")


def section_of(notice: Notice) -> str:
    """Return the name of the section that lists a warning at its end."""
    return place_of(notice).partition(".")[0]


def subjects(notice: Notice) -> frozenset[str]:
    """Return the ids of what a warning is about; ``H1.a`` is about ``H1`` too."""
    named = {str(value) for key, value in notice.values.items() if key in NAMED}
    named |= {notice.where, *notice.where.split(".")}
    return frozenset(named - LISTS - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The numbered warnings of a report, and the numbers by section, by what they are about, and by spot."""

    numbered: tuple[tuple[int, Notice], ...]
    sections: Mapping[str, tuple[int, ...]]
    subjects: Mapping[tuple[str, str], tuple[int, ...]]
    spots: Mapping[tuple[str, str], tuple[int, ...]]


@lru_cache(maxsize=4)  # every number of a report asks for its warnings
def _indexed(view: View) -> _Index:
    weight = {code: place for place, code in enumerate(PLACES)}
    ordered = sorted(view.result.warnings, key=lambda notice: weight.get(notice.code, len(weight)))
    sections: defaultdict[str, list[int]] = defaultdict(list)
    about: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    spots: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, notice in enumerate(ordered, start=1):
        section = section_of(notice)
        sections[section].append(number)
        for ident in subjects(notice):
            about[section, ident].append(number)
        for ident in {"", *subjects(notice)}:
            spots[place_of(notice), ident].append(number)
    return _Index(
        numbered=tuple(enumerate(ordered, start=1)),
        sections={name: tuple(found) for name, found in sections.items()},
        subjects={name: tuple(found) for name, found in about.items()},
        spots={name: tuple(found) for name, found in spots.items()},
    )


def of_section(view: View, section: str) -> tuple[int, ...]:
    """Return the numbers of the warnings listed at the end of a section."""
    return _indexed(view).sections.get(section, ())


def marks(view: View, section: str, *idents: str) -> tuple[int, ...]:
    """Return the numbers of a section's warnings that are about one of ``idents``."""
    found = _indexed(view).subjects
    return tuple(sorted({number for ident in idents for number in found.get((section, ident), ())}))


def spot_marks(view: View, spot: str, ident: str = "") -> tuple[int, ...]:
    """Return the numbers of the warnings whose place is exactly ``spot``, such as ``first.n``; of one id if given."""
    return _indexed(view).spots.get((spot, ident), ())


def numbered(view: View) -> tuple[tuple[int, Notice], ...]:
    """Return the warnings with their numbers: in the order of ``PLACES``, within a code as they were found."""
    return _indexed(view).numbered
