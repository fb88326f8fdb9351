"""Fictional notes with their identifying details marked, for the tests of the coach."""

import re

_MARK = re.compile(r"⟦(?P<type>[A-Z]+)\|(?P<words>[^⟧]*)⟧")

Marked = tuple[int, int, str]

NOTES = (
    "Visited after lunch. He gave me a new mobile, ⟦PHONE|07700 900 812⟧, and his sister's landline "
    "⟦PHONE|(0114) 496 0733⟧. Next visit ⟦DATE|Tues 4 June⟧.",
    "REFERRAL\nDOB: ⟦DOB|03/11/1979⟧\nNHS No: ⟦NHS|943 476 5919⟧\nNI: ⟦NINO|AB123456C⟧\n"
    "Postcode: ⟦POSTCODE|LS9 7DZ⟧\nTel: ⟦PHONE|0113 496 0201⟧\nEmail: ⟦EMAIL|r.okafor@example.org⟧",
    "rang again, no answer. try ⟦PHONE|07700900431⟧ after ⟦DATE|the 21st⟧. court is ⟦DATE|12/11/24⟧ at ten",
    "She's ⟦AGE|43⟧ and has been on her own since ⟦DATE|14th of March 2023⟧. Two weeks of calm, then "
    "three bad days. Her eldest is ⟦AGE|17⟧, and looks after a ⟦AGE|six-year-old⟧ brother.",
    "A ⟦AGE|54-year-old⟧ man, sober for 90 days, told us that he was born on ⟦DOB|2nd July 1970⟧ in a "
    "caravan. He turned ⟦AGE|fifty⟧ in lockdown.",
    "Police came (crime ref ⟦REF|42/118830/24⟧, log ⟦REF|0914⟧ of ⟦DATE|3 May⟧). The van was "
    "⟦PLATE|BD51 SMR⟧. MARAC ref ⟦REF|MC-2291⟧, hearing on ⟦DATE|the 3rd of June⟧.",
    "he's moved to ⟦POSTCODE|bs5 6xx⟧ hes not told his ex. van is ⟦PLATE|wf19kzo⟧. "
    "insta is ⟦HANDLE|big_col88⟧, other one ⟦HANDLE|@col.on.tour⟧",
    "Link to the fundraiser: ⟦URL|https://www.example.com/donate/kofi-b?x=1⟧. He writes from "
    "⟦EMAIL|kofi_b (at) example (dot) org⟧.",
    "Tenancy no. ⟦REF|TN0045512⟧, rent account ⟦REF|60019982⟧, UC claim ⟦REF|UC-88120-77⟧; arrears of "
    "1,204.50. Payment due ⟦DATE|1st December⟧.",
    "Mother (⟦AGE|61 yrs⟧) rang from ⟦PHONE|+44 7700 900 066⟧, and abroad from ⟦PHONE|+353 1 496 0000⟧. "
    "Her birthday is ⟦DOB|30 Jan⟧.",
    "LAST SEEN ⟦DATE|MON 4TH⟧ BY THE BRIDGE. HOMELESS APP REF ⟦REF|H/5521/24⟧. DOB ⟦DOB|1-2-66⟧. CALL "
    "⟦PHONE|07700.900.299⟧ OR EXT ⟦PHONE|5521⟧.",
    "Prison no ⟦REF|A4471CX⟧, release ⟦DATE|28/2⟧, licence until ⟦DATE|9.11.2026⟧. CRN ⟦REF|X552190⟧.",
    "Aged ⟦AGE|19⟧ when we met, ⟦AGE|27 y/o⟧ now. Text ⟦PHONE|0 7 7 0 0 9 0 0 5 5 1⟧. "
    "Passport ⟦REF|512 904 377⟧ was found on ⟦DATE|Boxing Day⟧.",
    "Admitted ⟦DATE|2024-05-01⟧, discharged ⟦DATE|May 9th⟧. Hospital number ⟦REF|K220 4415⟧. CHI ⟦NHS|010203 1235⟧.",
    "Ward review ⟦DATE|Thurs 6th Feb⟧; CPA ⟦DATE|11 Sept '24⟧; seen again ⟦DATE|20/10⟧, and on "
    "⟦DATE|the 23rd⟧ by the nurse, who left a card on ⟦DATE|Christmas Eve⟧.",
)

CLEAN = (
    "We met for two hours and had cake. Three of us stayed for 40 mins more. I took 2 cups, A1 2 cups "
    "as they say, and gave 12 month plans a rest.",
    "He has been clean for 43 days, after 11 years of use. She lost 3 stone in 6 weeks. They had 14 "
    "addresses in six years and 22 nights outside.",
    "In March we start again. Last May was hard, April was harder, and by autumn 2023 it had changed.",
    "His pain is 9/10, on 24/7 call, 1/2 tablet, BP 120/80, temp 36.6, 500mg twice a day, 70ml, in 3/7.",
    "People aged 18 to 25, over 50s, under 35s, anybody aged 65 or over, 16-year-olds in care, a 10 year "
    "old debt, must be at least 18 years old, in her 40s.",
    "The 3rd floor, her 2nd tenancy, the 10th meeting, every second Thursday, the 21st century, my 1st "
    "day, the 4th hostel that he was sent to.",
    "NICE guideline NG214, form DS1500, PIP, DLA, UC50, section 117, s.136, Step 4, COVID-19, ISO 9001, "
    "2023/24, 2024-25, room 101, bed 14, M25 junction 6, A38.",
    "Call 999, ring 101 or 111, Samaritans on 116 123. The group runs 10.30-11.30 and 1400-1530 on "
    "Tuesdays, sometimes 9 to 5. It is £1,200.00 or 10,000 steps, 85% of 360.",
    "We may 2 or 3 times a year march 20 miles. Of the 14 may be lost. One in 10, 2 of 3, 5-6 people.",
    "Take B12 3mg, vitamin D3 2hr after food. Level B1 2nd floor. We meet at 6pm, M1 5am start for some.",
    "Order 123456789012 tins, 400 blankets, 6000 socks; 4010232138 seconds would be too long to wait.",
    "I saw him @home, his snap is gone, Facebook is down, and Insta was fun. Shelter and Mind helped.",
    "He is two hours late, he's 20 kilos lighter, she is one of us, they were 3 short, I was 5 minutes "
    "away, it is 12 miles, turned three people away, turned 180 degrees.",
    "There is no 2024 plan. Version 1.2.34 of the form, section 3.4.12, is no better than the old one.",
)


def parsed(note: str) -> tuple[str, list[Marked]]:
    """The plain text of a note and the places of what is marked in it."""
    parts: list[str] = []
    marks: list[Marked] = []
    position = length = 0
    for match in _MARK.finditer(note):
        parts += [note[position : match.start()], match["words"]]
        start = length + match.start() - position
        length = start + len(match["words"])
        marks.append((start, length, match["type"]))
        position = match.end()
    return "".join((*parts, note[position:])), marks
