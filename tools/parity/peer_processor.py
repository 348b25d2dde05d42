"""transformers' own processor, put together as it would be for a released checkpoint."""

# pyright: reportMissingImports=false

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from transformers import PreTrainedTokenizerFast, Qwen3_5Tokenizer
from transformers.image_utils import load_image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen3_vl.processing_qwen3_vl import Qwen3VLProcessor
from transformers.models.qwen3_vl.video_processing_qwen3_vl import Qwen3VLVideoProcessor
from transformers.video_utils import VideoMetadata, load_video

NAME = "transformers' processor"


@dataclass(frozen=True)
class Film:
    """Frames that transformers sampled by OpenCV, and what it knows of the clip."""

    frames: np.ndarray
    metadata: VideoMetadata

    @property
    def times(self) -> list[float]:
        """Seconds of the frames."""
        rate, indices = self.metadata.fps, self.metadata.frames_indices
        assert rate and indices is not None, "a clip that OpenCV opened has both"
        return [index / rate for index in indices]


@dataclass(frozen=True)
class Peer:
    """Turns as Hugging Face templates take them, to the model's arguments."""

    processor: Any  # Qwen3VLProcessor; its types are its own

    @staticmethod
    def load(folder: Path) -> "Peer":
        """From the checkpoint's files. Pictures by PIL, as where torchvision is missing.

        The tokenizer is tokenizer.json as it stands: for this family AutoTokenizer would build
        the released models' pre-tokenizer whatever the file says, which is not kestrel-nano's.
        """
        image, video = (
            json.loads((folder / name).read_text())
            for name in ("preprocessor_config.json", "video_preprocessor_config.json")
        )
        for settings in (image, video):
            for name in ("image_processor_type", "video_processor_type", "processor_class"):
                settings.pop(name, None)
        return Peer(
            Qwen3VLProcessor(
                image_processor=Qwen2VLImageProcessorPil(**image),
                tokenizer=PreTrainedTokenizerFast.from_pretrained(folder),
                video_processor=Qwen3VLVideoProcessor(**video, cap_pixels_per_frame=False),
                chat_template=(folder / "chat_template.jinja").read_text(),
            )
        )

    def film(self, path: Path) -> Film:
        """Sample and decode a clip."""
        load: Any = load_video  # its annotation leaves out paths
        sample = self.processor.video_processor.sample_frames
        frames, metadata = load(str(path), backend="opencv", sample_indices_fn=sample)
        return Film(np.asarray(frames), metadata)

    def picture(self, path: Path) -> Image.Image:
        """Open as transformers opens a file: turned by its EXIF mark, RGB."""
        return load_image(str(path))

    def text(self, turns: list[Any], **options: Any) -> str:  # noqa: ANN401
        """The rendered template."""
        return self.processor.apply_chat_template(
            turns, tokenize=False, add_generation_prompt=True, **options
        )

    def said(self, ids: list[int]) -> str:
        """Generated ids as text."""
        return self.processor.tokenizer.decode(ids, skip_special_tokens=True)

    def inputs(self, text: str, pictures: list[Path], clips: list[Path]) -> dict[str, Any]:
        """Arguments of the model's forward."""
        films = [self.film(path) for path in clips]
        options: dict[str, Any] = {}
        if pictures:
            options["images"] = [self.picture(path) for path in pictures]
        if films:
            options["videos"] = [film.frames for film in films]
            options["video_metadata"] = [film.metadata for film in films]
            options["do_sample_frames"] = False
        return dict(self.processor(text=[text], return_tensors="pt", **options))


def family_tokenizer(folder: Path, texts: list[str]) -> Any:  # noqa: ANN401 - transformers' own
    """A small vocabulary under the released models' own pre-tokenizer, saved in `folder`."""
    tokenizer: Any = Qwen3_5Tokenizer()
    tokenizer = tokenizer.train_new_from_iterator(texts, vocab_size=500)
    tokenizer.save_pretrained(folder)
    return tokenizer
