"""Starting what imports torchvision in the reference environment."""


def beside_torch(module: str) -> str:
    """A program for `python -c` that runs a module as `python -m` would.

    Beside a torch for the CPU torchvision's plain wheel needs the shim that parity uses.
    """
    return (
        "import tools.parity.torchvision_cpu, runpy; "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
