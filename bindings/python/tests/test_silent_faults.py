"""Faults that let a check pass in silence elsewhere: here each is refused, or reported, or right, as in the program and in the package for JavaScript."""

import json
import pathlib

import pytest

import sadame

SPEC = json.loads((pathlib.Path(__file__).parents[3] / "tests/spec/silent_faults.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fault", SPEC["faults"], ids=lambda fault: fault["name"])
def test_nothing_passes_in_silence(fault, tmp_path):
    rules = tmp_path / "rules.sadame"
    rules.write_text("\n".join(SPEC["rules"]).replace("REQUIRE", fault["require"]), encoding="utf-8")
    if "refused" in fault:
        with pytest.raises(sadame.RulesError) as refused:
            sadame.load(rules)
        codes = [diagnostic.code for diagnostic in refused.value.diagnostics]
        assert [code for code in codes if code.startswith("E")] == [fault["refused"]]
        assert any(fault.get("near", "") in f"{each.message} {each.help}" for each in refused.value.diagnostics)
        return
    report = sadame.load(rules).check(fault["record"], all=True)
    (finding,) = report.findings
    assert finding.outcome == fault["outcome"]
    assert [[error.code, error.path, error.raw] for error in report.data_errors] == fault["errors"]
    if finding.outcome == "unknown":
        assert [[lacking.path, lacking.why] for lacking in finding.missing] == fault["missing"]
