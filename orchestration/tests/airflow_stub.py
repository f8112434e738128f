"""As much of Airflow 3 and its Amazon provider as the DAGs use, without Airflow.

This is not Airflow. It is strict where Airflow is: argument names are those of Airflow's own sources (task-sdk and
providers/amazon of apache/airflow, read in 2026-11), an unknown one is refused, XComs must be JSON, and Variables and
hooks fail where a DAG file is being parsed. ``EcsRunTaskOperator`` answers a stopped task as the provider does.
"""

from __future__ import annotations

import importlib
import inspect
import json
import logging
import sys
import types
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DAGS = Path(__file__).resolve().parent.parent / "dags"

BASE_OPERATOR = {
    "task_id", "owner", "email", "email_on_retry", "email_on_failure", "retries", "retry_delay",
    "retry_exponential_backoff", "max_retry_delay", "start_date", "end_date", "depends_on_past",
    "ignore_first_depends_on_past", "wait_for_past_depends_before_skipping", "wait_for_downstream", "params",
    "default_args", "priority_weight", "weight_rule", "queue", "pool", "pool_slots", "execution_timeout",
    "on_execute_callback", "on_failure_callback", "on_success_callback", "on_retry_callback", "on_skipped_callback",
    "trigger_rule", "resources", "run_as_user", "map_index_template", "max_active_tis_per_dag",
    "max_active_tis_per_dagrun", "executor", "executor_config", "do_xcom_push", "multiple_outputs", "inlets", "outlets",
    "task_group", "dag", "doc", "doc_md", "doc_json", "doc_yaml", "doc_rst", "task_display_name", "logger_name",
    "allow_nested_operators",
}  # fmt: skip
AWS_OPERATOR = {"aws_conn_id", "region_name", "verify", "botocore_config"}
ECS_RUN_TASK = {
    "task_definition", "cluster", "overrides", "launch_type", "capacity_provider_strategy", "volume_configurations",
    "group", "placement_constraints", "placement_strategy", "platform_version", "network_configuration", "tags",
    "awslogs_group", "awslogs_region", "awslogs_stream_prefix", "awslogs_fetch_interval", "container_name",
    "propagate_tags", "quota_retry", "reattach", "number_logs_exception", "wait_for_completion", "waiter_delay",
    "waiter_max_attempts", "deferrable",
}  # fmt: skip
DAG_ARGUMENTS = {
    "dag_id", "description", "default_args", "start_date", "end_date", "schedule", "template_searchpath",
    "template_undefined", "user_defined_macros", "user_defined_filters", "max_active_tasks", "max_active_runs",
    "max_consecutive_failed_dag_runs", "dagrun_timeout", "deadline", "catchup", "on_success_callback",
    "on_failure_callback", "doc_md", "params", "access_control", "is_paused_upon_creation", "jinja_environment_kwargs",
    "render_template_as_native_obj", "tags", "owner_links", "auto_register", "fail_fast", "dag_display_name",
}  # fmt: skip
CONTEXT = {"dag_run", "params", "outlet_events", "ti", "run_id", "logical_date"}
TRIGGER_RULES = {"all_success", "all_done", "none_failed", "none_failed_min_one_success", "one_success", "always"}


class Airflow:
    """The state of the stub: variables, what AWS answers, and what happened."""

    def __init__(self) -> None:
        self.parsing = False
        self.variables: dict[str, str] = {}
        self.objects: dict[tuple[str, str], str] = {}
        self.log: list[str] = []
        self.dags: dict[str, DAG] = {}
        self.ecs: object = None
        self.hooks: list[tuple] = []
        self.sent: list[tuple] = []
        self.sns_is_down = False
        self.log_is_gone = False

    def at_run_time(self, what: str) -> None:
        if self.parsing:
            raise AssertionError(f"{what} while the DAG file is parsed")


airflow = Airflow()


def refuse_unknown(kwargs, known, owner):
    unknown = set(kwargs) - known
    if unknown:
        raise TypeError(f"{owner} got unexpected arguments {sorted(unknown)}")


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class AirflowSkipException(AirflowException):
    pass


class TaskDeferralError(AirflowException):
    pass


class TaskDeferred(BaseException):
    pass


class Asset:
    def __init__(self, name=None, uri=None, *, group=None, extra=None):
        if not name and not uri:
            raise TypeError("Asset() requires either 'name' or 'uri'")
        self.name, self.uri = name or uri, uri or name

    @staticmethod
    def ref(*, name="", uri=""):
        if bool(name) == bool(uri):
            raise TypeError("Asset reference must be made to either name or URI")
        return (name, uri)


class Param:
    MISSING = object()

    def __init__(self, default=MISSING, description=None, **schema):
        self.default, self.description, self.schema = default, description, schema


class Variable:
    @classmethod
    def get(cls, key, default=Param.MISSING, deserialize_json=False):
        airflow.at_run_time(f"Variable {key} was read")
        if key not in airflow.variables:
            if default is Param.MISSING:
                raise RuntimeError(f"VARIABLE_NOT_FOUND: {key}")
            return default
        return airflow.variables[key]


class DAG:
    current = None

    def __init__(self, dag_id, **kwargs):
        refuse_unknown(kwargs, DAG_ARGUMENTS, "DAG")
        self.dag_id, self.arguments, self.tasks = dag_id, kwargs, {}
        if kwargs.get("schedule") is not None:
            for name, param in (kwargs.get("params") or {}).items():
                if getattr(param, "default", None) is Param.MISSING:
                    raise ValueError(f"{dag_id} has a schedule and no default for {name}")
        if dag_id in airflow.dags:
            raise AssertionError(f"two DAGs are {dag_id}")
        airflow.dags[dag_id] = self

    def __enter__(self):
        DAG.current = self
        return self

    def __exit__(self, *_):
        DAG.current = None

    def add(self, task):
        if task.task_id in self.tasks:
            raise AssertionError(f"two tasks are {task.task_id}")
        if task.arguments.get("trigger_rule", "all_success") not in TRIGGER_RULES:
            raise ValueError(f"no trigger rule {task.arguments['trigger_rule']}")
        self.tasks[task.task_id] = task


class XComArg:
    def __init__(self, task):
        self.task = task

    def __rshift__(self, other):
        other.task.upstream.append(self.task)
        return other


class PythonTask:
    """A function as a task. ``run`` calls it as Airflow does, with what its context has of its arguments."""

    def __init__(self, function, arguments):
        refuse_unknown(arguments, BASE_OPERATOR, "@task")
        self.function, self.arguments = function, arguments
        self.task_id = arguments.get("task_id", function.__name__)
        self.upstream = []

    def __call__(self, *args):
        names = self.function.__code__.co_varnames[: self.function.__code__.co_argcount]
        if CONTEXT & set(names[: len(args)]):
            raise ValueError("an argument has the name of a context variable")
        self.upstream = [arg.task for arg in args if isinstance(arg, XComArg)]
        DAG.current.add(self)
        return XComArg(self)

    def run(self, *args, **context):
        wanted = self.function.__kwdefaults__ or {}
        result = self.function(*args, **{name: value for name, value in context.items() if name in wanted})
        return json.loads(json.dumps(result))


def task(function=None, **arguments):
    return PythonTask(function, {}) if function else lambda f: PythonTask(f, arguments)


class Mapped:
    def __init__(self, operator, arguments, source):
        self.operator, self.arguments, self.task_id = operator, arguments, arguments["task_id"]
        self.upstream, self.output = [source.task], XComArg(self)
        DAG.current.add(self)

    def instance(self, kwargs):
        """One mapped task, as the worker makes it of an XCom."""
        twice = set(kwargs) & set(self.arguments)
        if twice:
            raise TypeError(f"unmappable or already specified arguments: {sorted(twice)}")
        return self.operator(**self.arguments, **kwargs)


class Partial:
    def __init__(self, operator, arguments):
        self.operator, self.arguments = operator, arguments

    def expand_kwargs(self, source):
        if not isinstance(source, XComArg):
            raise TypeError("expected XComArg")
        return Mapped(self.operator, self.arguments, source)


class BaseOperator:
    known = BASE_OPERATOR

    def __init__(self, **kwargs):
        refuse_unknown(kwargs, self.known, type(self).__name__)
        self.log = logging.getLogger("task")
        self.do_xcom_push = kwargs.get("do_xcom_push", True)
        for name, value in kwargs.items():
            setattr(self, name, value)

    @classmethod
    def partial(cls, **kwargs):
        own = set(inspect.signature(cls.__init__).parameters) - {"self", "kwargs"}
        refuse_unknown(kwargs, cls.known | own, f"{cls.__name__}.partial()")
        return Partial(cls, kwargs)

    def resume_execution(self, next_method, next_kwargs, context):
        if next_method == "__fail__":
            raise TaskDeferralError((next_kwargs or {}).get("error", "Unknown"))
        return getattr(self, next_method)(context, **(next_kwargs or {}))


class EcsRunTaskOperator(BaseOperator):
    known = BASE_OPERATOR | AWS_OPERATOR | ECS_RUN_TASK

    def __init__(self, *, task_definition, cluster, overrides, **kwargs):
        super().__init__(task_definition=task_definition, cluster=cluster, overrides=overrides, **kwargs)
        self.arn = None
        # The provider reads the log if it was given one, and fails with it.
        self.awslogs_group = kwargs.get("awslogs_group")

    @property
    def client(self):
        return airflow.ecs

    def execute(self, context):
        self.arn = self.client.run_task(
            cluster=self.cluster,
            taskDefinition=self.task_definition,
            overrides=self.overrides,
            launchType=self.launch_type,
            networkConfiguration=self.network_configuration,
        )["tasks"][0]["taskArn"]
        if self.do_xcom_push:
            context["ti"].xcom_push(key="ecs_task_arn", value=self.arn)
        if self.deferrable:
            raise TaskDeferred()
        self._check_success_task()

    def execute_complete(self, context, event=None):
        if event["status"] != "success":
            raise AirflowException(f"Error in task execution: {event}")
        self.arn, self.cluster = event["task_arn"], event["cluster"]
        self._check_success_task()
        if self.awslogs_group:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetLogEvents")

    def _check_success_task(self):
        response = self.client.describe_tasks(cluster=self.cluster, tasks=[self.arn])
        for stopped in response["tasks"]:
            if stopped.get("stopCode", "") == "TaskFailedToStart":
                raise RuntimeError(f"The task failed to start due to: {stopped.get('stoppedReason', '')}")
            for container in stopped["containers"]:
                code = container.get("exitCode", 1)
                if container.get("lastStatus") == "STOPPED" and code != 0:
                    raise AirflowException(f"This task is not in success state {stopped}")


class SnsHook:
    def __init__(self, *, aws_conn_id="aws_default", region_name=None):
        airflow.at_run_time("An SnsHook was made")
        airflow.hooks.append(("sns", aws_conn_id, region_name))

    def publish_to_target(self, target_arn, message, subject=None):
        if airflow.sns_is_down:
            raise ClientError({"Error": {"Code": "InternalError"}}, "Publish")
        if subject is not None and not 0 < len(subject) <= 100:
            raise ValueError("SNS takes a subject of 1 to 100 characters")
        airflow.sent.append((target_arn, subject, message))


class S3Hook:
    def __init__(self, aws_conn_id="aws_default", *, region_name=None):
        airflow.at_run_time("An S3Hook was made")
        airflow.hooks.append(("s3", aws_conn_id, region_name))

    def check_for_key(self, key, bucket_name=None):
        return (bucket_name, key) in airflow.objects

    def read_key(self, key, bucket_name=None):
        return airflow.objects[bucket_name, key]


class AwsLogsHook:
    def __init__(self, *, aws_conn_id="aws_default", region_name=None):
        airflow.at_run_time("An AwsLogsHook was made")
        airflow.hooks.append(("logs", aws_conn_id, region_name))
        self.conn = self

    def get_log_events(self, *, logGroupName, logStreamName, startFromHead, limit):
        airflow.hooks.append(("read", logGroupName, logStreamName))
        if airflow.log_is_gone:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetLogEvents")
        return {"events": [{"message": line} for line in airflow.log[-limit:]]}


def _module(name, **members):
    module = types.ModuleType(name)
    module.__path__ = []
    module.__dict__.update(members)
    sys.modules[name] = module


def _pendulum_datetime(year, month, day, *, tz):
    return datetime(year, month, day, tzinfo=ZoneInfo(tz))


def install(old_exceptions=False):
    """Puts the stub where Airflow would be, and reads the DAG files afresh.

    :param old_exceptions: as before Airflow 3.2, which has them only in airflow.exceptions
    """
    airflow.__init__()
    for name in [n for n in sys.modules if n.split(".")[0] in ("airflow", "barlake_dags")]:
        del sys.modules[name]
    _module("airflow")
    _module("airflow.sdk", Asset=Asset, DAG=DAG, Param=Param, Variable=Variable, task=task)
    home = "airflow.exceptions" if old_exceptions else "airflow.sdk.exceptions"
    _module(home, AirflowFailException=AirflowFailException, AirflowSkipException=AirflowSkipException)
    for package in ("", ".amazon", ".amazon.aws", ".amazon.aws.hooks", ".amazon.aws.operators"):
        _module(f"airflow.providers{package}")
    _module("airflow.providers.amazon.aws.operators.ecs", EcsRunTaskOperator=EcsRunTaskOperator)
    _module("airflow.providers.amazon.aws.hooks.s3", S3Hook=S3Hook)
    _module("airflow.providers.amazon.aws.hooks.logs", AwsLogsHook=AwsLogsHook)
    _module("airflow.providers.amazon.aws.hooks.sns", SnsHook=SnsHook)
    _module("pendulum", datetime=_pendulum_datetime)
    try:
        importlib.import_module("botocore.exceptions")
    except ImportError:
        _module("botocore")
        _module("botocore.exceptions", ClientError=ClientError)
    if str(DAGS) not in sys.path:
        sys.path.insert(0, str(DAGS))
    airflow.parsing = True
    for file in sorted(DAGS.glob("*.py")):
        sys.modules.pop(file.stem, None)
        importlib.import_module(file.stem)
    airflow.parsing = False
    return airflow.dags


class ClientError(Exception):
    """As botocore's, where botocore is not installed."""

    def __init__(self, error_response, operation_name):
        super().__init__(f"An error occurred ({error_response['Error']['Code']}) when calling {operation_name}")
        self.response = error_response
