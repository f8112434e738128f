"""The exceptions that end a task at once, whatever retries it has left: as failed, and as skipped."""

try:
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
except ImportError:  # Airflow 3.0 and 3.1 have them only here.
    from airflow.exceptions import AirflowFailException, AirflowSkipException

__all__ = ["AirflowFailException", "AirflowSkipException"]
