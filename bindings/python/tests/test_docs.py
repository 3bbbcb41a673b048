"""The page about Python runs."""

import subprocess
import sys

from conftest import blocks


def test_the_blocks_of_the_page_run(root, monkeypatch):
    monkeypatch.chdir(root)
    names = {}
    for block in blocks(root, "python"):
        exec(compile(block, "docs/python.md", "exec"), names)


def test_the_types_hold(root):
    mypy = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", "--no-error-summary", "python/sadame"]
    done = subprocess.run(mypy, cwd=root / "bindings/python", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
