"""How a model sees a picture, told by its receipt, and the closer looks that follow from it."""

from dataclasses import dataclass

from PIL import Image

from app.chat.events import Answer
from app.chat.message import ImagePart
from app.reading.crops import FINEST, Cropped, around, cut
from app.reading.geometry import Crop, PixelBox

SHRUNK = 0.9  # of its pixels: a picture seen with fewer has lost some
CLOSE = (256, 128)  # pixels around a text that is read again: few tokens, and room for its line


@dataclass(frozen=True)
class Sight:
    """A picture of `size` pixels, of which a `window` is seen pixel by pixel."""

    size: tuple[int, int]
    window: tuple[int, int]

    @property
    def is_whole(self) -> bool:
        """Whether the picture is seen pixel by pixel as it is: nothing is gained by a crop."""
        return self.window == self.size

    @property
    def is_shrunk(self) -> bool:
        """Whether so few of its pixels are seen that small text is likely lost."""
        width, height = self.size
        return self.window[0] * self.window[1] < width * height / 2 and max(self.window) < FINEST


def sight_of(answer: Answer, size: tuple[int, int]) -> Sight:
    """What the receipt for a whole picture tells of crops worth making.

    A server of another kind may give none; of its sight only what all of the family have is known.
    """
    width, height = size
    wide, high = answer.receipts[0].seen_size if answer.receipts else size
    if wide * high >= SHRUNK * width * height:
        wide, high = width, height
    return Sight(size, (min(wide, FINEST, width), min(high, FINEST, height)))


@dataclass(frozen=True)
class Shown:
    """A picture in memory beside the part that shows all of it, and how that is seen."""

    image: Image.Image
    part: ImagePart
    sight: Sight

    def near(self, box: PixelBox) -> Cropped:
        """What to show for a look at a box: the model's window around it."""
        return cut(self.image, around(box, self.sight.window, self.image.size))

    def close_to(self, box: PixelBox) -> Cropped:
        """What to show to have a text read again.

        All of a picture that is seen pixel by pixel, since the model has it in its cache already.
        """
        if self.sight.is_whole:
            return Cropped(self.part, Crop.whole(self.image.size))
        return cut(self.image, around(box, CLOSE, self.image.size))
