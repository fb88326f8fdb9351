"""Reads an age in figures or words, and says it as a band."""

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)

_VALUES = (
    {word: value for value, word in enumerate(_UNITS, start=1)}
    | {word: value for value, word in enumerate(_TEENS, start=10)}
    | {word: value * 10 for value, word in enumerate(_TENS, start=2)}
    | {"fourty": 40, "ninty": 90}
)

NUMBER = (
    r"(?:1[01][0-9]|[1-9][0-9]?(?![0-9])|"
    rf"(?:{'|'.join(_TENS)}|fourty|ninty)(?:[ -]?(?:{'|'.join(_UNITS)}))?(?![a-z])|"
    rf"(?:{'|'.join(_TEENS + _UNITS)})(?![a-z]))"
)


def age_of(words: str) -> int | None:
    """The age that figures or words tell, or nothing when it is not one."""
    if words.isascii() and words.isdigit():
        return int(words)
    lowered = words.lower().replace("-", " ")
    total = 0
    for word in lowered.split():
        total += _VALUES.get(word, 0)
    return total or None


def as_band(age: int) -> str:
    """The age as a band that follows a verb: "in their 40s"."""
    if age < 5:
        return "under five"
    if age < 13:
        return "of school age"
    if age < 20:
        return "in their teens"
    # The very old are few, so their decade would still tell who it is.
    return "over 80" if age >= 80 else f"in their {age // 10 * 10}s"


def as_adjective(age: int) -> str:
    """The age as a band before a noun: "40-something"."""
    if age < 13:
        return "young"
    if age < 20:
        return "teenage"
    return "older" if age >= 80 else f"{age // 10 * 10}-something"
