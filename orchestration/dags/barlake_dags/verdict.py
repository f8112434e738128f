"""The second judgement. A job that ended has brought what it could, which is published; only then its faults count."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from barlake_dags.errors import AirflowFailException, AirflowSkipException

Summary = dict[str, Any]


def ended(summaries: Iterable[Summary | None] | None) -> list[Summary]:
    """The summaries of jobs that ended; skips the task if there are none, and so nothing to publish."""
    found = [summary for summary in summaries or [] if summary]
    if not found:
        raise AirflowSkipException("No job ended with a manifest, so there is nothing to publish")
    return found


def require_done(summaries: Iterable[Summary | None] | None) -> None:
    """Fails the task, for good, if a job did not bring all that was asked for."""
    bad = [summary for summary in summaries or [] if summary and summary.get("exitCode") != 0]
    if bad:
        raise AirflowFailException(" | ".join(sentence(summary) for summary in bad))


def sentence(summary: Summary) -> str:
    """What a summary says of failures, in one line."""
    parts = [f"{summary.get('command')} ended as {summary.get('status')} (exit code {summary.get('exitCode')})"]
    if summary.get("error"):
        parts.append(str(summary["error"]))
    if summary.get("failedTickers"):
        parts.append("failed tickers: " + ", ".join(map(str, summary["failedTickers"])))
    if summary.get("failures"):
        parts.append(f"first failures: {json.dumps(summary['failures'])}")
    if summary.get("worst"):
        parts.append("first findings: " + ", ".join(map(_finding, summary["worst"])))
    if summary.get("healed"):
        parts.append(f"healing: {json.dumps(summary['healed'])}")
    if summary.get("pending"):
        parts.append("not published yet: " + ", ".join(map(str, summary["pending"])))
    if summary.get("receipts"):
        parts.append(f"what came in is published; receipts: {summary['receipts']}")
    return "; ".join(parts)


def _finding(found: Any) -> str:
    """A date that verify finds fault with; a list that was cut ends with a sentence."""
    if not isinstance(found, dict):
        return str(found)
    scale = "adjusted" if found.get("adjusted") else "raw"
    return f"{found.get('ticker')} {found.get('window')} {scale} {found.get('date')} {found.get('verdict')}"
