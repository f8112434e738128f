"""A backfill: its parts, their budgets, and what it refuses."""

import unittest

import airflow_stub
from airflow_stub import AirflowFailException, airflow
from dags_case import DagsCase
from rendering import BACKFILL, VARIABLES, commands, prepare


class AggregatesBackfillTest(DagsCase):
    def backfill(self, **params):
        return commands(prepare("aggregates_backfill", BACKFILL | params))

    def flag(self, flags, name):
        (value,) = [flag.split("=", 1)[1] for flag in flags if flag.startswith(f"--{name}=")]
        return value

    def test_a_backfill_is_cut_into_parts_that_follow_each_other(self):
        parts = [(self.flag(c, "from"), self.flag(c, "to")) for c in self.backfill()]
        self.assertEqual(
            parts,
            [
                ("2020-01-15", "2020-12-31"), ("2021-01-01", "2022-01-31"),
                ("2022-02-01", "2023-01-31"), ("2023-02-01", "2024-02-10"),
            ],
        )  # fmt: skip

    def test_parts_share_the_backfills_budget_and_leave_the_daily_runs_theirs(self):
        for tasks in range(1, 9):
            budgets = [int(self.flag(c, "requestsPerMinute")) for c in self.backfill(tasks=tasks)]
            self.assertEqual(len(budgets), tasks)
            self.assertLessEqual(sum(budgets), 100)
        (daily,) = commands(prepare("aggregates_daily"))
        self.assertEqual(int(self.flag(daily, "requestsPerMinute")) + 100, 300)

    def test_no_more_parts_than_requests_a_minute(self):
        airflow.variables["BACKFILL_REQUESTS_PER_MINUTE"] = "2"
        self.assertEqual([self.flag(c, "requestsPerMinute") for c in self.backfill(tasks=8)], ["1", "1"])

    def test_each_part_has_a_run_id_of_its_own(self):
        self.assertEqual(len({self.flag(c, "runId") for c in self.backfill()}), 4)

    def test_a_range_that_ends_before_it_starts_is_refused(self):
        with self.assertRaisesRegex(AirflowFailException, "to=2019-12-31"):
            self.backfill(to="2019-12-31")

    def test_a_range_that_begins_in_the_future_is_refused(self):
        # The run is of the evening of November 20 in New York, and of November 21 in UTC.
        self.assertEqual(len(self.backfill(**{"from": "2026-11-20", "to": "2026-11-20", "tasks": 1})), 1)
        with self.assertRaisesRegex(AirflowFailException, "from=2026-11-21 is in the future"):
            self.backfill(**{"from": "2026-11-21", "to": "2026-11-30"})
        airflow.variables["AGGREGATES_FROM"] = "2026-11-21"
        with self.assertRaisesRegex(AirflowFailException, "AGGREGATES_FROM=2026-11-21 is in the future"):
            prepare("aggregates_daily")
        airflow.variables["AGGREGATES_FROM"] = "2026-13-01"
        with self.assertRaisesRegex(AirflowFailException, "AGGREGATES_FROM=2026-13-01 is no date"):
            prepare("aggregates_daily")

    def test_what_cannot_be_a_ticker_is_named_before_a_task_is_started(self):
        for good in ("BRK.B", "X:BTCUSD, C:EURUSD", "all", "@s3://bucket/tickers.txt", "sql:SELECT ticker FROM t, u"):
            self.backfill(tickers=good)
        for bad, named in (
            ("AAPL MSFT", "'AAPL MSFT'"),
            ("AAPL,\u00e4", "'\u00e4'"),
            (" , ", "no ticker"),
            ("A" * 65, "AAA"),
        ):
            with self.subTest(tickers=bad):
                with self.assertRaisesRegex(AirflowFailException, f"Param tickers: .*{named}"):
                    self.backfill(tickers=bad)
                airflow_stub.airflow.variables["AGGREGATES_TICKERS"] = bad
                with self.assertRaisesRegex(AirflowFailException, f"AGGREGATES_TICKERS.*({named}|not set)"):
                    prepare("aggregates_daily")
                airflow.variables["AGGREGATES_TICKERS"] = VARIABLES["AGGREGATES_TICKERS"]

    def test_params_are_typed_and_range_and_tickers_have_to_be_given(self):
        params = airflow.dags["aggregates_backfill"].arguments["params"]
        missing = [name for name, param in params.items() if param.default is airflow_stub.Param.MISSING]
        self.assertEqual(missing, ["tickers", "from", "to"])
        self.assertEqual(set(params), set(BACKFILL))
        self.assertTrue(all("type" in param.schema for param in params.values()))


if __name__ == "__main__":
    unittest.main()
