"""What goes wrong, as exceptions. Each says itself in Japanese and in English; ``str`` gives the one that was asked for."""

from __future__ import annotations

import json
from typing import Any

from ._types import Diagnostic, Text, make

__all__ = ["InputError", "RulesError", "SadameError", "SettingsError"]


class SadameError(Exception):
    """Whatever Sadame refuses. ``texts`` says why, in both languages.

    >>> error = InputError("閉じられていません", "it is not closed")
    >>> str(error), str(error.speak("en"))
    ('閉じられていません', 'it is not closed')
    """

    def __init__(self, *args: Any, texts: tuple[Text, ...] = ()) -> None:
        super().__init__(*args)
        self.texts = texts
        self.lang = "ja"

    def speak(self, lang: str) -> SadameError:
        """The same, in ``"ja"`` or ``"en"``."""
        self.lang = lang
        return self

    def __str__(self) -> str:
        return "\n".join(text.get(self.lang) for text in self.texts)


class RulesError(SadameError):
    """The rules have faults, and cannot be used. ``diagnostics`` holds all of them, with code, message and place."""

    def __init__(self, diagnostics: str) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(make(Diagnostic, each) for each in json.loads(diagnostics))
        super().__init__(diagnostics, texts=tuple(each.message for each in self.diagnostics))

    def __str__(self) -> str:
        return "\n".join(
            f"{each.file}:{each.line}:{each.column}: {each.code} {each.message.get(self.lang)}" for each in self.diagnostics
        )


class SettingsError(SadameError, ValueError):
    """Settings that cannot be made: a parameter, a rule, a record or a layout that there is not, or a value that does not fit."""

    def __init__(self, texts: str) -> None:
        super().__init__(texts, texts=tuple(make(Text, each) for each in json.loads(texts)))


class InputError(SadameError, ValueError):
    """The records cannot be read, or not to their end: an array that is not closed, a table without the columns of any layout."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja, en, texts=(Text(ja, en),))
