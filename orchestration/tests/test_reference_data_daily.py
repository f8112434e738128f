"""The daily refresh of reference data, and who waits for it."""

import unittest

from airflow_stub import AirflowFailException, airflow
from dags_case import DagsCase


class ReferenceDataDailyTest(DagsCase):
    def test_reference_data_come_after_the_us_close_by_the_exchanges_clock(self):
        dag = airflow.dags["reference_data_daily"]
        self.assertEqual(dag.arguments["schedule"], "30 20 * * 1-5")
        self.assertEqual(str(dag.arguments["start_date"].tzinfo), "America/New_York")

    def test_bars_wait_for_the_reference_data_and_tell_when_they_are_there(self):
        ended = airflow.dags["reference_data_daily"].tasks["go_on"].arguments
        self.assertEqual(airflow.dags["aggregates_daily"].arguments["schedule"], ended["outlets"])
        # Also if the refresh failed.
        self.assertEqual(ended["trigger_rule"], "all_done")
        for name in ("aggregates_daily", "aggregates_backfill"):
            outlets = airflow.dags[name].tasks["publish"].arguments["outlets"]
            self.assertEqual([asset.name for asset in outlets], ["barlake_bars"])

    def test_tables_of_which_a_list_was_refused_are_not_called_fresh(self):
        with self.assertRaisesRegex(AirflowFailException, "exit code 3"):
            self.published("reference_data_daily", {"exitCode": 3})


if __name__ == "__main__":
    unittest.main()
