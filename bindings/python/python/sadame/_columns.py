"""The columns of a report as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

#: Each column and whether it is text; all may be null but the first and the last.
COLUMNS = (
    ("type", True),
    ("input", True),
    ("position", False),
    ("key", True),
    ("rule", True),
    ("severity", True),
    ("outcome", True),
    ("code", True),
    ("message_ja", True),
    ("message_en", True),
    ("fingerprint", True),
    ("json", True),
)


def schema() -> pyarrow.Schema:
    """The schema for Arrow."""
    import pyarrow

    return pyarrow.schema([(name, pyarrow.string() if text else pyarrow.int64()) for name, text in COLUMNS])
