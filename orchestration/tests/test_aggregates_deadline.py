"""The look at half past eleven whether the day's bars are there."""

import unittest
from datetime import date, datetime, timezone

from airflow_stub import AirflowFailException, airflow
from dags_case import DagsCase
from rendering import dag_run, watermarks


class AggregatesDeadlineTest(DagsCase):
    def look(self, newest, **variables):
        """At 23:30 on Friday the 20th in New York."""
        airflow.variables |= variables
        self.lake(raw=watermarks(OLD="2020-01-01T00:00:00Z", KO=newest), adjusted=watermarks(KO=newest))
        run = dag_run("aggregates_deadline")
        run.run_after = datetime(2026, 11, 21, 4, 30, tzinfo=timezone.utc)
        airflow.dags["aggregates_deadline"].tasks["look"].run(dag_run=run)

    def test_a_day_that_is_there_by_half_past_eleven_is_no_matter(self):
        self.look("2026-11-21T01:00:00Z")

    def test_a_day_that_is_missing_is_said(self):
        with self.assertRaisesRegex(AirflowFailException, "adjusted=false of 5minute reaches 2026-11-20T01:00:00"):
            self.look("2026-11-20T01:00:00Z")

    def test_the_free_plan_is_a_day_behind(self):
        self.look("2026-11-20T01:00:00Z", AGGREGATES_TO_DAYS_AGO="1")
        with self.assertRaises(AirflowFailException):
            self.look("2026-11-19T01:00:00Z", AGGREGATES_TO_DAYS_AGO="1")

    def test_a_lake_without_watermarks_has_not_got_the_day(self):
        self.lake()
        run = dag_run("aggregates_deadline")
        with self.assertRaisesRegex(AirflowFailException, "reaches nowhere"):
            airflow.dags["aggregates_deadline"].tasks["look"].run(dag_run=run)

    def test_the_deadline_comes_after_the_evenings_run(self):
        deadline = airflow.dags["aggregates_deadline"].arguments
        self.assertEqual((deadline["schedule"], deadline["start_date"].date()), ("30 23 * * 1-5", date(2025, 1, 1)))
        self.assertEqual(str(deadline["start_date"].tzinfo), "America/New_York")


if __name__ == "__main__":
    unittest.main()
