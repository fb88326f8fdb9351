"""What a page must hold in a browser: no axe violation, valid HTML, no overflow, targets that a thumb can hit."""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
# Written by npm when all of it is there.
DONE = MODULES / ".package-lock.json"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = f"async () => (await axe.run(document, {{runOnly: {json.dumps(AXE_TAGS)}}})).violations"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def tools() -> Path:
    """Where the page checkers are; installed from the lock file when Node is there."""
    with (Path(tempfile.gettempdir()) / "little-miracles-page-checkers.lock").open("w") as lock:
        # Workers that begin together would install over each other.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not DONE.exists() and shutil.which("npm"):
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True, capture_output=True
            )
    if DONE.exists():
        return MODULES
    if os.environ.get("CI") == "true":
        pytest.fail("Install Node.js and npm: in CI every page is checked.")
    pytest.skip("Node.js and npm are not installed")


@cache
def axe() -> str:
    """What looks for violations, as a script."""
    return (tools() / "axe-core" / "axe.min.js").read_text()


def axe_violations(page: Any) -> list[str]:
    """What axe finds on the page as it stands, one line each."""
    # A colour that is still on its way to another one is nobody's choice.
    page.evaluate("() => document.getAnimations().forEach((one) => one.finish())")
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(axe())
    return [
        f"{page.url}: {found['id']} ({found['help']}) at {[node['target'] for node in found['nodes']][:3]}"
        for found in page.evaluate(AXE)
    ]


def html_errors(folder: Path) -> str:
    """What html-validate says of all pages saved in the folder; empty when they are valid."""
    command = ["node", str(tools() / "html-validate" / "bin" / "html-validate.mjs")]
    config = ["--config", str(HERE / ".htmlvalidate.json"), "--formatter", "text"]
    done = subprocess.run([*command, *config, str(folder)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    overflow: int = page.evaluate(SIDEWAYS)
    return overflow
