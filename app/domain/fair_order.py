"""In which order a round goes: fair, and the same whoever asks. Pure; no database, no clock.

No kind of agency has a second voice before every kind has had its first; whoever came when most were here already is
at the end; whoever began last time does not begin again. Among equals a hash decides, which no alphabet favours.
"""

import hashlib
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

# A scribe takes some minutes to press for everybody: whoever is noted within them came with the others.
CAME_TOGETHER = timedelta(minutes=10)


class Voice(NamedTuple):
    """Somebody who speaks in a round, or an agency that does; of which kind, and since when they are here."""

    id: UUID
    kind: str
    came_at: datetime


def fair(voices: Collection[Voice], *, seed: str, not_first: UUID | None = None) -> list[UUID]:
    """The order in which they speak."""
    came_late = _late(voices)
    # Whoever began last time comes after the others of their kind, and that kind, if they are alone in it, last.
    equals = sorted(voices, key=lambda voice: (voice.id == not_first, _lot(seed, voice.id)))
    order = _alternating([voice for voice in equals if voice.id not in came_late])
    order += by_coming([voice for voice in voices if voice.id in came_late])
    if len(order) > 1 and order[0].id == not_first:
        order[:2] = order[1], order[0]
    return [voice.id for voice in order]


def by_coming(voices: Collection[Voice]) -> list[Voice]:
    """In the order in which they came."""
    return sorted(voices, key=lambda voice: (voice.came_at, voice.id))


def _alternating(voices: list[Voice]) -> list[Voice]:
    """One of each kind, then the second of each kind, and so on; the kinds always in the same order."""
    kinds = list(dict.fromkeys(voice.kind for voice in voices))
    before: Counter[str] = Counter()
    placed = []
    for voice in voices:
        placed.append((before[voice.kind], kinds.index(voice.kind), voice))
        before[voice.kind] += 1
    return [voice for _nth, _kind, voice in sorted(placed, key=lambda place: place[:2])]


def _late(voices: Collection[Voice]) -> set[UUID]:
    came = sorted(voice.came_at for voice in voices)
    most_were_here = came[(len(came) - 1) // 2] if came else None
    return {voice.id for voice in voices if most_were_here and voice.came_at > most_were_here + CAME_TOGETHER}


def _lot(seed: str, voice_id: UUID) -> str:
    return hashlib.sha256(f"{seed}|{voice_id}".encode()).hexdigest()
