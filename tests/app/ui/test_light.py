"""What the window's process must not load: the model's arrays never, downloads not at the start."""

import subprocess
import sys

LATER = ("httpx", "keyring", "app.ui.settings.window", "app.ui.models.window", "ziamath")
NEVER = ("mlx", "mlx_model.net", "mlx_model.runtime", "fastapi", "uvicorn", "tokenizers", "av")
PRINT = "import sys; print(' '.join(sys.modules))"


def loaded(*modules: str) -> set[str]:
    imports = "; ".join(f"import {module}" for module in modules)
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; {PRINT}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_start_loads_little():
    assert not loaded("app.ui.program") & {*LATER, *NEVER}


def test_no_window_ever_loads_the_model():
    every = ("app.ui.program", "app.ui.models.controller", "app.ui.settings.window")
    assert not loaded(*every, "app.ui.models.completion", "app.ui.quick.quick") & {*NEVER}
