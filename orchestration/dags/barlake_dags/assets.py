"""What the DAGs tell each other, and whoever else waits for it, such as a DAG that runs Databricks."""

from airflow.sdk import Asset

REFERENCE_DATA = Asset(name="barlake_reference_data")
"""Tickers, dividends and splits in MySQL were refreshed."""

BARS = Asset(name="barlake_bars")
"""The lake has new bars. The event's extra holds the summaries of the jobs that brought them."""
