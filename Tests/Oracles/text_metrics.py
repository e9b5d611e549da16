# requires: rapidfuzz==3.14.6
# requires: rouge-score==0.1.2
# requires: sacrebleu==2.6.0
# requires: nltk==3.10.4
"""`similarity`, `token-f1` and `list` beside rapidfuzz, rouge_score, sacrebleu, nltk and SQuAD's own rules.

text_metrics.py freeze [VECTORS]: writes the frozen cases that the ordinary tests check instead.
"""
import collections
import json
import re
import string
import sys

import generate
from frame import Oracle
from nltk.translate.gleu_score import sentence_gleu
from rapidfuzz.distance import Indel, Jaro, JaroWinkler, LCSseq, Levenshtein
from rouge_score import rouge_scorer
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

ROUGE = {"rouge-1": "rouge1", "rouge-2": "rouge2", "rouge-l": "rougeL", "rouge-lsum": "rougeLsum"}
scorer = rouge_scorer.RougeScorer(list(ROUGE.values()), use_stemmer=False)
bleu = BLEU(effective_order=True)
chrf, chrf_plus_plus = CHRF(), CHRF(word_order=2)
tokenizer = Tokenizer13a()
characters = {
    "levenshtein": Levenshtein.normalized_similarity, "indel": Indel.normalized_similarity,
    "lcs": LCSseq.normalized_similarity, "jaro": Jaro.similarity, "jaro-winkler": JaroWinkler.similarity,
}


def tokens(text):
    """What BLEU splits a text into."""
    return tokenizer(text.rstrip()).split()


def similarities(references, answer):
    """What the reference implementations say, by metric."""
    found = {name: max(rule(each, answer) for each in references) for name, rule in characters.items()}
    rouge = scorer.score_multi(references, answer)
    found.update({name: rouge[theirs].fmeasure for name, theirs in ROUGE.items()})
    found["bleu"] = bleu.sentence_score(answer, references).score / 100
    found["gleu"] = sentence_gleu([tokens(each) for each in references], tokens(answer))
    found["chrf"] = chrf.sentence_score(answer, references).score / 100
    found["chrf++"] = chrf_plus_plus.sentence_score(answer, references).score / 100
    return found


def normalised(text):
    """SQuAD's normalisation, as its evaluation script states it."""
    text = "".join(each for each in text.lower() if each not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def shares(expected, found):
    """Precision, recall and F1 of two bags of words."""
    if not expected or not found:
        return dict.fromkeys(("precision", "recall", "f1"), float(expected == found))
    common = sum((collections.Counter(expected) & collections.Counter(found)).values())
    precision, recall = common / len(found), common / len(expected)
    f1 = 2 * precision * recall / (precision + recall) if common else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def words(references, answer):
    """What SQuAD's rules say, by measure; the best of several references."""
    found = collections.defaultdict(float)
    text = normalised(answer)
    for reference in references:
        wanted = normalised(reference)
        each = shares(wanted.split(), text.split())
        each["exact"] = float(wanted == text)
        each["within"] = float(wanted == text or bool(wanted and text and (wanted in text or text in wanted)))
        for name, value in each.items():
            found[name] = max(found[name], value)
        for name, value in shares(sorted(set(wanted.split())), sorted(set(text.split()))).items():
            found["different " + name] = max(found["different " + name], value)
    return found


def freeze(path, count=260):
    """Writes pairs with all their values, from the generator and from vectors made elsewhere."""
    oracle = Oracle("freeze", seed=20261126)
    pairs = []
    if path:
        given = [each for each in json.load(open(path))["pairs"] if each["a"].strip() and len(each["a"] + each["b"]) < 300]
        for each in oracle.random.sample(given, 120):
            values = similarities([each["a"]], each["b"])
            theirs = {
                "levenshtein": each["levenshtein_norm_sim"], "indel": each["indel_norm_sim"],
                "jaro-winkler": each["jaro_winkler"], "bleu": each["bleu_sentence_ref_a_hyp_b"] / 100,
                "chrf": each["chrf_ref_a_hyp_b"] / 100,
                **{name: each["rouge"][theirs][2] for name, theirs in ROUGE.items()},
            }
            assert all(abs(values[name] - value) < 1e-12 for name, value in theirs.items()), each
            pairs.append(([each["a"]], each["b"]))
    while len(pairs) < count:
        references, answer = case(oracle.random, 12)
        pairs.append((references, answer))
    lines = [
        json.dumps({
            "references": references, "answer": answer,
            "similarity": {name: round(value, 12) for name, value in similarities(references, answer).items()},
            "token-f1": {name: round(value, 12) for name, value in sorted(words(references, answer).items())},
        }, ensure_ascii=False)
        for references, answer in pairs
    ]
    with open("Tests/Fixtures/oracles/text_metrics.json", "w") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"  {len(pairs)} pairs frozen")


def case(random, most=30):
    """One to three expected texts and an answer."""
    expected, answer = generate.pair(random, most)
    others = [generate.text(random, most) or "x" for _ in range(random.choice([0, 0, 0, 1, 2]))]
    # A text of line ends alone is none that could be expected: the declaration is refused.
    return [each if each.strip("\n") else "x" for each in (expected, *others)], answer


def list_shares(expected, found, order, different):
    """What `list` is documented to give, by the plainest algorithm."""
    if different:
        expected, found = list(dict.fromkeys(expected)), list(dict.fromkeys(found))
    if order == "any":
        common = sum((collections.Counter(expected) & collections.Counter(found)).values())
    elif order == "places":
        common = sum(1 for one, other in zip(expected, found) if one == other)
    else:
        common = LCSseq.similarity(expected, found)
    return {
        "f1": 2 * common / (len(expected) + len(found)), "precision": common / len(found) if found else 0.0,
        "recall": common / len(expected), "exact": float(common == len(expected) == len(found)),
    }


def lists(oracle, count):
    """Lists of few kinds of items, so that orders and duplicates matter, in each form."""
    kinds = ["red", "green", "blue", "7", "12", "New York", "salt", "日本", "ÄÖ"]
    for _ in range(count):
        expected = [oracle.random.choice(kinds) for _ in range(oracle.random.randint(1, 70 if oracle.random.random() < 0.1 else 7))]
        found = [each for each in expected if oracle.random.random() < 0.85]
        found += [oracle.random.choice([*kinds, "odd"]) for _ in range(oracle.random.randint(0, 2))]
        if oracle.random.random() < 0.3:
            oracle.random.shuffle(found)
        if not found:
            continue
        answer = oracle.random.choice([
            lambda: json.dumps(found), lambda: "\n".join(f"- {each}" for each in found) if len(found) > 1 else json.dumps(found),
            lambda: "Here they are:\n\n" + "\n".join(f"{n}. **{each}**" for n, each in enumerate(found, 1)),
            lambda: ", ".join(found) + ".", lambda: "The list is: " + "; ".join(found),
            lambda: ", ".join(found[:-1]) + (", and " if len(found) > 2 else " and ") + found[-1] if len(found) > 1 else found[0],
        ])()
        order, different = oracle.random.choice(["strict", "places", "any"]), oracle.random.random() < 0.3
        for measure, value in list_shares(expected, found, order, different).items():
            oracle.expect(
                {"type": "list", "equals": expected, "order": order, "duplicates": not different, "measure": measure},
                answer, value, kind=f"list {order}")


def main():
    oracle = Oracle("text_metrics", seed=20261126)
    for number in range(1200):
        references, answer = case(oracle.random, 300 if number % 20 == 0 else 30)
        value = references if len(references) > 1 else references[0]
        if max(map(len, references)) > 9000:
            continue
        for metric, score in similarities(references, answer).items():
            oracle.expect({"type": "similarity", "metric": metric, "value": value, "match": "exact"}, answer, score, kind=metric)
        rouge = scorer.score_multi(references, answer)
        for metric, theirs in ROUGE.items():
            for measure in ("precision", "recall"):
                oracle.expect(
                    {"type": "similarity", "metric": metric, "value": value, "match": "exact", "measure": measure}, answer,
                    getattr(rouge[theirs], measure), kind=f"{metric} {measure}")
        for measure, score in words(references, answer).items():
            name = measure.removeprefix("different ")
            evaluate = {"type": "token-f1", "value": value, "measure": name}
            if name != measure:
                evaluate["duplicates"] = False
            oracle.expect(evaluate, answer, score, kind=f"token-f1 {measure}")
    lists(oracle, 1000)
    oracle.report(at_least=5000)


if __name__ == "__main__":
    if sys.argv[1:2] == ["freeze"]:
        freeze(sys.argv[2] if len(sys.argv) > 2 else None)
    else:
        main()
