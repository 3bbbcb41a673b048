"""What every test needs: the rules, and the root of the repository."""

import pathlib

import pytest

import sadame

ROOT = pathlib.Path(__file__).parents[3]


@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    return ROOT


@pytest.fixture(scope="session")
def jlis() -> sadame.RuleSet:
    return sadame.load("jlis")
