"""Airflow variables: read when a task runs, never when a file is parsed, and never a secret."""

from __future__ import annotations

from airflow.sdk import Variable

from barlake_dags.errors import AirflowFailException


class Variables:
    """Reads Airflow variables and collects every mistake, so that all of them are told at once."""

    def __init__(self) -> None:
        self._mistakes: list[str] = []

    def required(self, name: str, meaning: str) -> str:
        value = self.optional(name, "")
        if not value:
            self._mistakes.append(f"{name} is not set; it is {meaning}")
        return value

    def optional(self, name: str, default: str) -> str:
        value = Variable.get(name, default=None)
        return default if value is None or not str(value).strip() else str(value).strip()

    def number(self, name: str, default: int | None, meaning: str, least: int = 1) -> int:
        text = self.required(name, meaning) if default is None else self.optional(name, str(default))
        if text.isdecimal() and int(text) >= least:
            return int(text)
        if text:
            self._mistakes.append(f"{name}={text} is no whole number from {least}; it is {meaning}")
        return least

    def one_of(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.optional(name, default)
        if value not in choices:
            self._mistakes.append(f"{name}={value} is none of {', '.join(choices)}")
        return value

    def names(self, name: str, meaning: str) -> list[str]:
        return [part.strip() for part in self.required(name, meaning).split(",") if part.strip()]

    def wrong(self, sentence: str) -> None:
        self._mistakes.append(sentence)

    def check(self) -> None:
        """Ends the task where a variable is missing or malformed: a retry would not mend it."""
        if self._mistakes:
            raise AirflowFailException(
                "Airflow variables have to be corrected (Admin, Variables): " + "; ".join(self._mistakes)
            )
