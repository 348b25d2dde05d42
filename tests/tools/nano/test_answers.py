"""transformers asked about an answer tells what it says when it runs free."""

# pyright: reportMissingImports=false

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch")
pytest.importorskip("transformers")

from tools.nano.answers import Reference  # noqa: E402
from tools.nano.samples import FOLDER as SAMPLES  # noqa: E402
from tools.nano.unseen import FOLDER  # noqa: E402

pytestmark = pytest.mark.reference


def test_its_choices_along_its_own_answer_are_that_answer() -> None:
    asked = Reference(FOLDER)
    pixels = np.asarray(Image.open(SAMPLES / "print.png").convert("RGB"))
    question = 'Where is "Save"?'
    said = asked.tokenizer.encode(asked.answer(pixels, question)).ids
    assert len(said) > 10
    assert asked.choices(pixels, question, said) == said
    wrong = [*said[:5], said[5] + 1, *said[6:]]
    assert asked.choices(pixels, question, wrong)[:6] == said[:6]
