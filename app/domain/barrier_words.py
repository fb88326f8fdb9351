"""The words for barriers: types, levels, levers, states, answers, endings; and whether one tells of a person."""

import re
from collections.abc import Collection

TYPES = {
    "threshold": "Threshold not met",
    "fix_first": "Must fix X first",
    "ping_pong": "Dual-diagnosis ping-pong",
    "past_record": "Past violence or arson record",
    "no_place": "No suitable place",
    "paperwork": "ID, address or catchment",
    "local_connection": "Local connection, which council",
    "only_housing": "“Only housing”",
    "nobody_leads": "Nobody leads",
    "missed": "Closed for missed appointments",
    "journey": "Impossible journey or time",
    "gap": "Gap at discharge or release",
    "unanswered": "Referral unanswered",
    "told_again": "Told the story again",
    "conflicting": "Conflicting plans",
    "contract": "Contract or target rule",
    "relapse": "Relapse punished",
    "law": "Law or status",
    "waiting": "Waiting time",
    "other": "Other",
}
LEVELS = {
    "worker": "Worker",
    "team": "Team",
    "organisation": "Organisation",
    "board": "Board",
    "law_money": "Law or money",
}
LEVERS = {
    "cultural": "Cultural: how people think and speak",
    "strategic": "Strategic: what is planned together",
    "commissioning": "Commissioning: what is bought",
    "economic": "Economic: where the money goes",
    "legal": "Legal: what the law says",
}
# What a sponsor may answer.
ANSWERS = {
    "changed": "Changed",
    "exception": "Exception made",
    "no": "No, because",
    "looking": "Looking into it",
}
# What is looked at again at the door.
TO_CHECK = frozenset({"changed", "exception"})
ENDINGS = {"lifted": "Lifted", "exception": "An exception was made", "let_go": "Let go"}
# Where a barrier stands, in the order of its way; what it is read from stands in `standings.py`.
STATES = {
    "noticed": "Noticed",
    "joined": "Others met it too",
    "back": "It is back",
    "written": "Ask written, not sent",
    "with_sponsor": "With a sponsor",
    "silent": "Silent",
    "looking": "Looking into it",
    "no": "No, because",
    "exception": "Exception made",
    "changed": "Changed",
    "told": "Told to the community",
    "checked": "Checked: it holds",
    "ended": "Ended",
}

# How the rule may be said instead, by what it is most like.
AS_A_RULE = {
    "threshold": "The service begins at a level that most people we meet do not reach on paper.",
    "fix_first": "The service begins only once another problem is solved.",
    "ping_pong": "Each of two services asks that the other begins.",
    "past_record": "A record of years ago closes every door, whatever has happened since.",
    "no_place": "There is no place that takes people with a dog.",
    "paperwork": "Without an address there is no form, and without the form no address.",
    "local_connection": "Two councils each say that the other one is asked first.",
    "only_housing": "What is called “only housing” is handed on by everybody.",
    "nobody_leads": "Five agencies come, and none is asked to lead.",
    "missed": "Two missed appointments close the file.",
    "journey": "The appointment is at nine, two buses away.",
    "gap": "On the day of release no desk is open.",
    "unanswered": "A referral is answered neither yes nor no.",
    "told_again": "Every service asks for the whole story again.",
    "conflicting": "Two plans ask for opposite things in the same week.",
    "contract": "The contract counts contacts, so long visits are not paid.",
    "relapse": "One relapse ends the place.",
    "law": "This status allows no public money.",
    "waiting": "The wait is longer than the trouble allows.",
}
_OF_A_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|himself|herself"
    r"|(?:my|our|this|that|one|the)\s+(?:client|patient|service user|customer|man|woman|lad|lady|girl|boy|bloke|guy"
    r"|gentleman|mother|mum|father|dad)"
    r"|my\s+(?:tenant|resident|guest))\b",
    re.IGNORECASE,
)


def of_a_person(text: str, code_names: Collection[str] = ()) -> tuple[str, ...]:
    """What in this text speaks of one person and not of a rule: he, she, my client, the code name of a case."""
    found = [(one.start(), one.group()) for one in _OF_A_PERSON.finditer(text)]
    for name in code_names:
        found += [(one.start(), name) for one in re.finditer(rf"\b{re.escape(name)}\b", text)]
    return tuple(dict.fromkeys(words for _, words in sorted(found)))


def as_a_rule(type: str) -> str:
    """A sentence about a rule of this type, to show what is meant."""
    return AS_A_RULE.get(type, AS_A_RULE["missed"])
