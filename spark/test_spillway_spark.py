"""The adapter on executors that are processes of their own, and on S3 (moto's server), while parts of it are killed.

Every case ends with the bytes and the rejects of `spillway summarize`. Run it with `npm run test:spark`.
"""

import glob
import gzip
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(HERE)
NODE = shutil.which("node")
COMMAND = [NODE, f"{PACKAGE}/dist/command/spillway.js"]
LINES = int(os.environ.get("SPARK_TEST_LINES", "60000"))
sys.path.insert(0, HERE)

import spillway_spark  # noqa: E402


def log_lines(seed, count):
    """Users, names and ids that repeat, times that tie, and a few lines that are broken."""
    draw = random.Random(seed)
    for _ in range(count):
        user, kind = f"user-{draw.randrange(count // 8)}", draw.randrange(200)
        if kind == 0:
            yield '{"user_id":7,"type":"event"}'
        elif kind % 2:
            yield json.dumps({"user_id": user, "type": "event", "id": f"e{draw.randrange(count)}", "name": f"n{kind % 9}"})
        else:
            data = {f"a{draw.randrange(5)}": draw.randrange(100)}
            yield json.dumps({"user_id": user, "type": "attributes", "timestamp": draw.randrange(50), "data": data})


def has(file, words):
    try:
        with open(file, "rb") as text:
            found = text.read().decode("utf-8", "replace")
    except OSError:
        return False
    return all(word in found for word in words)


def processes(folder, *words):
    """The ids of processes of this test, which its folder in their environment shows, with these words in their command."""
    found = []
    for process in glob.glob("/proc/[0-9]*"):
        if has(f"{process}/cmdline", words) and has(f"{process}/environ", [folder]):
            found.append(int(process[len("/proc/") :]))
    return [process for process in found if process != os.getpid()]


class Trouble(threading.Thread):
    """Sends a signal to one of some processes, again and again, until it is over."""

    def __init__(self, number, find, every, most):
        super().__init__(daemon=True)
        self.number, self.find, self.every, self.most = number, find, every, most
        self.sent, self.over = 0, threading.Event()

    def run(self):
        draw = random.Random(1)
        while self.sent < self.most and not self.over.wait(self.every):
            for process in draw.sample(self.find(), 1) if self.find() else []:
                try:
                    os.kill(process, self.number)
                    self.sent += 1
                except ProcessLookupError:
                    pass

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


class SparkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from moto.server import ThreadedMotoServer
        from pyspark import SparkConf, SparkContext

        cls.folder = os.path.realpath(tempfile.mkdtemp(prefix="spillway-spark-test-"))
        os.makedirs(f"{cls.folder}/local")
        os.environ.update(SPARK_LOCAL_DIRS=f"{cls.folder}/local", PYSPARK_PYTHON=sys.executable)
        cls.server = ThreadedMotoServer(port=0)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        cls.server.start()
        host, port = cls.server.get_host_and_port()
        endpoint = {"client_kwargs": {"endpoint_url": f"http://127.0.0.1:{port}"}}
        cls.options = {"key": "k", "secret": "s", **endpoint}
        conf = SparkConf().setMaster("local-cluster[2,1,1024]").setAppName("spillway")
        for name, value in {"ui.enabled": "false", "task.maxFailures": "20", "driver.memory": "512m"}.items():
            conf.set(f"spark.{name}", value)
        cls.context = SparkContext(conf=conf)
        cls.context.setLogLevel("OFF")
        cls.context.addPyFile(f"{HERE}/spillway_spark.py")
        cls.store = spillway_spark.Store(cls.options)
        os.makedirs(f"{cls.folder}/logs")
        for index, name in enumerate(["app.log.2.gz", "app.log.1", "app.log"]):
            lines = "".join(line + "\n" for line in log_lines(index, LINES)).encode()
            with (gzip.open if name.endswith(".gz") else open)(f"{cls.folder}/logs/{name}", "wb") as file:
                file.write(lines)
        cls.store.at("s3://bucket")[0].mkdir("bucket")
        for name in os.listdir(f"{cls.folder}/logs"):
            cls.store.put(f"{cls.folder}/logs/{name}", f"s3://bucket/logs/{name}")
        command = [*COMMAND, "summarize", "logs", "-o", "whole", "--rejects", "rejects", "--quiet"]
        subprocess.run(command, cwd=cls.folder, check=False)

    @classmethod
    def tearDownClass(cls):
        cls.context.stop()
        cls.server.stop()
        shutil.rmtree(cls.folder)

    def driver(self, name, **changes):
        given = ["s3://bucket/logs/", "--output", f"s3://bucket/{name}", "--rejects", "--ranges", "6", "--parts", "4"]
        given += ["--node", NODE, "--package", PACKAGE, "--storage-options", json.dumps(self.options), "--slots", "2"]
        args = spillway_spark.read_arguments(given)
        for key, value in changes.items():
            setattr(args, key, value)
        return spillway_spark.Driver(args, self.context)

    def tasks(self):
        """Node processes of tasks of this test."""
        return processes(f"{self.folder}/local", "spillway.js", "--lifeline")

    def check(self, name):
        """The manifest names files of the store that are the whole summary, and no process is left."""
        summary = json.loads(self.store.get(f"s3://bucket/{name}/_spillway.json"))
        output = b"".join(self.store.get(f"s3://bucket/{name}/{part['name']}") for part in summary["parts"])
        with open(f"{self.folder}/whole", "rb") as whole:
            self.assertEqual(output, whole.read())
        rejects = self.store.get(f"s3://bucket/{name}/{summary['rejects']['name']}")
        with open(f"{self.folder}/rejects", "rb") as expected:
            names = expected.read().replace(b'"source":"logs/', b'"source":"s3://bucket/logs/')
        self.assertEqual(rejects, names)
        deadline = time.monotonic() + 10
        while self.tasks() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(self.tasks(), [])
        return summary

    def test_a_job_from_s3_to_s3_and_late_attempts_after_its_commit(self):
        driver = self.driver("plain")
        driver.run()
        summary = self.check("plain")
        self.assertEqual(len(summary["parts"]), 4)
        job = spillway_spark.Job(driver.args, self.store.get("s3://bucket/plain.spillway/plan.json"))
        job.cut_bytes = self.store.get("s3://bucket/plain.spillway/cut.json")
        slices = self.store.get(f"s3://bucket/plain.spillway/slices-{summary['cut'][:8]}.ndjson").splitlines()
        self.assertIn("receipt", job.map(2))
        self.assertIn("receipt", job.reduce((1, json.loads(slices[1])["slices"])))
        self.assertEqual(self.check("plain"), summary)

    def test_node_processes_that_are_killed_and_stopped_are_repeated(self):
        with Trouble(signal.SIGKILL, self.tasks, 1.0, 5) as killed, Trouble(signal.SIGSTOP, self.tasks, 2.5, 2):
            self.driver("killed", stall=15).run()
        self.assertGreater(killed.sent, 0)
        self.check("killed")

    def test_python_workers_that_are_killed_take_their_tasks_with_them(self):
        find = lambda: processes(self.folder, "pyspark.daemon")
        with Trouble(signal.SIGKILL, find, 2.0, 3) as killed:
            self.driver("workers").run()
        self.assertGreater(killed.sent, 0)
        self.check("workers")

    def test_an_executor_that_is_killed_repeats_only_the_tasks_that_it_ran(self):
        find = lambda: processes(self.folder, "CoarseGrainedExecutorBackend")
        with Trouble(signal.SIGKILL, find, 4.0, 1) as killed:
            self.driver("executor").run()
        self.check("executor")
        names = self.store.names("s3://bucket/executor.spillway")
        receipts = [name for name in names if name.startswith("map-") and name.endswith(".json")]
        self.assertLessEqual(len(receipts), 6 + killed.sent)

    def test_a_new_driver_resumes_what_another_one_has_left(self):
        class Killed(Exception):
            pass

        def die(*_):
            raise Killed

        first = self.driver("resumed")
        first.cut = die
        self.assertRaises(Killed, first.run)
        before = self.store.names("s3://bucket/resumed.spillway")
        second = self.driver("resumed")
        second.commit = die
        self.assertRaises(Killed, second.run)
        self.driver("resumed").run()
        self.check("resumed")
        after = self.store.names("s3://bucket/resumed.spillway")
        is_map = lambda name: name.startswith("map-")
        self.assertEqual([n for n in after if is_map(n)], [n for n in before if is_map(n)])
        self.assertEqual(len([n for n in after if n.startswith("part-")]), 4)

    def test_a_source_that_is_replaced_after_the_plan_ends_the_job(self):
        self.store.put(f"{self.folder}/logs/app.log.1", "s3://bucket/changing/log")
        driver = self.driver("changed", source=["s3://bucket/changing/"])
        plan = driver.plan()
        self.store.put(f"{self.folder}/logs/app.log", "s3://bucket/changing/log")
        result = spillway_spark.Job(driver.args, plan).map(0)
        self.assertIn("is not the object", result["failed"])

    def test_settings_that_would_kill_node_are_refused_with_the_ones_it_needs(self):
        refused = {"spark.executor.pyspark.memory": "2g"}
        self.assertRaisesRegex(SystemExit, "memoryOverhead", spillway_spark.check_memory, refused, "64MiB")
        small = {"spark.master": "yarn", "spark.executor.cores": "4"}
        self.assertRaisesRegex(SystemExit, "memoryOverhead=1280m", spillway_spark.check_memory, small, "64MiB")
        spillway_spark.check_memory({**small, "spark.executor.memoryOverhead": "1280m"}, "64MiB")
        spillway_spark.check_memory({**small, "spark.executor.memoryOverhead": "1280"}, "64MiB")


if __name__ == "__main__":
    unittest.main(verbosity=2)
