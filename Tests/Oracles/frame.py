"""What the oracles share: cases go to the evaluators in one batch, differences are counted and shown."""
import json
import math
import os
import random
import subprocess
import sys

TOLERANCE = 1e-9
SHOWN = 5


def judge(cases):
    """The verdicts of cases {"evaluate", "answer", "tool_calls", "finish"}, in their order."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run([os.environ["PLUMMET_JUDGE"]], input=lines.encode(), stdout=subprocess.PIPE, check=False)
    verdicts = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if done.returncode or len(verdicts) != len(cases):
        sys.exit(f"judge ended with {done.returncode} after {len(verdicts)} of {len(cases)} cases")
    return verdicts


class Oracle:
    """Collects what the reference says, then compares."""

    def __init__(self, name, seed):
        self.name = name
        self.seed = int(os.environ.get("ORACLE_SEED", seed))
        self.random = random.Random(self.seed)
        self.cases = []

    def expect(self, evaluate, answer, score, kind="", reason=None, extraction=None):
        """One case: the evaluator's declaration, the answer, and what the reference gives."""
        case = {"answer": answer} if isinstance(answer, str) else dict(answer)
        case["evaluate"] = evaluate
        self.cases.append((case, score, kind or evaluate["type"], reason, extraction))

    def report(self, at_least=1):
        """Compares all cases, prints counts by kind and the first differences; ends the process, with 1 on any."""
        counts, differences = {}, []
        for (case, score, kind, reason, extraction), verdict in zip(self.cases, judge([each[0] for each in self.cases])):
            counts[kind] = counts.get(kind, 0) + 1
            first = (verdict.get("judgements") or [{}])[0]
            same = "errors" not in verdict and close(verdict["score"], score)
            same = same and (reason is None or first.get("reason") == reason)
            same = same and (extraction is None or first.get("extraction") == extraction)
            if not same:
                differences.append((kind, case, score, verdict))
        for kind in sorted(counts):
            wrong = sum(1 for each in differences if each[0] == kind)
            print(f"  {kind}: {counts[kind]} cases, {wrong} differ")
        for kind, case, score, verdict in differences[:SHOWN]:
            print(f"  differs: {kind}, the reference says {score}\n    {json.dumps(case)[:1500]}")
            print(f"    {json.dumps(verdict)[:800]}")
        print(f"  {self.name}: {len(self.cases)} cases, {len(differences)} differ, seed {self.seed}")
        if len(self.cases) < at_least:
            sys.exit(f"  fewer than {at_least} cases")
        sys.exit(1 if differences else 0)


def close(found, wanted):
    """Whether two scores are the same but for rounding; None is no score."""
    if found is None or wanted is None:
        return found is None and wanted is None
    return math.isclose(found, wanted, rel_tol=0, abs_tol=TOLERANCE)
