"""How one answer is wanted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """None leaves the choice to the checkpoint: its own generation settings, a new seed."""

    max_tokens: int = 2048
    temperature: float | None = None  # 0 takes the likeliest token
    seed: int | None = None
    think: bool = False
    top_p: float | None = None
    top_k: int | None = None
    presence_penalty: float | None = None


EXACT = Settings(temperature=0.0)  # for reading: the same picture, the same answer
