import ast
import unittest
from datetime import date, datetime, timedelta, timezone

import airflow_stub
import rendering
from airflow_stub import AirflowFailException, AirflowSkipException, airflow
from rendering import ADJUSTED, BACKFILL, RAW, VARIABLES, WATERMARKS, commands, dag_run, prepare, watermarks

JOBS = {
    "aggregates_daily": "extract",
    "market_daily": "extract",
    "aggregates_backfill": "extract",
    "reference_data_daily": "refresh",
}


class DagsTest(unittest.TestCase):
    def setUp(self):
        airflow_stub.install()
        airflow.variables = dict(VARIABLES)

    def lake(self, raw=None, adjusted=None, prefix=""):
        files = {RAW: raw, ADJUSTED: adjusted}
        airflow.objects = {("my-bucket", prefix + key): text for key, text in files.items() if text is not None}

    # structure

    def test_these_are_the_dags_and_their_tasks(self):
        upstream = {
            f"{name}.{task.task_id}": [before.task_id for before in task.upstream]
            for name, dag in airflow.dags.items()
            for task in dag.tasks.values()
        }
        bars = {"prepare": [], "extract": ["prepare"], "publish": ["extract"], "verdict": ["extract", "publish"]}
        reference = {"prepare": [], "refresh": ["prepare"], "publish": ["refresh"], "go_on": ["refresh"]}
        wanted = {
            "aggregates_backfill": bars,
            "aggregates_daily": bars,
            "aggregates_deadline": {"look": []},
            "market_daily": bars,
            "reference_data_daily": reference,
        }
        self.assertEqual(
            upstream, {f"{dag}.{task}": before for dag, tasks in wanted.items() for task, before in tasks.items()}
        )

    def test_no_dag_runs_twice_at_once_or_catches_up_or_for_ever(self):
        for name, dag in airflow.dags.items():
            self.assertEqual((dag.arguments["max_active_runs"], dag.arguments["catchup"]), (1, False))
            if dag.arguments["schedule"]:
                self.assertLess(dag.arguments["dagrun_timeout"], timedelta(days=1), name)
            self.assertIsNotNone(dag.arguments["dagrun_timeout"])

    def test_every_task_has_a_limit_and_somebody_who_is_told(self):
        for name, dag in airflow.dags.items():
            told = dag.arguments["on_failure_callback"]
            self.assertEqual(told.__qualname__, "failed")
            for task in dag.tasks.values():
                arguments = dag.arguments["default_args"] | task.arguments
                self.assertGreater(arguments["execution_timeout"], timedelta(), f"{name}.{task.task_id}")
                self.assertIs(arguments["on_failure_callback"], told)

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

    def published(self, dag, *summaries):
        """What an asset's event says after these jobs ended."""
        task = airflow.dags[dag].tasks["publish"]
        (asset,) = task.arguments["outlets"]
        event = type("Event", (), {"extra": None})()
        task.run(iter(summaries), outlet_events={asset: event})
        return event.extra

    def test_the_published_asset_carries_the_summaries(self):
        for dag in ("aggregates_daily", "aggregates_backfill", "reference_data_daily"):
            done = {"exitCode": 0, "status": "done"}
            self.assertEqual(self.published(dag, done), {"summaries": [done]})

    def test_what_came_in_is_published_and_then_the_verdict_fails_with_the_tickers(self):
        partly = {
            "command": "aggregates",
            "status": "failed_requests",
            "exitCode": 3,
            "failedTickers": ["GME", "AMC"],
            "failures": [{"message": "403 for 2019"}],
        }
        for dag in ("aggregates_daily", "aggregates_backfill"):
            tasks = airflow.dags[dag].tasks
            self.assertEqual(tasks["publish"].arguments["trigger_rule"], "all_done")
            self.assertEqual(tasks["verdict"].arguments["trigger_rule"], "none_failed")
            self.assertEqual(self.published(dag, {"exitCode": 0}, partly)["summaries"][1], partly)
            with self.assertRaises(AirflowFailException) as failure:
                tasks["verdict"].run(iter([{"exitCode": 0}, partly]))
            for part in ("exit code 3", "GME, AMC", "403 for 2019"):
                self.assertIn(part, str(failure.exception))
            tasks["verdict"].run(iter([{"exitCode": 0}]))
            tasks["verdict"].run(iter([]))

    def test_nothing_is_published_if_no_job_ended(self):
        for nothing in ([], [None]):
            with self.assertRaises(AirflowSkipException):
                self.published("aggregates_daily", *nothing)

    def test_tables_of_which_a_list_was_refused_are_not_called_fresh(self):
        with self.assertRaisesRegex(AirflowFailException, "exit code 3"):
            self.published("reference_data_daily", {"exitCode": 3})

    def test_assets_have_a_name_and_a_uri_of_their_own(self):
        assets = [
            asset
            for dag in airflow.dags.values()
            for task in dag.tasks.values()
            for asset in task.arguments.get("outlets", [])
        ]
        self.assertEqual(
            {(asset.name, asset.uri) for asset in assets},
            {
                ("barlake_bars", "x-barlake://bars"),
                ("barlake_market", "x-barlake://market"),
                ("barlake_reference_data", "x-barlake://reference-data"),
                ("barlake_reference_ended", "x-barlake://reference-data/ended"),
            },
        )

    def test_tasks_defer_and_reattach_and_are_tried_again(self):
        for dag, task in JOBS.items():
            arguments = airflow.dags[dag].tasks[task].arguments
            self.assertEqual(
                [arguments[name] for name in ("deferrable", "reattach", "retries", "retry_exponential_backoff")],
                [True, True, 6, True],
            )
            first, longest = arguments["retry_delay"], arguments["max_retry_delay"]
            pauses = sum((min(first * 2**n, longest) for n in range(6)), timedelta())
            self.assertEqual(pauses, timedelta(minutes=5 + 10 + 20 + 40 + 80 + 120))

    def test_dag_files_load_where_the_exceptions_have_their_old_home(self):
        airflow_stub.install(old_exceptions=True)
        self.assertEqual(len(airflow.dags), 5)

    def test_only_public_modules_are_imported(self):
        public = {
            "airflow.sdk",
            "airflow.sdk.exceptions",
            "airflow.exceptions",
            "airflow.providers.amazon.aws.hooks.s3",
            "airflow.providers.amazon.aws.hooks.logs",
            "airflow.providers.amazon.aws.hooks.sns",
            "airflow.providers.amazon.aws.operators.ecs",
        }
        imported = set()
        for file in airflow_stub.DAGS.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module.startswith("airflow"):
                    imported.add(node.module)
                if isinstance(node, ast.Import):
                    imported |= {alias.name for alias in node.names if alias.name.startswith("airflow")}
        self.assertEqual(imported, public)

    def test_airflow_does_not_take_the_package_for_dags(self):
        # Its safe mode skips files that lack one of these words, in silence.
        for file in airflow_stub.DAGS.glob("*.py"):
            self.assertIn("dag", file.read_text().lower())
            self.assertIn("airflow", file.read_text().lower())
        self.assertEqual((airflow_stub.DAGS / ".airflowignore").read_text().split(), ["barlake_dags"])

    # variables

    def test_every_missing_variable_is_told_by_name_and_not_tried_again(self):
        needed = {
            "reference_data_daily": ["AWS_REGION_NAME", "ECS_CLUSTER_POLYGON_ARN", "ECS_SUBNETS",
                                     "ECS_CLUSTER_TASK_DEFINITION_REFERENCE_DATA", "ECS_SECURITY_GROUPS"],
            "aggregates_daily": ["AGGREGATES_BUCKET", "AWS_REGION_NAME", "ECS_CLUSTER_POLYGON_ARN", "ECS_SUBNETS",
                                 "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES", "ECS_SECURITY_GROUPS", "AGGREGATES_TICKERS",
                                 "AGGREGATES_FROM"],
            "aggregates_backfill": ["AGGREGATES_BUCKET", "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES",
                                    "BACKFILL_REQUESTS_PER_MINUTE"],
        }  # fmt: skip
        for dag, names in needed.items():
            for name in names:
                with self.subTest(dag=dag, missing=name):
                    airflow.variables = {k: v for k, v in VARIABLES.items() if k != name}
                    with self.assertRaisesRegex(AirflowFailException, f"{name} is not set"):
                        prepare(dag, BACKFILL)
            with self.subTest(dag=dag, missing="all"):
                airflow.variables = {}
                with self.assertRaises(AirflowFailException) as failure:
                    prepare(dag, BACKFILL)
                for name in names:
                    self.assertIn(name, str(failure.exception))

    def test_malformed_variables_are_told_with_their_value(self):
        for name, value in [
            ("REQUESTS_PER_MINUTE", "many"), ("AGGREGATES_TIMESPAN", "fortnight"), ("AGGREGATES_ADJUSTED", "yes"),
            ("ECS_LAUNCH_TYPE", "LAMBDA"), ("BACKFILL_REQUESTS_PER_MINUTE", "300"), ("AGGREGATES_MULTIPLIER", "0"),
        ]:  # fmt: skip
            with self.subTest(name=name):
                airflow.variables = VARIABLES | {name: value}
                with self.assertRaisesRegex(AirflowFailException, f"{name}={value}"):
                    prepare("aggregates_daily")

    def test_no_secret_passes_through_airflow(self):
        for arguments in (
            prepare("aggregates_daily"), prepare("aggregates_backfill", BACKFILL), prepare("reference_data_daily"),
        ):  # fmt: skip
            for task in arguments:
                self.assertEqual(list(task["overrides"]), ["containerOverrides"])
                for container in task["overrides"]["containerOverrides"]:
                    self.assertEqual(sorted(container), ["command", "environment", "name"])
                    self.assertEqual([v["name"] for v in container["environment"]], ["BARLAKE_TIME_LIMIT"])
                    self.assertNotRegex(" ".join(container["command"]).lower(), "key|password|secret")

    # the daily run

    def test_a_lake_without_watermarks_starts_at_the_first_date(self):
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn("--from=2024-01-02", flags)
        # Also if there are none yet: so the job knows that the first date is a wish, which a plan may not reach.
        self.assertIn(f"--watermarks=s3://my-bucket/{WATERMARKS}", flags)

    def test_one_task_continues_from_the_watermarks_of_the_lake(self):
        marks = watermarks(AAPL="2026-11-20T01:00:00Z", MSFT="2026-11-19T01:00:00Z")
        self.lake(raw=marks, adjusted=marks)
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertEqual(
            flags,
            [
                "--tickers=AAPL,MSFT,BRK.B", "--multiplier=5", "--timespan=minute", "--adjusted=both",
                f"--watermarks=s3://my-bucket/{WATERMARKS}", "--from=2024-01-02", "--lake=s3://my-bucket",
                "--awsRegion=us-east-1", "--requestsPerMinute=200",
                "--runId=aggregates_daily.asset_triggered__2026-11-21T01:30:05.123456+00:00_aBcD1234",
            ],
        )  # fmt: skip
        self.assertEqual({hook for hook in airflow.hooks}, {("s3", "aws_default", "us-east-1")})

    def test_one_scale_without_a_file_starts_at_the_first_date_and_the_other_where_it_is(self):
        self.lake(raw=watermarks(AAPL="2026-11-20T01:00:00Z"))
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn(f"--watermarks=s3://my-bucket/{WATERMARKS}", flags)
        self.assertIn("--from=2024-01-02", flags)

    def test_one_scale_has_its_watermarks_below_the_lakes_prefix(self):
        airflow.variables |= {"AGGREGATES_PREFIX": "/market", "AGGREGATES_ADJUSTED": "true"}
        self.lake(adjusted=watermarks(AAPL="2026-11-20T01:00:00Z"), prefix="market/")
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn(f"--watermarks=s3://my-bucket/market/{WATERMARKS}", flags)
        self.assertIn("--lake=s3://my-bucket/market", flags)

    def test_watermarks_that_cannot_be_read_are_named(self):
        for text in ("no JSON", "[1]", '{"AAPL": {}}', '{"AAPL": "yesterday"}'):
            self.lake(raw=text, adjusted=text)
            with self.assertRaisesRegex(AirflowFailException, f"s3://my-bucket/{RAW}"):
                prepare("aggregates_daily")

    def test_the_free_plan_stops_days_ago_by_the_exchanges_calendar(self):
        airflow.variables["AGGREGATES_TO_DAYS_AGO"] = "1"
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn("--to=2026-11-19", flags)

    def test_a_table_for_bars_is_named_where_one_is_wanted(self):
        self.assertNotIn("--barsTable=bars", commands(prepare("aggregates_daily"))[0])
        airflow.variables["AGGREGATES_BARS_TABLE"] = "bars"
        self.assertIn("--barsTable=bars", commands(prepare("aggregates_daily"))[0])

    def test_tickers_too_many_for_ecs_are_refused_with_the_way_out(self):
        airflow.variables["AGGREGATES_TICKERS"] = ",".join(f"T{i:04}" for i in range(1500))
        with self.assertRaisesRegex(AirflowFailException, "@s3://"):
            prepare("aggregates_daily")

    def test_run_ids_fit_the_job_and_differ_where_airflows_do(self):
        pattern = r"^[A-Za-z0-9][A-Za-z0-9._:+=-]{0,199}$"
        ids = set()
        for given in ("manual__2026-11-21T00:00:00+00:00", "my run/1", "my run-1", "x" * 250, "x" * 249 + "y"):
            (flags,) = commands(prepare("aggregates_daily", run=dag_run("aggregates_daily", given)))
            (run,) = [flag.removeprefix("--runId=") for flag in flags if flag.startswith("--runId=")]
            self.assertRegex(run, pattern)
            ids.add(run)
        self.assertEqual(len(ids), 5)

    def test_on_ec2_the_task_definition_has_the_network(self):
        airflow.variables |= {"ECS_LAUNCH_TYPE": "EC2", "ECS_SUBNETS": "", "ECS_SECURITY_GROUPS": ""}
        (task,) = prepare("aggregates_daily")
        self.assertEqual((task["launch_type"], task["network_configuration"]), ("EC2", None))

    # the backfill

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

    # the whole market

    def test_the_market_comes_the_day_after_and_starts_at_its_first_date(self):
        dag = airflow.dags["market_daily"].arguments
        self.assertEqual((dag["schedule"], str(dag["start_date"].tzinfo)), ("30 11 * * 2-6", "America/New_York"))
        (flags,) = commands(prepare("market_daily"))
        self.assertEqual(
            flags,
            [
                "--source=flatfiles", "--timespan=minute", "--adjusted=false", "--lake=s3://my-bucket",
                "--awsRegion=us-east-1", "--requestsPerMinute=200",
                "--runId=market_daily.asset_triggered__2026-11-21T01:30:05.123456+00:00_aBcD1234",
                "--from=2026-11-02",
            ],
        )  # fmt: skip

    def test_the_market_continues_from_its_watermarks_once_each_scale_has_one(self):
        airflow.variables |= {"MARKET_SOURCE": "grouped", "MARKET_ADJUSTED": "both", "AGGREGATES_PREFIX": "m"}
        marks = "m/_watermarks/market/timespan=1day/adjusted={}.json"
        airflow.objects = {("my-bucket", marks.format("false")): "{}"}
        self.assertIn("--from=2026-11-02", commands(prepare("market_daily"))[0])
        airflow.objects[("my-bucket", marks.format("true"))] = "{}"
        (flags,) = commands(prepare("market_daily"))
        self.assertFalse([flag for flag in flags if flag.startswith("--from")])
        self.assertIn("--timespan=day", flags)

    def test_a_date_that_is_pending_to_the_end_is_named(self):
        pending = {"command": "market", "exitCode": 75, "pending": ["2026-11-20"], "receipts": "_market/r"}
        self.assertEqual(self.published("market_daily", pending)["summaries"], [pending])
        with self.assertRaisesRegex(AirflowFailException, "not published yet: 2026-11-20"):
            airflow.dags["market_daily"].tasks["verdict"].run(iter([pending]))

    # the deadline

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

    def test_params_are_typed_and_range_and_tickers_have_to_be_given(self):
        params = airflow.dags["aggregates_backfill"].arguments["params"]
        missing = [name for name, param in params.items() if param.default is airflow_stub.Param.MISSING]
        self.assertEqual(missing, ["tickers", "from", "to"])
        self.assertEqual(set(params), set(BACKFILL))
        self.assertTrue(all("type" in param.schema for param in params.values()))

    # what the ECS operator is given

    def test_every_rendered_task_is_one_that_the_operator_takes(self):
        for dag, params in (
            ("aggregates_daily", None),
            ("aggregates_backfill", BACKFILL),
            ("reference_data_daily", None),
            ("market_daily", None),
        ):
            mapped = list(airflow.dags[dag].tasks.values())[1]
            for arguments in prepare(dag, params):
                operator = mapped.instance(arguments)
                (container,) = operator.overrides["containerOverrides"]
                self.assertEqual(container["name"], operator.container_name)
                self.assertEqual(operator.log_group, f"/ecs/{operator.container_name}")
                for named in ("staging-x_etl", "staging-x_etl:7", "arn:aws:ecs:r:1:task-definition/staging-x_etl:7"):
                    operator.task_definition = named
                    self.assertEqual(operator.log_group, "/ecs/staging-x_etl")

    def test_commands_can_be_rendered_from_outside(self):
        request = {"dag": "aggregates_daily", "variables": {"AGGREGATES_BUCKET": "b"}, "objects": {}}
        self.assertIn("--lake=s3://b", rendering.answer(request)[0])


if __name__ == "__main__":
    unittest.main()
