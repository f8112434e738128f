"""A long range in parts that follow each other."""

from __future__ import annotations

from datetime import date, timedelta


def split(first: date, last: date, timespan: str, parts: int) -> list[tuple[date, date]]:
    """At most so many parts of about one length, first and last date of each included.

    Every cut is where a storage period begins, so that no two tasks write one file. Where the range has fewer periods
    than parts are wanted, there are fewer parts.
    """
    starts = [first] + [day for day in _days(first, last)[1:] if _begins_period(day, timespan)]
    count = min(parts, len(starts))
    cuts = [starts[i * len(starts) // count] for i in range(count)]
    ends = [cut - timedelta(days=1) for cut in cuts[1:]] + [last]
    return list(zip(cuts, ends))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _begins_period(day: date, timespan: str) -> bool:
    """One file holds a day of seconds, a month of minutes or hours, a year of anything longer."""
    if timespan == "second":
        return True
    if timespan in ("minute", "hour"):
        return day.day == 1
    return day.day == 1 and day.month == 1
