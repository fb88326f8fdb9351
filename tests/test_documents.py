"""The documents say what the code does."""

import re
from pathlib import Path

from app.access import ROLES_THAT_MAY
from app.config import Settings
from tests.test_architecture import PYTHON, TEMPLATES, all_routes

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
ROLES = ("facilitator", "member", "sponsor", "guest")


def permission_table() -> str:
    rows = [
        f"| {permission.replace('_', ' ')} | " + " | ".join("yes" if role in roles else "" for role in ROLES) + " |"
        for permission, roles in ROLES_THAT_MAY.items()
    ]
    return "\n".join(rows)


def test_the_readme_shows_who_may_do_what() -> None:
    found = re.search(r"\|---\|---\|---\|---\|---\|\n(.*?)\n?<!-- end of permissions -->", README, re.S)
    assert found
    assert found[1] == permission_table(), f"Put this table into README.md:\n{permission_table()}"


def test_the_readme_names_every_setting() -> None:
    for name in Settings.model_fields:
        assert f"`MIRACLES_{name.upper()}`" in README


def test_every_template_is_used() -> None:
    text = "".join(file.read_text() for file in PYTHON + TEMPLATES)
    names = [f"{file.relative_to(ROOT / 'app/templates')}" for file in TEMPLATES]
    # One template a state is included by a name that is put together.
    unused = [name for name in names if name not in text and f'"{name.split("_")[0]}_" ~' not in text]
    assert not unused


def test_every_kind_of_thing_is_on_the_map() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text()
    for place in re.findall(r"`((?:app|tests|docs|migrations)/[\w./]+)`", contributing):
        assert (ROOT / place).exists(), f"CONTRIBUTING.md names {place}, which is not there."
    assert all_routes()


def test_documents_speak_of_the_product_alone() -> None:
    for file in [ROOT / "README.md", *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        assert not re.search(r"\bissue #?\d+|/work/|pythonhosted|registry\.npmjs", file.read_text()), file
