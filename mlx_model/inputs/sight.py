"""How a checkpoint sees: its pixel budgets and patch geometry, from its own files."""

from dataclasses import dataclass, replace
from pathlib import Path

from mlx_model.config import VisionConfig
from mlx_model.errors import ConfigError
from mlx_model.fields import Fields, Json, read_json
from mlx_model.inputs.budget import image_budget, video_budget
from mlx_model.inputs.images import is_animated, open_image
from mlx_model.inputs.message import ImagePart, Part, TextPart, VideoPart
from mlx_model.inputs.patches import read_cutter
from mlx_model.inputs.picture import PictureReader
from mlx_model.inputs.receipt import Kind, Receipt
from mlx_model.inputs.video import OnFrame, VideoReader
from mlx_model.inputs.visual import Visual


@dataclass(frozen=True)
class Sight:
    """Readers of pictures and clips. An animated picture is a clip."""

    pictures: PictureReader
    videos: VideoReader

    @property
    def merge(self) -> int:
        """Patches per visual token and side."""
        return self.pictures.cutter.merge

    def kind_of(self, part: Part, name: str) -> Kind:
        """Whether a part is seen as a picture or as a clip.

        Raises:
            MediaError: its header cannot be read.
        """
        return "video" if isinstance(_resolved(part, name), VideoPart) else "image"

    def receipt(self, part: Part, name: str) -> Receipt:
        """What will be seen of a part."""
        part = _resolved(part, name)
        if isinstance(part, VideoPart):
            return self.videos.receipt(part, name)
        return self.pictures.receipt(open_image(part.source, name), name, part.max_tokens)

    def see(self, part: Part, name: str, on_frame: OnFrame | None = None) -> Visual:
        """Decode a part and cut it into patches."""
        part = _resolved(part, name)
        if isinstance(part, VideoPart):
            return self.videos.see(part, name, on_frame)
        return self.pictures.see(open_image(part.source, name), name, part.max_tokens)


def _resolved(part: Part, name: str) -> ImagePart | VideoPart:
    """The part with its file opened, and an animated picture as the clip it is."""
    assert not isinstance(part, TextPart)
    if isinstance(part, VideoPart):
        return part
    image = open_image(part.source, name)
    if is_animated(image, name):
        return VideoPart(image, name, max_tokens=part.max_tokens)
    return replace(part, source=image)


def read_sight(folder: Path, vision: VisionConfig) -> Sight:
    """Read the image and video sections of a checkpoint's preprocessor files.

    Raises:
        ConfigError: they are missing, or of another checkpoint.
    """
    images, place = _section(folder, "image_processor", ("preprocessor_config.json",))
    cutter, _ = read_cutter(images, vision, place)
    factor = cutter.patch * cutter.merge
    pictures = PictureReader(image_budget(images, factor, place), cutter)
    files = ("video_preprocessor_config.json", "preprocessor_config.json")
    clips, place = _section(folder, "video_processor", files)
    cutter, normalization = read_cutter(clips, vision, place)
    cutter = replace(cutter, table=normalization.video_table())
    return Sight(pictures, VideoReader(video_budget(clips, factor, place), cutter))


def _section(folder: Path, name: str, files: tuple[str, ...]) -> tuple[Json, str]:
    """Newer checkpoints nest both in processor_config.json, which transformers reads first."""
    nested = folder / "processor_config.json"
    if nested.exists() and name in (raw := read_json(nested)):
        return Fields(raw, nested.name).section(name), f"{nested.name}.{name}"
    for file in files:
        if (folder / file).exists():
            return read_json(folder / file), file
    raise ConfigError(
        f"{folder} has no {files[-1]}, but its config.json promises vision: download it again."
    )
