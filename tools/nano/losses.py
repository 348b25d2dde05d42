"""What training minimises: the dense loss of the tower, the answers, and the MTP head's."""

# pyright: reportMissingImports=false

import torch
import torch.nn.functional as F
from torch import Tensor

from tools.nano.batches import Batch
from tools.nano.model import Nano, see
from tools.nano.targets import DIGITS, END, SLOTS

Report = dict[str, float]
WEIGHTS = {"role": 0.5, "state": 0.3, "order": 0.3, "order_in_role": 0.3, "following": 0.2}
LOOK = 0.5  # weight of the lessons of looking
SECOND = 0.5  # weight of the second draft, which counts only where the first is right
NOTHING = 0.1  # weight of "no word here", which is most of a screen


def _words(logits: Tensor, target: Tensor, name: str, report: Report) -> Tensor:
    """Cross entropy over words; tokens without one count little."""
    flat, wanted = logits.flatten(0, -2), target.flatten()
    there = wanted > 0
    each = F.cross_entropy(flat, wanted, reduction="none")
    weight = torch.where(there, 1.0, NOTHING)
    report[name] = float((flat.argmax(-1) == wanted)[there].float().mean())
    return (each * weight).sum() / weight.sum()


def dense(
    nano: Nano, batch: Batch, tokens: Tensor, seen: tuple[Tensor, Tensor, Tensor]
) -> tuple[Tensor, Report]:
    """The tower's own lessons; `tokens` maps a word's number to its token (0: end of text)."""
    early, states, cells = seen
    heads, report = nano.heads, Report()
    letters = heads.letters(early).unflatten(-1, (SLOTS, -1))
    loss = _words(letters, batch["letters"], "letter", report)
    loss = loss + _words(heads.patch_word(states), batch["patch_word"], "patch", report)
    table = nano.net.model.language_model.embed_tokens.weight[tokens]
    for name, head in (("first_word", heads.first_word), ("last_word", heads.last_word)):
        logits = head(cells) @ table.t() * 4
        loss = loss + _words(logits, batch[name], name[:5], report)
    for name, head in heads.cell.items():
        logits, wanted = head(cells), batch[name]
        if name == "digits":
            logits = logits.unflatten(-1, (4 * DIGITS, END + 1))
            hit = (logits.argmax(-1) == wanted)[wanted[..., 0] >= 0].float()
            report["digit"], report["box"] = float(hit.mean()), float(hit.prod(-1).mean())
            loss = loss + 2 * F.cross_entropy(logits.flatten(0, 2), wanted.flatten())
            continue
        each = F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), reduction="none")
        there = batch["role"].flatten() > 0
        weight = torch.where(there, 1.0, NOTHING)
        hit = logits.flatten(0, 1).argmax(-1) == wanted.flatten()
        report[name] = float(hit[there].float().mean())
        loss = loss + WEIGHTS[name] * (each * weight).sum() / weight.sum()
    return loss, report


def _hidden(nano: Nano, batch: Batch, cells: Tensor) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
    """Token embeddings with the picture put in, final states, weights of attention by layer."""
    model = nano.net.model
    embedded = model.language_model.embed_tokens(batch["ids"])
    image = (batch["ids"] == nano.net.config.image_token_id).unsqueeze(-1)
    embedded = embedded.masked_scatter(image, cells)
    out = model.language_model(
        inputs_embeds=embedded, position_ids=batch["positions"], output_attentions=True
    )
    return embedded, out.last_hidden_state, out.attentions


def _on_target(weights: Tensor, mine: Tensor, there: Tensor) -> tuple[Tensor, float]:
    """Negative log of the attention that lands on the right cells, and its mean share.

    weights: B H L M; mine: B L M, whether a cell is of the token's element; there: B L.
    """
    share = (weights * mine[:, None]).sum(-1).transpose(1, 2)[there]
    return -(share + 1e-4).log().mean(), float(share.detach().max(-1).values.mean())


def looks(
    nano: Nano, batch: Batch, weights: tuple[Tensor, ...], tokens: Tensor
) -> tuple[Tensor, Report]:
    """Where attention should look: a word at the cells that show it, an answer at its element.

    Left to the answers' loss alone, attention over the picture stays flat for thousands of steps.
    The first attention layer is taught words (two heads), the last one elements (all heads).
    """
    image = batch["ids"] == nano.net.config.image_token_id
    on_picture = [
        torch.stack([w[row][:, :, image[row]] for row in range(len(image))]) for w in weights
    ]
    order = batch["order"][:, None]
    mine = (batch["about"][:, 1:, None] + 1 == order) & (order > 0)
    loss, share = _on_target(on_picture[-1][:, :, :-1], mine, mine.any(-1))
    first, last = tokens[batch["first_word"]][:, None], tokens[batch["last_word"]][:, None]
    ids = batch["ids"][..., None]
    same = ((ids == first) | (ids == last)) & (ids != tokens[0])
    more, word_share = _on_target(on_picture[0][:, 2:], same, same.any(-1))
    return loss + more, {"look": share, "look_word": word_share}


def answers(
    nano: Nano, batch: Batch, tokens: Tensor, cells: Tensor
) -> tuple[Tensor, Report, tuple[Tensor, Tensor]]:
    """Cross entropy of the answers' tokens, lessons of looking, and the MTP head's states."""
    embedded, hidden, weights = _hidden(nano, batch, cells)
    wanted = batch["labels"][:, 1:]
    there = wanted >= 0
    logits = nano.net.lm_head(hidden[:, :-1][there])
    loss = F.cross_entropy(logits, wanted[there])
    hit = float((logits.argmax(-1) == wanted[there]).float().mean())
    look, report = looks(nano, batch, weights, tokens)
    report |= {"answer": float(loss.detach()), "token": hit}
    return loss + LOOK * look, report, (embedded, hidden)


def _like(drafted: Tensor, chosen: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
    """How far drafts (logits) are from the decoder's own choices, and where they hit them."""
    wanted = chosen[there].softmax(-1)
    hit = torch.zeros_like(there)
    hit[there] = drafted[there].argmax(-1) == wanted.argmax(-1)
    return F.cross_entropy(drafted[there], wanted), hit


def drafts(nano: Nano, batch: Batch, states: tuple[Tensor, Tensor]) -> tuple[Tensor, Report]:
    """Loss of the first and of the second draft; the decoder is not moved by it.

    A draft is of use where it equals what the decoder will say, so that is what is learnt, wrong
    or right. `second` is the share of second drafts that hit where the first one did.
    """
    embedded, hidden = (state.detach() for state in states)
    table, places = nano.net.lm_head.weight.detach(), batch["positions"]
    turn = nano.net.model.language_model.rotary_emb
    rotary, later = turn(hidden, places[:, :, :-3]), turn(hidden, places[:, :, 1:-2])
    with torch.no_grad():
        chosen = F.linear(hidden[:, 1:-1], table)
    there = batch["labels"][:, 2:] >= 0
    first = nano.mtp(embedded[:, 1:-2], hidden[:, :-3], rotary)
    loss, hit = _like(F.linear(first, table), chosen[:, :-1], there[:, :-1])
    second = nano.mtp.again(embedded[:, 1:-1], hidden[:, :-3], first, rotary, later)
    more, hit_again = _like(F.linear(second, table), chosen[:, 1:], there[:, 1:] & there[:, :-1])
    report = {"draft": float(hit.sum() / there[:, :-1].sum())}
    report["second"] = float((hit & hit_again).sum() / hit.sum().clamp(min=1))
    return loss + SECOND * more, report


def drafts_alone(nano: Nano, batch: Batch) -> tuple[Tensor, Report]:
    """What a batch teaches the MTP head while all else stands still."""
    with torch.no_grad():
        cells = see(nano.net.model.visual, batch["patches"], batch["grid"])[2]
        embedded, hidden, _ = _hidden(nano, batch, cells)
    return drafts(nano, batch, (embedded, hidden))


def total(
    nano: Nano, batch: Batch, tokens: Tensor, share: float, draft_share: float
) -> tuple[Tensor, Report]:
    """Everything that a batch teaches; the shares weigh the dense part and the MTP head's.

    Without a share of the dense part the tower stands still, which saves half of the work.
    """
    loss, report = torch.zeros(()), Report()
    with torch.set_grad_enabled(share > 0):
        seen = see(nano.net.model.visual, batch["patches"], batch["grid"])
    if share:
        lessons, report = dense(nano, batch, tokens, seen)
        loss = share * lessons
    if "ids" in batch:
        answer, more, states = answers(nano, batch, tokens, seen[2])
        loss, report = loss.to(answer.device) + answer, report | more
        if draft_share:
            draft, last = drafts(nano, batch, states)
            loss, report = loss + draft_share * draft, report | last
    return loss, report
