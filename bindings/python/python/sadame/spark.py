"""Judging on a cluster of Spark.

Rules that look at one record are judged where the record is, by ``mapInArrow``. What rules over groups and the whole set need of it is sent, as bytes, to one
task, which judges those. So the findings are those of one run over all records.

The executors need the package too: send the wheel with ``spark.archives``, or install it there; and set ``PYSPARK_PYTHON`` to a Python that has ``pyarrow`` and
``pandas``. ``docs/python.md`` shows how.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import _native
from ._columns import COLUMNS, schema
from ._rules import RuleSet, Value, _settings
from ._types import Severity

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.storagelevel import StorageLevel

#: How many bytes of a part are sent in a row.
_ROW = 4 << 20

#: The columns of what the first step gives: those of a report, or the bytes of a part with their partition and their order.
_SENT = (("part", False), ("number", False), ("bytes", None))

#: The column that says which partition a row is of. A task may compute several partitions, so that its own number does not say it.
_PARTITION = "sadame partition"

Batches = Iterator["pyarrow.RecordBatch"]


def check(
    df: DataFrame,
    rules: RuleSet,
    *,
    record: str | None = None,
    as_of: str | datetime.date | None = None,
    parameters: Mapping[str, Value] | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    levels: Mapping[str, Severity] | None = None,
    all: bool = False,
    brief: bool = False,
    layout: str | None = None,
    name: str = "part",
    storage: StorageLevel | None = None,
) -> DataFrame:
    """Judges the rows of a Spark DataFrame. The options are those of ``RuleSet.check``, but for ``baseline``, ``decisions`` and ``threads``.

    Gives a DataFrame of what was found, a row each:

    - ``type``: ``finding``, ``data_error``, and one ``summary``
    - ``input``, ``position``, ``key``: the partition (``part 3``) and the row in it, from 1, and the key of the record; null of findings about several
    - ``rule``, ``severity``, ``outcome``, ``fingerprint`` of findings; ``code`` and ``severity`` of data errors
    - ``message_ja``, ``message_en``
    - ``json``: the whole of it, as a line of ``sadame check --format jsonl``

    The records are judged at once, and what is found is kept at ``storage``: nothing is judged again when the result is asked for, but what was kept on an
    executor that was lost. Where ``storage`` is not said that is the disk alone: what is found in millions of records would fill the memory of executors,
    which Spark then loses. A partition is judged in the order of its rows; the order of partitions is that of the records.
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions

    given = _settings(
        record=record,
        as_of=as_of,
        parameters=parameters,
        select=select,
        ignore=ignore,
        levels=levels,
        all=all,
        brief=brief,
        layout=layout,
        name=name,
        threads=1,
    )
    # What cannot be set so is told here, and not by an executor.
    rules._judged("values", [], given)
    storage = storage if storage is not None else StorageLevel.DISK_ONLY
    numbered = df.withColumn(_PARTITION, functions.spark_partition_id())
    judged = numbered.mapInArrow(functools.partial(_judge, rules, given), _spark_schema(*COLUMNS, *_SENT)).persist(storage)
    # Findings and parts are two readings of this. Were it not filled before, both might judge what the other has not kept yet.
    judged.count()
    names = [column for column, _ in COLUMNS]
    parts = judged.where(functions.col("type") == "part").select("part", "number", "bytes").coalesce(1)
    last = parts.mapInArrow(functools.partial(_finish, rules, given), _spark_schema(*COLUMNS)).persist(storage)
    return judged.where(functions.col("type") != "part").select(*names).unionByName(last)


def _spark_schema(*columns: tuple[str, bool | None]) -> str:
    types = {True: "string", False: "long", None: "binary"}
    return ", ".join(f"`{name}` {types[text]}" for name, text in columns)


def _judge(rules: RuleSet, settings: _native.Settings, batches: Batches) -> Batches:
    """In an executor: judges the rows of a partition, and sends what is needed of them at the end."""
    import pyarrow

    sent = pyarrow.schema([*schema(), ("part", pyarrow.int64()), ("number", pyarrow.int64()), ("bytes", pyarrow.binary())])
    part = _native.Part()
    number = None
    for batch in batches:
        if batch.num_rows:
            number = batch.column(_PARTITION)[0].as_py()
            records = pyarrow.Table.from_batches([batch]).drop_columns([_PARTITION])
            yield from _rows(sent, rules._native.judge(part, records, {**settings, "name": f"{settings['name']} {number}"}))
    data = part.to_bytes() if number is not None else b""
    for at in range(0, len(data), _ROW):
        yield from _rows(sent, {"type": ["part"], "part": [number], "number": [at], "bytes": [data[at : at + _ROW]]})


def _finish(rules: RuleSet, settings: _native.Settings, batches: Batches) -> Batches:
    """In one task: judges what needs the records of all partitions."""
    parts: dict[int, dict[int, bytes]] = {}
    for batch in batches:
        for row in batch.to_pylist():
            parts.setdefault(row["part"], {})[row["number"]] = row["bytes"]
    whole = [b"".join(piece for _, piece in sorted(parts.pop(number).items())) for number in sorted(parts)]
    yield from _rows(schema(), rules._native.finish(whole, settings).columns())


def _rows(schema: pyarrow.Schema, columns: Mapping[str, list[Any]]) -> Batches:
    """A batch with the columns there are; the others are null."""
    import pyarrow

    length = len(columns["type"])
    arrays = [
        pyarrow.array(columns[field.name], field.type) if field.name in columns else pyarrow.nulls(length, field.type)
        for field in schema
    ]
    if length:
        yield pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


__all__ = ["check"]
