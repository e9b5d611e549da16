"""XML: what is well-formed, beside expat. CSV: the rows of a text, beside Python's csv."""
import csv
import io
from xml.parsers import expat

from frame import Oracle

oracle = Oracle("markup", seed=20261126)
random = oracle.random
PIECES = ["<a>", "</a>", "<b/>", "<b x='1'>", "</b>", "text", "&amp;", "&#65;", "&#x1F432;", "&#0;", "&nbsp;", "&", "<!-- c -->", "<!-- -- -->",
          "<![CDATA[<x>]]>", "]]>", "<?pi x?>", "<?xml version='1.0'?>", "<é/>", "<a x='1' x='2'/>", '<a b="&lt;" c = "\n"/>', "<1/>", "<a", ">",
          "\n", " ", "<!DOCTYPE a>", "x=y", "\u0001", "\ufffe", "<a:b/>", "<a b='<'/>", "<a b=c/>", "</a >", "< a>", "<a\n/>"]


def element(depth=0):
    name = random.choice(["a", "b", "é", "x:y", "_", "a-1"])
    attributes = "".join(f' {key}="{random.choice(["", "1", "&lt;", "x y", "é"])}"' for key in random.sample(["p", "q", "r"], random.randrange(3)))
    inner = "".join(random.choice([lambda: element(depth + 1), lambda: random.choice(["t", "&gt;", " ", "<![CDATA[]]]>", "<!--c-->"])])()
                    for _ in range(random.randrange(4))) if depth < 4 else ""
    return f"<{name}{attributes}>{inner}</{name}>" if inner or random.random() < 0.5 else f"<{name}{attributes}/>"


def damaged(text):
    """The text with one character taken away, doubled or replaced, or with a piece put in."""
    place = random.randrange(len(text))
    return random.choice([text[:place] + text[place + 1:], text[:place] + text[place] + text[place:],
                          text[:place] + random.choice("<>&'\"/=!-]x") + text[place + 1:], text[:place] + random.choice(PIECES) + text[place:]])


def well_formed(text):
    parser = expat.ParserCreate("UTF-8")
    try:
        parser.Parse(text.encode(), True)
        return True
    except expat.ExpatError:
        return False


for _ in range(3000):
    text = element()
    for _ in range(random.randrange(3)):
        text = damaged(text)
    text = random.choice(["", "<?xml version=\"1.0\"?>", "<!DOCTYPE a>\n", "<!-- x -->"]) + text
    if "[" in text.split("<!DOCTYPE", 1)[-1].split(">", 1)[0] and "<!DOCTYPE" in text:
        continue
    # Alone in the answer: else a document within it would be found.
    if text.strip(" \t\r\n") and text.strip().startswith("<"):
        oracle.expect({"type": "xml", "exact": True}, text, 1.0 if well_formed(text.strip(" \t\r\n\v\f")) else 0.0, kind="xml/well-formed")

for _ in range(1500):
    text = element()
    parser = expat.ParserCreate("UTF-8")
    counts, texts = {}, []
    parser.StartElementHandler = lambda name, attributes: counts.__setitem__(name, counts.get(name, 0) + 1)
    parser.CharacterDataHandler = texts.append
    parser.Parse(text.encode(), True)
    name = random.choice(["a", "b", "é", "_", "a-1"])
    oracle.expect({"type": "xml", "checks": [{"path": "//" + name, "count": counts.get(name, 0)}, {"path": "//*", "count": sum(counts.values())},
                   {"path": "/*", "equals": "".join(texts), "match": "exact"}]}, text, 1.0, kind="xml/content")

for _ in range(4000):
    text = "".join(random.choice(["a", "b", ",", ",", '"', '""', "\n", "\r\n", "x y", ";", "1", '"a"', '"a,b"', '"\n"']) for _ in range(random.randint(1, 14)))
    text = text.strip()
    separator = random.choice([",", ";"])
    if not text:
        continue
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False) if row]
    except csv.Error:
        continue
    state = "start"
    for at, character in enumerate(text):
        if state == "quoted":
            state = "quote" if character == '"' else "quoted"
        elif state == "quote" and character == '"':
            state = "quoted"
        elif character in separator + "\r\n":
            state = "start"
        elif state == "start" and character == '"':
            state = "quoted"
        else:
            state = "plain"
    if state == "quoted":
        oracle.expect({"type": "csv", "header": False, "separator": separator, "rows": [["x"]], "extract": "whole"}, text, 0.0, kind="csv/never closed", extraction="failed")
        continue
    # Rows that are equally long can be expected; others are counted by their cells.
    width = len(rows[0])
    if all(len(row) == width for row in rows):
        oracle.expect({"type": "csv", "header": False, "separator": separator, "rows": rows, "match": "exact", "extract": "whole"}, text, 1.0, kind="csv/rows")
    else:
        oracle.expect({"type": "csv", "header": False, "separator": separator, "rows": [["\x00"]], "match": "exact", "extract": "whole"}, text, 0.0, kind="csv/ragged")
oracle.report(at_least=5000)
