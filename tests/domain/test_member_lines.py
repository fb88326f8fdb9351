"""A pasted or saved list of people, read forgivingly, its faults told line by line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import member_lines
from app.domain.communities import AGENCY_KINDS
from app.domain.member_lines import Line

HEAD = "name,email,agency,kind,role\n"
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "members.csv"


def read(text: str) -> list[Line]:
    reading = member_lines.read(text, AGENCY_KINDS)
    assert reading.problem == ""
    return reading.lines


def problems(text: str) -> list[str]:
    return [f"{line.number}: {problem}" for line in read(text) for problem in line.problems]


def whole_problem(text: str) -> str:
    reading = member_lines.read(text, AGENCY_KINDS)
    assert reading.lines == []
    return reading.problem


def test_the_example_in_the_documents_reads_without_a_fault() -> None:
    lines = read(EXAMPLE.read_text())
    assert len(lines) == 12
    assert [line.problems for line in lines] == [()] * 12
    assert all(line.email.endswith("@example.org") for line in lines)
    assert {line.role for line in lines} == {"member", "facilitator", "sponsor"}


@pytest.mark.parametrize(
    "text",
    [
        "name,email,agency,kind,role\nAna,ana@example.org,Northgate,housing,member",
        "Role;Kind;Organisation;E-mail;Full name\nMember;Housing;Northgate;Ana@Example.org;Ana",
        "ROLE\tE-MAIL ADDRESS\tNAME\tTYPE\tEMPLOYER\nmembers\tana@example.org\tAna\tHOUSING\tNorthgate",
        "\ufeffName, Email, Agency, Kind, Role\r\n\r\n Ana , ana@example.org , Northgate , Housing , \r\n\r\n",
        "Ana,ana@example.org,Northgate,housing,member",
        'first name,surname,email,agency,kind,notes\n"Ana",,mailto:ana@example.org,"Northgate",housing,hello',
    ],
)
def test_columns_may_be_called_and_ordered_as_people_do(text: str) -> None:
    (line,) = read(text)
    assert line._replace(number=0) == Line(0, "Ana", "ana@example.org", "Northgate", "housing", "member")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ana,ana@example,,,", "2: this e-mail address looks unfinished: ana@example"),
        ("Ana,,,,", "2: there is no e-mail address"),
        (",ana@example.org,,,", "2: there is no name"),
        ("Ana,ana@example.org,,gardening,", "2: we do not know this kind of agency: gardening"),
        ("Ana,ana@example.org,,,owner", "2: a role is facilitator, member or sponsor, not owner"),
        ("Ana,ana@example.org,Health, North,housing,member", "put quotation marks around a part with a comma in it"),
        (f"{'A' * 101},ana@example.org,,,", "2: this name is longer than 100 letters"),
        (f"Ana,ana@example.org,{'N' * 121},,", "2: the agency’s name is longer than 120 letters"),
        (
            'Ana,ana@example.org,"Northgate\nBo,bo@example.org,,,',
            "a quotation mark was opened near here and not closed",
        ),
        ('Ana,"a,b@example.org",,,', "2: this e-mail address looks unfinished: a,b@example.org"),
    ],
)
def test_a_fault_is_told_with_its_line_and_in_words(line: str, said: str) -> None:
    assert any(said in problem for problem in problems(HEAD + line))


def test_the_same_address_twice_names_the_first_line() -> None:
    assert problems(HEAD + "Ana,ana@example.org,,,\n\nAnna,ANA@example.org,,,") == [
        "4: the same address stands in line 2"
    ]


def test_a_list_that_cannot_be_used_at_all_says_why() -> None:
    assert "nobody in the list" in whole_problem("  \n ")
    assert "names the columns" in whole_problem("Ana\nBo")
    assert "called email" in whole_problem("name,agency\nAna,Northgate")
    assert "nobody follows" in whole_problem(HEAD)
    assert "501 people" in whole_problem(HEAD + "".join(f"A,a{number}@example.org,,,\n" for number in range(501)))


def test_five_hundred_people_are_taken() -> None:
    assert len(read(HEAD + "".join(f"A,a{number}@example.org,,,\n" for number in range(500)))) == 500


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_are_read_as_spreadsheets_write_them(encoding: str) -> None:
    assert member_lines.decoded("José,jose@example.org".encode(encoding)) == "José,jose@example.org"


def test_a_file_that_is_no_text_is_refused() -> None:
    assert member_lines.decoded(b"PK\x03\x04\x00\x00") is None
    assert member_lines.decoded(b"\xff\xfe\x00") is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    reading = member_lines.read(text, AGENCY_KINDS)
    assert bool(reading.problem) != bool(reading.lines)


@given(
    st.lists(st.sampled_from(['"', ",", ";", "\t", "\n", "\r", "a", "@", ".", "email", "name", "\x00"]), max_size=40)
)
def test_no_mix_of_separators_breaks_the_reading(pieces: list[str]) -> None:
    reading = member_lines.read("".join(pieces), AGENCY_KINDS)
    assert bool(reading.problem) != bool(reading.lines)


@pytest.mark.parametrize(
    "address", ["ana@example.org", "o'connor@example.org", "first.last+tag@mail.example.co.uk", "łucja@example.org"]
)
def test_whole_addresses_are_known(address: str) -> None:
    assert member_lines.is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "ana",
        "ana@example",
        "a b@example.org",
        "a@b@example.org",
        "a,b@example.org",
        "<a@example.org>",
        "a@example.org.",
        "a@example.org\nBcc: b@example.org",
        "a" * 250 + "@example.org",
        "a\x7f@example.org",
    ],
)
def test_others_are_not(address: str) -> None:
    assert not member_lines.is_address(address)
