"""The daemon as a process: its configuration, its rounds as they close, its samples."""

import contextlib
import json
import queue
import shutil
import threading
import time
import urllib.parse

from harness import PLUMMET, WORK, Ended, free_port, moment, process, stop_process
from servers import get_json


class Workplace:
    """A fresh directory with configuration, probes, store and logs; kept until the next run, to look at."""

    def __init__(self, name):
        self.path = WORK / name
        shutil.rmtree(self.path, ignore_errors=True)
        (self.path / "probes").mkdir(parents=True)
        self.config = self.path / "config.json"
        self.store = self.path / "store"

    def write(self, providers, alerts, interval, calibration, false_alarms=1):
        """The configuration: everything that is not here has its default."""
        self.port = free_port()
        self.config.write_text(json.dumps({
            "providers": providers, "probes": "probes", "schedule": {"interval": interval},
            "detection": {"calibration_rounds": calibration, "false_alarms_per_year": false_alarms},
            "sinks": [alerts.sink()], "store": {"path": str(self.store)},
            "listen": f"127.0.0.1:{self.port}"}, indent=2))


class Daemon:
    """`plummet run`: its rounds as they close, read from its log."""

    def __init__(self, place):
        self.place = place
        self.log = place.path / "plummet.log"
        self.rounds = queue.Queue()
        self.closed = []
        self.samples = {}
        self.exit_code = None

    def __enter__(self):
        self.log.touch()
        self._stack = contextlib.ExitStack()
        self.child = self._stack.enter_context(
            process([PLUMMET, "run", "--config", self.place.config, "--log-format", "json"], self.log))
        self._ended = threading.Event()
        threading.Thread(target=self._follow, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.exit_code = stop_process(self.child)
        self._ended.set()
        self._stack.close()

    def _follow(self):
        with open(self.log, "rb") as lines:
            rest = b""
            while not self._ended.is_set():
                rest += lines.read()
                *whole, rest = rest.split(b"\n")
                for line in whole:
                    self._take(line)
                self._ended.wait(0.1)

    def _take(self, line):
        try:
            entry = json.loads(line)
        except ValueError:
            return
        if entry.get("message") == "round closed":
            self.closed.append(Round(entry))
            self.rounds.put(self.closed[-1])

    def collect(self, provider):
        """All samples of a provider, asked over the API; None when that does not answer."""
        found, before = [], ""
        while True:
            page = get_json(self.place.port, f"/api/v1/samples?provider={provider}&limit=1000{before}")
            if page is None:
                return None
            found += page["samples"]
            if not page["next"]:
                self.samples[provider] = found
                return found
            before = "&before=" + urllib.parse.quote(page["next"])

    def next_round(self, patience):
        """The next round that closes, of whichever provider; Ended when none does."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.child.poll() is not None:
                tail = self.log.read_text(errors="replace").splitlines()[-5:]
                raise Ended(f"plummet ended by itself with exit code {self.child.returncode}:\n  " + "\n  ".join(tail))
            with contextlib.suppress(queue.Empty):
                return self.rounds.get(timeout=0.5)
        raise Ended(f"no round was closed within {patience:.0f} s; see {self.log}")


class Round:
    """A closed round as the log tells it."""

    def __init__(self, entry):
        self.provider = entry["provider.name"]
        self.start = moment(entry["round"])
        self.scored, self.scheduled = map(int, entry["scored"].split("/"))
        self.score = None if entry["score"] == "none" else float(entry["score"])
        self.evidence = None if entry["evidence"] == "none" else float(entry["evidence"])
        self.level = entry["level"]

    @property
    def is_watched(self):
        """Past calibration."""
        return self.level != "learning" and self.evidence is not None

    @property
    def is_whole(self):
        return self.scored == self.scheduled

    def __str__(self):
        score = " none" if self.score is None else f"{self.score:5.3f}"
        evidence = "" if self.evidence is None else f"   evidence {self.evidence:5.2f}"
        missing = "" if self.is_whole else f"   {self.scored} of {self.scheduled} scored"
        return f"score {score}{evidence}   {self.level}{missing}"
