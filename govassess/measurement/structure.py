"""The structure of the answers: can they carry factors, does the declared structure fit, do scales tell apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from govassess.errors import NotEstimable
from govassess.measurement.items import measurement_nodes, number
from govassess.measurement.model import CommonMethod, Discriminant, Factorability, FactorModel
from govassess.responses.model import Unavailable
from govassess.stats.confirmatory import Cfa, cfa, fornell_larcker_of
from govassess.stats.factorability import bartlett, kmo, parallel_analysis
from govassess.stats.method_variance import common_method

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.scores import Scores

Found = TypeVar("Found")
Blocks = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What one look at all items of the measurement level found; ``None`` where it is undefined."""

    factorability: Factorability | None
    model: FactorModel | None
    discriminants: tuple[Discriminant, ...]
    factor_r: Mapping[tuple[str, str], float]
    common_method: CommonMethod | None
    unavailable: tuple[Unavailable, ...]


def structure(scores: Scores, *, seed: int) -> Structure:
    """Return factorability, the confirmatory model, Fornell-Larcker and the signs of common-method variance.

    All on the rows complete over the items of every node of the measurement level that anybody answered. Each part
    that is undefined is ``None`` with its reason.
    """
    blocks = {node.id: list(scores.rules.items_under(node.id)) for node in measurement_nodes(scores.rules)}
    blocks = {node: names for node, names in blocks.items() if scores.keyed[names].notna().any().all()}
    items = scores.keyed[[name for names in blocks.values() for name in names]]
    absent: list[Unavailable] = []

    def tried(field: str, find: Callable[[], Found]) -> Found | None:
        try:
            return find()
        except NotEstimable as fault:
            absent.append(Unavailable(where="structure", field=field, code=fault.code, values=fault.values))
            return None

    model = tried("cfa", lambda: cfa(items, blocks)) if len(blocks) > 1 else None
    criterion = None if model is None else fornell_larcker_of(model).to_frame()
    return Structure(
        factorability=_factorability(items, len(blocks), seed, tried),
        model=None if model is None else _model(model),
        discriminants=() if criterion is None else _discriminants(criterion),
        factor_r={} if model is None else _factor_r(model),
        common_method=tried("common_method", lambda: _common_method(items, blocks)) if len(blocks) > 1 else None,
        unavailable=tuple(absent),
    )


def _factorability(
    items: pd.DataFrame, declared: int, seed: int, tried: Callable[[str, Callable[[], object]], object]
) -> Factorability:
    adequacy = tried("kmo", lambda: kmo(items))
    sphericity = tried("bartlett", lambda: bartlett(items))
    parallel = tried("parallel", lambda: parallel_analysis(items, seed=seed))
    return Factorability(
        n_used=len(items.dropna()),
        items=items.shape[1],
        kmo=getattr(adequacy, "estimate", None),
        bartlett=getattr(sphericity, "statistic", None),
        bartlett_df=getattr(sphericity, "df", None),
        bartlett_p=getattr(sphericity, "p_value", None),
        factors=getattr(parallel, "n_factors", None),
        declared=declared,
        copies=getattr(parallel, "copies", None),
        eigenvalues=tuple(float(value) for value in getattr(parallel, "eigenvalues", ())),
        thresholds=tuple(float(value) for value in getattr(parallel, "thresholds", ())),
    )


def _model(found: Cfa) -> FactorModel:
    fit = found.fit
    return FactorModel(
        n_used=found.n_used,
        chi_squared=fit.chi2,
        df=fit.df,
        p_value=fit.p_value,
        cfi=fit.cfi,
        tli=fit.tli,
        rmsea=fit.rmsea,
        rmsea_low=fit.rmsea_low,
        rmsea_high=fit.rmsea_high,
        srmr=fit.srmr,
        aic=fit.aic,
        bic=fit.bic,
        admissible=found.admissible,
        flags=found.flags,
        left_out=found.left_out,
    )


def _discriminants(frame: pd.DataFrame) -> tuple[Discriminant, ...]:
    return tuple(
        Discriminant(
            id=str(row["term"]),
            ave=float(row["ave"]),
            root_ave=float(row["sqrt_ave"]),
            largest_r=float(row["largest_r"]),
            nearest=str(row["largest_with"]),
            holds=bool(row["passed"]),
        )
        for row in frame.to_dict("records")
    )


def _factor_r(model: Cfa) -> dict[tuple[str, str], float]:
    names = [str(name) for name in model.factor_r.columns]
    values = model.factor_r.to_numpy(float)
    return {
        (first, second): float(values[i, j]) for i, first in enumerate(names) for j, second in enumerate(names) if i < j
    }


def _common_method(items: pd.DataFrame, blocks: Blocks) -> CommonMethod:
    found = common_method(items, blocks)
    return CommonMethod(
        n_used=found.n_used,
        harman=found.harman,
        vif={str(row["term"]): float(row["vif"]) for row in found.vif.to_dict("records") if number(row["vif"])},
        smallest_r=found.marker_r,
    )
