"""The JSON contract of Sadame, version 1, as types. Exact numbers are strings in it, so that no reader rounds them."""

from __future__ import annotations

import functools
import types
import typing
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, Mapping, TypeVar, Union

Lang = Literal["ja", "en"]
Severity = Literal["info", "review", "warning", "error"]
Outcome = Literal["fail", "unknown", "excepted", "pass", "not_applicable"]
Standing = Literal["new", "known", "accepted"]


@dataclass(frozen=True)
class Text:
    """A text in both languages.

    >>> Text("違反", "violation").get("en")
    'violation'
    """

    ja: str
    en: str

    def get(self, lang: str) -> str:
        """The text in ``"ja"`` or ``"en"``."""
        if lang not in ("ja", "en"):
            raise ValueError(f"`{lang}` is not a language; write 'ja' or 'en'")
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Diagnostic:
    """A fault of the rules, or a warning about them; lines and columns count from 1."""

    code: str
    level: Literal["warning", "error"]
    message: Text
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    help: Text | None = None


@dataclass(frozen=True)
class Record:
    """Which record of the input."""

    input: str
    position: int
    key: str


@dataclass(frozen=True)
class RecordSubject:
    """A record, or an element in it: ``path`` is a JSON pointer, empty for the record itself."""

    record: Record
    heading: tuple[Text, ...]
    path: str
    place: Text
    kind: Literal["record"] = "record"


@dataclass(frozen=True)
class Key:
    """What the members of a group have in common."""

    label: Text
    text: Text


@dataclass(frozen=True)
class Member(Record):
    """A record of a group."""

    heading: tuple[Text, ...]


@dataclass(frozen=True)
class GroupSubject:
    """A group of records; ``window`` is its first and last day, where it has one."""

    key: tuple[Key, ...]
    members: tuple[Member, ...]
    window: tuple[str, ...] | None = None
    kind: Literal["group"] = "group"


@dataclass(frozen=True)
class RowSubject:
    """A row of a table of the rules."""

    table: str
    label: Text
    key: str
    line: int
    kind: Literal["row"] = "row"


@dataclass(frozen=True)
class SetSubject:
    """The whole set, of so many records."""

    count: int
    kind: Literal["set"] = "set"


Subject = Union[RecordSubject, GroupSubject, RowSubject, SetSubject]


@dataclass(frozen=True)
class Source:
    """A document that a rule or a table rests on; ``verified`` says that somebody has held it against the document."""

    source: str
    title: Text
    verified: bool
    article: str | None = None
    why_unverified: Text | None = None


@dataclass(frozen=True)
class Shown:
    """A value for programs and for people."""

    value: Any
    text: Text


@dataclass(frozen=True)
class Fact(Shown):
    """A field that was read."""

    path: str
    place: Text
    record: Record | None = None
    by_default: bool = False


@dataclass(frozen=True)
class Comparison:
    """A comparison with both its sides; ``held`` is ``None`` where that is not known."""

    text: str
    operator: str
    left: Shown
    held: bool | None
    right: Shown | None = None


@dataclass(frozen=True)
class Cell(Shown):
    """A cell of a row of a table."""

    column: str
    label: Text


@dataclass(frozen=True)
class RowUse:
    """A row of a table that was used."""

    table: str
    label: Text
    key: Text
    cells: tuple[Cell, ...]
    file: str
    line: int
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Missing:
    """A fact that the verdict turned on, and why it was not to be had."""

    path: str
    place: Text
    why: str
    reason: Text
    record: Record | None = None
    sought: Shown | None = None


@dataclass(frozen=True)
class ExceptionTried:
    """An exception that was considered."""

    title: Text
    held: bool | None
    sources: tuple[Source, ...]
    id: str | None = None


@dataclass(frozen=True)
class Decided:
    """What somebody decided of a finding."""

    fingerprint: str
    decision: Literal["accepted", "to_correct", "pending"]
    by: str
    on: str
    reason: str
    word: Text
    in_force: bool
    rule: str | None = None
    subject: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Broken:
    """A rule that a change would break: it would come to ``fail``, or to ``unknown``."""

    rule: str
    title: Text
    outcome: Outcome


@dataclass(frozen=True)
class Change:
    """A change of one field that clears a finding: to ``to``, the nearest such value, or to any where that is ``None``; ``text`` says it in a sentence."""

    path: str
    place: Text
    way: Literal["at_most", "at_least", "equal", "other_than", "given", "left_out", "with", "without"]
    outcome: Outcome
    breaks: tuple[Broken, ...]
    text: Text
    # `from` is a word of the language.
    before: Shown = field(metadata={"name": "from"})
    to: Shown | None = None
    by: Shown | None = None
    record: Record | None = None
    clears: tuple[str, ...] = ()


@dataclass(frozen=True)
class WouldClear:
    """What would clear a failed finding: changes of one field each. Where there was more than is looked at, ``cut`` is true."""

    changes: tuple[Change, ...]
    cut: bool = False
    note: Text | None = None


@dataclass(frozen=True)
class Finding:
    """One rule's verdict on one subject, with the evidence for it."""

    rule: str
    title: Text
    severity: Severity
    outcome: Outcome
    word: Text
    subject: Subject
    sources: tuple[Source, ...]
    fingerprint: str
    standing: Standing
    facts: tuple[Fact, ...]
    comparisons: tuple[Comparison, ...]
    rows: tuple[RowUse, ...]
    missing: tuple[Missing, ...]
    exceptions: tuple[ExceptionTried, ...]
    message: Text | None = None
    found_before: bool | None = None
    decisions: tuple[Decided, ...] = ()
    unplaced: int = 0
    more: int = 0
    would_clear: WouldClear | None = None

    @property
    def key(self) -> str:
        """The key of the record that it is about; empty where it is about several."""
        return self.subject.record.key if isinstance(self.subject, RecordSubject) else ""

    def __repr__(self) -> str:
        about = {"record": self.key, "row": getattr(self.subject, "key", "")}.get(self.subject.kind, self.subject.kind)
        return f"<Finding {self.rule} {self.outcome} {about}>"


@dataclass(frozen=True)
class DataError:
    """Something in the input that could not be read (``error``), or was read with a remark (``note``)."""

    input: str
    position: int
    path: str
    place: Text
    raw: str
    code: str
    reason: Text
    level: Literal["note", "error"]
    at: str = ""

    def __repr__(self) -> str:
        return f"<DataError {self.code} {self.input}:{self.position} {self.path} {self.raw!r}>"


@dataclass(frozen=True)
class Counts:
    """Verdicts by outcome."""

    fail: int
    unknown: int
    excepted: int
    # `pass` is a word of Python.
    pass_: int = field(metadata={"name": "pass"})
    not_applicable: int


@dataclass(frozen=True)
class Failures:
    """Failures by severity."""

    error: int
    warning: int
    review: int
    info: int


@dataclass(frozen=True)
class RuleCount(Counts):
    """How often a rule came to each outcome."""

    rule: str
    title: Text
    severity: Severity


@dataclass(frozen=True)
class Input:
    """What was read. ``reading`` holds what was understood of it: format, layout, columns, repairs."""

    name: str
    records: int
    given: str | None = None
    digest: str | None = None
    problem: Text | None = None
    reading: Mapping[str, Any] = field(default_factory=dict, metadata={"rest": True})


@dataclass(frozen=True)
class Unset:
    """A parameter, or the date of the check, that was not set although verdicts turned on it."""

    name: str
    label: Text
    verdicts: int


@dataclass(frozen=True)
class Summary:
    """How many of each."""

    inputs: tuple[Input, ...]
    read: int
    judged: int
    flagged: int
    undetermined: int
    in_error: int
    verdicts: Counts
    failures: Failures
    open: Failures
    open_unknown: int
    known: int
    accepted: int
    unused_decisions: int
    rules: tuple[RuleCount, ...]
    unverified: tuple[Source, ...]
    unset: tuple[Unset, ...]


T = TypeVar("T")
_SUBJECTS = {"record": RecordSubject, "group": GroupSubject, "row": RowSubject, "set": SetSubject}


def make(cls: type[T], data: Mapping[str, Any]) -> T:
    """A value of one of these types, from its JSON. What the type does not know is passed over: version 1 may gain members.

    >>> make(Text, {"ja": "甲", "en": "A", "fr": "A"})
    Text(ja='甲', en='A')
    """
    values: dict[str, Any] = {}
    of: Any = cls
    plan = _plan(of)
    for name, written, convert, required in plan:
        if written is None:
            known = {other for _, other, _, _ in plan}
            values[name] = types.MappingProxyType({key: value for key, value in data.items() if key not in known})
        elif written in data:
            value = data[written]
            values[name] = value if convert is None or value is None else convert(value)
        elif required:
            raise KeyError(f"{cls.__name__}.{written}")
    return cls(**values)


@functools.cache
def _plan(cls: Any) -> tuple[tuple[str, str | None, Any, bool], ...]:
    """For each field: its name, its name in JSON (none where it takes the rest), what converts it, whether it must be there."""
    hints = typing.get_type_hints(cls)
    plan = []
    for each in fields(cls):
        written = None if each.metadata.get("rest") else each.metadata.get("name", each.name)
        required = each.default is MISSING and each.default_factory is MISSING
        plan.append((each.name, written, _converter(hints[each.name]), required))
    return tuple(plan)


def _converter(hint: Any) -> Any:
    if hint == Subject:
        return lambda data: make(_SUBJECTS[data["kind"]], data)
    arguments = [each for each in typing.get_args(hint) if each is not type(None)]
    if typing.get_origin(hint) in (Union, types.UnionType) and len(arguments) == 1:
        return _converter(arguments[0])
    if typing.get_origin(hint) is tuple:
        inner = _converter(arguments[0])
        return tuple if inner is None else lambda data: tuple(inner(each) for each in data)
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return functools.partial(make, hint)
    return None
