"""The whole library of probes, asked of a real small model: are the judges right about real answers?

A model of 135 million parameters knows little, so what it passes often is passed by luck or laziness, and its answers
take forms that nobody thinks of. Everything that was said is kept to be read, and judged a second time from what was kept.
"""

import collections
import contextlib
import json
import subprocess
import time

from daemon import Workplace
from harness import PLUMMET, ROOT, environment, plummet, process, say
from model import MODEL, installed, serve
from promises import Promises, plain
from servers import Alerts

# A right answer to more than one question in so many is more than chance leaves to a model of this size.
LUCK = 4
# Most characters of what was expected, in the list of answers.
SHOWN = 2000


def run(rounds, url):
    """The whole part; its promises. `url` is the base URL of another far end than the small model's."""
    promises = Promises("the library of probes")
    say("\nThe library of probes, asked of a real model" + (f" in {rounds} rounds" if rounds > 1 else ""))
    place = Workplace("probes")
    with contextlib.ExitStack() as stack:
        alerts = stack.enter_context(Alerts())
        if url is None:
            url = f"http://127.0.0.1:{serve(stack, place, 'library', installed())}/v1"
        answers = []
        for number in range(1, rounds + 1):
            answers += ask(place, alerts, promises, url, number)
    listed(answers, place.path / "answers.txt")
    show_suites(answers)
    show_lucky(answers)
    promises.check(not any(gave_up(each) for each in answers), "no evaluator gave up on an answer")
    say(f"  every question and answer: {place.path / 'answers.txt'}")
    scored = [each for each in answers if each.score is not None]
    mean = sum(each.score for each in scored) / max(len(scored), 1)
    promises.figures = f"{len(answers)} samples, {len(scored)} scored, mean score {mean:.3f}"
    return promises


def ask(place, alerts, promises, url, number):
    """Asks every probe once, and judges what came back a second time; the answers."""
    write_suites(place.path / "probes", number)
    place.write(
        [{"name": MODEL, "api": "openai-chat", "model": MODEL, "base_url": url, "proxy": "none", "concurrency": 1,
          "timeout": "5m", "omit": ["seed"]}], alerts, "1d", 24)
    code, text = plummet("check", "--config", place.config)
    promises.check(code == 0, "plummet check: " + text.splitlines()[-1])
    record = place.path / f"round-{number}.jsonl"
    wait(record, place.path / f"round-{number}.log", [PLUMMET, "http-record", "write", "--config", place.config, record])
    answers = [Answer(json.loads(line)) for line in record.read_text().splitlines()] if record.exists() else []
    unscored = [each for each in answers if each.score is None]
    promises.check(bool(answers), f"round {number}: {len(answers)} samples, {len(unscored)} of them unscored")
    for each in unscored:
        say(f"    unscored: {each.probe}: {each.outcome}: {plain(each.why)[:100]}")
    code, text = plummet("replay", record, timeout=600)
    promises.check(code == 0, "plummet replay: " + (text.splitlines()[-1] if text else str(code)))
    return answers


def write_suites(target, number):
    """The library; from the second time on what is varied of it, with one more value, so that others are drawn."""
    for old in target.iterdir():
        old.unlink()
    for path in sorted((ROOT / "probes").glob("*.json")):
        suite = json.loads(path.read_text())
        if number > 1:
            varied = [each for each in suite.get("probes", []) if "vary" in each]
            if not varied:
                continue
            for probe in varied:
                probe["vary"]["another"] = {"value": number}
            suite["probes"] = varied
        (target / path.name).write_text(json.dumps(suite))


def wait(record, log, command):
    """Runs the command to its end, telling every half minute how many samples there are."""
    began = time.monotonic()
    with process(command, log, environment()) as child:
        while child.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(30)
            count = record.read_bytes().count(b"\n") if record.exists() else 0
            say(f"    {time.monotonic() - began:5.0f} s  {count} samples")


class Answer:
    """A sample with what was said in it."""

    def __init__(self, line):
        sample, self.trace = line["sample"], line["trace"]
        self.probe, self.outcome, self.score = sample["probe"], sample["outcome"], sample["score"]
        self.why, self.extraction, self.finish = sample["note"], sample["extraction"], sample["finish"]
        self.suite = self.probe.split("/")[0]
        completions = [turn["completion"] for turn in self.trace["turns"] if turn.get("completion")]
        self.requests = len(self.trace["turns"])
        self.input = sum(each.get("input_tokens") or 0 for each in completions)
        self.output = sum(each.get("output_tokens") or 0 for each in completions)
        self.cut = any(each["finish"] == "length" for each in completions)

    def lines(self):
        """What was said, in order, and what was made of it."""
        rendered = self.trace["rendered"]
        score = "unscored" if self.score is None else f"{self.score:.3f}"
        yield f"=== {self.probe}  {score}  {self.outcome}  {self.extraction or 'whole'}"
        for message in rendered["messages"]:
            yield f"{message['role']}> {message['content']}"
        scripted = iter(rendered.get("follow_ups", []))
        for index, turn in enumerate(self.trace["turns"]):
            completion = turn.get("completion")
            if completion is None:
                yield f"-- no answer: {turn['attempts'][-1]['outcome'] if turn['attempts'] else 'nothing was sent'}"
                continue
            yield f"--> {completion['text']}"
            for call in completion.get("tool_calls", []):
                yield f"--> call {json.dumps(call)}"
            if index + 1 < self.requests and not completion.get("tool_calls"):
                for message in next(scripted, {}).get("messages", []):
                    yield f"{message['role']}> {message['content']}"
        yield from told((self.trace.get("verdict") or {}).get("judgements", []), "   ")
        yield f"   expected {json.dumps(rendered['evaluate'], ensure_ascii=False)[:SHOWN]}"


def told(judgements, indent):
    """What the evaluators said, those within others further to the right."""
    for each in judgements:
        yield f"{indent}{each['score']:.3f} x{each['weight']:g} {each['type']} ({each['extraction']}): {each['reason']}"
        yield from told(each.get("parts", []), indent + "   ")


def gave_up(answer):
    """Whether an evaluator could not decide within its limits."""
    def within(judgements):
        return any(each["extraction"] == "error" or within(each.get("parts", [])) for each in judgements)
    return within((answer.trace.get("verdict") or {}).get("judgements", []))


def listed(answers, path):
    """Everything that was said, the best scores first, for somebody who reads it."""
    ordered = sorted(answers, key=lambda each: (-1 if each.score is None else -each.score, each.probe))
    path.write_text("\n\n".join("\n".join(plain_lines(each)) for each in ordered) + "\n")


def plain_lines(answer):
    """The lines of an answer without anything that moves a cursor but the ends of lines."""
    return ["\n".join(plain(part) for part in line.split("\n")) for line in answer.lines()]


def show_suites(answers):
    """A table by suite."""
    say(f"\n  {'suite':<14}{'samples':>8}{'full marks':>12}{'mean':>7}{'without the part':>18}{'cut off':>9}"
        f"{'tokens in':>11}{'out':>7}")
    suites = collections.defaultdict(list)
    for each in answers:
        suites[each.suite].append(each)
    for name, some in [*sorted(suites.items()), ("all", answers)]:
        scored = [each.score for each in some if each.score is not None]
        full = sum(score > 1 - 1e-9 for score in scored)
        say(f"  {name:<14}{len(some):>8}{percent(full, len(scored)):>12}{sum(scored) / max(len(scored), 1):>7.2f}"
            f"{percent(sum(each.extraction == 'failed' for each in some), len(scored)):>18}"
            f"{percent(sum(each.cut for each in some), len(some)):>9}"
            f"{sum(each.input for each in some):>11}{sum(each.output for each in some):>7}")
    say()


def show_lucky(answers):
    """The probes that so small a model passes too often, to be looked at: is it luck, laziness, or ability?"""
    probes = collections.defaultdict(list)
    for each in answers:
        if each.score is not None:
            probes[each.probe].append(each.score > 1 - 1e-9)
    lucky = {name: marks for name, marks in probes.items() if sum(marks) * LUCK > len(marks)}
    say(f"  with full marks in more than one answer of {LUCK}: {len(lucky)} of {len(probes)} probes")
    for name, marks in sorted(lucky.items()):
        say(f"    {name:<36}{sum(marks)} of {len(marks)}")
    say()


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "–"
