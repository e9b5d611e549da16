# requires: sympy==1.14.0
# requires: mpmath==1.3.0
"""Expressions against sympy, numbers against fractions and decimal. ORACLE_FREEZE=FILE writes some cases for the tests."""
import json
import os
import random
from decimal import Decimal
from fractions import Fraction

import sympy
from frame import Oracle

oracle = Oracle("sympy", seed=20261126)
rng = oracle.random
X, Y, Z = sympy.symbols("x y z", positive=True)
NAMES = {X: "x", Y: "y", Z: "z"}
SINGLE = {sympy.sin: "sin", sympy.cos: "cos", sympy.tan: "tan", sympy.log: "ln", sympy.Abs: "abs"}


def atom():
    return rng.choice([X, X, Y, Z, *map(sympy.Integer, (1, 2, 3, 5)), sympy.Rational(rng.randint(1, 9), rng.randint(2, 7))])


def tree(depth, functions):
    """A random expression as nested tuples, so that it can be written in many ways."""
    if depth == 0 or rng.random() < 0.15:
        return atom()
    kind = rng.choice(["+", "+", "-", "*", "*", "/", "^"] + (["f"] * 3 if functions else []))
    if kind == "^":
        return ("^", tree(depth - 1, functions), sympy.Integer(rng.randint(2, 3)))
    if kind == "f":
        return (rng.choice(["sqrt", "sin", "cos", "exp", "ln"]), tree(depth - 1, False))
    return (kind, tree(depth - 1, functions), tree(depth - 1, functions))


def meaning(t):
    if not isinstance(t, tuple):
        return t
    a = [meaning(each) for each in t[1:]]
    # Beside an infinity or what is not real the whole may have a value again, which nobody would give it.
    if t[0] == "/" and a[1] == 0:
        raise ZeroDivisionError
    if t[0] in ("ln", "sqrt") and a[0].is_real and (a[0].is_negative or t[0] == "ln" and a[0].is_zero):
        raise ValueError
    return {"+": lambda: a[0] + a[1], "-": lambda: a[0] - a[1], "*": lambda: a[0] * a[1], "/": lambda: a[0] / a[1],
            "^": lambda: a[0] ** a[1], "sqrt": lambda: sympy.sqrt(a[0]), "sin": lambda: sympy.sin(a[0]),
            "cos": lambda: sympy.cos(a[0]), "exp": lambda: sympy.exp(a[0]), "ln": lambda: sympy.log(a[0])}[t[0]]()


def rewrite(t):
    """The same value, written otherwise."""
    if not isinstance(t, tuple):
        if rng.random() < 0.1:
            k = sympy.Integer(rng.randint(1, 4))
            return rng.choice([("-", ("+", t, k), k), ("/", ("*", t, k), k)])
        return t
    t = (t[0],) + tuple(rewrite(each) for each in t[1:])
    if t[0] in "+*" and rng.random() < 0.5:
        t = (t[0], t[2], t[1])
    if t[0] == "*" and isinstance(t[2], tuple) and t[2][0] in "+-" and rng.random() < 0.7:
        return (t[2][0], ("*", t[1], t[2][1]), ("*", t[1], t[2][2]))
    if t[0] == "/" and isinstance(t[1], tuple) and t[1][0] in "+-" and rng.random() < 0.7:
        return (t[1][0], ("/", t[1][1], t[2]), ("/", t[1][2], t[2]))
    if t[0] == "-" and rng.random() < 0.3:
        return ("+", ("*", sympy.Integer(-1), t[2]), t[1])
    if t[0] == "^" and t[2] == 2 and rng.random() < 0.6:
        return ("*", t[1], t[1])
    if t[0] == "exp" and isinstance(t[1], tuple) and t[1][0] == "+" and rng.random() < 0.7:
        return ("*", ("exp", t[1][1]), ("exp", t[1][2]))
    if t[0] == "sin" and rng.random() < 0.4:
        half = ("/", t[1], sympy.Integer(2))
        return ("*", sympy.Integer(2), ("*", ("sin", half), ("cos", half)))
    if t[0] == "cos" and rng.random() < 0.4:
        half = ("/", t[1], sympy.Integer(2))
        return ("-", sympy.Integer(1), ("*", sympy.Integer(2), ("^", ("sin", half), sympy.Integer(2))))
    return t


def mutate(t):
    """Something else, most of the time."""
    if not isinstance(t, tuple):
        return rng.choice([each for each in (X, Y, t + 1, t * 2, sympy.Integer(7)) if each != t])
    if rng.random() < 0.3 and t[0] in "+-*/":
        return (rng.choice([each for each in "+-*/" if each != t[0]]), t[1], t[2])
    i = rng.randrange(1, 2 if t[0] == "^" else len(t))
    return t[:i] + (mutate(t[i]),) + t[i + 1:]


def written(t, latex):
    if not isinstance(t, tuple):
        if t in NAMES:
            return NAMES[t]
        t = sympy.nsimplify(t)
        if isinstance(t, (sympy.Integer, sympy.Rational)):
            if t.q == 1:
                return str(t) if t >= 0 else f"({t})"
            return f"\\frac{{{t.p}}}{{{t.q}}}" if latex else f"({t.p}/{t.q})"
        return "(" + sympy.sstr(t).replace("**", "^") + ")"
    a = [written(each, latex) for each in t[1:]]
    if t[0] in "+-":
        return f"({a[0]} {t[0]} {a[1]})"
    if t[0] == "*":
        sign = rng.choice([" \\cdot ", "\\times "]) if latex else rng.choice(["*", "·", " * "])
        return f"({a[0]}){'' if rng.random() < 0.3 else sign}({a[1]})"
    if t[0] == "/":
        return f"\\frac{{{a[0]}}}{{{a[1]}}}" if latex else f"(({a[0]})/({a[1]}))"
    if t[0] == "^":
        return f"({a[0]})^{{{a[1]}}}" if latex else f"({a[0]})^{a[1]}"
    if t[0] == "sqrt":
        return f"\\sqrt{{{a[0]}}}" if latex else f"sqrt({a[0]})"
    if t[0] == "exp":
        return f"e^{{{a[0]}}}" if latex else f"exp({a[0]})"
    return f"\\{t[0]}\\left({a[0]}\\right)" if latex else f"{t[0]}({a[0]})"


POINTS = random.Random(f"points {oracle.seed}")
DIGITS = 60


def values(a, b, wanted=8):
    """Both values to so many digits at seeded points where both are real and a double holds them, of thrice as many
    that are tried: where none does, the evaluator says that it cannot tell."""
    found = []
    for _ in range(3 * wanted):
        at = {s: sympy.Rational(POINTS.randint(1, 5000), POINTS.randint(1000, 1999)) for s in (X, Y, Z)}
        pair = [each.evalf(DIGITS, subs=at) for each in (a, b)]
        if all((each.is_Float or each.is_Rational) and abs(each) < 1e300 for each in pair):
            found.append(pair)
            if len(found) == wanted:
                break
    return found


def same(a, b):
    """Whether two expressions are equal wherever both are real; None where they are so at too few points to tell.

    Exactly where both are rational. Else they differ only if a point shows it: what sympy cannot simplify to zero proves
    nothing, and a mutation may happen to be equal.
    """
    difference = a - b
    if not difference.atoms(sympy.Function, sympy.exp) and not any(
            p.exp.is_Rational and p.exp.q > 1 for p in difference.atoms(sympy.Pow)):
        return sympy.cancel(sympy.together(difference)) == 0
    points = values(a, b)
    if len(points) < 6:
        return None
    return all(abs(x - y) <= sympy.Float("1e-40", DIGITS) * max(1, abs(x), abs(y)) for x, y in points)


frozen = []
for index in range(int(os.environ.get("ORACLE_EXPRESSIONS", "3000"))):
    functions = index % 2 == 1
    base = tree(rng.randint(1, 3), functions)
    other = rewrite(base) if rng.random() < 0.5 else mutate(rewrite(base))
    try:
        a, b = meaning(base), meaning(other)
        if any(each.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I) for each in (a, b)):
            continue
        right = same(a, b)
        if right is None:
            continue
    except (TypeError, ValueError, ZeroDivisionError):
        continue
    latex = rng.random() < 0.5
    left, answer = written(base, latex), written(other, latex)
    variables = {n for s, n in NAMES.items() if n in left}
    if len(left) > 400 or len(answer) > 400:
        continue
    evaluate = {"type": "mathematics", "equals": left}
    kind = ("functions" if functions else "rational") + (", equal" if right else ", different")
    oracle.expect(evaluate, answer, 1.0 if right else 0.0, kind=kind)
    if len(frozen) < 300:
        frozen.append({"evaluate": evaluate, "answer": answer, "score": 1 if right else 0})

for index in range(3000):
    number = Fraction(rng.randint(-10**6, 10**6), rng.choice([1, 1, 2, 4, 8, 10, 100, 1000, 3, 7, 12]))
    near = number if rng.random() < 0.5 else number + Fraction(rng.choice([-1, 1]), rng.choice([1, 10, 1000, 10**9]))
    tolerance = rng.choice([None, None, Fraction(1, 100), Fraction(1), Fraction(1, 10**9)])

    def text(value):
        whole = abs(value) // 1
        if value.denominator == 1:
            plain = rng.choice([f"{int(value):,}".replace(",", rng.choice([",", " ", "\u202f", "'", "_"])), str(value)])
            return rng.choice([plain, str(value).replace("-", "−"), f"{value}.0"])
        if set(sympy.factorint(value.denominator)) <= {2, 5} and rng.random() < 0.7:
            return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
        if rng.random() < 0.3 and whole:
            rest = abs(value) - whole
            return f"{'-' if value < 0 else ''}{whole} {rest.numerator}/{rest.denominator}" if rest.numerator < 100 and rest.denominator < 1000 else str(value)
        return rng.choice([str(value), f"{'-' if value < 0 else ''}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"])

    evaluate = {"type": "number", "equals": str(number)}
    right = number == near
    if tolerance is not None:
        evaluate["tolerance"] = str(tolerance)
        right = abs(number - near) <= tolerance
    answer = f"It is {text(near)}."
    oracle.expect(evaluate, answer, 1.0 if right else 0.0, kind="number" + ("" if tolerance is None else " within tolerance"))

if "ORACLE_FREEZE" in os.environ:
    with open(os.environ["ORACLE_FREEZE"], "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in frozen) + "\n]\n")
oracle.report(at_least=4000)
