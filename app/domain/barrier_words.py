"""The words for barriers: their types and levels, what a sponsor may answer, how they end."""

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
# What a sponsor may answer.
ANSWERS = {
    "changed": "Changed",
    "exception": "Exception made",
    "no": "No, because",
    "looking": "Looking into it",
}
ENDINGS = {"lifted": "Lifted", "exception": "An exception was made", "let_go": "Let go"}
