"""Rules, runs and reports as Python sees them."""

import concurrent.futures
import dataclasses
import datetime
import decimal
import json
import pickle
import threading
import time

import pandas as pd
import pyarrow as pa
import pytest

import sadame
from sadame import _types


def contracts(root):
    return root / "examples/jlis/contracts.jsonl"


def test_every_kind_of_input_gives_the_same_findings(jlis, root):
    text = contracts(root).read_text(encoding="utf-8")
    records = [json.loads(line, parse_float=decimal.Decimal) for line in text.splitlines()]
    expected = jlis.check(contracts(root), name="x", as_of="2017-03-31")
    assert expected.summary.read == 88 and expected.complete
    names = dict.fromkeys(name for record in records for name in record)
    table = pa.table({name: [record.get(name) for record in records] for name in names})
    for given in [
        text,
        text.encode(),
        bytearray(text.encode()),
        records,
        iter(records),
        text.splitlines(),
        contracts(root).open(encoding="utf-8"),
        table,
        table.to_reader(max_chunksize=7),
        pd.DataFrame(records, dtype=object),
    ]:
        report = jlis.check(given, name="x", as_of=datetime.date(2017, 3, 31))
        assert report.to_dict()["findings"] == expected.to_dict()["findings"], type(given)
    array = jlis.check(f"[{','.join(text.splitlines())}]", name="x", as_of="2017-03-31")
    assert [each.fingerprint for each in array] == [each.fingerprint for each in expected]


def test_threads_do_not_show(jlis, root):
    text = contracts(root).read_text(encoding="utf-8") * 10
    one, many = (jlis.check(text, threads=threads).to_json() for threads in (1, 3))
    assert one == many


def test_a_report_is_typed(jlis, root):
    report = jlis.check(contracts(root))
    document = report.to_dict()
    assert len(report) == len(report.findings) == len(document["findings"]) == len(list(report))
    assert report.findings[-1].rule == document["findings"][-1]["rule"]
    assert [each.rule for each in report.findings[3:5]] == [each["rule"] for each in document["findings"][3:5]]
    groups = {tuple(member.key for member in each.subject.members): each for each in report if each.rule == "DB-02"}
    group = groups["H28-002", "H28-003"]
    assert group.comparisons[0].left.value == {"amount": "1900000", "currency": "JPY"}
    assert group.rows[0].file == "jlis/tables/debt_burden_fy2016.csv"
    assert report.summary.verdicts.pass_ == document["summary"]["verdicts"]["pass"]
    assert repr(report).startswith("<Report: 88 read, 88 judged, ")
    lines = [json.loads(line) for line in report.to_jsonl().splitlines()]
    assert [lines[0]["type"], lines[-1]["type"]] == ["header", "summary"]
    assert "まとめ" in report.to_text() and "violation" in report.to_text("en")
    assert report.header["packs"][-1]["name"] == "jlis"


def test_the_types_hold_all_that_the_contract_has(jlis, root):
    """A member of the contract that the types do not know would be lost."""
    report = jlis.check(contracts(root), all=True)

    def back(value):
        if dataclasses.is_dataclass(value):
            names = {field.name: field.metadata.get("name", field.name) for field in dataclasses.fields(value)}
            rest = dict(value.reading) if isinstance(value, _types.Input) else {}
            return {names[name]: back(getattr(value, name)) for name in names if name != "reading"} | rest
        return [back(each) for each in value] if isinstance(value, tuple) else value

    def written(value):
        """Without what is left out where it says nothing."""
        empty = (None, [], 0, "", False)
        if isinstance(value, dict):
            return {key: written(each) for key, each in value.items() if each not in empty}
        return [written(each) for each in value] if isinstance(value, list) else value

    document = report.to_dict()
    for finding, expected in zip(report, document["findings"]):
        assert written(back(finding)) == written(expected)
    for error, expected in zip(report.data_errors, document["data_errors"]):
        assert written(back(error)) == written(expected)
    assert written(back(report.summary)) == written(document["summary"])


def test_a_report_becomes_a_table(jlis, root):
    report = jlis.check(contracts(root))
    table = report.to_arrow()
    assert table.num_rows == len(report.findings) + len(report.data_errors) + 1
    frame = report.to_pandas()
    assert json.loads(frame[frame.type == "summary"].json.iloc[0])["read"] == 88
    assert (frame[frame.type == "finding"].outcome == "fail").sum() == sum(each.outcome == "fail" for each in report)


def test_settings(jlis):
    records = [{"id": "A", "kind": "works", "amount": 1_900_000, "planned_price": 1_848_000}]
    report = jlis.check(records, select="PM-09", levels={"PM-09": "review"})
    assert [(each.rule, each.severity) for each in report] == [("PM-09", "review")]
    assert not any(each.rule == "PM-09" for each in jlis.check(records, ignore=["PM-*"]))
    assert jlis.check(records, parameters={"split_window": datetime.timedelta(60)}).header["parameters"]
    assert not jlis.check(records, select="PM-09", brief=True).findings[0].comparisons
    for wrong in [
        {"as_of": "yesterday"},
        {"select": "PM-99"},
        {"levels": {"PM-09": "grave"}},
        {"parameters": {"split_windw": "30 days"}},
        {"parameters": {"split_window": "30 yen"}},
        {"record": "contact"},
        {"layout": "none"},
    ]:
        with pytest.raises(sadame.SettingsError) as error:
            jlis.check(records, **wrong)
        assert str(error.value) == error.value.texts[0].ja and "`" in error.value.texts[0].en
    with pytest.raises(TypeError):
        jlis.check(records, parameters={"split_window": 0.5})
    with pytest.raises(TypeError):
        jlis.check(7)


def test_what_is_known_and_what_was_decided_is_told_from_what_is_new(jlis, tmp_path):
    record = {"id": "A", "kind": "works", "amount": 1_900_000, "planned_price": 1_848_000}
    (found,) = jlis.check(record, select="PM-09")
    assert found.standing == "new"
    known = {"version": 1, "findings": [{"rule": "PM-09", "subject": "A", "fingerprint": found.fingerprint, "count": 1}]}
    decision = {"fingerprint": found.fingerprint, "decision": "accepted", "by": "契約監視委員会", "on": "2017-04-28", "reason": "例", "until": "2018-03-31"}
    decided = {"version": 1, "decisions": [decision]}
    files = {}
    for name, given in [("baseline", known), ("decisions", decided)]:
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(json.dumps(given), encoding="utf-8")
    for baseline in (known, files["baseline"], str(files["baseline"])):
        report = jlis.check(record, select="PM-09", baseline=baseline)
        assert (report.findings[0].standing, report.summary.known, report.summary.open.error) == ("known", 1, 0)
    for decisions in (decided, files["decisions"]):
        report = jlis.check(record, select="PM-09", decisions=decisions, as_of="2017-05-01")
        assert (report.findings[0].standing, report.summary.accepted) == ("accepted", 1)
        assert report.findings[0].decisions[0].by == "契約監視委員会"
    assert jlis.check({**record, "id": "B"}, select="PM-09", baseline=known).findings[0].standing == "new"
    assert jlis.check({**record, "id": "B"}, select="PM-09", decisions=decided).summary.unused_decisions == 1
    for wrong in [{"baseline": {"version": 9, "findings": []}}, {"baseline": {}}, {"decisions": {**decided, "decisions": [{**decision, "on": "yesterday"}]}}]:
        with pytest.raises(sadame.SettingsError, match=next(iter(wrong))):
            jlis.check(record, **wrong)
    with pytest.raises(FileNotFoundError):
        jlis.check(record, baseline=tmp_path / "none.json")


def test_faulty_rules_are_told_all_at_once(tmp_path):
    file = tmp_path / "wrong.sadame"
    file.write_text('module wrong "誤り" en "Wrong"\nrecord r "記録" en "record" { id text key "番号" en "number" }\n\nrule A-1 "規則" en "rule" {\n  for each q\n}\n')
    with pytest.raises(sadame.RulesError) as error:
        sadame.load(file, lang="en")
    codes = [each.code for each in error.value.diagnostics]
    assert "E0208" in codes and len(codes) > 1
    fault = next(each for each in error.value.diagnostics if each.code == "E0208")
    assert (fault.line, fault.level) == (5, "error") and fault.file.endswith("wrong.sadame")
    assert "E0208 there is no record called `q`" in str(error.value)
    with pytest.raises(sadame.RulesError, match="E0801"):
        sadame.load("no_such_pack")


def test_an_array_that_is_cut_short_is_refused(jlis):
    with pytest.raises(sadame.InputError, match="閉じられていません"):
        jlis.check('[{"id": "A"}')


def test_rules_travel_with_their_text(jlis, root, tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    text = (root / "bindings/python/tests/rules/order.sadame").read_text(encoding="utf-8")
    (folder / "order.sadame").write_text(text, encoding="utf-8")
    rules = sadame.load(folder / "order.sadame")
    packed = pickle.dumps(rules)
    (folder / "order.sadame").unlink()
    again = pickle.loads(packed)
    assert again.packs == rules.packs and again.rules == rules.rules
    assert pickle.loads(pickle.dumps(jlis)).packs == jlis.packs


def test_documents_of_others_are_read_by_their_layout(root):
    ocds = sadame.load("ocds")
    package = {"uri": "x", "releases": [{"ocid": "ocds-1", "id": "1", "date": "2020-01-01T00:00:00Z", "tag": ["tender"]}]}
    report = ocds.check([package])
    assert report.summary.read == 1 and report.summary.inputs[0].reading["layout"]


def test_japanese_columns_are_read_by_their_labels(jlis):
    frame = pd.DataFrame({"契約番号": ["A"], "契約金額": [1_900_000], "予定価格": [1_848_000]})
    report = jlis.check(frame, select="PM-09")
    columns = report.summary.inputs[0].reading["columns"]
    assert {"amount", "planned_price"} <= {column["field"] for column in columns}


def test_other_threads_run_while_records_are_judged(jlis, root):
    text = contracts(root).read_bytes() * 20
    seen, done = [], threading.Event()

    def tick():
        while not done.is_set():
            seen.append(time.monotonic())
            time.sleep(0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    start = time.monotonic()
    jlis.check(text, threads=1)
    end = time.monotonic()
    done.set()
    ticking.join()
    assert any(start < each < end for each in seen)
    text = contracts(root).read_bytes()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: jlis.check(text).to_json(), range(2))
    assert one == other
