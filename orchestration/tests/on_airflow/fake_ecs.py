"""ECS and CloudWatch Logs as far as Airflow's operator asks for them; a task is a job's process on this machine."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ACCOUNT = "arn:aws:ecs:us-east-1:123456789012"
CLUSTER = f"{ACCOUNT}:cluster/polygon"


class Task:
    """One container's process, and what it said on both streams."""

    def __init__(self, number: int, request: dict[str, Any], command: list[str]):
        self.arn = f"{ACCOUNT}:task/polygon/{number:032x}"
        self.started_by = request["startedBy"]
        override = request["overrides"]["containerOverrides"][0]
        self.container = override["name"]
        self.flags = override["command"]
        self.lines: list[str] = []
        self.began = time.time()
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(command, **streams)  # noqa: S603 - our own launcher
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        self.lines.extend(line.rstrip("\n") for line in self.process.stdout)

    def stopped(self) -> bool:
        return self.process.poll() is not None

    def described(self) -> dict[str, Any]:
        code = self.process.poll()
        container = {"name": self.container, "lastStatus": "RUNNING" if code is None else "STOPPED"}
        if code is None:
            return {
                "taskArn": self.arn,
                "clusterArn": CLUSTER,
                "lastStatus": "RUNNING",
                "createdAt": self.began,
                "containers": [container],
            }
        self._reader.join()
        # The shell's way, which is also that of containers, to tell of a signal.
        container["exitCode"] = code if code >= 0 else 128 - code
        return {
            "taskArn": self.arn,
            "clusterArn": CLUSTER,
            "lastStatus": "STOPPED",
            "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container in task exited",
            "containers": [container],
        }


class FakeEcs:
    """Serves on a port of 127.0.0.1 until it is closed."""

    def __init__(self, command: Any):
        """:param command: from a container's name and its flags to the command line of its process"""
        self.tasks: list[Task] = []
        self._command = command
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"ecs": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        for task in self.tasks:
            task.process.kill()

    def run_task(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["cluster"] != CLUSTER:
            raise Refused("ClusterNotFoundException", "Cluster not found.")
        override = request["overrides"]["containerOverrides"][0]
        with self._lock:
            task = Task(len(self.tasks), request, self._command(override["name"], override["command"]))
            self.tasks.append(task)
        return {"tasks": [task.described()], "failures": []}

    def list_tasks(self, request: dict[str, Any]) -> dict[str, Any]:
        found = [t.arn for t in self.tasks if t.started_by == request["startedBy"] and not t.stopped()]
        return {"taskArns": found}

    def describe_tasks(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"tasks": [t.described() for t in self.tasks if t.arn in request["tasks"]], "failures": []}

    def stop_task(self, request: dict[str, Any]) -> dict[str, Any]:
        (task,) = [t for t in self.tasks if t.arn == request["task"]]
        task.process.terminate()
        return {"task": task.described()}

    def get_log_events(self, request: dict[str, Any]) -> dict[str, Any]:
        stream = request["logStreamName"]
        named = [t for t in self.tasks if stream == f"ecs/{t.container}/{t.arn.rsplit('/', 1)[-1]}"]
        if not named or request["logGroupName"] != f"/ecs/{named[0].container}":
            raise Refused("ResourceNotFoundException", "The specified log stream does not exist.")
        lines = list(named[0].lines)
        if request.get("startFromHead"):
            begin = int(request.get("nextToken", "0"))
        else:
            begin = max(0, len(lines) - request.get("limit", 10_000))
        events = [{"timestamp": 0, "ingestionTime": 0, "message": line} for line in lines[begin:]]
        return {"events": events, "nextForwardToken": str(len(lines)), "nextBackwardToken": str(begin)}


class Refused(Exception):
    """An answer of AWS's that is an error."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class _Handler(BaseHTTPRequestHandler):
    ecs: FakeEcs

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = self.headers["X-Amz-Target"].rsplit(".", 1)[-1]
        name = {
            "RunTask": "run_task",
            "ListTasks": "list_tasks",
            "DescribeTasks": "describe_tasks",
            "StopTask": "stop_task",
            "GetLogEvents": "get_log_events",
        }.get(action)
        try:
            if name is None:
                raise Refused("UnknownOperationException", f"{action} is not known here")
            self._answer(200, getattr(self.ecs, name)(request))
        except Refused as e:
            self._answer(400, {"__type": e.code, "message": str(e)})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Says nothing: what was asked shows in the tasks."""
