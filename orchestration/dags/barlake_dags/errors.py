"""The exception that ends a task at once, whatever retries it has left."""

try:
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:  # Airflow 3.0 and 3.1 have it only here.
    from airflow.exceptions import AirflowFailException

__all__ = ["AirflowFailException"]
