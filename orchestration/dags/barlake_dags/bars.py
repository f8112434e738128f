"""The series that are extracted, and the flags of the aggregates job."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from barlake_dags.variables import Variables

TICKER = re.compile(r"[!-+\--~]{1,64}")
"""Printable ASCII without space and comma, as the job takes it."""

TIMESPANS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
SCALES = ("true", "false", "both")


def tickers_mistake(text: str) -> str | None:
    """What is wrong with a list of tickers; None if nothing is. If they are named elsewhere, the job looks."""
    if text == "all" or text.startswith(("@", "sql:")):
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        return "no ticker is named"
    odd = [name for name in names if not TICKER.fullmatch(name)]
    return "cannot be tickers: " + ", ".join(map(repr, odd[:5])) if odd else None


def date_mistake(text: str, today: date) -> str | None:
    """What is wrong with a first date; None if nothing is."""
    try:
        first = date.fromisoformat(text)
    except ValueError:
        return "is no date like 2024-01-31"
    return f"is in the future: today is {today} in New York" if first > today else None


@dataclass(frozen=True)
class Lake:
    """The bucket, and where in it: empty or ending with a slash."""

    bucket: str
    prefix: str

    @classmethod
    def read(cls, variables: Variables) -> Lake:
        prefix = variables.optional("AGGREGATES_PREFIX", "").strip("/")
        return cls(
            bucket=variables.required("AGGREGATES_BUCKET", "the S3 bucket of the lake"),
            prefix=f"{prefix}/" if prefix else "",
        )

    @property
    def uri(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True)
class Series:
    """Tickers and bar size; ``adjusted`` is for splits: true, false (raw) or both."""

    tickers: str
    multiplier: int
    timespan: str
    adjusted: str

    @classmethod
    def read(cls, variables: Variables) -> Series:
        tickers = variables.required(
            "AGGREGATES_TICKERS", "AAPL,MSFT or @s3://bucket/tickers.txt or sql:SELECT ... or all"
        )
        mistake = tickers_mistake(tickers) if tickers else None
        if mistake:
            variables.wrong(f"AGGREGATES_TICKERS: {mistake}")
        return cls(
            tickers=tickers,
            multiplier=variables.number("AGGREGATES_MULTIPLIER", 1, "how many timespans a bar lasts"),
            timespan=variables.one_of("AGGREGATES_TIMESPAN", "minute", TIMESPANS),
            adjusted=variables.one_of("AGGREGATES_ADJUSTED", "both", SCALES),
        )

    @property
    def window(self) -> str:
        """As in the lake's paths: ``5minute``."""
        return f"{self.multiplier}{self.timespan}"

    @property
    def scales(self) -> tuple[str, ...]:
        return ("false", "true") if self.adjusted == "both" else (self.adjusted,)

    def flags(self) -> list[str]:
        return [
            f"--tickers={self.tickers}",
            f"--multiplier={self.multiplier}",
            f"--timespan={self.timespan}",
            f"--adjusted={self.adjusted}",
        ]


def command(
    series: Series, lake: Lake, region: str, budget: int, run: str, where: list[str], bars_table: str = ""
) -> list[str]:
    """The whole command of the aggregates job.

    :param budget: requests a minute
    :param where: the flags that say from when to when
    :param bars_table: a table of the reference database that gets the bars too; empty for none
    """
    return [
        *series.flags(),
        *where,
        f"--lake={lake.uri}",
        f"--awsRegion={region}",
        f"--requestsPerMinute={budget}",
        f"--runId={run}",
        *([f"--barsTable={bars_table}"] if bars_table else []),
    ]
