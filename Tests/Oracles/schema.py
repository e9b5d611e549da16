# requires: jsonschema==4.25.1
# Not called jsonschema.py: it would stand in the way of the package.
"""JSON Schema: instances of seeded schemas beside jsonschema's Draft202012Validator."""
import json

from frame import Oracle
from jsonschema import Draft202012Validator

oracle = Oracle("jsonschema", seed=20261126)
random = oracle.random
KEYS = ["a", "b", "ab", "x-1", "é", ""]
TEXTS = ["", "a", "ab", "abc", "x-1", "é", "🐲", "12", "a b"]
PATTERNS = ["^a", "b$", "^[a-z]+$", "^x-", "1", "^.{2}$", "é"]


def number():
    return random.choice([0, 1, -1, 2, 3, 7, 10, 1.0, 2.5, -0.5, 1e3, 100, 12, 0.25])


def value(depth=0):
    kind = random.randrange(8 if depth < 3 else 5)
    if kind == 0:
        return random.choice([None, True, False])
    if kind < 3:
        return number()
    if kind < 5:
        return random.choice(TEXTS)
    if kind < 7:
        return {random.choice(KEYS): value(depth + 1) for _ in range(random.randrange(4))}
    return [value(depth + 1) for _ in range(random.randrange(4))]


def schemas(depth, low=1, high=3):
    return [schema(depth + 1) for _ in range(random.randint(low, high))]


def named(depth, keys=KEYS):
    return {random.choice(keys): schema(depth + 1) for _ in range(random.randint(1, 3))}


KEYWORDS = {
    "type": lambda d: random.choice(["string", "number", "integer", "boolean", "object", "array", "null", ["object", "array"], ["string", "null"]]),
    "enum": lambda d: [value(2) for _ in range(3)],
    "const": lambda d: value(2),
    "minimum": lambda d: number(), "maximum": lambda d: number(),
    "exclusiveMinimum": lambda d: number(), "exclusiveMaximum": lambda d: number(),
    "multipleOf": lambda d: random.choice([1, 2, 0.5, 3, 0.25]),
    "minLength": lambda d: random.randrange(3), "maxLength": lambda d: random.randrange(4),
    "pattern": lambda d: random.choice(PATTERNS),
    "minItems": lambda d: random.randrange(3), "maxItems": lambda d: random.randrange(4),
    "uniqueItems": lambda d: random.random() < 0.8,
    "minProperties": lambda d: random.randrange(3), "maxProperties": lambda d: random.randrange(4),
    "required": lambda d: random.sample(KEYS, random.randrange(3)),
    "dependentRequired": lambda d: {random.choice(KEYS): random.sample(KEYS, 1)},
    "properties": named, "dependentSchemas": named,
    "patternProperties": lambda d: named(d, PATTERNS),
    "additionalProperties": lambda d: schema(d + 1), "propertyNames": lambda d: schema(d + 1),
    "unevaluatedProperties": lambda d: schema(d + 1), "unevaluatedItems": lambda d: schema(d + 1),
    "items": lambda d: schema(d + 1), "prefixItems": schemas, "contains": lambda d: schema(d + 1),
    "minContains": lambda d: random.randrange(3), "maxContains": lambda d: random.randrange(3),
    "allOf": schemas, "anyOf": schemas, "oneOf": schemas, "not": lambda d: schema(d + 1),
    "if": lambda d: schema(d + 1), "then": lambda d: schema(d + 1), "else": lambda d: schema(d + 1),
    "$ref": lambda d: random.choice(["#/$defs/one", "#two", "https://example.net/three", "#/$defs/tree"]),
    "$dynamicRef": lambda d: "#node",
}


def schema(depth=0):
    if depth >= 3 or random.random() < 0.1:
        return random.choice([True, False, {"type": "object"}, {"type": "integer"}, {"minLength": 1}, {"$ref": "#/$defs/one"}])
    return {key: KEYWORDS[key](depth) for key in random.sample(list(KEYWORDS), random.randint(1, 4))}


def plain(depth=2):
    """A schema that refers to nothing: what lies under $defs, so that nothing leads back to itself."""
    text = schema(depth)
    while "$" in json.dumps(text):
        text = schema(depth)
    return text


def document():
    whole = schema()
    if whole is True or whole is False:
        whole = {"allOf": [whole]}
    whole["$id"] = "https://example.net/root"
    whole["$defs"] = {
        "one": plain(), "two": {"$anchor": "two", "allOf": [plain()]}, "three": {"$id": "three", "anyOf": [plain(), plain()]},
        "tree": {"$id": "tree", "$dynamicAnchor": "node", "type": ["object", "array", "number"], "properties": {"a": {"$dynamicRef": "#node"}},
                 "items": {"$dynamicRef": "#node"}},
        "strict": {"$dynamicAnchor": "node", "type": ["object", "array", "integer"], "items": {"type": "integer"}},
    }
    return whole


for _ in range(1500):
    text = document()
    validator = Draft202012Validator(text)
    for _ in range(4):
        instance = value()
        try:
            valid = validator.is_valid(instance)
        except RecursionError:
            continue
        kinds = [key for key in text if key not in ("$id", "$defs")]
        oracle.expect({"type": "json", "schema": text}, json.dumps(instance, ensure_ascii=False), 1.0 if valid else 0.0, kind=sorted(kinds)[0])
oracle.report(at_least=5000)
