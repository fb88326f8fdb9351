"""E-mail addresses, also spelt out; links; social handles."""

import re

from app.deid import gazetteers
from app.deid.rule import REMOVED, Rule, span_of
from app.deid.spans import Span, SpanType

EMAIL = re.compile(r"(?<![\w.+%-])\w[\w.+%'’-]{0,63}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")

_PROVIDER = r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|icloud|aol|proton(?:mail)?|nhs)"
_AT_IN_BRACKETS = r"[ ]?[(\[{][ ]?at[ ]?[)\]}][ ]?"
_DOT = r"(?:[ ]?[(\[{][ ]?dot[ ]?[)\]}][ ]?|[ ]dot[ ])"
# A plain "at" needs a provider, or "dot" and a known ending: "look at that dot" is no address.
_SPELT_TOP = r"(?:com|net|org|info|io|me|eu|uk|ie|co|edu|gov)"
_SPELT_DOMAIN = rf"[\w-]{{1,40}}(?:{_DOT}[\w-]{{2,20}}){{0,2}}{_DOT}{_SPELT_TOP}"
SPELT_EMAIL = re.compile(
    rf"(?<![\w.+%-])\w[\w.+%-]{{0,40}}(?:{_DOT}[\w+%-]{{1,40}}){{0,3}}"
    rf"(?:(?:{_AT_IN_BRACKETS}|[ ]at[ ])(?:{_SPELT_DOMAIN}|{_PROVIDER}(?:\.[a-z]{{2,4}}){{1,2}})|"
    rf"{_AT_IN_BRACKETS}[\w-]{{1,40}}(?:\.[\w-]{{2,20}}){{1,4}})(?!\w)",
    re.IGNORECASE,
)

_TOP = (
    r"(?:com|net|org|info|io|me|tv|app|gg|ly|be|co|eu|ie|scot|wales|cymru|london|"
    r"(?:co|org|ac|gov|nhs|police|sch|ltd|me)\.uk|uk)"
)
URL = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"]{2,2000}", re.IGNORECASE)
BARE_URL = re.compile(rf"(?<![\w.@-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}{_TOP}/[^\s<>\"]{{1,200}}", re.IGNORECASE)

AT_HANDLE = re.compile(r"(?<![\w@.])@(?P<name>[A-Za-z_][\w.]{1,28}\w)(?![\w@])")
# Joined by a low line, as no word of a sentence is.
JOINED_HANDLE = re.compile(r"(?<![\w@./#`-])[A-Za-z][A-Za-z0-9.]{0,20}_[A-Za-z0-9_.]{0,20}\w(?![\w@/`-])")
_NETWORK = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik[ ]?tok|twitter|telegram|discord|facebook|fb|"
    r"messenger|kik|reddit|twitch|youtube|onlyfans|psn|xbox|steam|roblox|linkedin|threads)"
)
_NAMED = r"(?:user[ ]?name|handle|gamer[ ]?tag|screen[ ]?name|profile[ ]name|account[ ]name)"
_IS = r"[ ]?(?:(?:is|was|as|called|under)[ ]|[:=-])[ ]?[\"'“‘@]?"
CUED_HANDLE = re.compile(
    rf"(?<!\w)(?:(?P<named>{_NAMED})|{_NETWORK}(?:[ ](?:account|profile|name|id|user))?)(?:{_IS}|[ ])"
    r"(?P<name>[A-Za-z0-9_][\w.#-]{1,28}\w)(?!\w)",
    re.IGNORECASE,
)

# "at" written as a sign, by workers in a hurry: "met @home", "seen @CGL".
_NOT_HANDLES = {"home", "work", "risk", "the", "his", "her", "their", "our", "hospital", "court"}
_NOT_NAMES = {"the", "not", "now", "same", "unknown", "private", "blocked", "deleted", "his", "her"}


def _email(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.EMAIL, 0.99)


def _spelt_email(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.EMAIL, 0.9)


def _url(match: re.Match[str]) -> Span:
    # The full stop that ends the sentence is not part of the link.
    length = len(match.group().rstrip(".,;:!?)]}'\"’”"))
    return Span(match.start(), match.start() + length, SpanType.URL, REMOVED, 0.98)


def _at_handle(match: re.Match[str]) -> Span | None:
    name = match["name"]
    if name.lower() in _NOT_HANDLES or (name.isupper() and len(name) <= 5):
        return None
    return span_of(match, SpanType.HANDLE, 0.95)


def _joined_handle(match: re.Match[str]) -> Span | None:
    # "mental_health": words joined by a machine are nobody's name.
    parts = [part for part in re.split(r"[_.]+", match.group().lower()) if part]
    if all(part in gazetteers.lists().ordinary for part in parts):
        return None
    return span_of(match, SpanType.HANDLE, 0.89)


def _cued_handle(match: re.Match[str]) -> Span | None:
    name = match["name"]
    if match["named"] is not None:
        if name.lower() in _NOT_NAMES:
            return None
        return span_of(match, SpanType.HANDLE, 0.8, group="name")
    # "his snap is gone": only a made-up looking word is a handle after a network's name.
    if not (re.search(r"[0-9_.#]", name) and re.search(r"[a-z_]", name, re.IGNORECASE)):
        return None
    return span_of(match, SpanType.HANDLE, 0.85, group="name")


RULES = (
    Rule(EMAIL, _email),
    Rule(SPELT_EMAIL, _spelt_email),
    Rule(URL, _url),
    Rule(BARE_URL, _url),
    Rule(AT_HANDLE, _at_handle),
    Rule(JOINED_HANDLE, _joined_handle),
    Rule(CUED_HANDLE, _cued_handle),
)
