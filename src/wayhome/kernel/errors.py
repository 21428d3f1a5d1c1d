"""
The one tree of errors. A message says what was given, what was expected and what to do.

A page or command catches `WayhomeError` at its edge and shows the message as it is, so a
message never holds a name, an address or a text that came from a tip.
"""

# ruff: noqa: N818 -- an error is called by what happened, as the house does throughout


class WayhomeError(Exception):
    """Say in plain words what happened and what to do."""


class BadInput(WayhomeError):
    """
    Reject a value that cannot be right; the message names the field, what was found and what was expected.

    A message that is about one field of a form begins with its name and a colon: "title: a case needs one.".
    """

    @property
    def field(self) -> str:
        """The name of the field that the message begins with, or "" when it is about the whole."""
        name, colon, _ = str(self).partition(": ")
        return name if colon and name.replace(" ", "").replace("-", "").isalnum() else ""

    @property
    def sentence(self) -> str:
        """The message without the name of its field, as a sentence: it begins with a capital."""
        told = str(self).removeprefix(f"{self.field}: ") if self.field else str(self)
        return told[:1].upper() + told[1:]


class FileRefused(BadInput):
    """Refuse a whole file; nothing of it is stored but its name, its hash and this reason."""


class NotFound(WayhomeError):
    """Answer for a record that is absent or that the asker may not know of: the two look the same."""


class NotAllowed(WayhomeError):
    """Refuse an act that the policy does not give to this actor for this purpose."""


class StaleRecord(WayhomeError):
    """Refuse an edit that was made on an older version of a record, so that the newer one is not lost."""


class Conflict(WayhomeError):
    """Refuse an act that does not fit the state of the record, such as closing a closed case."""


class SettingsWrong(WayhomeError):
    """Stop at the start because a setting is missing or wrong; the message names the variable."""


class SealBroken(WayhomeError):
    """Report that sealed bytes do not open: they were changed, moved to another row, or the key is another one."""


class JournalBroken(WayhomeError):
    """Report the first place at which the journal does not hold."""


class HouseRuleBroken(WayhomeError):
    """Stop a programming mistake: a read round the door, a write outside an action, an act without a journal leaf."""
