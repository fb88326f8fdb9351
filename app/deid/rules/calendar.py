"""What the date rules know of the year: months, seasons, weekdays, named days, and soft words."""

import re

DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
SUFFIX = r"(?:st|nd|rd|th)"
YEAR = r"(?:19|20)[0-9]{2}"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
WEEKDAY = r"(?:mon|tues?|wed(?:s|nes)?|thu(?:r|rs)?|fri|satur|sat|sun)(?:day)?(?![a-z])\.?"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = (
    "midwinter",
    "late winter",
    "early spring",
    "mid-spring",
    "late spring",
    "early summer",
    "midsummer",
    "late summer",
    "early autumn",
    "mid-autumn",
    "late autumn",
    "early winter",
)

# Days that everybody can look up; the month is 0 where it moves too far for a season.
NAMED_DAYS = {
    r"new year['’]?s day": 1,
    r"burns night": 1,
    r"valentine['’]?s day": 2,
    r"(?:shrove tuesday|pancake day|ash wednesday)": 2,
    r"st\.? (?:david|patrick)['’]?s day": 3,
    r"mothering sunday": 3,
    r"st\.? george['’]?s day": 4,
    r"(?:good friday|easter (?:saturday|sunday|monday))": 4,
    r"(?-i:M)ay day": 5,
    r"(?:hallowe['’]?en|all saints['’]? day)": 10,
    r"(?:bonfire night|guy fawkes night|remembrance (?:sunday|day)|armistice day)": 11,
    r"st\.? andrew['’]?s day": 11,
    r"(?:christmas|xmas) (?:day|eve)": 12,
    r"(?:boxing day|new year['’]?s eve|hogmanay)": 12,
    r"eid(?:[ -]al[ -](?:fitr|adha))?": 0,
    r"(?:yom kippur|rosh hashanah)": 0,
}

_ON = re.compile(r"(?<!\w)on (?:the )?\Z", re.IGNORECASE)
_FROM_OR_TO = re.compile(r"(?<!\w)(?:since|until|till?|by|from|before) (?:the )?\Z", re.IGNORECASE)


def month_number(word: str) -> int:
    """The month, 1 to 12, that a word or its short form names; 0 for any other word."""
    start = word[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def named_day_month(words: str) -> int:
    """The month of a named day, 0 when it moves through the year."""
    for pattern, month in NAMED_DAYS.items():
        if re.fullmatch(pattern, words, re.IGNORECASE):
            return month
    return 0


def soft_words(text_before: str, month: int) -> str:
    """Words that keep a sentence whole without the exact day: "early spring", "recently"."""
    if 1 <= month <= 12:
        season = _SEASONS[month - 1]
        return f"a day in {season}" if _ON.search(text_before) else season
    if _ON.search(text_before):
        return "a recent day"
    # "since recently" does not read well.
    return "then" if _FROM_OR_TO.search(text_before) else "recently"


def is_day(day: int, month: int) -> bool:
    """Tells whether a day and a month can be; leap years are not looked at."""
    if not 1 <= month <= 12 or day < 1:
        return False
    return day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
