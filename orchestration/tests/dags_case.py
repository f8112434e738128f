"""What the tests of the DAGs share: the DAGs on the stub of Airflow, and a lake's watermarks."""

import unittest

import airflow_stub
from airflow_stub import airflow
from rendering import ADJUSTED, RAW, VARIABLES


class DagsCase(unittest.TestCase):
    def setUp(self):
        airflow_stub.install()
        airflow.variables = dict(VARIABLES)

    def lake(self, raw=None, adjusted=None, prefix=""):
        files = {RAW: raw, ADJUSTED: adjusted}
        airflow.objects = {("my-bucket", prefix + key): text for key, text in files.items() if text is not None}

    def published(self, dag, *summaries):
        """What an asset's event says after these jobs ended."""
        task = airflow.dags[dag].tasks["publish"]
        (asset,) = task.arguments["outlets"]
        event = type("Event", (), {"extra": None})()
        task.run(iter(summaries), outlet_events={asset: event})
        return event.extra
