"""The demo community: invented people, half a year of meetings, and one ready to start; built relative to today."""

from app.demo.build import build

__all__ = ["build"]
