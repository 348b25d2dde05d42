"""`import mlx_model` costs nothing, and every name it promises is there."""

import subprocess
import sys

import pytest

import mlx_model
from mlx_model.errors import ConfigError


def test_every_promised_name_is_there():
    assert {"load", "generate", "Model", "Processor", "Sampling", "Snapshots"} <= set(
        dir(mlx_model)
    )
    for name in dir(mlx_model):
        found = getattr(mlx_model, name)
        assert name == "Event" or found.__name__ == name  # Event is a union and has no name


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = mlx_model.nothing_such  # pyright: ignore[reportAttributeAccessIssue]


def test_importing_it_imports_nothing_heavy():
    program = "import sys, mlx_model; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "mlx_model" in loaded
    assert not loaded & {"mlx", "numpy", "PIL", "av", "tokenizers", "jinja2", "torch"}


def test_load_says_what_is_wrong_with_a_folder(tmp_path):
    with pytest.raises(ConfigError, match="config.json"):
        mlx_model.load(tmp_path)
