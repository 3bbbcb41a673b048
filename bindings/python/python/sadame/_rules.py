"""Rules, and what they are asked to judge."""

from __future__ import annotations

import builtins
import contextlib
import datetime
import decimal
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Union

from . import _native
from ._faults import SadameError
from ._report import Report
from ._types import Diagnostic, Severity, Text, make

#: What a parameter may be set to; a text is read as the language writes it: ``"250万円"``, ``"30 days"``.
Value = Union[str, bool, int, decimal.Decimal, datetime.date, datetime.timedelta]

#: A file of known findings or of decisions: its path, or what stands in it.
Known = Union[str, "os.PathLike[str]", Mapping[str, Any]]


def load(*packs: str | os.PathLike[str], lang: str = "ja") -> RuleSet:
    """Compiles rules: built-in packs by name, folders with a ``pack.toml``, or ``.sadame`` files by path.

    ``lang`` is the language that exceptions speak, ``"ja"`` or ``"en"``.

    >>> import sadame
    >>> sadame.load("jlis")
    <RuleSet jlis: 73 rules>

    Raises ``RulesError`` with all faults of the rules.
    """
    return RuleSet(*packs, lang=lang)


class RuleSet:
    """Compiled rules. They can be sent to other processes, with the text that they were made of.

    >>> import pickle, sadame
    >>> pickle.loads(pickle.dumps(sadame.load("jlis")))
    <RuleSet jlis: 73 rules>
    """

    def __init__(self, *packs: str | os.PathLike[str], lang: str = "ja") -> None:
        Text("", "").get(lang)
        if not packs:
            raise TypeError("name a pack, such as load('jlis')")
        self.lang = lang
        with self._speaking():
            self._native = _native.Rules([os.fspath(pack) for pack in packs])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (*self._native.source(), self.lang)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is worth a warning in the rules."""
        return tuple(make(Diagnostic, each) for each in json.loads(self._native.warnings()))

    @property
    def packs(self) -> tuple[tuple[str, str, str], ...]:
        """The packs, dependencies first: name, version, SHA-256 of rules and tables."""
        return tuple(self._native.packs())

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules."""
        return tuple(self._native.ids())

    def check(
        self,
        records: object,
        *,
        record: str | None = None,
        as_of: str | datetime.date | None = None,
        parameters: Mapping[str, Value] | None = None,
        select: str | Iterable[str] = (),
        ignore: str | Iterable[str] = (),
        levels: Mapping[str, Severity] | None = None,
        all: bool = False,
        brief: bool = False,
        clear: bool = False,
        baseline: Known | None = None,
        decisions: Known | None = None,
        layout: str | None = None,
        name: str | None = None,
        threads: int | None = None,
    ) -> Report:
        """Judges records.

        ``records`` is one of

        - an iterable of mappings, or one mapping; or of texts that are a record of JSON each
        - JSON as text or bytes: a record a line, or an array
        - the path of a file of JSON or JSON lines (``pathlib.Path``); ``sadame check`` reads all other files
        - a ``pandas.DataFrame``
        - whatever speaks Arrow's C interface: ``pyarrow`` tables, batches and readers, ``polars`` frames, …

        ``record`` names the kind of record, where the rules know several. ``as_of`` is the date the check is made for, ``parameters`` sets
        parameters of the rules. ``select`` and ``ignore`` take ids (``DB-02``, ``DB-*``), packs and severities; ``levels`` makes failures graver or
        less so. ``all`` gives what passes too, ``brief`` leaves out evidence and messages, ``clear`` says what would
        clear each failed finding (``would_clear``). ``baseline`` and ``decisions`` are what is known of findings and
        what was decided of them: the path of a file as ``sadame check`` takes it, or what stands in it. ``layout`` names the layout that the input is read by, and
        ``name`` what it is called in the report. ``threads`` says on how many threads records are judged: as many as there are processors.

        >>> import sadame
        >>> rules = sadame.load("jlis")
        >>> report = rules.check('{"id": "A", "amount": "04"}', select="PM-*")
        >>> report.data_errors[0]
        <DataError wrong_type records:1 /amount '"04"'>

        Raises ``SettingsError`` for what cannot be set so, ``InputError`` for records that cannot be read to their end. A record, or a field, that
        cannot be read raises nothing: it stands in ``data_errors``, and rules that turn on it are undetermined.
        """
        kind, given, called, digest = _kind(records)
        settings = _settings(
            record=record,
            as_of=as_of,
            parameters=parameters,
            select=select,
            ignore=ignore,
            levels=levels,
            all=all,
            brief=brief,
            clear=clear,
            baseline=baseline,
            decisions=decisions,
            layout=layout,
            name=name if name is not None else called,
            digest=digest,
            threads=threads,
        )
        return Report(self._judged(kind, given, settings))

    def _judged(self, kind: str, records: object, settings: _native.Settings) -> _native.Report:
        with self._speaking():
            return self._native.check(kind, records, settings)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except SadameError as error:
            raise error.speak(self.lang) from None

    def __repr__(self) -> str:
        return f"<RuleSet {', '.join(self._native.source()[0])}: {len(self._native.ids())} rules>"


def _restore(names: list[str], files: dict[str, bytes], folders: dict[str, list[str]], lang: str) -> RuleSet:
    rules = RuleSet.__new__(RuleSet)
    rules.lang = lang
    rules._native = _native.Rules.from_source(names, files, folders)
    return rules


def _settings(
    *,
    record: str | None = None,
    as_of: str | datetime.date | None = None,
    parameters: Mapping[str, Value] | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    levels: Mapping[str, Severity] | None = None,
    all: bool = False,
    brief: bool = False,
    clear: bool = False,
    baseline: Known | None = None,
    decisions: Known | None = None,
    layout: str | None = None,
    name: str = "records",
    digest: str | None = None,
    threads: int | None = None,
) -> _native.Settings:
    return {
        "record": record,
        "as_of": as_of.isoformat()[:10] if isinstance(as_of, datetime.date) else as_of,
        "parameters": [(each, _parameter(each, value)) for each, value in (parameters or {}).items()],
        "select": [select] if isinstance(select, str) else list(select),
        "ignore": [ignore] if isinstance(ignore, str) else list(ignore),
        "levels": list((levels or {}).items()),
        "all": all,
        "brief": brief,
        "clear": clear,
        "baseline": _known("baseline", baseline),
        "decisions": _known("decisions", decisions),
        "layout": layout,
        "name": name,
        "digest": digest,
        "threads": threads if threads is not None else os.cpu_count() or 1,
    }


def _known(name: str, given: Known | None) -> tuple[str, bytes] | None:
    """A file of known findings or of decisions: what it is called, and its bytes."""
    if given is None:
        return None
    if isinstance(given, Mapping):
        return name, json.dumps(dict(given)).encode()
    path = os.fspath(given)
    with open(path, "rb") as file:
        return path, file.read()


def _parameter(name: str, value: object) -> str:
    """A value as the language writes it. A float is none of them: 0.1 is no tenth."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime) or not isinstance(value, (int, decimal.Decimal, datetime.date, datetime.timedelta)):
        raise TypeError(f"parameter `{name}`: write a text, such as '250万円', rather than {type(value).__name__}")
    if isinstance(value, datetime.timedelta):
        if value != datetime.timedelta(value.days):
            raise TypeError(f"parameter `{name}`: a duration is whole days")
        return f"{value.days} days"
    return value.isoformat() if isinstance(value, datetime.date) else format(value, "f" if isinstance(value, decimal.Decimal) else "d")


def _kind(records: object) -> tuple[str, object, str, str | None]:
    """What kind of input it is, the input for the native half, what it is called, and its digest."""
    if isinstance(records, os.PathLike):
        path = os.fspath(records)
        if os.path.splitext(path)[1].lower() not in (".json", ".jsonl", ".ndjson"):
            raise TypeError(f"{path}: only JSON is read by its path; `sadame check` reads workbooks, CSV and Parquet")
        with open(path, "rb") as file:
            data = file.read()
        return "json", data, str(path), hashlib.sha256(data).hexdigest()
    if isinstance(records, str):
        # Half of a surrogate pair is no UTF-8, and is reported as such.
        data = records.encode("utf-8", "surrogatepass")
        return "json", data, "records", hashlib.sha256(data).hexdigest()
    if isinstance(records, (bytes, bytearray, memoryview)):
        return "json", bytes(records), "records", hashlib.sha256(records).hexdigest()
    if type(records).__module__.split(".")[0] == "pandas" and hasattr(records, "columns"):
        return (*_frame(records), "dataframe", None)
    if isinstance(records, Mapping):
        return "values", [records], "records", None
    if hasattr(records, "__arrow_c_stream__"):
        return "arrow", records, "table", None
    if hasattr(records, "__arrow_c_array__"):
        import pyarrow

        return "arrow", pyarrow.Table.from_batches([pyarrow.record_batch(records)]), "table", None
    if isinstance(records, Iterable):
        return "values", records, "records", None
    raise TypeError(f"records are mappings, JSON, a DataFrame or Arrow, and no {type(records).__name__}")


#: What all values of a column of objects may be for Arrow to hold them as they are.
_PLAIN = {"string", "boolean", "decimal", "empty", "integer", "date"}


def _frame(frame: Any) -> tuple[str, object]:
    """A DataFrame as Arrow where that holds every value as it is; otherwise row by row. NaN and NaT are what is missing."""
    from pandas.api.types import infer_dtype, is_object_dtype

    names = [str(name) for name in frame.columns]
    frame = frame.set_axis(names, axis=1)
    objects = [at for at in range(len(names)) if is_object_dtype(frame.dtypes.iloc[at])]
    if len(set(names)) == len(names) and builtins.all(infer_dtype(frame.iloc[:, at], skipna=True) in _PLAIN for at in objects):
        import pyarrow

        with contextlib.suppress(pyarrow.ArrowException, OverflowError):
            return "arrow", pyarrow.Table.from_pandas(frame, preserve_index=False)
    return "values", _rows(frame, names)


def _rows(frame: Any, names: list[str]) -> Iterator[dict[str, object] | str]:
    import pandas

    def value(cell: Any) -> object:
        return None if pandas.api.types.is_scalar(cell) and pandas.isna(cell) else cell

    if len(set(names)) != len(names):
        raise TypeError("two columns of the DataFrame have the same name")
    for row in zip(*(frame[name] for name in names)):
        yield {name: value(cell) for name, cell in zip(names, row)}



