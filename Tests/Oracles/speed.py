"""The same pairs for plummet-bench and the reference implementations: speed.py COUNT prints both pairs and seconds."""
import json
import random
import sys
import time

import generate
import text_metrics

seeded = random.Random(50)
pairs = [generate.pair(seeded, 60) for _ in range(int(sys.argv[1]))]
rules = {
    **{name: (lambda a, b, rule=rule: rule(a, b)) for name, rule in text_metrics.characters.items()},
    "bleu": lambda a, b: text_metrics.bleu.sentence_score(b, [a]),
    "gleu": lambda a, b: text_metrics.sentence_gleu([text_metrics.tokens(a)], text_metrics.tokens(b)),
    "chrf": lambda a, b: text_metrics.chrf.sentence_score(b, [a]),
    "chrf++": lambda a, b: text_metrics.chrf_plus_plus.sentence_score(b, [a]),
    "token-f1": lambda a, b: text_metrics.words([a], b),
}
for name, theirs in text_metrics.ROUGE.items():
    one = text_metrics.rouge_scorer.RougeScorer([theirs], use_stemmer=False)
    rules[name] = lambda a, b, one=one: one.score(a, b)
seconds = {}
for name, rule in rules.items():
    begin = time.process_time()
    for expected, answer in pairs:
        rule(expected, answer)
    seconds[name] = time.process_time() - begin
json.dump({"pairs": pairs, "seconds": seconds}, sys.stdout)
