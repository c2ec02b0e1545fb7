"""Where each warning stands: beside the number it concerns, at the end of that section, and in the list of all."""

from __future__ import annotations

from collections.abc import Mapping

from govassess.report.view import LISTS, NAMED, View
from govassess.responses.model import Notice

PLACES: Mapping[str, str] = {
    "small_sample": "first.n",
    "ledger_near": "first.n",
    "few_left_out": "first.n",
    "careless_excluded": "first.n",
    "careless_excluded_alone": "first.n",
    "response_rate_unknown": "first.rate",
    "nonresponse": "first.rate",
    "open_link": "first.rate",
    "finite_population": "first.rate",
    "not_validated": "first.status",
    "few_clusters": "first.units",
    "one_cluster_value": "first.units",
    "no_interval": "first.units",
    "few_draws": "first.units",
    "reproduced_weight": "first.index",
    "denominator_respondents": "scores",
    "draws_failed": "scores",
    "straight_lining": "quality.straight_lining",
    "many_missing": "quality",
    "floor_or_ceiling": "quality",
    "constant_item": "measurement",
    "negative_item_rest": "measurement",
    "low_alpha": "measurement",
    "negative_alpha": "measurement",
    "same_items": "measurement",
    "same_nodes": "measurement",
    "few_complete_rows": "measurement.htmt",
    "fornell_larcker_fails": "measurement.fornell",
    "factors_differ": "measurement.factors",
    "inadmissible": "measurement.model",
    "harman_high": "measurement.method",
    "vif_collinear": "measurement.vif",
    "factor_draws_failed": "measurement",
    "factors_overlap": "measurement.model",
    "few_rows_for_model": "measurement.model",
    "careless_flagged": "quality.careless",
    "cluster_absent": "first.units",
    "cluster_missing": "first.units",
    "errors_not_clustered": "hypotheses",  # in results stored by the first version only
    "covariate_absent": "hypotheses",
    "covariate_pooled": "hypotheses",
    "covariate_constant": "hypotheses",
    "common_source": "hypotheses",
    "vif_high": "hypotheses",
    "n_below_5p": "hypotheses",
    "high_leverage": "hypotheses",
    "condition_high": "hypotheses",
    "cluster_leverage": "hypotheses",
    "test_few_clusters": "hypotheses",
    "groups_not_clustered": "hypotheses",
    "no_bca_acceleration": "hypotheses",
    "no_bca_bias": "hypotheses",
    "no_bca_levels": "hypotheses",
    "careless_not_excluded": "quality.careless",
    "careless_not_searched": "quality.careless",
    "groups_suppressed": "groups",
    "groups_of_one_cluster": "groups",
    "group_too_small": "groups",
}
"""Warning code -> section, or section and spot, where its marker stands; what is met while reading: ``quality``."""


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


def of_section(view: View, section: str) -> tuple[int, ...]:
    """Return the numbers of the warnings listed at the end of a section."""
    return tuple(number for number, notice in numbered(view) if section_of(notice) == section)


def marks(view: View, section: str, *idents: str) -> tuple[int, ...]:
    """Return the numbers of a section's warnings that are about one of ``idents``."""
    wanted = frozenset(idents)
    return tuple(
        number for number, notice in numbered(view) if section_of(notice) == section and subjects(notice) & wanted
    )


def spot_marks(view: View, spot: str, ident: str = "") -> tuple[int, ...]:
    """Return the numbers of the warnings whose place is exactly ``spot``, such as ``first.n``; of one id if given."""
    return tuple(
        number
        for number, notice in numbered(view)
        if place_of(notice) == spot and (not ident or ident in subjects(notice))
    )


def numbered(view: View) -> tuple[tuple[int, Notice], ...]:
    """Return the warnings with their numbers, in the order of the result."""
    return tuple(enumerate(view.result.warnings, start=1))
