"""What the DAGs say to each other, and to others that wait for it, such as a DAG that runs Databricks.

A DAG elsewhere names an asset by ``Asset.ref(name="barlake_bars")``: the lake's own address is a variable, which no
file may read while Airflow parses it, so it stands in the event's summaries and the URI below is a fixed one.
"""

from airflow.sdk import Asset

REFERENCE_DATA = Asset(name="barlake_reference_data", uri="x-barlake://reference-data")
"""Tickers, dividends and splits in MySQL were refreshed."""

REFERENCE_ENDED = Asset(name="barlake_reference_ended", uri="x-barlake://reference-data/ended")
"""The evening's refresh has ended, well or not: bars may be extracted."""

BARS = Asset(name="barlake_bars", uri="x-barlake://bars")
"""The lake has new bars. The event's extra holds the summaries of the jobs that brought them."""

MARKET = Asset(name="barlake_market", uri="x-barlake://market")
"""The lake has new dates of the whole market."""
