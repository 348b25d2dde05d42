"""The model to begin with grows with the machine."""

from app.models.advice import best
from app.models.catalogue import load_catalogue
from app.models.machine import machine_of

GB = 10**9


def named(total: int) -> str:
    found = best(load_catalogue(), machine_of(total * GB, is_metal=True), 32768)
    return found.name if found else ""


def test_larger_machines_begin_with_larger_models():
    sizes = [named(total) for total in (2, 8, 16, 64)]
    assert sizes[0] == ""
    assert len(set(sizes)) >= 3
    assert sizes[-1] == "Qwen3.5 9B"


def test_what_is_advised_is_to_talk_with_and_quantized():
    found = best(load_catalogue(), machine_of(16 * GB, is_metal=True), 32768)
    assert found is not None
    assert (found.kind, found.quantization) == ("instruct", "4-bit")
