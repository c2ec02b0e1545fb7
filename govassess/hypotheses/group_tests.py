"""Hypotheses that groups of respondents differ: Welch's test over the groups that are large enough."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from scipy.special import fdtrc

from govassess.errors import NotEstimable
from govassess.files.stored import significant
from govassess.hypotheses.design import Tested
from govassess.hypotheses.equations import records
from govassess.instrument.model import Hypothesis
from govassess.notices import Notice
from govassess.result.hypotheses import ComparedGroup
from govassess.stats.groups import compare_groups
from govassess.stats.recorded import recorded_p

if TYPE_CHECKING:
    import pandas as pd


SMALLEST = 10
"""Respondents; a smaller group gives no p and is left out."""


def between_groups(
    hypothesis: Hypothesis,
    scores: pd.Series[float],
    labels: pd.Series[str],
    *,
    order: Sequence[str],
    hidden: Collection[str],
    minimum: int,
    conf_level: float,
    clusters: NDArray[Any] | None,
) -> Tested:
    """Compare the means of the groups of a profile variable.

    Parameters
    ----------
    hypothesis : Hypothesis
        Of the kind group.
    scores : Series (n,)
        The outcome, NaN = missing.
    labels : Series (n,)
        Each respondent's group, "" = none.
    order : sequence of str
        The groups in the order of the instrument's options; groups that are not in it follow by name.
    hidden : collection of str
        Groups that the disclosure rule hides elsewhere: they are left out as well.
    minimum : int
        Disclosure minimum.
    conf_level : float
        Level of the intervals.
    clusters : array (n,), optional
        Label of each respondent's cluster. Welch's test does not take into account that respondents of one are
        alike, and a notice says so unless every group is one cluster.

    Returns
    -------
    Tested
        With two groups ``estimate`` is the mean of the second less that of the first, its interval Welch's t; with
        more of them there is no single estimate.

    Raises
    ------
    NotEstimable
        ``too_few_groups`` (fewer than two are left), ``constant_group``, ``no_variance``.

    Notes
    -----
    Groups that are hidden or smaller than ``minimum`` are left out, and with them the next smallest until those left
    out are two or more and hold ``minimum`` respondents together: nobody's mean is the total less what is shown.
    Respondents without a group are left out in any case and count among them. Groups of ``minimum`` to 9 respondents,
    whose means may be shown, are too small for a test and are left out as well; nothing need be hidden with them. The
    classical counterpart of Welch's F is that of the analysis of variance.

    References
    ----------
    Welch, B. L. (1951). On the comparison of several mean values. *Biometrika*, 38, 330-336.
    """
    given = scores.notna()
    sizes = {str(name): int(count) for name, count in labels[given].value_counts().items()}
    left_out = _left_out(sizes, hidden, minimum)
    shown = [name for name in sizes if name not in left_out]
    if len(shown) < 2:
        raise NotEstimable("groups", "too_few_groups", needed=2, found=len(shown))
    used = given & labels.isin(shown)
    values, names = scores[used].to_numpy(float), labels[used].to_numpy(object)
    found = compare_groups(values, names, conf_level=conf_level, paired=len(shown) == 2)
    tests, effects, groups = (
        records(frame, key) for frame, key in ((found.tests, "term"), (found.effects, "term"), (found.groups, "group"))
    )
    if tests["welch"]["p_value"] is None:
        raise NotEstimable("groups", found.reasons["welch"])
    named = [name for name in order if name in groups] + sorted(set(groups) - set(order))
    return Tested(
        fields={
            **{name: tests["welch"][name] for name in ("statistic", "df1", "p_value")},
            "df": tests["welch"]["df2"],
            "omega_squared": effects["omega2"]["estimate"],
            "n_used": int(used.sum()),
            "n_dropped": int(len(scores) - used.sum()),
            "groups": tuple(
                ComparedGroup(
                    value=name,
                    n=int(groups[name]["n"]),
                    **{field: groups[name][field] for field in ("mean", "conf_low", "conf_high")},
                )
                for name in named
            ),
            "groups_left_out": len(left_out - {""}),
            "left_out": tuple(sorted(left_out - {""})),
            "n_left_out": sum(sizes[name] for name in left_out - {""}),
            **(_difference(found.pairs, groups, named) if len(named) == 2 else {}),
        },
        p_classical=tests["anova"]["p_value"],
        models=(),
        notices=_not_clustered(hypothesis, labels[used], None if clusters is None else clusters[used.to_numpy(bool)]),
    )


def _not_clustered(hypothesis: Hypothesis, labels: pd.Series[str], clusters: NDArray[Any] | None) -> tuple[Notice, ...]:
    """Return the notice that respondents were taken as independent within groups of several clusters."""
    if clusters is None or len(set(zip(labels, clusters, strict=True))) == labels.nunique():
        return ()
    return (Notice(code="groups_not_clustered", where=f"hypotheses.{hypothesis.id}"),)


def _left_out(sizes: dict[str, int], hidden: Collection[str], minimum: int) -> set[str]:
    """Return the groups that are not compared, ``""`` among them where respondents have none."""
    left_out = {name for name, size in sizes.items() if size < minimum or name in hidden or not name}
    for name in sorted(sizes, key=lambda group: (sizes[group], group)):
        enough = sum(sizes[group] for group in left_out) >= minimum
        if not left_out or (enough and (len(left_out) > 1 or left_out == {""})):
            break
        left_out.add(name)
    return left_out | {name for name, size in sizes.items() if size < SMALLEST}


def _difference(pairs: pd.DataFrame, groups: dict[str, dict[str, Any]], named: Sequence[str]) -> dict[str, Any]:
    """Return the difference of two means, second less first, with Welch's t interval.

    The studentised range of two groups is that t times the root of 2, so that Games and Howell's interval is his.
    """
    pair = records(pairs, "method")["games_howell"]
    turned = pair["group_1"] != named[0]
    low, high = pair["conf_low"], pair["conf_high"]
    return {
        "estimate": -pair["estimate"] if turned else pair["estimate"],
        "std_error": float(sum(row["sd"] ** 2 / row["n"] for row in groups.values()) ** 0.5),
        "conf_low": -high if turned else low,
        "conf_high": -low if turned else high,
        "interval": "t",
    }


def in_few_digits(tested: Tested) -> Tested:
    """Return a test of groups in so few digits that no group's sum of squares follows, and none's size.

    F and its second degrees of freedom have three digits, and p is that of these.
    """
    fields = dict(tested.fields)
    statistic, df = significant(fields["statistic"]), significant(fields["df"])
    fields |= {"statistic": statistic, "df": df, "p_value": recorded_p(float(fdtrc(fields["df1"], df, statistic)))}
    for name in ("omega_squared", "std_error", "conf_low", "conf_high"):
        if fields.get(name) is not None:
            fields[name] = significant(fields[name])
    fields["groups"] = tuple(
        replace(group, conf_low=significant(group.conf_low), conf_high=significant(group.conf_high))
        for group in fields["groups"]
    )
    return replace(tested, fields=fields)
