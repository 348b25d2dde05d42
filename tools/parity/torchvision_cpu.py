"""Makes torchvision's plain wheel importable beside a torch built for the CPU.

transformers cuts videos with torchvision, of which only Python code runs here (resize goes to
torch's own interpolate). But the wheel's compiled operators want CUDA, and without them its
import stops at their registration. Naming the operators, none of which is called, lets it go on.
Import this before anything that imports torchvision.
"""

# pyright: reportMissingImports=false

from importlib.metadata import version

import torch

_OPERATORS = (
    *("nms", "qnms", "roi_align", "qroi_align", "roi_pool", "ps_roi_align", "ps_roi_pool"),
    *("deform_conv2d", "_roi_align_backward", "_roi_pool_backward", "_ps_roi_align_backward"),
    *("_ps_roi_pool_backward", "_deform_conv2d_backward"),
)


def name_operators() -> torch.library.Library | None:
    """The library must be kept: its names go with it. None where torchvision brings its own."""
    if torch.version.cuda is not None or "+cpu" in version("torchvision"):
        return None
    if torch.backends.mps.is_built():  # a Mac's wheels fit each other
        return None
    library = torch.library.Library("torchvision", "DEF")
    for name in _OPERATORS:
        library.define(f"{name}(Tensor x) -> Tensor")
    return library


LIBRARY = name_operators()
