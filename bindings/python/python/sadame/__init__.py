"""Sadame 定め: rules for contracts and procurement that a machine can judge by and an officer can read aloud.

>>> import sadame
>>> rules = sadame.load("jlis")
>>> report = rules.check([{"id": "H28-001", "kind": "works", "amount": 1_900_000, "planned_price": 1_848_000}])
>>> report.summary.failures.error
1
"""

from ._faults import InputError, RulesError, SadameError, SettingsError
from ._native import VERSION as __version__
from ._report import Report
from ._rules import RuleSet, load
from ._types import (
    Cell,
    Comparison,
    Counts,
    DataError,
    Decided,
    Diagnostic,
    ExceptionTried,
    Fact,
    Failures,
    Finding,
    GroupSubject,
    Input,
    Key,
    Member,
    Missing,
    Record,
    RecordSubject,
    RowSubject,
    RowUse,
    RuleCount,
    SetSubject,
    Shown,
    Source,
    Subject,
    Summary,
    Text,
    Unset,
)

__all__ = [
    "Cell",
    "Comparison",
    "Counts",
    "DataError",
    "Decided",
    "Diagnostic",
    "ExceptionTried",
    "Fact",
    "Failures",
    "Finding",
    "GroupSubject",
    "Input",
    "InputError",
    "Key",
    "Member",
    "Missing",
    "Record",
    "RecordSubject",
    "Report",
    "RowSubject",
    "RowUse",
    "RuleCount",
    "RuleSet",
    "RulesError",
    "SadameError",
    "SetSubject",
    "SettingsError",
    "Shown",
    "Source",
    "Subject",
    "Summary",
    "Text",
    "Unset",
    "__version__",
    "load",
]
