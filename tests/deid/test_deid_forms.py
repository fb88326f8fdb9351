"""One line for each form that a detail can take, and for what must not be taken for one."""

import pytest

from app.deid import read

FOUND = [
    ("PHONE", "07700 900 245", "text {}"),
    ("PHONE", "07700/900/245", "{}"),
    ("PHONE", "O7700 900245", "{} with a letter O"),
    ("PHONE", "+44 (0)7700 900245", "new number ({})"),
    ("PHONE", "(0117) 496 0123", "landline {}"),
    ("PHONE", "496 0123", "call him on {} tonight"),
    ("PHONE", "4471", "main number, ext. {}"),
    ("PHONE", "oh seven seven double oh nine oh oh one two three", "it is {} he said"),
    ("PHONE", "+48 601 234 567", "her mum is on {}."),
    ("EMAIL", "dave dot b at example dot com", "write to {} please"),
    ("EMAIL", "josé@example.org", "{} is best"),
    ("EMAIL", "sam.k(at)example.org", "write to {}."),
    ("EMAIL", "jo_b at hotmail.co.uk", "it's {} or so"),
    ("URL", "www.example.org/kofi", "see {}."),
    ("URL", "facebook.com/kofi.b.1", "on {}, he says"),
    ("HANDLE", "@kofi_b", "follow {} there"),
    ("HANDLE", "kofi_b", "his snap is {} now"),
    ("HANDLE", "kofi#4471", "on Discord {}"),
    ("HANDLE", "kofibee", "TikTok username is {}."),
    ("NHS", "943 476 5918", "NHS no. {}"),
    ("NHS", "9434765919", "number {} on the band"),
    ("NINO", "JG 10 37 59", "NI number is {}"),
    ("NINO", "qq 12 34 56 c", "it's {}"),
    ("POSTCODE", "b1 2ed", "postcode: {}"),
    ("POSTCODE", "GIR 0AA", "bank at {}"),
    ("PLATE", "ab12 cde", "his car is {} I think"),
    ("PLATE", "CB24 MEN", "parked: {}, blue"),
    ("PLATE", "K123 ABC", "drives a red one, reg {}"),
    ("DOB", "140385", "d.o.b. {}"),
    ("DOB", "14 03 1985", "Date of birth: {}"),
    ("DOB", "14/3/85", "{} (DOB)"),
    ("DOB", "1985", "born in {} abroad"),
    ("DOB", "14 March", "her birthday is {}"),
    ("DATE", "9.11.1991", "it happened {} at home"),
    ("DATE", "2024-05-01", "{} visit"),
    ("DATE", "14 March", "since {} she has"),
    ("DATE", "14th of March 2025", "until {}"),
    ("DATE", "March 14th", "{} was hard"),
    ("DATE", "March 14, 2025", "from {}"),
    ("DATE", "3rd of the 4th 85", "{} it says"),
    ("DATE", "the fifth of October", "on {}"),
    ("DATE", "the twenty-first", "on {}."),
    ("DATE", "Friday 13th", "{} again"),
    ("DATE", "Sat 16", "see you {}"),
    ("DATE", "mon 3/6", "rv {}"),
    ("DATE", "7/11", "mum came {} @ 3pm"),
    ("DATE", "3/6", "appt {} at ten"),
    ("DATE", "New Year’s Eve", "alone on {}"),
    ("AGE", "43", "he's {}."),
    ("AGE", "43", "hes {} and tired"),
    ("AGE", "aged 43", "a man {}"),
    ("AGE", "43-year-old", "a {} man"),
    ("AGE", "43 yo", "{} man"),
    ("AGE", "ninety two", "she's turning {} soon"),
    ("AGE", "aged 5 and 7", "two boys {}"),
    ("AGE", "at the age of 15", "left home {}."),
    ("AGE", "54", "a man ({}) came"),
    ("AGE", "34", "Help Kelly Nowak, {}, to stay"),
    ("AGE", "34", "Kelly ({}) came"),
    ("AGE", "40th birthday", "her {} was quiet"),
    ("AGE", "8-month-old", "an {} baby"),
    ("REF", "4471", "case ref {}"),
    ("REF", "M24-118", "MARAC ref: {}"),
    ("REF", "88231", "case no {}"),
    ("REF", "CAD 4471", "log {}"),
    ("REF", "18/442291K", "PNC {}"),
    ("REF", "A4471CX", "({}) is due out"),
    ("REF", "20-11-43", "sort code {}"),
]

NOT_FOUND = [
    "01.02 2024 10.30 11.15",
    "08.30 09.00 10.15 11.45",
    "call 2 people between 1000 and 1130",
    "text 85258 for help",
    "a 10 year old debt and a five-year-old sofa",
    "anyone aged 25 to 34, or 18+ or over 50 years old",
    "he is 22 weeks sober",
    "she is 5 foot 2",
    "it is 43",
    "on Monday, 12, we met",
    "a Section (21) notice",
    "may day-dream",
    "14 may be too many",
    "the 3rd sector",
    "the 6th in a row",
    "ROOM B12 2ND FLOOR",
    "Instagram is 10 years late",
    "the 1st and 2nd choice",
    "on the tenth attempt",
    "May 2024",
    "March is cold",
    "24/7 care, 50/50, cut by 1/4",
    "SE17 AND THE REST",
    "NG21 AND BEYOND",
    "the 1980s, the 2010s",
    "from 2019 to 2024, DWP 2023/24",
    "look at that dot on the wall",
    "level EC1 3rd floor, B12 2hr later",
    "and/or, he/she, w/e, n/a",
    "meet @home or @work",
    "the kind is mental_health or housing_options",
    "ISO9001, DS1500, NG214",
]


@pytest.mark.parametrize(("span_type", "words", "sentence"), FOUND)
def test_a_form_is_found_whole(span_type: str, words: str, sentence: str) -> None:
    text = sentence.format(words)
    found = [(text[s.start : s.end], s.type.value) for s in read(text)]
    assert (words, span_type) in found


@pytest.mark.parametrize("text", NOT_FOUND)
def test_a_near_miss_is_left_alone(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("since 14 March", ["early spring"]),
        ("on 14 March", ["a day in early spring"]),
        ("on 31/10/2024", ["a day in mid-autumn"]),
        ("seen the 14th", ["recently"]),
        ("on Friday 13th", ["a recent day"]),
        ("not seen since the 23rd", ["then"]),
        ("born 14/3/85", ["(leave out)"]),
        ("he's 43", ["in their 40s"]),
        ("a 43-year-old man", ["40-something"]),
        ("a 17-year-old girl", ["teenage"]),
        ("he's 91", ["over 80"]),
        ("my son is 3", ["under five"]),
        ("LS9 7DZ", ["(area removed)"]),
        ("07700 900 245", ["(removed)"]),
    ],
)
def test_suggestions_read_well_in_the_sentence(text: str, suggestions: list[str]) -> None:
    assert [span.suggestion for span in read(text)] == suggestions
