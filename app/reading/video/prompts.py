"""Questions about films, in the wording of resources/prompts/video.json.

Times are asked for as the family's cookbook of temporal grounding does: 'mm:ss.ff', in JSON.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class VideoPrompts:
    """`{words}` and the like stand where a value goes.

    Their names are unlike those of other kinds, since a checkpoint has one flat file of its own.
    """

    file: ClassVar[str] = "video.json"
    film_chapters: str
    film_relevant: str
    film_find: str
    film_look: str
    film_answer: str
    film_merge: str
    film_summary: str
    film_point: str
    film_number: str
    film_steps: str
    film_change: str
    film_spoken: str
