"""No fault of the input passes in silence: a value is read as it is, or reported."""

import datetime
import decimal
import fractions
import uuid

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import sadame

YEN = {"currency": "JPY"}
JST = datetime.timezone(datetime.timedelta(hours=9))
RULE = {"title": "T-01", "amount": "T-02", "count": "T-03", "day": "T-04", "at": "T-05", "urgent": "T-06"}


@pytest.fixture(scope="session")
def orders(root):
    return sadame.load(root / "bindings/python/tests/rules/order.sadame")


def read(orders, field, records):
    """What was read of the field by the evidence; or what was reported of it."""
    report = orders.check(records, select=RULE[field], all=True)
    told = [(error.code, error.raw) for error in report.data_errors if error.path == f"/{field}"]
    (finding,) = report.findings
    assert bool(told) <= (finding.outcome == "unknown"), "what is reported is not judged"
    values = [fact.value for fact in finding.facts if fact.path == f"/{field}"]
    return told[0] if told else ("missing" if finding.outcome == "unknown" else values[0])


def yen(amount):
    return {"amount": amount, "currency": "JPY"}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        # Whole numbers of any size are exact, or refused as too long to be held.
        ("amount", 2**53 + 1, yen("9007199254740993")),
        ("amount", 2**63, yen("9223372036854775808")),
        ("amount", -(2**64), yen("-18446744073709551616")),
        ("amount", 10**40, ("not_exact", "1" + "0" * 40)),
        ("amount", 10**5000, ("wrong_type", "~int_of_thousands_of_digits")),
        ("amount", np.int64(2**62 + 1), yen(str(2**62 + 1))),
        ("amount", np.uint64(2**64 - 1), yen(str(2**64 - 1))),
        # Decimals never pass through a float.
        ("count", decimal.Decimal("0.1"), "0.1"),
        ("count", decimal.Decimal("12345678901234567.89"), "12345678901234567.89"),
        ("count", decimal.Decimal("1E+3"), "1000"),
        ("count", decimal.Decimal("NaN"), ("wrong_type", "~NaN")),
        ("count", decimal.Decimal("-Infinity"), ("wrong_type", "~-Infinity")),
        ("count", decimal.Decimal("1E+999999"), ("not_exact", "1E+999999")),
        # A float is its shortest digits; from 2⁵³ on nobody knows what it was.
        ("count", 0.1, "0.1"),
        ("count", 1e-7, "0.0000001"),
        ("count", -0.0, "0"),
        ("count", float(2**53 - 1), "9007199254740991"),
        ("count", float(2**53), ("wrong_type", "~9007199254740992")),
        ("count", float("nan"), ("wrong_type", "~NaN")),
        ("count", float("inf"), ("wrong_type", "~inf")),
        ("count", np.float64(0.1), "0.1"),
        ("count", np.float32(0.1), "0.1"),
        ("count", np.float32(2**24), ("wrong_type", "~1.6777216e+07")),
        ("count", np.float32("nan"), ("wrong_type", "~nan")),
        # One kind of value where another must stand.
        ("amount", "04", ("wrong_type", '"04"')),
        ("amount", "4", ("wrong_type", '"4"')),
        ("amount", True, ("wrong_type", "true")),
        ("amount", 0.5, ("fraction", "0.5")),
        ("urgent", 1, ("wrong_type", "1")),
        ("urgent", "true", ("wrong_type", '"true"')),
        ("urgent", True, True),
        ("urgent", np.bool_(True), True),
        ("title", 4, ("wrong_type", "4")),
        ("title", b"x", ("wrong_type", "~bytes")),
        ("title", "\ud800", ("wrong_type", "~str_with_half_of_a_surrogate_pair")),
        ("title", np.str_("甲"), "甲"),
        ("title", 'a"b\\c\n', 'a"b\\c\n'),
        ("title", uuid.UUID(int=1), ("wrong_type", "~uuid.UUID")),
        ("title", {"x"}, ("wrong_type", "~set")),
        ("count", 1j, ("wrong_type", "~complex")),
        ("count", fractions.Fraction(1, 3), ("wrong_type", "~fractions.Fraction")),
        ("count", np.array([1, 2]), ("wrong_type", "[1,2]")),
        ("count", datetime.timedelta(1), ("wrong_type", "~datetime.timedelta")),
        # Days and moments.
        ("day", datetime.date(2016, 4, 1), "2016-04-01"),
        ("day", datetime.datetime(2016, 4, 1, 23, 59, tzinfo=JST), "2016-04-01"),
        ("day", pd.Timestamp("2016-04-01"), "2016-04-01"),
        ("day", np.datetime64("2016-04-01"), "2016-04-01"),
        ("day", np.datetime64("2016-04-01T00:00:00.000000000"), "2016-04-01"),
        ("day", 42461, ("wrong_type", "42461")),
        ("at", datetime.datetime(2016, 4, 1, 9, 30, tzinfo=JST), "2016-04-01T09:30:00+09:00"),
        ("at", datetime.datetime(2016, 4, 1, 9, 30), ("no_zone", '"2016-04-01T09:30:00"')),
        ("at", datetime.date(2016, 4, 1), ("no_time", '"2016-04-01"')),
        # What is missing is missing, and no value.
        ("amount", None, "missing"),
        ("amount", pd.NA, "missing"),
        ("day", pd.NaT, "missing"),
        ("day", np.datetime64("NaT"), "missing"),
    ],
    ids=lambda value: repr(value)[:40] if not isinstance(value, int) or abs(value) < 10**50 else "large",
)
def test_a_value_is_read_as_it_is_or_reported(orders, field, value, expected):
    assert read(orders, field, [{"id": "A", field: value}]) == expected


def test_a_misspelled_field_is_reported_with_the_one_that_is_meant(orders):
    report = orders.check([{"id": "A", "amuont": 1}])
    (error,) = report.data_errors
    assert (error.code, error.path, error.position) == ("unknown_field", "/amuont", 1)
    assert "amount" in error.reason.en
    (error,) = orders.check([{"id": "A", 7: 1}]).data_errors
    assert (error.code, error.path) == ("unknown_field", "/7")


def test_what_is_no_record_is_reported_and_the_others_are_judged(orders):
    deep = []
    deep.append(deep)
    report = orders.check([5, {"id": "A"}, None, {"id": "B", "title": deep}, object])
    codes = [(error.position, error.code) for error in report.data_errors]
    assert codes == [(1, "not_object"), (3, "not_object"), (4, "too_deep"), (5, "not_object")]
    assert (report.summary.read, report.summary.judged, report.complete) == (5, 1, False)


def test_a_column_of_pandas_is_read_as_it_is_or_reported(orders):
    def column(field, values, **how):
        return pd.DataFrame({"id": ["A"], field: pd.Series(values, **how)})

    assert read(orders, "amount", column("amount", [2**53 + 1])) == yen("9007199254740993")
    assert read(orders, "amount", column("amount", [2**63])) == yen("9223372036854775808")
    assert read(orders, "amount", column("amount", [2**70])) == yen(str(2**70))
    assert read(orders, "amount", column("amount", ["04"])) == ("wrong_type", '"04"')
    assert read(orders, "amount", column("amount", [np.nan])) == "missing"
    assert read(orders, "amount", column("amount", [None], dtype="Int64")) == "missing"
    assert read(orders, "amount", column("amount", [float(2**53)])) == ("wrong_type", "~9007199254740992")
    assert read(orders, "count", column("count", [decimal.Decimal("0.10")])) == "0.1"
    assert read(orders, "count", column("count", [0.1])) == "0.1"
    assert read(orders, "count", column("count", [np.inf])) == ("wrong_type", "~inf")
    assert read(orders, "day", column("day", [pd.Timestamp("2016-04-01")])) == "2016-04-01"
    assert read(orders, "day", column("day", [pd.NaT])) == "missing"
    assert read(orders, "day", column("day", [datetime.date(2016, 4, 1)])) == "2016-04-01"
    assert read(orders, "title", column("title", ["甲"], dtype="category")) == "甲"
    at = column("at", [pd.Timestamp("2016-04-01T09:30", tz="Asia/Tokyo")])
    assert read(orders, "at", at) == "2016-04-01T09:30:00+09:00"


def test_a_column_of_several_kinds_is_read_row_by_row(orders):
    frame = pd.DataFrame({"id": ["A", "B", "C"], "amount": [1, "04", 2**53 + 1], "count": [0.5, None, decimal.Decimal("0.1")]})
    report = orders.check(frame, select=["T-02", "T-03"])
    assert [(error.position, error.code) for error in report.data_errors] == [(2, "wrong_type")]
    values = {(finding.key, fact.path): fact.value for finding in report for fact in finding.facts}
    assert values[("C", "/amount")] == yen("9007199254740993")
    assert (values[("A", "/count")], values[("C", "/count")]) == ("0.5", "0.1")


def test_the_index_of_a_frame_is_no_column(orders):
    frame = pd.DataFrame({"id": ["A", "B"], "amount": [1, 2]}, index=["x", "y"])
    assert not orders.check(frame[frame.amount > 1]).data_errors


def test_arrow_is_read_as_it_is_or_reported(orders):
    def column(field, values, ty=None):
        return pa.table({"id": ["A"], field: pa.array(values, ty)})

    assert read(orders, "amount", column("amount", [2**53 + 1])) == yen("9007199254740993")
    assert read(orders, "amount", column("amount", [2**64 - 1], pa.uint64())) == yen(str(2**64 - 1))
    assert read(orders, "amount", column("amount", [float(2**53)])) == ("wrong_type", "~9007199254740992")
    assert read(orders, "count", column("count", [0.1], pa.float32())) == "0.1"
    assert read(orders, "count", column("count", [2**24], pa.float32())) == ("wrong_type", "~16777216")
    assert read(orders, "count", column("count", [float("nan")])) == ("wrong_type", "~NaN")
    assert read(orders, "count", column("count", [decimal.Decimal("0.10")])) == "0.1"
    assert read(orders, "day", column("day", [datetime.date(2016, 4, 1)])) == "2016-04-01"
    assert read(orders, "amount", column("amount", [None], pa.int64())) == "missing"
    with pytest.raises(sadame.InputError):
        orders.check(column("count", [datetime.timedelta(1)]))
