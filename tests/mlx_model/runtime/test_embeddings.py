"""Seeing a prompt in stretches against seeing it at once."""

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlx_model.errors import PromptError
from mlx_model.runtime.context import Context
from mlx_model.runtime.embeddings import FrameFeatures, PromptEmbeddings

PARTS = st.one_of(
    st.text("abc é", min_size=1, max_size=12),
    st.tuples(st.sampled_from([8, 24, 40]), st.sampled_from([16, 32]), st.integers(0, 9)),
    st.integers(0, 9).map(lambda seed: [(16, 16, seed + n) for n in range(6)]),
)
SAME_MODEL = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def assert_close(ours: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    difference = np.abs(ours - expected) / np.abs(expected).max()
    assert difference.max() < tolerance, f"max {difference.max()}, mean {difference.mean()}"


@SAME_MODEL
@given(parts=st.lists(PARTS, min_size=1, max_size=4), size=st.integers(1, 90))
def test_any_chunks_give_the_logits_of_one_pass(model, processor, say, one_pass, parts, size):
    prompt = processor.prompt([say("x", *parts)])
    context, embeddings = Context(model), PromptEmbeddings(model, prompt)
    logits = []
    for start in range(0, len(prompt.ids), size):
        end = min(start + size, len(prompt.ids))
        positions = mx.array(prompt.positions[:, None, start:end])
        logits.append(model.logits(context.see(embeddings.between(start, end), positions)))
    ours = np.array(mx.concatenate(logits, axis=1)[0])
    assert_close(ours, one_pass(prompt, prompt.ids), 1e-4)


def test_a_frame_is_seen_once_and_only_when_its_turn_comes(model, processor, say, monkeypatch):
    clip = [(16, 16, n) for n in range(6)]
    prompt = processor.prompt([say("x", (24, 16, 1), "y", clip, "z")])
    seen: list[tuple[int, int, int]] = []
    see = type(model).see

    def counted(self, patches, grids):
        seen.extend(grids)
        return see(self, patches, grids)

    monkeypatch.setattr(type(model), "see", counted)
    embeddings = PromptEmbeddings(model, prompt)
    first_visual = int(np.flatnonzero(prompt.ids == model.config.visual_tokens.image)[0])
    embeddings.between(0, first_visual)
    assert seen == []
    half = first_visual + 2
    embeddings.between(first_visual, half)
    assert seen == [(1, 4, 6)]
    for start in range(half, len(prompt.ids)):
        embeddings.between(start, start + 1)
    frames = prompt.visuals[1].grid[0]
    assert frames > 1 and seen == [(1, 4, 6)] + [(1, 4, 4)] * frames
    assert not embeddings._seen  # nothing is held once it stands in the prompt


def test_a_resumed_prompt_does_not_see_what_stands_before(model, processor, say, monkeypatch):
    prompt = processor.prompt([say((24, 16, 1), "y", (16, 16, 2), "z")])
    after = int(np.flatnonzero(prompt.ids == model.config.visual_tokens.image)[6])
    expected = PromptEmbeddings(model, prompt).between(0, len(prompt.ids))[:, after:]
    mx.eval(expected)
    seen: list = []
    see = type(model).see
    monkeypatch.setattr(
        type(model), "see", lambda self, p, grids: seen.extend(grids) or see(self, p, grids)
    )
    ours = PromptEmbeddings(model, prompt).between(after, len(prompt.ids))
    assert seen == [(1, 4, 4)]
    assert_close(np.array(ours), np.array(expected), 1e-6)


def test_a_frame_that_is_known_is_not_seen_again(model, processor, say, monkeypatch):
    clip = [(16, 16, n) for n in range(6)]
    first = processor.prompt([say("x", (24, 16, 1), clip)])
    second = processor.prompt([say((16, 16, 9), "other words", (24, 16, 1), clip)])
    expected = np.array(PromptEmbeddings(model, second).between(0, len(second.ids)))
    features = FrameFeatures(1 << 20)
    mx.eval(PromptEmbeddings(model, first, features).between(0, len(first.ids)))
    seen: list = []
    see = type(model).see
    monkeypatch.setattr(
        type(model), "see", lambda self, p, grids: seen.extend(grids) or see(self, p, grids)
    )
    ours = PromptEmbeddings(model, second, features).between(0, len(second.ids))
    assert seen == [(1, 4, 4)]  # the one that is new
    assert_close(np.array(ours), expected, 1e-6)


def test_features_keep_to_their_budget(model, processor, say):
    def sizes(budget: int) -> int:
        features = FrameFeatures(budget)
        for seed in range(5):
            prompt = processor.prompt([say((24, 16, seed))])
            mx.eval(PromptEmbeddings(model, prompt, features).between(0, len(prompt.ids)))
            assert features.nbytes <= budget
        return features.nbytes

    whole = sizes(1 << 20)
    assert sizes(whole // 2) == whole // 5 * 2  # two of five pictures fit
    features = FrameFeatures(1 << 20)
    prompt = processor.prompt([say((24, 16, 0), (24, 16, 1))])
    mx.eval(PromptEmbeddings(model, prompt, features).between(0, len(prompt.ids)))
    assert features.reclaim(1) == whole // 5 and features.nbytes == whole // 5


def test_a_model_without_eyes_refuses_pictures(model, processor, say, build):
    prompt = processor.prompt([say((16, 16, 0))])
    with pytest.raises(PromptError, match="no vision tower"):
        PromptEmbeddings(build(sees=False), prompt)
