"""Makes up identifiers with their right grammar, the same ones at every run."""

import random
from collections.abc import Callable

CARRIERS = (
    "She gave me {} and asked us to be careful with it.",
    "new details: {}",
    "He said it was {}, I think.",
    "Written on the back of the card ({}) in pencil",
    "Spoke to the duty worker. {}. Will try again in the week",
    "we have {} on file but it may be old",
    "- {}\n- housing next\n",
    "IT WAS {} ALL ALONG.",
    "met for 2 hours, 3 of us; {}; then 10 minutes outside",
)

_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_PLATE = "ABCDEFGHJKLMNOPRSTUVWXYZ"
_OUTWARD = "M1 B33 CR2 DN55 W1A EC1A SE17 LS9 G12 BT12 CF10 EH3 NE1 SW1A N1C E20 L3 PO5 ZE1 IV27 TR18 S70"
_MOBILES = ("07{a} {b} {c}", "07{a}{b}{c}", "07{a} {b}{c}", "07{a}-{b}-{c}", "07{a}.{b}.{c}")
_ABROAD = ("+447{a}{b}{c}", "+44 7{a} {b} {c}", "0044 7{a} {b}{c}", "+44 (0)7{a} {b} {c}")
_LANDLINES = (
    "020 7946 0{b}",
    "(0114) 496 0{b}",
    "0161 4960{b}",
    "01632 960{b}",
    "01632-960-{b}",
    "+44 20 7946 0{b}",
    "02079460{b}",
    "029 2018 0{b}",
)


def _figures(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _letters(chance: random.Random, alphabet: str, count: int) -> str:
    return "".join(chance.choice(alphabet) for _ in range(count))


def phone(chance: random.Random) -> str:
    """A British phone number, written one of many ways."""
    form = chance.choice((*_MOBILES, *_ABROAD, *_LANDLINES))
    made = form.format(a=_figures(chance, 3), b=_figures(chance, 3), c=_figures(chance, 3))
    return " ".join(made.replace(" ", "")) if chance.random() < 0.05 else made


def check_digit(nine: str) -> int:
    """The NHS number's check digit; 10 when there is none."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11


def nhs(chance: random.Random, *, right: bool = True) -> str:
    """An NHS number with its check digit right, or wrong."""
    nine = chance.choice("4679") + _figures(chance, 8)
    while check_digit(nine) == 10:
        nine = chance.choice("4679") + _figures(chance, 8)
    ten = nine + str((check_digit(nine) + (0 if right else chance.randint(1, 9))) % 10)
    gap = chance.choice(("", " ", " ", "-"))
    return gap.join((ten[:3], ten[3:6], ten[6:]))


def nino(chance: random.Random) -> str:
    """A National Insurance number."""
    prefix = chance.choice(("AB", "JG", "PA", "SC", "WE", "QQ", "ZY", "HH"))
    pairs = (prefix, *(_figures(chance, 2) for _ in range(3)), chance.choice("ABCD"))
    made = chance.choice(("", " ")).join(pairs)
    return made.lower() if chance.random() < 0.2 else made


def postcode(chance: random.Random) -> str:
    """A full postcode in either case, with or without its space."""
    outward = chance.choice(_OUTWARD.split())
    made = outward + chance.choice(("", " ", " ", " ")) + _figures(chance, 1)
    made += _letters(chance, _INWARD, 2)
    return made.lower() if chance.random() < 0.3 else made


def plate(chance: random.Random) -> str:
    """A vehicle plate in the format used since 2001."""
    area = _letters(chance, "ABCDEFGHJKLMNOPRSTUVWXY", 2)
    age = chance.choice(("02", "09", "12", "19", "24", "51", "57", "68", "73"))
    tail = _letters(chance, _PLATE, 3)
    if chance.random() < 0.2:
        return (area + age + tail).lower()
    return area + age + chance.choice((" ", "")) + tail


def email(chance: random.Random) -> str:
    """An e-mail address at an example domain."""
    name = chance.choice(("r.okafor", "jo_b99", "d-m+news", "x", "o'neill.p"))
    return f"{name}@{chance.choice(('example.org', 'mail.example.co.uk', 'my-nhs.example.net'))}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "PHONE": phone,
    "NHS": nhs,
    "NINO": nino,
    "POSTCODE": postcode,
    "PLATE": plate,
    "EMAIL": email,
}
