"""What every test needs: the rules, and the root of the repository."""

import pathlib
import re

import pytest

import sadame

ROOT = pathlib.Path(__file__).parents[3]


@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    return ROOT


@pytest.fixture(scope="session")
def jlis() -> sadame.RuleSet:
    return sadame.load("jlis")


def blocks(root: pathlib.Path, kind: str) -> list[str]:
    """The blocks of a kind on the page about Python."""
    page = (root / "docs/python.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found
    return found
