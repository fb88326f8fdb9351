"""Calling to a meeting and answering, as people do it: with the keyboard, on a phone, without JavaScript."""

import re
from typing import Any

import pytest
from sqlmodel import select

from app.domain.outbox import Letter
from tests.browser.checks import axe_violations, sideways
from tests.browser.conftest import PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


def letter_to(server: RealServer, name: str) -> Letter:
    with server.database.reading() as db:
        found = db.exec(select(Letter).where(Letter.kind == "meeting").order_by(Letter.written_at))  # type: ignore[arg-type]
        return next(one for one in reversed(found.all()) if one.to.startswith(name))


def press(page: Any, selector: str) -> None:
    """With the keyboard alone."""
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def test_called_by_keyboard_and_answered_on_a_phone_without_javascript(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    fatima = page_for(cast.fatima, f"/meetings/{cast.next_month.id}")
    press(fatima, "#send-invitation")
    fatima.wait_for_selector("#send-now")
    assert axe_violations(fatima) == []
    press(fatima, "#send-now")
    fatima.wait_for_selector("#letters-sent")

    found = re.search(r"/answers/\S+", letter_to(server, "omar").text)
    assert found
    omar = page_for(None, found[0], **PHONE)
    omar.fill("#field-told", "I am on a course.")
    omar.click("#say-apologies")
    omar.wait_for_selector("#answered")
    assert "you cannot come" in omar.inner_text("#answered")
    omar.click("#field-word")
    omar.wait_for_selector("#answered:has-text('will be there')")

    fatima.reload()
    assert "1 coming" in fatima.inner_text("#attendance-count")
    fatima.goto(f"/meetings/{cast.next_month.id}/edit")
    fatima.fill("#field-place", "The chapel")
    fatima.click("#save")
    press(fatima, "#tell-everybody")
    press(fatima, "#send-now")
    fatima.wait_for_selector("#letters-sent")
    assert "The chapel" in letter_to(server, "omar").calendar


def test_my_calendar_is_made_copied_and_switched_off(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.nia, "/calendar", viewport={"width": 320, "height": 640})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#make-links")
    page.wait_for_selector("#links")
    assert axe_violations(page) == [] and sideways(page) == 0
    address = page.input_value("#url-meetings")
    press(page, "#copy-meetings")
    page.wait_for_selector("#status:has-text('Copied.')")
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.request.get(address).ok
    page.click("#end-links")
    page.wait_for_selector("#flash:has-text('switched off')")
    assert page.request.get(address).status == 404
