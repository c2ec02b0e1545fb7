from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from govassess import stats

HEAVY = ("numpy", "pandas", "scipy", "statsmodels")


@pytest.mark.parametrize("name", stats.__all__)
def test_every_public_name_is_there_with_its_description(name):
    found = getattr(stats, name)
    assert isinstance(found, int) or found.__doc__


def test_no_public_name_is_hidden_by_a_module_once_that_is_imported():
    modules = {path.stem for path in Path(stats.__file__).parent.iterdir()}
    assert not modules & set(stats.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="cronbach_beta"):
        _ = stats.cronbach_beta


def loaded_after(statement):
    code = f"{statement}; import sys, json; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    return json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def test_the_package_itself_loads_nothing_heavy():
    assert loaded_after("from govassess import stats; dir(stats)") == []


def test_only_a_fitted_regression_needs_statsmodels():
    assert "statsmodels" not in loaded_after("from govassess.stats import fit_ols, mediate, htmt, cronbach_alpha")


def test_nothing_imports_the_slow_distributions():
    code = (
        "from govassess.stats import fit_ols, mediate, htmt, cronbach_alpha, interval, compare_groups; "
        "compare_groups(range(30), list('abc') * 10); import sys; print('scipy.stats' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


@pytest.mark.parametrize("name", [name for name in stats.__all__ if is_dataclass(getattr(stats, name))])
def test_every_result_is_a_frozen_record(name):
    record = getattr(stats, name)
    assert record.__dataclass_params__.frozen
    assert "__repr__" in vars(record)
    if name not in ("Draws", "Interval", "Moments"):
        assert {"n_used", "n_dropped"} <= {field.name for field in fields(record)}
        assert callable(record.to_frame)
