import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "containers" / "job.sh"


class JobTest(unittest.TestCase):
    """How an image starts its job, with another program in the place of Java."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, program, **environment):
        java = self.folder / "java"
        java.write_text(f"#!/bin/sh\n{program}\n")
        java.chmod(0o755)
        path = f"{self.folder}:{os.environ['PATH']}"
        return subprocess.Popen(  # noqa: S603 - our own script
            ["/bin/sh", str(SCRIPT), "dev.barlake.pipelines.aggregates.Aggregates", "--tickers=A"],
            env={"PATH": path, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )

    def test_the_jobs_exit_code_and_flags_pass_with_and_without_a_limit(self):
        for environment in ({}, {"BARLAKE_TIME_LIMIT": "60"}):
            with self.start('echo "$@"; exit 75', **environment) as job:
                said, _ = job.communicate()
                self.assertEqual(job.returncode, 75)
                self.assertTrue(said.endswith("dev.barlake.pipelines.aggregates.Aggregates --tickers=A\n"), said)

    def test_a_job_that_hangs_ends_itself_at_its_limit(self):
        with self.start("exec sleep 60", BARLAKE_TIME_LIMIT="0.2") as job:
            self.assertEqual(job.wait(timeout=30), 124)

    def test_a_signal_reaches_the_job_through_the_limit(self):
        with self.start(
            "trap 'exit 143' TERM; echo ready; while :; do sleep 0.01; done", BARLAKE_TIME_LIMIT="60"
        ) as job:
            self.assertEqual(job.stdout.readline(), "ready\n")
            job.send_signal(signal.SIGTERM)
            self.assertEqual(job.wait(timeout=30), 143)


if __name__ == "__main__":
    unittest.main()
