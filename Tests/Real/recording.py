"""The real GPT-4 of 2023: its recorded answers of March, and from a moment on those of June.

The recording is of Chen, Zaharia and Zou, "How is ChatGPT's behavior changing over time?" (2023): the same thousand
questions about prime numbers to both snapshots. It is no part of this project and is looked for beside the checkout.
"""

import json
import random
import re
import threading
import time

from daemon import Daemon, Workplace
from harness import ROOT, clock, plummet, say
from promises import Promises, show_alert
from servers import Alerts, Handler, HealthCheck, Server

PRIMES = ROOT.parent / "shared/data/llmdrift/prime.jsonl"
MARCH, JUNE = "0314", "0613"
# The first changes, the second never does.
PROVIDERS = ["gpt-4", "gpt-4-march"]
INTERVAL = 3
CALIBRATION = 24
HEALTHY = 10
PROBES = 12
MOST_ROUNDS = 20
SINCE_WITHIN = 4


def run():
    """The whole part; its promises."""
    promises = Promises("GPT-4 of March and June 2023")
    say("The real GPT-4 of 2023: answers of March, then of June, health green all along")
    if not PRIMES.exists():
        promises.skipped = f"there is no {PRIMES.relative_to(ROOT.parent)} beside the checkout"
        say(f"  skipped: {promises.skipped}")
        return promises
    place = Workplace("recording")
    with FarEnd(recorded()) as far_end, Alerts() as alerts, HealthCheck(far_end.port) as health:
        suite(far_end, place.path / "probes/primes.json")
        place.write([provider(name, far_end) for name in PROVIDERS], alerts, f"{INTERVAL}s", CALIBRATION)
        code, text = plummet("check", "--config", place.config)
        promises.check(code == 0, "plummet check: " + text.splitlines()[-1])
        with Daemon(place) as daemon:
            switched_at, after = watch(daemon, far_end, alerts, promises)
            for name in PROVIDERS:
                promises.check_samples(daemon, name)
        alert = alerts.firing("gpt-4")
        if alert:
            show_alert(alert)
        promises.check_alert(
            alert, most_rounds=MOST_ROUNDS, since_within=SINCE_WITHIN, interval=INTERVAL, switched_at=switched_at)
        promises.check_quality(alert, daemon)
        others = [d for d in alerts.of_models if d["provider"] != "gpt-4" or d["kind"] != "quality-degraded"]
        promises.check(not others, f"no other alert; gpt-4-march stayed silent, {after} rounds after the change too")
        promises.check(len(alerts.of_models) == 1 and alerts.all_signed, "the alert came once, with a valid signature")
        promises.check_blind(alerts, daemon)
        promises.check(health.bad == 0 and health.good > 0 and far_end.refused == 0, f"health: {health}")
    promises.check(daemon.exit_code == 0, f"plummet ended with exit code {daemon.exit_code} on SIGTERM")
    promises.check_replays(alert, place.store)
    return promises


def watch(daemon, far_end, alerts, promises):
    """From the first round to some rounds after the alert: when June began, and how many rounds both had since."""
    minutes = (CALIBRATION + HEALTHY + MOST_ROUNDS) * INTERVAL / 60
    say(f"  {PROBES} questions every {INTERVAL} s to each; {CALIBRATION} rounds make the baseline,"
        f" {HEALTHY} more stay on March; at most {minutes:.0f} minutes")
    number, watched, after, extra, switched_at = 0, 0, 0, 0, None
    waiting = {}
    while True:
        closed, control = next_pair(daemon, waiting)
        number += 1
        month = "March" if switched_at is None or closed.start + INTERVAL <= switched_at else "June "
        say(f"  round {number:2d}  {month}  {closed}".ljust(70) + f"gpt-4-march  {control}")
        watched += closed.is_watched
        if switched_at is None and watched >= HEALTHY:
            promises.check(not alerts.of_models, f"no alert in {watched} rounds of March after the baseline")
            far_end.snapshot, switched_at = JUNE, time.time()
            say(f"  {clock(switched_at)}: from now on gpt-4 answers as it did in June; nobody tells plummet")
        elif switched_at is not None:
            # A few rounds more after the alert: it comes once, and the other provider goes on being silent.
            after += 1
            extra += alerts.firing("gpt-4") is not None
            if extra > 3 or closed.start > switched_at + (MOST_ROUNDS + 3) * INTERVAL:
                return switched_at, after


def next_pair(daemon, waiting):
    """The next round that both providers have closed; `waiting` holds those that one of them has."""
    while True:
        closed = daemon.next_round(patience=20 * INTERVAL + 30)
        waiting.setdefault(closed.start, {})[closed.provider] = closed
        if len(waiting[closed.start]) == len(PROVIDERS):
            both = waiting.pop(closed.start)
            return tuple(both[name] for name in PROVIDERS)


def provider(name, far_end):
    """How the configuration names it."""
    return {"name": name, "api": "openai-chat", "model": name, "base_url": f"http://127.0.0.1:{far_end.port}/v1",
            "proxy": "none", "timeout": f"{INTERVAL}s"}


def recorded():
    """GPT-4's answers by snapshot and number: text, tokens and what would have been right."""
    answers = {MARCH: {}, JUNE: {}}
    with open(PRIMES, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["model"] == "gpt-4":
                answers[row["snapshot"]][number_in(row["query"])] = row
    return answers


def number_in(question):
    return int(re.search(r"\d+", question)[0])


def suite(far_end, path):
    """Varied probes, each with numbers of its own, half of them prime: whoever always says the same gets half."""
    rows = far_end.answers[MARCH]
    numbers = {word: sorted(n for n, row in rows.items() if row["reference"].lower() == word) for word in ("yes", "no")}
    for word in numbers:
        random.Random(2023).shuffle(numbers[word])
    share = min(len(each) for each in numbers.values()) // PROBES
    probes = []
    for index in range(PROBES):
        part = slice(index * share, (index + 1) * share)
        own = sorted(numbers["yes"][part] + numbers["no"][part])
        probes.append({"id": f"prime-{index + 1}", "vary": {"n": {"choice": own}}})
    say(f"  {2 * share * PROBES} recorded questions; right in March {accuracy(rows):.1%},"
        f" in June {accuracy(far_end.answers[JUNE]):.1%}")
    question = "Is {{n}} a prime number? Think step by step and then answer \"[Yes]\" or \"[No]\"."
    # The last mark counts: the answer comes after the steps.
    pattern = "(?is)\\[{{yesno(isprime(n))}}\\](?!.*\\[(?:yes|no)\\])"
    for probe in probes:
        probe |= {"prompt": question, "evaluate": {"type": "regex", "pattern": pattern}}
    path.write_text(json.dumps({
        "suite": "primes", "category": "arithmetic", "defaults": {"temperature": 0.1, "max_output_tokens": 1000},
        "probes": probes}, indent=1))


def accuracy(rows):
    """Share of the answers whose last mark is right."""
    def mark(row):
        marks = re.findall(r"\[(yes|no)\]", row["answer"], re.IGNORECASE)
        return marks[-1].lower() if marks else None
    return sum(mark(row) == row["reference"].lower() for row in rows.values()) / len(rows)


class FarEnd(Server):
    """Answers as GPT-4 did: `gpt-4` from the snapshot that is in force, `gpt-4-march` always from March."""

    class Chat(Handler):
        def do_GET(self):
            self.answer(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in PROVIDERS]})

        def do_POST(self):
            status, reply = self.server.owner.reply(json.loads(self.body()))
            self.answer(status, reply)

    def __init__(self, answers):
        super().__init__(self.Chat)
        self.answers, self.snapshot, self.refused = answers, MARCH, 0
        self._count, self._lock = 0, threading.Lock()

    def reply(self, request):
        snapshot = MARCH if request["model"] == "gpt-4-march" else self.snapshot
        row = self.answers[snapshot].get(number_in(request["messages"][-1]["content"]))
        with self._lock:
            self._count += 1
            number = self._count
            self.refused += row is None
        if row is None:
            return 404, {"error": {"message": "not in the recording", "type": "invalid_request_error"}}
        # The model's name is echoed: a gateway that hides the snapshot is the hard case.
        return 200, {
            "id": f"chatcmpl-{number:08d}", "object": "chat.completion", "created": int(time.time()),
            "model": request["model"],
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": row["answer"]}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 31, "completion_tokens": row["answer_tokens"],
                      "total_tokens": 31 + row["answer_tokens"]}}
