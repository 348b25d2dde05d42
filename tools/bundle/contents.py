"""What the frozen program is made of, beyond what PyInstaller finds by reading the imports.

Used by kestrel.spec on both systems. PyInstaller sees an import inside a function, but none that is
made by name or from C; those are listed here, each with who makes it.
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Modules that nobody imports where PyInstaller could see it.
HIDDEN = (
    "mlx.__array_api_info",  # mlx.core, from C++: without these two it cannot be loaded
    "mlx._reprlib_fix",
    "keyring.backends.macOS",  # keyring, by entry point
    "keyring.backends.SecretService",
    "keyring.backends.chainer",
    "keyring.backends.fail",
)
# Packages of which every module counts: they import by name or by a table.
WHOLE = ("mlx_model", "uvicorn", "pygments.lexers", "pygments.styles", "pygments.formatters")
# Packages whose files beside the code are read: fonts of formulas, grammars, tables.
WITH_DATA = ("ziamath", "ziafont", "latex2mathml", "markdown_it", "llguidance")
# Whose name and version are asked for while the program runs (importlib.metadata).
WITH_METADATA = (
    "keyring",
    "llguidance",
    "mlx",
    "numpy",
    "pillow",
    "pyside6-essentials",
    "tokenizers",
)
# What the environment of a developer holds and the program never needs.
EXCLUDED = (
    "IPython",
    "_pytest",
    "app.bench.serving",
    "charset_normalizer",
    "cv2",
    "hf_xet",
    "huggingface_hub",
    "hypothesis",
    "jsonschema_rs",
    "llm",
    "matplotlib",
    "mlx_lm",
    "mlx_vlm",
    "openai",
    "pip",
    "pyright",
    "pytest",
    "pytestqt",
    "reportlab",
    "requests",
    "rich",
    "schemathesis",
    "setuptools",
    "sniffio",
    "sqlite_utils",
    "tkinter",
    "torch",
    "transformers",
    "werkzeug",
    "yaml",
)


def data_files(root: Path = ROOT) -> list[tuple[str, str]]:
    """(source, folder in the program) of our own files: `app/places.py` finds them there."""
    return [(str(root / "resources"), "resources"), (str(root / "LICENSE"), ".")]


def missing_metadata() -> list[str]:
    """Of `WITH_METADATA`, what is not installed: the spec would fail later and less clearly."""
    missing: list[str] = []
    for name in WITH_METADATA:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    return missing
