"""From logits to the next token, on the device and without ever waiting for it.

The filters stand in the order of transformers' `GenerationMixin._get_logits_processor`, for which
the family's cards recommend their settings: penalties, temperature, top-k, top-p, min-p. As in
vLLM (`v1/sample/ops/penalties.py`), the repetition penalty counts the prompt and the reply, the
presence and frequency penalties only the reply.

Sources: top-p: Holtzman et al., arXiv 1904.09751; min-p: Nguyen et al., arXiv 2407.01082;
repetition penalty: Keskar et al., arXiv 1909.05858.
Shapes: V vocabulary, C candidates left by top-k.
"""

import secrets
from dataclasses import dataclass
from typing import TypeAlias

import mlx.core as mx
import numpy as np

from mlx_model.errors import RequestError


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen; as it stands, the likeliest one.

    Raises:
        RequestError: a setting is out of its range.
    """

    temperature: float = 0.0  # 0 takes the likeliest token
    top_p: float = 1.0
    top_k: int = 0  # 0 keeps all
    min_p: float = 0.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    repetition_penalty: float = 1.0
    seed: int | None = None  # None: a new one for every request

    def __post_init__(self) -> None:
        _require(0 <= self.temperature <= 100, "temperature", self.temperature, "from 0 to 100")
        _require(0 < self.top_p <= 1, "top_p", self.top_p, "above 0 and at most 1")
        _require(self.top_k >= 0, "top_k", self.top_k, "0 (keep all) or more")
        _require(0 <= self.min_p < 1, "min_p", self.min_p, "at least 0 and below 1")
        for name in ("presence_penalty", "frequency_penalty"):
            value = getattr(self, name)
            _require(-2 <= value <= 2, name, value, "from -2 to 2")
        penalty = self.repetition_penalty
        _require(0 < penalty <= 10, "repetition_penalty", penalty, "above 0 and at most 10")
        seed_fits = self.seed is None or 0 <= self.seed < 2**64
        _require(seed_fits, "seed", self.seed, "from 0 to 2^64 - 1")


def _require(holds: bool, name: str, value: object, allowed: str) -> None:
    if not holds:  # comparisons with NaN are false, so NaN is refused too
        raise RequestError(f"{name} must be {allowed}; {value} was asked for.")


SamplerState: TypeAlias = tuple[mx.array, mx.array | None, mx.array | None]


class Sampler:
    """The choices of one request: its settings, its own random key, and what it has said."""

    def __init__(self, sampling: Sampling, prompt_ids: np.ndarray, vocab_size: int) -> None:
        self._sampling = sampling
        seed = secrets.randbits(64) if sampling.seed is None else sampling.seed
        self._key = mx.random.key(seed)
        self._said: mx.array | None = None  # (1, V) float32: how often the reply used each token
        if sampling.presence_penalty or sampling.frequency_penalty:
            self._said = mx.zeros((1, vocab_size))
        self._seen: mx.array | None = None  # (1, V) bool: tokens of the prompt and the reply
        if sampling.repetition_penalty != 1:
            seen = np.zeros((1, vocab_size), dtype=bool)
            seen[0, prompt_ids] = True
            self._seen = mx.array(seen)

    @property
    def state(self) -> "SamplerState":
        """What the next choice depends on; put it back to take choices back."""
        return self._key, self._said, self._seen

    @state.setter
    def state(self, state: "SamplerState") -> None:
        self._key, self._said, self._seen = state

    def __call__(self, logits: mx.array) -> mx.array:
        """Logits (1, V) of any float type -> the next token (1,), lazily."""
        logits = self._penalize(logits.astype(mx.float32))
        if self._sampling.temperature == 0:
            token = mx.argmax(logits, axis=-1)
        else:
            candidates, ids = filtered(logits, self._sampling)
            self._key, key = mx.random.split(self._key)
            choice = mx.random.categorical(candidates, key=key)
            token = choice if ids is None else ids[0, choice]
        self._remember(token)
        return token.astype(mx.int32)

    def _penalize(self, logits: mx.array) -> mx.array:
        settings = self._sampling
        if self._seen is not None:
            penalty = settings.repetition_penalty
            lowered = mx.where(logits > 0, logits / penalty, logits * penalty)
            logits = mx.where(self._seen, lowered, logits)
        if self._said is not None:
            logits = logits - settings.frequency_penalty * self._said
            logits = logits - settings.presence_penalty * (self._said > 0)
        return logits

    def _remember(self, token: mx.array) -> None:
        if self._said is not None:
            self._said = self._said.at[0, token].add(1)
        if self._seen is not None:
            self._seen = mx.put_along_axis(self._seen, token[None], mx.array(True), axis=-1)


def filtered(logits: mx.array, sampling: Sampling) -> tuple[mx.array, mx.array | None]:
    """Scaled logits (1, C) of the candidates, -inf where refused, and their ids.

    The ids are None when candidate i is token i. With top-k all that follows looks only at k
    candidates, which spares sorting the whole vocabulary.
    """
    scores, ids = logits / sampling.temperature, None
    if 0 < sampling.top_k < scores.shape[-1]:
        ids = mx.argpartition(-scores, sampling.top_k - 1, axis=-1)[:, : sampling.top_k]
        scores = mx.take_along_axis(scores, ids, axis=-1)
    if sampling.top_p < 1:
        order = mx.argsort(-scores, axis=-1)
        ids = order if ids is None else mx.take_along_axis(ids, order, axis=-1)
        scores = mx.take_along_axis(scores, order, axis=-1)
        mass = mx.cumsum(mx.softmax(scores, axis=-1), axis=-1, inclusive=False)
        scores = mx.where(mass < sampling.top_p, scores, -mx.inf)
    if sampling.min_p > 0:
        floor = mx.max(scores, axis=-1, keepdims=True) + float(np.log(sampling.min_p))
        scores = mx.where(scores < floor, -mx.inf, scores)
    return scores, ids
