# requires: rapidfuzz==3.14.6
"""Texts: the answer compared with the expected text."""
from frame import Oracle

oracle = Oracle("text", seed=20261126)
for _ in range(200):
    value = "".join(oracle.random.choice("ab ") for _ in range(3)) + "x"
    answer = "".join(oracle.random.choice("ab ") for _ in range(3)) + "x"
    plain = " ".join(answer.split()) == " ".join(value.split())
    oracle.expect({"type": "equals", "value": value}, answer, 1 if plain else 0)
oracle.report()
