"""What is promised of an alert, kept or broken, and the alert as people read it."""

from harness import moment, plummet, say


def show_alert(data):
    """The alert for people: plummet's own sentence first, then the facts that it carries."""
    rows = [("incident", f"{data['severity']}  {data['kind']}  {data['provider']} ({data['model']})")]
    rows.append(("since", f"{data.get('since')}   detected {data.get('detected_at')}"))
    rows.append(("quality", f"{data['observed'] * 100:.0f} points, {data['expected'] * 100:.0f} expected"))
    evidence = data["evidence"]
    rows.append(("evidence", f"{evidence['log']:.1f} nats, a page needs {evidence['threshold']:.1f}"))
    calls = data["health"].get("success_ratio")
    answered = "" if calls is None else f", {calls * 100:.0f} % of the calls answered"
    rows.append(("health", data["health"]["state"] + answered + (", silent" if data["silent"] else "")))
    rows.append(("carried by", ", ".join(f"{s['scope']} {s['share'] * 100:.0f} %" for s in data["carried_by"][:3])))
    for change in data.get("fingerprint", []):
        rows.append(("fingerprint", f"{change['name']}: {change['before']} → {change['after']}"))
    for name in ("before", "after"):
        if example := data.get("examples", {}).get(name):
            answer = " ".join(example["answer"].split())
            rows.append((name, f"{example['probe']}, score {example['score']:.2f}: {plain(example['reason'])[:90]}"))
            rows.append(("", f"“{plain(answer)[:100]}”   trace {example['trace']}"))
    say(f"\n  {plain(data['summary'])}")
    for name, value in rows:
        say(f"    {name:<12}{value}")
    say()


def plain(text):
    """Text of a far end without anything that moves a cursor."""
    return "".join(c if c.isprintable() else "·" for c in text)


class Promises:
    """The promises of one part, each kept or broken, and the verdict."""

    def __init__(self, part):
        self.part = part
        self.broken = []
        self.skipped = None
        self.figures = ""

    def check(self, is_kept, sentence):
        say(f"  {'kept  ' if is_kept else 'BROKEN'}  {sentence}")
        if not is_kept:
            self.broken.append(sentence)

    def check_alert(self, data, *, most_rounds, since_within, interval, switched_at):
        """What is promised of the alert about a change that began at `switched_at`."""
        self.check(data is not None, f"a quality-degraded alert arrived within {most_rounds} rounds")
        if data is None:
            return
        delay = (moment(data["detected_at"]) - switched_at) / interval
        apart = (moment(data["since"]) - switched_at) / interval
        self.check(delay <= most_rounds, f"detected {delay:.1f} rounds after the change (at most {most_rounds})")
        self.check(abs(apart) <= since_within,
                   f"\"since\" lies {apart:+.1f} rounds from the true change (at most {since_within})")
        self.check(data["silent"] and data["health"]["state"] == "up",
                   "it says that health was green throughout: silent")
        self.figures = f"detected after {delay:.1f} rounds, evidence {data['evidence']['log']:.1f} nats"

    def check_samples(self, daemon, provider):
        """Every probe of every closed round left a sample: scored, or unscored with a reason."""
        closed = {each.start: each for each in list(daemon.closed) if each.provider == provider}
        samples = daemon.collect(provider)
        if samples is None:
            self.check(False, f"the daemon's API tells its samples of {provider}")
            return
        there = [each for each in samples if moment(each["round"]) in closed]
        scheduled = sum(each.scheduled for each in closed.values())
        unscored = sum(each["score"] is None for each in there)
        self.check(len(there) == scheduled,
                   f"{provider}: {len(closed)} rounds had {scheduled} probes to ask, and left {len(there)} samples"
                   f" ({unscored} of them unscored, with a reason)")

    def check_blind(self, alerts, daemon):
        """It says that it is blind only where this machine was too busy for all of its samples."""
        let_go = sum(
            each["outcome"] in ("shed", "skipped") for some in daemon.samples.values() for each in some)
        if let_go:
            say(f"  this machine was too busy for {let_go} samples, which the daemon let go")
        self.check(not alerts.blind or let_go > 0, f"{len(alerts.blind)} alerts said that it was blind")

    def check_quality(self, data, daemon):
        """The quality that the alert tells is the mean score of its scope since the change, to 10 points."""
        if data is None:
            return
        since, until = moment(data["since"]), moment(data["detected_at"])
        kind, _, name = data["scope"].partition(":")
        scores = [
            each["score"] for each in daemon.samples.get(data["provider"], [])
            if each["score"] is not None and since - 1 <= moment(each["round"]) < until
            and (kind == "all" or each[kind] == name)]
        mean = sum(scores) / len(scores) if scores else 0
        self.check(bool(scores) and abs(mean - data["observed"]) <= 0.1,
                   f"it says that \"{data['scope']}\" scores {data['observed'] * 100:.0f} points;"
                   f" the {len(scores)} samples since the change have a mean of {mean * 100:.0f}")

    def check_replays(self, data, store):
        """Both traces of the alert are read from the store alone and judged again."""
        if data is None:
            return
        for name in ("before", "after"):
            example = data.get("examples", {}).get(name)
            if example is None:
                self.check(False, f"the alert names a trace from {name} the change")
                continue
            code, text = plummet("replay", example["trace"], "--store", store)
            self.check(code == 0, f"plummet replay: {text.splitlines()[-1] if text else code}")
            code, text = plummet("trace", "show", example["trace"], "--store", store)
            self.check(code == 0 and bool(text),
                       f"plummet trace show {example['trace']}: {len(text.splitlines())} lines")

    @property
    def is_broken(self):
        return bool(self.broken)

    @property
    def verdict(self):
        if self.skipped:
            return f"SKIPPED  {self.part}: {self.skipped}"
        if self.broken:
            return f"BROKEN   {self.part}: " + "; ".join(self.broken)
        return f"KEPT     {self.part}: {self.figures}"
