"""What everything here needs: places, processes that end with the block that started them, and words for people."""

import base64
import contextlib
import ctypes
import datetime
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
PLUMMET = pathlib.Path(os.environ.get("PLUMMET", ROOT / ".build/debug/plummet")).absolute()
WORK = pathlib.Path(os.environ.get("REAL_WORK", ROOT / ".build-real")).absolute()
HOOK_SECRET = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


class CannotTry(Exception):
    """Something that the test needs is not there."""


class Ended(Exception):
    """The daemon does not do what it is for any more."""


def say(text=""):
    """A line for whoever watches, at once."""
    print(text, flush=True)


def environment():
    """The environment of what is started: no proxy, for everything is on loopback; the hook's secret."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return kept | {"PLUMMET_REAL_HOOK": HOOK_SECRET, "NO_COLOR": "1"}


def free_port():
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def moment(text):
    """Seconds since 1970 of an RFC 3339 time."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def clock(seconds):
    """A moment as people read it."""
    return time.strftime("%H:%M:%S", time.gmtime(seconds)) + " UTC"


# Looked up here: after a fork nothing but the call itself is safe.
PRCTL = ctypes.CDLL(None).prctl


def die_with_parent():
    """In a child: a killed harness takes what it started with it (prctl PR_SET_PDEATHSIG)."""
    PRCTL(1, signal.SIGKILL)


@contextlib.contextmanager
def process(arguments, log, env=None):
    """A process that is stopped, by its id, when the block ends; in `environment()` unless told otherwise."""
    with open(log, "wb") as output:
        child = subprocess.Popen(
            [str(a) for a in arguments], stdout=output, stderr=output, stdin=subprocess.DEVNULL,
            env=environment() if env is None else env, start_new_session=True, preexec_fn=die_with_parent)
        try:
            yield child
        finally:
            stop_process(child)


def stop_process(child, patience=20):
    """Asks a process to end, insists after `patience` seconds; its exit code."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
    return child.wait()


def plummet(*arguments, timeout=120):
    """A command of plummet to its end: exit code and everything that it printed."""
    ended = subprocess.run(
        [str(PLUMMET), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, env=environment(), timeout=timeout)
    return ended.returncode, ended.stdout.decode(errors="replace").rstrip()
