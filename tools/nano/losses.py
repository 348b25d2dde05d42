"""What training minimises: the dense loss of the tower, the answers, and the MTP head's."""

# pyright: reportMissingImports=false

import torch
import torch.nn.functional as F
from torch import Tensor

from tools.nano.batches import Batch
from tools.nano.fast import Look, columns, run
from tools.nano.model import Nano, see
from tools.nano.targets import DIGITS, END, SLOTS

Report = dict[str, Tensor]  # numbers, on the device: to read one is to wait for it
WEIGHTS = {"role": 0.5, "state": 0.3, "order": 0.3, "order_in_role": 0.3, "following": 0.2}
LOOK = 0.5  # weight of the lessons of looking
SECOND = 0.5  # weight of the second draft, which counts only where the first is right
EARLY_LETTERS = 0.3  # weight of the letters half way up the tower (1 until they are mostly read)
SPELLING = 2.0  # weight of the letters of cells, all that open words are read by
NOTHING = 0.25  # weight of "no word here", which is most of a screen


def _told(logits: Tensor, target: Tensor, name: str, report: Report) -> Tensor:
    """Cross entropy over codes; places with nothing count little."""
    flat, wanted = logits.flatten(0, -2), target.flatten()
    there = wanted > 0
    each = F.cross_entropy(flat, wanted, reduction="none")
    weight = torch.where(there, 1.0, NOTHING)
    report[name] = (flat.argmax(-1) == wanted)[there].float().mean()
    return (each * weight).sum() / weight.sum()


def dense(
    nano: Nano, batch: Batch, tokens: Tensor, seen: tuple[Tensor, Tensor, Tensor]
) -> tuple[Tensor, Report]:
    """The tower's own lessons; `tokens` maps a word's number to its token (0: end of text)."""
    early, _, cells = seen
    heads, report = nano.heads, Report()
    letters = heads.letters(early).unflatten(-1, (SLOTS, -1))
    loss = EARLY_LETTERS * _told(letters, batch["letters"], "letter", report)
    table = nano.net.model.language_model.embed_tokens.weight[tokens].detach()
    words = heads.words(cells) @ table.t() * 4
    loss = loss + _told(words, batch["words"], "word", report)
    there = batch["role"].flatten() > 0
    weight = torch.where(there, 1.0, NOTHING)
    for name, head in heads.cell.items():
        logits = head(cells)
        if name == "spelling":
            codes = logits.unflatten(-1, (SLOTS, -1))
            loss = loss + SPELLING * _told(codes, batch["letters"], "spelt", report)
            continue
        wanted = batch[name]
        if name == "digits":
            logits = logits.unflatten(-1, (4 * DIGITS, END + 1))
            hit = (logits.argmax(-1) == wanted)[wanted[..., 0] >= 0].float()
            report["digit"], report["box"] = hit.mean(), hit.prod(-1).mean()
            loss = loss + F.cross_entropy(logits.flatten(0, 2), wanted.flatten())
            continue
        each = F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), reduction="none")
        hit = logits.flatten(0, 1).argmax(-1) == wanted.flatten()
        report[name] = hit[there].float().mean()
        loss = loss + WEIGHTS[name] * (each * weight).sum() / weight.sum()
    return loss, report


def _embedded(nano: Nano, batch: Batch, cells: Tensor) -> tuple[Tensor, Tensor]:
    """Token embeddings with the picture put in (B L D), and where the picture's cells are (B L)."""
    image = batch["ids"] == nano.net.config.image_token_id
    embedded = nano.net.model.language_model.embed_tokens(batch["ids"])
    return embedded.masked_scatter(image.unsqueeze(-1), cells.to(embedded.dtype)), image


def looks(batch: Batch, image: Tensor, depth: int) -> dict[str, Look]:
    """Where attention should look: a letter at the cell that shows it, an answer at its element.

    Left to the answers' loss alone, attention over the picture stays flat for thousands of steps.
    In the first of `depth` attention layers most heads are taught to find what was just said, in
    the middle one the letters that come next, and in the last one half of them what an answer is
    about and half of them, once more, what comes next.
    """
    places, order = columns(image), batch["order"][:, None]
    element = (batch["about"][:, 1:, None] + 1 == order) & (order > 0)  # B L-1 M
    cell = torch.arange(places.shape[1], device=image.device)
    first, last = batch["spots"][..., :1], batch["spots"][..., 1:]
    shown = (first >= 0) & (cell >= first) & (cell <= last)  # B L M
    coming = shown[:, 1:] & (batch["labels"][:, 1:, None] >= 0)
    return {
        "own": Look(0, (2, 8), shown.any(-1), shown, places),
        "element": Look(-1, (0, 4), element.any(-1), element, places),
        "next": Look((depth - 1) // 2, (2, 8), coming.any(-1), coming, places),
        "last": Look(-1, (4, 8), coming.any(-1), coming, places),
    }


def _missed(shares: dict[str, Tensor]) -> tuple[Tensor, Report]:
    """Negative log of the attention that lands where it should, and the best head's mean share."""
    there = {name: share for name, share in shares.items() if len(share)}
    loss = sum((-(share + 1e-4).log().mean() for share in there.values()), torch.zeros(()))
    best = {f"look_{n}": share.detach().max(-1).values.mean() for n, share in there.items()}
    return loss, best


def answers(
    nano: Nano, batch: Batch, cells: Tensor
) -> tuple[Tensor, Report, tuple[Tensor, Tensor]]:
    """Cross entropy of the answers' tokens, lessons of looking, and the MTP head's states."""
    embedded, image = _embedded(nano, batch, cells)
    model = nano.net.model.language_model
    depth = nano.net.config.text_config.layer_types.count("full_attention")
    hidden, shares = run(model, embedded, batch["positions"], looks(batch, image, depth))
    wanted = batch["labels"][:, 1:]
    there = wanted >= 0
    logits = nano.net.lm_head(hidden[:, :-1][there])
    loss = F.cross_entropy(logits, wanted[there])
    right = logits.argmax(-1) == wanted[there]
    spelling = (batch["spots"][:, 1:, 0] >= 0)[there]
    look, report = _missed(shares)
    report |= {"answer": loss.detach(), "token": right.float().mean()}
    report["spelling"] = right[spelling].float().mean()
    return loss + LOOK * look.to(loss.device), report, (embedded, hidden)


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
    report = {"draft": hit.sum() / there[:, :-1].sum()}
    report["second"] = (hit & hit_again).sum() / hit.sum().clamp(min=1)
    return loss + SECOND * more, report


def drafts_alone(nano: Nano, batch: Batch) -> tuple[Tensor, Report]:
    """What a batch teaches the MTP head while all else stands still."""
    with torch.no_grad():
        cells = see(nano.net.model.visual, batch["patches"], batch["grid"])[2]
        embedded, _ = _embedded(nano, batch, cells)
        hidden, _ = run(nano.net.model.language_model, embedded, batch["positions"])
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
        answer, more, states = answers(nano, batch, seen[2])
        loss, report = loss.to(answer.device) + answer, report | more
        if draft_share:
            draft, last = drafts(nano, batch, states)
            loss, report = loss + draft_share * draft, report | last
    return loss, report
