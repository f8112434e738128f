"""How far the lake has been extracted, and the flags that continue from there.

The lake keeps one file for each window and scale, with one watermark a ticker. One instant for all tickers would
be wrong twice: the least of them lets a single ticker that is stuck drag all others back for ever, and a ticker
that is new would start there and never get its history. So the job is given the file itself, by ``--watermarks``,
and ``--from`` beside it for tickers that the file does not have.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from barlake_dags.bars import Lake, Series
from barlake_dags.errors import AirflowFailException

log = logging.getLogger(__name__)

Watermarks = dict[str, datetime]


def key(lake: Lake, series: Series, scale: str) -> str:
    return f"{lake.prefix}_watermarks/timespan={series.window}/adjusted={scale}.json"


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
    """The flags that say where each ticker starts.

    :param first_date: first trading date of tickers that the lake does not know
    """
    files = {scale: read(s3, lake, key(lake, series, scale)) for scale in series.scales}
    for scale, marks in files.items():
        _tell(lake, series, scale, marks)
    scale = _behind(files)
    start = [f"--from={first_date}"]
    if scale is None:
        log.info(
            "Raw and adjusted bars are each behind somewhere: starting at %s, what is covered is skipped", first_date
        )
        return start
    if not files[scale]:
        return start
    return [f"--watermarks=s3://{lake.bucket}/{key(lake, series, scale)}", *start]


def _behind(files: dict[str, Watermarks]) -> str | None:
    """The scale whose file is right for all scales, since nowhere another one is further behind."""
    for scale, marks in files.items():
        others = [other for name, other in files.items() if name != scale]
        if all(t in other and mark <= other[t] for other in others for t, mark in marks.items()):
            return scale
    return None


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
