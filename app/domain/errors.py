"""How the domain says no."""


class Refused(Exception):
    """A rule said no; the message is for the person, kind, and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
