"""What somebody means a thing to be, read from the word it begins with: “offer: try the morning visit”."""

import re

SAID = {kind: kind for kind in ("note", "question", "offer", "action", "miracle", "barrier")}
ALSO = {"little miracle": "miracle", "idea": "offer", "to do": "action", "todo": "action"}


def heard(text: str, own_word: str = "") -> tuple[str, str]:
    """The kind that the first word says, and what was said after it; no kind, and the whole text, when it says none.

    The word counts only before a colon, so that “Offer her a lift” stays as it is. `own_word` is how the community
    calls a little miracle.
    """
    words = SAID | ALSO | ({own_word.casefold(): "miracle"} if own_word else {})
    found = re.match(r"\W*([^\W\d_][^:\n]{0,60}?)\s*[:：]\s*(?=\S)", text)
    kind = words.get(" ".join(found[1].casefold().split()), "") if found else ""
    return (kind, text[found.end() :].strip()) if found and kind else ("", text)
