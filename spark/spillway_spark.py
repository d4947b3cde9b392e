#!/usr/bin/env python3
"""spillway on Spark: the same summary, from where the logs lie.

    spark-submit spillway_spark.py s3://bucket/logs/ --output s3://bucket/summary/ [options]

Spark places, repeats and duplicates tasks; spillway (node) does the work; what tasks give each other are files in the
exchange, in the store that sources and output are in. The contract is docs/beyond.md of the package: this file only moves
bytes. It is the one adapter that needs no shared file system, so it also shows how to write another.
"""

import argparse
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib

import fsspec

FRAME = 1 << 20
PIECE = 8 << 20
SAMPLES, SAMPLE = 256, 16 << 10
FAILS_AGAIN = (1, 2)
ORDER = "import { oldestFirst } from '%s'; const c = []; for await (const x of process.stdin) c.push(x);" \
    "console.log(JSON.stringify(JSON.parse(Buffer.concat(c)).map((names) => oldestFirst(names))))"


class Store:
    """Files of one place, by fsspec: any scheme for which a package is installed."""

    def __init__(self, options):
        self.options = options

    def at(self, url):
        return fsspec.core.url_to_fs(url, **(self.options if "://" in url else {}))

    def names(self, folder):
        fs, path = self.at(folder)
        fs.invalidate_cache()
        try:
            return sorted(name.rstrip("/").rsplit("/", 1)[-1] for name in fs.ls(path, detail=False))
        except FileNotFoundError:
            return []

    def get(self, url):
        fs, path = self.at(url)
        return fs.cat_file(path)

    def put(self, local, url):
        """Uploads a file that is finished, and checks its size: half an object is never published."""
        fs, path = self.at(url)
        fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        fs.put_file(local, path)
        fs.invalidate_cache()
        size = fs.info(path)["size"]
        if size != os.path.getsize(local):
            raise RuntimeError(f"{url} has {size} bytes, and {os.path.getsize(local)} were uploaded")

    def fetch_ranges(self, pieces):
        """Writes byte ranges of objects into local files at the same offsets: [(url, offset, length, file)]."""
        while pieces:
            some, total = [], 0
            while pieces and (not some or total + pieces[0][2] <= 8 * PIECE):
                some.append(pieces.pop(0))
                total += some[-1][2]
            fs = self.at(some[0][0])[0]
            paths = [self.at(url)[1] for url, *_ in some]
            found = fs.cat_ranges(paths, [o for _, o, *_ in some], [o + n for _, o, n, _ in some], on_error="raise")
            for (url, offset, length, file), data in zip(some, found):
                if len(data) != length:
                    raise RuntimeError(f"{url} gave {len(data)} bytes at {offset}, not {length}")
                with open(file, "r+b") as out:
                    out.seek(offset)
                    out.write(data)


def make_holes(file, size):
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "wb") as out:
        out.truncate(size)


class Frames:
    """Writes frames, each with a checksum that goes on from the one before."""

    def __init__(self, out):
        self.out, self.crc = out, 0

    def write(self, kind, payload=b""):
        payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        head = b"SPW1" + kind + b"\0\0\0" + len(payload).to_bytes(4, "little")
        self.crc = zlib.crc32(payload, zlib.crc32(head, self.crc))
        self.out.write(head + self.crc.to_bytes(4, "little") + payload)


class Runtime:
    """Where node and spillway are: by --archives, or where they are installed."""

    def __init__(self, node, package):
        self.node, self.package = node, package

    def command(self):
        shipped = os.path.abspath("spillway")
        package = self.package or (os.path.join(shipped, "package") if os.path.isdir(shipped) else None)
        node = self.node or os.path.join(shipped, "bin", "node")
        if not os.path.exists(node):
            node = shutil.which("node") or node
        if package is None:
            package = os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("spillway") or "")))
            package = os.path.dirname(package)
        return [node, os.path.join(package, "dist", "command", "spillway.js")]

    def library(self):
        return os.path.join(os.path.dirname(os.path.dirname(self.command()[1])), "lib", "index.js")


def scratch_folder():
    """On a disk that Spark uses for such things, never in a /tmp that may be small."""
    places = os.environ.get("LOCAL_DIRS") or os.environ.get("SPARK_LOCAL_DIRS") or tempfile.gettempdir()
    for place in places.split(","):
        if os.access(place, os.W_OK):
            return tempfile.mkdtemp(prefix="spillway-task-", dir=place)
    return tempfile.mkdtemp(prefix="spillway-task-")


def tail_of(file, size=2000):
    with open(file, "rb") as text:
        text.seek(max(0, os.path.getsize(file) - size))
        return text.read().decode("utf-8", "replace").strip()


def run_child(command, scratch, stall, feed=None):
    """Runs a task of spillway to its end, feeding it. Returns its exit code and the last lines of its standard error."""
    errors = os.path.join(scratch, "stderr")
    env = {"PATH": os.environ.get("PATH", ""), "TMPDIR": scratch, "HOME": scratch}
    with open(errors, "wb") as stderr:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=env, start_new_session=True
        )
    lines, enough, feeding = queue.Queue(), threading.Event(), []

    def listen():
        for line in child.stdout:
            lines.put(line)
        lines.put(None)

    def give():
        try:
            feed(Frames(child.stdin), enough)
            child.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # The task has ended: its exit code says how.
        except BaseException as error:  # The task must not wait for a feeder that is dead.
            feeding.append(error)
            child.kill()

    threads = [threading.Thread(target=listen, daemon=True)]
    if feed is not None:
        threads.append(threading.Thread(target=give, daemon=True))
    for thread in threads:
        thread.start()
    try:
        seen, since = None, time.monotonic()
        while True:
            try:
                line = lines.get(timeout=1)
            except queue.Empty:
                line = b""
            if line is None:
                break
            said = json.loads(line) if line else {}
            if "fed" in said:
                enough.set()
            if said and said.get("progress", said) != seen:
                seen, since = said.get("progress", said), time.monotonic()
            if time.monotonic() - since > stall:
                raise RuntimeError(f"no progress for {stall} seconds: {' '.join(command)}\n{tail_of(errors)}")
        code = child.wait()
        if feeding:
            raise feeding[0]
        return code, tail_of(errors)
    finally:
        # SIGKILL also ends what is stopped. Standard input was open until here: it is the task's lifeline.
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for thread in threads:
            thread.join(timeout=5)
        for pipe in (child.stdin, child.stdout):
            try:
                pipe.close()
            except OSError:
                pass


def open_same(store, source):
    """The version of an object that the plan saw: its ETag goes with every read."""
    fs, path = store.at(source["name"])
    file = fs.open(path, "rb", cache_type="none")
    found = tag_of(fs.info(path))
    if file.size != source["identity"]["size"] or (source["tag"] and found != source["tag"]):
        file.close()
        raise SourceChanged(f"{source['name']} is not the object that the plan was made of")
    return file


class SourceChanged(Exception):
    """Would fail again: the job must stop."""


def tag_of(info):
    tag = info.get("ETag") or info.get("etag") or info.get("mtime") or info.get("created")
    return None if tag is None else str(tag)


def feeder(store, plan, index):
    def feed(frames, enough):
        starts, sources = plan["starts"], plan["sources"]
        begin = starts[index]
        end = starts[index + 1] if index + 1 < len(starts) else {"source": len(sources), "offset": 0}
        frames.write(b"T", {"plan": plan["checksum"], "index": index})
        last = end["source"] if end["offset"] > 0 else end["source"] - 1
        for number in range(begin["source"], last + 1):
            source = sources[number]
            size, at = source["identity"]["size"], begin["offset"] if number == begin["source"] else 0
            if size == 0 and not source["identity"]["sealed"]:
                continue
            bound = end["offset"] if number == end["source"] else size
            frames.write(b"S", {"source": number, "offset": at})
            with open_same(store, source) as file:
                file.seek(at)
                while at < size and not enough.is_set():
                    # Beyond the nominal end a line is missing, mostly a short one.
                    wanted = min(PIECE, max(bound - at, FRAME // 4), size - at)
                    piece = file.read(wanted)
                    if not piece:
                        raise SourceChanged(f"{source['name']} ended at byte {at}")
                    for start in range(0, len(piece), FRAME):
                        frames.write(b"D", piece[start : start + FRAME])
                    at += len(piece)
            if enough.is_set():
                return
            frames.write(b"E")
        frames.write(b"Z")

    return feed


class Job:
    """What all tasks know. It travels to the executors."""

    def __init__(self, args, plan_bytes):
        self.runtime = Runtime(args.node, args.package)
        self.store = Store(args.storage_options)
        self.exchange, self.output = args.exchange, args.output
        self.memory, self.stall = args.memory, args.stall
        self.plan_bytes, self.cut_bytes = plan_bytes, None

    def task(self, name, index, prepare, feed, keep):
        scratch = scratch_folder()
        try:
            exchange = os.path.join(scratch, "x")
            os.makedirs(exchange)
            with open(os.path.join(exchange, "plan.json"), "wb") as file:
                file.write(self.plan_bytes)
            extra = prepare(exchange, scratch)
            command = [*self.runtime.command(), name, exchange, str(index), "--memory", self.memory]
            command += ["--lifeline", "--progress", "--quiet", *extra]
            try:
                code, errors = run_child(command, scratch, self.stall, feed)
            except SourceChanged as error:
                return {"failed": str(error)}
            if code in FAILS_AGAIN:
                return {"failed": errors}
            if code != 0:
                raise RuntimeError(f"spillway {name} {index} ended with {code}:\n{errors}")
            return keep(exchange, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def map(self, index):
        plan = json.loads(self.plan_bytes)

        def keep(exchange, _):
            receipt = next(n for n in os.listdir(exchange) if n.startswith("map-") and n.endswith(".json"))
            attempt = receipt[: -len(".json")]
            for name in sorted(os.listdir(os.path.join(exchange, attempt))):
                self.store.put(f"{exchange}/{attempt}/{name}", f"{self.exchange}/{attempt}/{name}")
            self.store.put(f"{exchange}/{receipt}", f"{self.exchange}/{receipt}")
            return {"receipt": receipt}

        return self.task("map", index, lambda *_: ["--feed"], feeder(self.store, plan, index), keep)

    def reduce(self, task):
        index, slices = task

        def prepare(exchange, scratch):
            with open(os.path.join(exchange, "cut.json"), "wb") as file:
                file.write(self.cut_bytes)
            runs = json.loads(self.cut_bytes)["runs"]
            for run in runs:
                make_holes(f"{exchange}/{run['file']}", run["bytes"])
            urls = [f"{self.exchange}/{run['file']}" for run in runs]
            files = [f"{exchange}/{run['file']}" for run in runs]
            self.store.fetch_ranges([(urls[run], offset, length, files[run]) for run, offset, length in slices])
            return ["--output", os.path.join(scratch, "out")]

        def keep(exchange, scratch):
            part = next(name for name in os.listdir(f"{scratch}/out") if name.startswith("part-"))
            self.store.put(f"{scratch}/out/{part}", f"{self.output}/{part}")
            receipt = next(name for name in os.listdir(exchange) if name.startswith("part-"))
            self.store.put(f"{exchange}/{receipt}", f"{self.exchange}/{receipt}")
            return {"receipt": receipt}

        return self.task("reduce", index, prepare, None, keep)


def say(text):
    print(f"spillway: {text}", file=sys.stderr, flush=True)


class Driver:
    def __init__(self, args, context):
        self.args, self.context = args, context
        self.store = Store(args.storage_options)
        self.runtime = Runtime(args.node, args.package)
        self.folder = tempfile.mkdtemp(prefix="spillway-driver-")
        self.exchange = os.path.join(self.folder, "x")
        os.makedirs(self.exchange)

    def run(self):
        try:
            job = Job(self.args, self.plan())
            left = self.left("map", len(json.loads(job.plan_bytes)["starts"]))
            self.tasks("ranges", left, job.map)
            slices = self.cut(job)
            left = [(index, slices[index]) for index in self.left("part", len(slices), self.cut_id[:8])]
            self.tasks("parts", left, job.reduce)
            return self.commit(job)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def local(self, *command, feed=None, allowed=(0,)):
        """Runs a step of the contract here. Its message is shown, and a failure ends the job."""
        process = subprocess.Popen([*self.runtime.command(), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            if feed is not None:
                feed(Frames(process.stdin))
            process.stdin.close()
        except BrokenPipeError:
            pass
        out = process.stdout.read()
        if process.wait() not in allowed:
            raise SystemExit(process.returncode)
        return process.returncode, out

    def plan(self):
        """A plan that is in the exchange stays, so that a new driver resumes."""
        args, file = self.args, os.path.join(self.exchange, "plan.json")
        if "plan.json" in self.store.names(args.exchange):
            with open(file, "wb") as out:
                out.write(self.store.get(f"{args.exchange}/plan.json"))
            with open(file, "rb") as saved:
                planned = json.load(saved)["sources"]
            listing = [
                {"name": s["name"], "size": s["identity"]["size"], "tag": s["tag"], "sealed": s["identity"]["sealed"]}
                for s in planned
            ]
            say(f"resumes the job of {args.exchange}")
        else:
            listing = self.listing()
        listed = os.path.join(self.folder, "listing")
        with open(listed, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(source) + "\n" for source in listing)
        options = ["--listing", listed, "--exchange", self.exchange, "--feed", *args.plan_options]
        self.local("plan", *options, "--slots", str(self.slots()), feed=lambda frames: self.sample(frames, listing))
        self.store.put(file, f"{args.exchange}/plan.json")
        with open(file, "rb") as plan:
            return plan.read()

    def slots(self):
        return self.args.slots or self.context.defaultParallelism

    def listing(self):
        """The objects that the arguments stand for, those of one argument from the oldest to the newest."""
        groups, infos = [], {}
        for argument in self.args.source:
            fs, path = self.store.at(argument)
            if "*" in path:
                found = fs.glob(path, detail=True)
            elif fs.isdir(path):
                found = fs.find(path, detail=True)
            else:
                found = {path: fs.info(path)}
            names = []
            for key, info in found.items():
                if info["type"] != "file" or os.path.basename(key).startswith((".", "_")):
                    continue
                name = fs.unstrip_protocol(key) if "://" in argument else key
                infos[name] = info
                names.append(name)
            if not names:
                raise SystemExit(f"spillway: there is nothing in {argument}")
            groups.append(names)
        script = ORDER % self.runtime.library()
        command = [self.runtime.command()[0], "--input-type=module", "-e", script]
        ordered = json.loads(subprocess.run(command, input=json.dumps(groups).encode(), capture_output=True, check=True).stdout)
        names = dict.fromkeys(name for group in ordered for name in group)
        return [{"name": name, "size": infos[name]["size"], "tag": tag_of(infos[name])} for name in names]

    def sample(self, frames, listing):
        total = sum(source["size"] for source in listing)
        before = taken = 0
        for number, source in enumerate(listing):
            size = source["size"]
            sealed = source.get("sealed", source["name"].lower().endswith((".gz", ".zst")))
            places = [0] if sealed and number % max(1, len(listing) // 8) == 0 else []
            while not sealed and (taken + 0.5) * total / SAMPLES < before + size:
                places.append(max(0, int((taken + 0.5) * total / SAMPLES - before)))
                taken += 1
            before += size
            for offset in places:
                fs, path = self.store.at(source["name"])
                data = fs.cat_file(path, start=offset, end=min(size, offset + (FRAME if sealed else SAMPLE)))
                frames.write(b"S", {"source": number, "offset": offset})
                frames.write(b"D", data)
                frames.write(b"E")
        frames.write(b"Z")

    def receipts(self, kind, cut=None):
        prefix = f"{kind}-"
        names = [n for n in self.store.names(self.args.exchange) if n.startswith(prefix) and n.endswith(".json")]
        return [n for n in names if cut is None or n.split("-")[2] == cut]

    def left(self, kind, count, cut=None):
        done = {int(name.split("-")[1]) for name in self.receipts(kind, cut)}
        return [index for index in range(count) if index not in done]

    def tasks(self, what, left, run):
        """One task of Spark each: a task that fails is repeated, one that would fail again ends the job."""
        say(f"{len(left)} {what} to do")
        if not left:
            return
        for result in self.context.parallelize(left, len(left)).map(run).collect():
            if "failed" in result:
                say(result["failed"])
                raise SystemExit(1)

    def cut(self, job):
        """Receipts, and runs of which only their heads and footers are there."""
        args, pieces = self.args, []
        for name in self.receipts("map"):
            file = os.path.join(self.exchange, name)
            with open(file, "wb") as out:
                out.write(self.store.get(f"{args.exchange}/{name}"))
            with open(file, "rb") as saved:
                receipt = json.load(saved)
            for run in receipt["runs"]:
                local, url = f"{self.exchange}/{run['file']}", f"{args.exchange}/{run['file']}"
                make_holes(local, run["bytes"])
                pieces += [(url, 0, 24, local), (url, run["footer"], run["bytes"] - run["footer"], local)]
            if receipt["rejects"]:
                make_holes(f"{self.exchange}/{receipt['rejects']['file']}", receipt["rejects"]["length"])
        self.store.fetch_ranges(pieces)
        saved = f"{self.exchange}/cut.json"
        there = "cut.json" in self.store.names(args.exchange)
        if there:
            with open(saved, "wb") as out:
                out.write(self.store.get(f"{args.exchange}/cut.json"))
        self.local("cut", self.exchange)
        with open(saved, "rb") as cut:
            job.cut_bytes = cut.read()
        self.cut_id = json.loads(job.cut_bytes)["checksum"]
        slices = f"slices-{self.cut_id[:8]}.ndjson"
        local = os.path.join(self.exchange, slices)
        if os.path.exists(local):
            self.store.put(local, f"{args.exchange}/{slices}")
            self.store.put(saved, f"{args.exchange}/cut.json")
            with open(local, "rb") as lines:
                text = lines.read()
        else:
            text = self.store.get(f"{args.exchange}/{slices}")
        return [json.loads(line)["slices"] for line in text.splitlines()]

    def commit(self, job):
        args, out = self.args, os.path.join(self.folder, "out")
        os.makedirs(out)
        for name in self.receipts("part", self.cut_id[:8]):
            with open(f"{self.exchange}/{name}", "wb") as file:
                file.write(self.store.get(f"{args.exchange}/{name}"))
            with open(f"{self.exchange}/{name}", "rb") as file:
                part = json.load(file)["name"]
            fs, path = self.store.at(f"{args.output}/{part}")
            make_holes(f"{out}/{part}", fs.info(path)["size"])
        for rejects in json.loads(job.cut_bytes)["rejects"]:
            with open(f"{self.exchange}/{rejects['file']}", "wb") as file:
                file.write(self.store.get(f"{args.exchange}/{rejects['file']}") if rejects["length"] else b"")
        code, _ = self.local("commit", self.exchange, "--output", out, allowed=(0, 1, 3))
        for name in sorted(os.listdir(out), key=lambda n: n == "_spillway.json"):
            if not name.startswith("part-"):
                self.store.put(f"{out}/{name}", f"{args.output}/{name}")
        if code == 1:
            raise SystemExit(1)
        say(f"the summary is in {args.output}/_spillway.json")
        return code


def bytes_of(size):
    text = str(size).strip().lower()
    for unit, factor in (("k", 10), ("m", 20), ("g", 30), ("t", 40)):
        for ending in (unit, f"{unit}b", f"{unit}ib"):
            if text.endswith(ending):
                return int(float(text[: -len(ending)]) * (1 << factor))
    return int(float(text.rstrip("b") or 0))


def check_memory(conf, memory):
    """Node's memory is beside the JVM's: explains the setting that makes room for it, and refuses those that kill it."""
    if conf.get("spark.executor.pyspark.memory"):
        raise SystemExit(
            "spillway: leave spark.executor.pyspark.memory unset: it limits the address space of node, which needs 12 GB "
            "of it (not of memory); use spark.executor.memoryOverhead"
        )
    cores = int(conf.get("spark.executor.cores", "1")) // int(conf.get("spark.task.cpus", "1")) or 1
    needed = cores * (bytes_of(memory) + (256 << 20))
    overhead = str(conf.get("spark.executor.memoryOverhead") or "").strip()
    if overhead.isdigit():  # Spark's unit is MiB here.
        given = int(overhead) << 20
    elif overhead:
        given = bytes_of(overhead)
    else:
        factor = float(conf.get("spark.executor.memoryOverheadFactor", "0.1"))
        given = max(384 << 20, int(bytes_of(conf.get("spark.executor.memory", "1g")) * factor))
    need = f"spark.executor.memoryOverhead={-(-needed >> 20)}m ({cores} tasks of {memory} and 256 MiB each)"
    if conf.get("spark.master", "").startswith(("yarn", "k8s")) and given < needed:
        raise SystemExit(f"spillway: executors would be killed for their memory; set {need}")
    say(f"needs {need} where the memory of executors is limited")


def read_arguments(given):
    parser = argparse.ArgumentParser(prog="spillway_spark.py", description=__doc__.split("\n", 1)[0])
    parser.add_argument("source", nargs="+", help="objects, globs or folders; several are one log, in their order")
    parser.add_argument("--output", required=True, help="folder of the parts and of _spillway.json")
    parser.add_argument("--exchange", help="folder for what tasks give each other (default: <output>.spillway)")
    parser.add_argument("--memory", default="64MiB", help="memory of a task for rows")
    parser.add_argument("--slots", type=int, help="tasks at once (default: the cluster's parallelism)")
    parser.add_argument("--stall", type=float, default=120, help="seconds without progress after which a task is killed")
    parser.add_argument("--storage-options", type=json.loads, default={}, help="JSON for fsspec, such as an endpoint")
    parser.add_argument("--node", help="node on the executors (default: from --archives, or on the PATH)")
    parser.add_argument("--package", help="folder of the package spillway on the executors (default: from --archives)")
    values = ["ranges", "parts", "input", "map", "max-line", "max-rejects", "format", "columns", "delimiters", "order"]
    flags = ["rejects", "omit-empty-sections", "allow-empty"]
    for name in values:
        parser.add_argument(f"--{name}", help="as of spillway plan")
    for name in flags:
        parser.add_argument(f"--{name}", action="store_true", help="as of spillway plan")
    args = parser.parse_args(given)
    args.output = args.output.rstrip("/")
    args.exchange = (args.exchange or f"{args.output}.spillway").rstrip("/")
    of = lambda name: getattr(args, name.replace("-", "_"))
    args.plan_options = [f"--{name}={of(name)}" for name in values if of(name) is not None]
    args.plan_options += [f"--{name}" for name in flags if of(name)]
    return args


def main(given):
    from pyspark import SparkContext

    args = read_arguments(given)
    context = SparkContext.getOrCreate()
    check_memory(context.getConf(), args.memory)
    Driver(args, context).run()
    context.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
