"""Little Miracles: a place for a community of practice to meet, think together and follow up."""

__version__ = "0.1.0"
