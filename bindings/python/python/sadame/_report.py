"""What came of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Callable, Generic, TypeVar, overload

from . import _native
from ._types import DataError, Finding, Summary, Text, make

if TYPE_CHECKING:
    import pandas
    import pyarrow

T = TypeVar("T")

#: How many are made at a time.
_AT_ONCE = 512


class Items(Sequence[T], Generic[T]):
    """Findings or data errors, made as they are asked for."""

    def __init__(self, cls: type[T], length: int, get: Callable[[int, int], str]) -> None:
        self._cls, self._length, self._get = cls, length, get

    def __len__(self) -> int:
        return self._length

    def _some(self, start: int, stop: int) -> list[T]:
        return [make(self._cls, each) for each in json.loads(self._get(start, stop))]

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._length)
            if step == 1:
                return self._some(start, max(start, stop))
            return [self[each] for each in range(start, stop, step)]
        place = at + self._length if at < 0 else at
        if not 0 <= place < self._length:
            raise IndexError(at)
        return self._some(place, place + 1)[0]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, self._length, _AT_ONCE):
            yield from self._some(start, min(start + _AT_ONCE, self._length))

    def __repr__(self) -> str:
        return f"<{self._length} × {self._cls.__name__}>"


class Report:
    """What came of a run: the findings, what could not be read, and how many of each.

    Iterating gives the findings.

    >>> import sadame
    >>> report = sadame.load("jlis").check({"id": "H28-001", "kind": "works", "amount": 1_900_000, "planned_price": 1_848_000})
    >>> above = [finding for finding in report if finding.outcome == "fail"]
    >>> above[0].rule, above[0].message.ja
    ('PM-09', '契約金額1,900,000円は、予定価格1,848,000円を52,000円超えています')
    >>> report.summary.read, report.complete
    (1, True)
    """

    def __init__(self, native: _native.Report) -> None:
        self._native = native
        findings, errors = native.lengths()
        #: The findings: those of records in the order of the input, then those of groups, rows of tables and the whole set.
        self.findings: Sequence[Finding] = Items(Finding, findings, native.findings)
        #: What could not be read, or was read with a remark.
        self.data_errors: Sequence[DataError] = Items(DataError, errors, native.data_errors)
        self._summary: Summary | None = None

    @property
    def summary(self) -> Summary:
        """How many of each."""
        if self._summary is None:
            self._summary = make(Summary, json.loads(self._native.summary()))
        return self._summary

    @property
    def header(self) -> dict[str, Any]:
        """By what, and under which settings, it was made: packs with their digests, parameters, rules that were not run."""
        header: dict[str, Any] = json.loads(self._native.header())
        return header

    @property
    def complete(self) -> bool:
        """Whether all that was given was judged. Where it is not, ``data_errors`` says what was not."""
        return self._native.complete()

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __bool__(self) -> bool:
        return True

    def to_json(self) -> str:
        """The report as one JSON document: what ``sadame check --format json`` writes."""
        return self._native.document()

    def to_jsonl(self) -> str:
        """The report as lines: what ``sadame check --format jsonl`` writes, but for the order of data errors."""
        return self._native.lines()

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        document: dict[str, Any] = json.loads(self._native.document())
        return document

    def to_text(self, lang: str = "ja") -> str:
        """The report in words: what ``sadame check --plain`` prints."""
        Text("", "").get(lang)
        return self._native.text(lang == "en")

    def to_arrow(self) -> pyarrow.Table:
        """Findings, data errors and the summary as the rows of an Arrow table; ``json`` holds each in full."""
        import pyarrow

        from ._columns import schema

        return pyarrow.table(self._native.columns(), schema=schema())

    def to_pandas(self) -> pandas.DataFrame:
        """As ``to_arrow``, for pandas."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas()
        return frame

    def __repr__(self) -> str:
        counts = self.summary
        parts = f"{counts.read} read, {counts.judged} judged, {counts.verdicts.fail} failed, {counts.verdicts.unknown} undetermined"
        return f"<Report: {parts}, {counts.in_error} in error{'' if self.complete else ', incomplete'}>"
