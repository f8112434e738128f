"""How far the lake has been extracted, and the flags that continue from there.

The lake keeps a folder for each window, with a file for each scale, with one watermark a ticker. One instant for all
tickers would be wrong twice: the least of them lets a single ticker that is stuck drag all others back for ever, and a
ticker that is new would start there and never get its history. So the job is given the folder itself, by
``--watermarks``, and ``--from`` beside it for tickers that its files do not have.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from barlake_dags.bars import Lake, Series
from barlake_dags.errors import AirflowFailException

log = logging.getLogger(__name__)

Watermarks = dict[str, datetime]

LONGEST_WINDOW = {"week": 7, "month": 31, "quarter": 92, "year": 366}
"""Days."""


def folder(lake: Lake, series: Series) -> str:
    return f"{lake.prefix}_watermarks/timespan={series.window}/"


def key(lake: Lake, series: Series, scale: str) -> str:
    return f"{folder(lake, series)}adjusted={scale}.json"


def read(s3: Any, lake: Lake, path: str) -> Watermarks:
    """Watermarks by ticker; empty where the lake has none yet.

    :param s3: an ``S3Hook``
    """
    if not s3.check_for_key(path, lake.bucket):
        return {}
    text = s3.read_key(path, lake.bucket)
    try:
        entries = json.loads(text)
        return {ticker: _instant(entry) for ticker, entry in entries.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise AirflowFailException(f"Cannot read the watermarks in s3://{lake.bucket}/{path}: {e}") from e


def _instant(entry: Any) -> datetime:
    text = entry["watermark"] if isinstance(entry, dict) else entry
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def where(s3: Any, lake: Lake, series: Series, first_date: str) -> list[str]:
    """The flags that say where each ticker starts on each scale.

    :param first_date: first trading date of tickers that the lake does not know
    """
    files = {scale: read(s3, lake, key(lake, series, scale)) for scale in series.scales}
    for scale, marks in files.items():
        _tell(lake, series, scale, marks)
    return [f"--watermarks=s3://{lake.bucket}/{folder(lake, series)}", f"--from={first_date}"]


def require_fresh(s3: Any, lake: Lake, series: Series, now: datetime, days_ago: int) -> None:
    """Fails if a scale's newest watermark lies before the close of the last trading date that should be there.

    The watermarks of a day without trading move too, so no calendar is needed.

    :param now: on a weekday in New York, after that date was to be extracted
    :param days_ago: how many days back the last date is
    """
    local = now.astimezone(ZoneInfo("America/New_York"))
    close = local.replace(hour=16, minute=0, second=0, microsecond=0)
    # A window that has not ended has no watermark behind it.
    wanted = close - timedelta(days=days_ago + LONGEST_WINDOW.get(series.timespan, 0) * series.multiplier)
    late = []
    for scale in series.scales:
        marks = read(s3, lake, key(lake, series, scale))
        _tell(lake, series, scale, marks)
        newest = max(marks.values(), default=None)
        if newest is None or newest < wanted:
            late.append(f"adjusted={scale} of {series.window} reaches {newest.isoformat() if newest else 'nowhere'}")
    if late:
        raise AirflowFailException(f"Bars up to {wanted.isoformat()} should be in {lake.uri}; " + "; ".join(late))


def _tell(lake: Lake, series: Series, scale: str, marks: Watermarks) -> None:
    place = f"s3://{lake.bucket}/{key(lake, series, scale)}"
    if not marks:
        log.info("No watermarks yet in %s", place)
        return
    last = min(marks, key=lambda ticker: marks[ticker])
    log.info(
        "%d watermarks in %s: from %s (%s) to %s",
        len(marks),
        place,
        marks[last].isoformat(),
        last,
        max(marks.values()).isoformat(),
    )


def has_market(s3: Any, lake: Lake, timespan: str, adjusted: str) -> bool:
    """Whether the job finds watermarks of the whole market, for each scale."""
    scales = ("false", "true") if adjusted == "both" else (adjusted,)
    folder_of_market = f"{lake.prefix}_watermarks/market/timespan=1{timespan}/"
    return all(s3.check_for_key(f"{folder_of_market}adjusted={scale}.json", lake.bucket) for scale in scales)
