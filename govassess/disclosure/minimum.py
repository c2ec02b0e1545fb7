"""Which groups of a partition may be shown: a minimum size, homogeneity, and secondary suppression."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from govassess.errors import PlanError

Policy = Literal["internal", "published"]
Suppression = Literal["minimum", "secondary", "homogeneity"]

LEAST = {"internal": 3, "published": 10}
"""The smallest group that ``min_group`` may allow."""

DEFAULT = {"internal": 5, "published": 10}

DISTRIBUTION = 10
"""Distributions, SD and extremes are shown from this many respondents on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The rule of one run."""

    policy: Policy
    minimum: int

    def shown_count(self, n: int) -> int:
        """Return a group's n as it may be printed: to the nearest 5 (half-up) in ``published``."""
        return n if self.policy == "internal" else (n + 2) // 5 * 5


def disclosure_rule(policy: Policy, min_group: int | None) -> Disclosure:
    """Return the rule for ``--disclosure`` and ``--min-group``.

    Raises
    ------
    PlanError
        ``min_group`` is under 3, or under 10 in ``published``.

    Examples
    --------
    >>> disclosure_rule("internal", None).minimum
    5
    """
    minimum = DEFAULT[policy] if min_group is None else min_group
    if minimum < LEAST[policy]:
        raise PlanError("min_group_too_small", found=minimum, least=LEAST[policy], policy=policy)
    return Disclosure(policy=policy, minimum=minimum)


def suppressed_groups(
    sizes: Mapping[str, int], minimum: int, homogeneous: Collection[str] | Mapping[str, Suppression] = ()
) -> dict[str, Suppression]:
    """Return the groups of one partition that must be hidden, each with the reason.

    Parameters
    ----------
    sizes : mapping
        Respondents per group. The groups together are everybody, so that the total minus what is shown is what
        is hidden; respondents without a value must be one of the groups, named ``""``.
    minimum : int
        Groups under it are hidden.
    homogeneous : collection or mapping
        Groups in which all gave the same answer: shown, they would disclose each person's. Or groups that are to be
        hidden, with the reason.

    Returns
    -------
    dict
        Hidden group -> ``minimum``, ``homogeneity`` or ``secondary``.

    Notes
    -----
    What is hidden must not be found by subtraction: if anything is hidden, at least two groups are, and together
    they hold at least ``minimum`` respondents; the next smallest go with them until that is so. How many gave no
    value is disclosed elsewhere, so that they protect no other group.

    Examples
    --------
    >>> suppressed_groups({"a": 2, "b": 9, "c": 30}, 5)
    {'a': 'minimum', 'b': 'secondary'}
    """
    hidden: dict[str, Suppression] = {}
    for name in sorted(sizes, key=lambda group: (sizes[group], group)):
        if sizes[name] < minimum:
            hidden[name] = "minimum"
        elif name in homogeneous:
            hidden[name] = homogeneous[name] if isinstance(homogeneous, Mapping) else "homogeneity"
    return never_alone(sizes, hidden, minimum)


def never_alone(
    sizes: Mapping[str, int],
    hidden: Mapping[str, Suppression],
    minimum: int,
    *,
    alike: Callable[[Collection[str]], bool] | None = None,
) -> dict[str, Suppression]:
    """Return ``hidden`` with the next smallest groups, until what is hidden cannot be found by subtraction.

    ``alike`` tells of groups whether all their respondents gave the same answer: what is hidden is then told by the
    total and what is shown, however many they are, and one more group goes.
    """
    found = dict(hidden)
    # how many gave no value is disclosed elsewhere: they hide nobody who has one
    covering = any(name and why != "secondary" for name, why in found.items())
    for name in sorted(sizes, key=lambda group: (not group, sizes[group], group)):
        inside = [group for group in found if group in sizes and (group or not covering)]
        enough = len(inside) >= 2 and sum(sizes[group] for group in inside) >= minimum
        if not found or (enough and not (alike and alike([group for group in found if group in sizes]))):
            break
        found.setdefault(name, "secondary")
    return found
