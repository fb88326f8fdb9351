"""How well, how fast and how heavily the coach reads, by the rules alone and with the model.

The notes are made of sentences and names of our own, which the lists were not written after. A name that stands in the
lists is easier to find than one that does not, so a half of the names (`--held-out`, drawn by a fixed chance) is taken
out of the lists while it is measured. A finding counts when it covers nine tenths of what is marked.

    uv run python -m tests.bench.deid [--held-out 0.5] [--notes FILE.jsonl ...] [--json FILE]
"""

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "deid"))

import deid_made

from app import deid
from app.deid import gazetteers
from tests.bench.deid_names import NAMES, every_name, people
from tests.bench.deid_texts import CLEAN, DETAILS, HARD, MADE, SENTENCES

TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx|dr)\.? ", re.IGNORECASE)
NUMBERS = ("PHONE", "EMAIL", "NHS", "NINO", "POSTCODE", "PLATE")
GOALS = {
    "recall": (0.85, 0.93), "names": (0.82, 0.95), "worst origin": (None, 0.88), "numbers": (0.99, 0.99),
    "precision": (0.93, 0.93), "false alarms": (0.4, 0.4), "hard": (0.50, 0.70), "ms": (40, 350), "MB": (60, 150),
}  # fmt: skip
MEMORY = """
import resource, sys
def now():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
before = now()
from app import deid
text = sys.stdin.read()
with deid.rules_only() if sys.argv[1] == "rules" else __import__("contextlib").nullcontext():
    deid.read(text)
print(now() - before)
"""


class Note(NamedTuple):
    """A text, what is marked in it, and where its names come from."""

    text: str
    marks: list[tuple[int, int, str]]
    origin: str = ""


class Figures(NamedTuple):
    """What a reading of some notes came to."""

    found: Counter[str]
    wanted: Counter[str]
    right: int
    wrong: int

    @property
    def recall(self) -> float:
        """The part of what is marked that was found."""
        return self.found.total() / max(1, self.wanted.total())

    @property
    def precision(self) -> float:
        """The part of the findings that touches something marked."""
        return self.right / max(1, self.right + self.wrong)

    def of(self, *types: str) -> float:
        """The recall of some types."""
        return sum(self.found[t] for t in types) / max(1, sum(self.wanted[t] for t in types))


def main() -> None:
    """Measures, prints the table of goals, and writes the figures."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--held-out", type=float, default=0.5)
    ask.add_argument("--notes", nargs="*", default=[], type=Path)
    ask.add_argument("--json", type=Path)
    given = ask.parse_args()
    figures: dict[str, object] = {"held_out": given.held_out}
    with without(given.held_out):
        for way in ("rules", "model"):
            with deid.rules_only() if way == "rules" else nullcontext():
                figures[way] = measured(given.notes)
    _show(figures)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))


@contextmanager
def without(part: float) -> Iterator[None]:
    """A part of the names taken out of every list, as if nobody had ever written them down."""
    chance = random.Random("held out")
    out = {gazetteers.fold(name) for name in every_name() if chance.random() < part}
    full = gazetteers.lists()
    kept = full._replace(given=full.given - out, surnames=full.surnames - out)
    original, gazetteers.lists = gazetteers.lists, lambda: kept  # type: ignore[assignment]
    try:
        yield
    finally:
        gazetteers.lists = original


def measured(files: Iterable[Path]) -> dict[str, object]:
    """Everything that is measured, one way of reading."""
    notes = [note for origin in NAMES for note in generated(origin)]
    whole = figures_of(notes)
    by_origin = {origin: figures_of(n for n in notes if n.origin == origin).of("PERSON") for origin in NAMES}
    words = sum(len(text.split()) for text in CLEAN)
    alarms = [text[s.start : s.end] for text in CLEAN for s in deid.read(text)]
    way = deid.what_reads().value
    told: dict[str, object] = {
        "recall": whole.recall, "names": whole.of("PERSON"), "worst origin": min(by_origin.values()),
        "numbers": whole.of(*NUMBERS), "precision": whole.precision, "false alarms": 100 * len(alarms) / words,
        "hard": figures_of(hard_notes()).recall, "ms": _p95(notes), "MB": _memory(way),
        "by type": {t: whole.of(t) for t in sorted(whole.wanted)}, "by origin": by_origin, "alarms": alarms,
        "marked": whole.wanted.total(),
    }  # fmt: skip
    for file in files:
        read = figures_of(from_file(file))
        told[file.name] = {"recall": read.recall, "precision": read.precision, "names": read.of("PERSON")}
    return told


def figures_of(notes: Iterable[Note]) -> Figures:
    """Reads the notes and counts."""
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    right = wrong = 0
    for note in notes:
        spans = deid.read(note.text)
        for start, end, kind in note.marks:
            wanted[kind] += 1
            covered = sum(max(0, min(end, s.end) - max(start, s.start)) for s in spans)
            found[kind] += covered >= 0.9 * (end - start)
        touching = [any(s.start < end and start < s.end for start, end, _ in note.marks) for s in spans]
        right, wrong = right + sum(touching), wrong + len(touching) - sum(touching)
    return Figures(found, wanted, right, wrong)


def generated(origin: str) -> Iterator[Note]:
    """Notes of six sentences, three with names of this origin and three with other details, the same at every run."""
    chance = random.Random(origin)
    pairs = people(origin)
    for _ in range(12):
        lines = [*chance.sample(SENTENCES.split("\n")[1:-1], 3), *chance.sample(DETAILS.split("\n")[1:-1], 3)]
        chance.shuffle(lines)
        first, second = chance.sample(pairs, 2)
        yield _joined([_filled(line, first, second, chance) for line in lines], origin)


def hard_notes() -> Iterator[Note]:
    """The sentences that are known to be hard, with names of every origin."""
    for origin in NAMES:
        chance = random.Random(f"hard {origin}")
        for line in HARD.split("\n")[1:-1]:
            first, second = chance.sample(people(origin), 2)
            if "{" in line or origin == "English":
                yield _joined([_filled(line, first, second, chance)], origin)


def from_file(file: Path) -> Iterator[Note]:
    """Notes with their `spans` marked, one JSON object a line."""
    for line in file.read_text("utf-8").splitlines():
        note = json.loads(line)
        marks = [(s["start"], s["end"], s["type"]) for s in note["spans"] if s.get("level", "must") == "must"]
        shorter = [(s + _title(note["text"][s:e]), e, t) for s, e, t in marks]
        yield Note(note["text"], shorter)


def _title(words: str) -> int:
    match = TITLE.match(words)
    return match.end() if match else 0


def _filled(line: str, first: tuple[str, str], second: tuple[str, str], chance: random.Random) -> Note:
    is_upper = line.isupper()
    said = {"G": first[0], "F": " ".join(first), "S": first[1], "H": second[0], "T": second[1]}
    said |= {"g": first[0].lower(), "h": second[0].lower()}
    text, marks = "", []
    for part in re.split(r"(\{\w\}|@\w+@|\[[^\]]+\])", line):
        words, kind = part, ""
        if part.startswith("{"):
            words, kind = said[part[1:-1]], "PERSON"
        elif part.startswith("@") and part.endswith("@") and len(part) > 2:
            kind = part[1:-1]
            words = deid_made.MAKERS[kind](chance) if kind in deid_made.MAKERS else chance.choice(MADE[kind])
        elif part.startswith("["):
            words, kind = part[1:-1], "PERSON"
        words = words.upper() if is_upper and kind else words
        if kind:
            marks.append((len(text), len(text) + len(words), kind))
        text += words
    return Note(text, marks)


def _joined(parts: list[Note], origin: str) -> Note:
    text, marks = "", []
    for part in parts:
        marks += [(start + len(text), end + len(text), kind) for start, end, kind in part.marks]
        text += part.text + " "
    return Note(text.rstrip(), marks, origin)


def _p95(notes: list[Note]) -> float:
    words = " ".join(note.text for note in notes).split()
    times = []
    for start in range(0, len(words) - 300, 150):
        text = " ".join(words[start : start + 300])
        began = time.process_time()
        deid.read(text)
        times.append(1000 * (time.process_time() - began))
    return sorted(times)[int(0.95 * len(times))]


def _memory(way: str) -> float:
    text = " ".join(CLEAN)[:1800]
    told = subprocess.run([sys.executable, "-c", MEMORY, way], input=text, capture_output=True, text=True, check=True)
    return float(told.stdout)


def _show(figures: dict[str, object]) -> None:
    print(f"{'':14}{'rules':>8}{'goal':>8}{'model':>10}{'goal':>8}   held out: {figures['held_out']:.0%} of the names")
    for name, goals in GOALS.items():
        row = [f"{figures[way][name]:.3g}" for way in ("rules", "model")]
        print(f"{name:14}{row[0]:>8}{goals[0] or '-':>8}{row[1]:>10}{goals[1]:>8}")
    for title in ("by type", "by origin"):
        print(f"\n{title}")
        for key in figures["rules"][title]:
            print(f"  {key:26}{figures['rules'][title][key]:8.3f}{figures['model'][title][key]:8.3f}")
    kept = defaultdict(dict)
    for way in ("rules", "model"):
        print(f"\n{way}: alarms in clean notes: {figures[way]['alarms']}")
        for name, value in figures[way].items():
            if name.endswith(".jsonl"):
                kept[name][way] = {key: round(part, 3) for key, part in value.items()}
    for name, value in kept.items():
        print(name, value)


if __name__ == "__main__":
    main()
