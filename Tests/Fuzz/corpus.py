"""The fuzzer's inputs and the project's files.

seeds DIALECT DIRECTORY: writes the dialect's fixtures and kept corpus as inputs; prints the options of its decoder. For
    "evaluators" it prints where it wrote the declarations of the reference cases, one a line.
keep DIALECT DIRECTORY: keeps the smallest inputs of a directory as the dialect's corpus, or the evaluators'.
"""
import base64
import json
import pathlib
import sys

action, dialect, directory = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
kept = pathlib.Path("Tests/Fixtures/corpora", dialect + ".txt")
MOST, LONGEST = (600 if dialect == "evaluators" else 120), 1024
statuses = [200, 200, 200, 400, 429, 500, 529, 200]
endings = ["stop", "length", "tool-calls", "content-filter", "refusal", "unknown"]
MEASURED = {"total", "first_token", "input_tokens", "output_tokens", "reasoning_tokens", "usd", "logs"}

if action == "keep":
    inputs = sorted((file.read_bytes() for file in directory.iterdir()), key=lambda each: (len(each), each))
    # What is shorter than its head is no input.
    inputs = [each for each in inputs if (3 if dialect == "evaluators" else 1) <= len(each) <= LONGEST]
    # Evenly over the sizes, so that the long ones are not all lost.
    step = max(1, len(inputs) / MOST)
    chosen = [inputs[int(index * step)] for index in range(min(MOST, len(inputs)))]
    kept.write_text("".join(base64.b64encode(each).decode() + "\n" for each in chosen))
    print(f"{dialect}: {len(chosen)} of {len(inputs)} inputs kept")
    sys.exit()

if kept.exists():
    for number, line in enumerate(kept.read_text().split()):
        (directory / f"kept-{number}").write_bytes(base64.b64decode(line))
if dialect == "evaluators":
    declarations = []
    for file in sorted(pathlib.Path("Tests/Fixtures/evaluators").glob("*.json")):
        for number, case in enumerate(json.loads(file.read_text())):
            declaration = json.dumps(case["evaluate"])
            if declaration not in declarations:
                declarations.append(declaration)
            index = declarations.index(declaration)
            calls = case.get("tool_calls") or []
            flags = endings.index(case.get("finish", "stop")) | (8 if calls else 0)
            text = calls[0].get("arguments") or "" if calls else case.get("answer", "")
            facts = b""
            if MEASURED & set(case):
                flags, facts = flags | 0x20, bytes([16, 8, 40, 1, 8])
            head = bytes([index >> 8, index & 255, flags])
            (directory / f"seed-{file.stem}-{number}").write_bytes(head + facts + text.encode())
    path = directory.parent / "declarations.txt"
    path.write_text("\n".join(declarations) + "\n")
    print(path)
    sys.exit()

options = None
for file in sorted(pathlib.Path("Tests/Fixtures/dialects", dialect, "decode").glob("*.json")):
    case = json.loads(file.read_text())
    options = options or case.get("options") or (case.get("provider") or {}).get("options")
    response = case.get("response") or {}
    body = response.get("body") or ""
    body = base64.b64decode(body["base64"]) if isinstance(body, dict) else body.encode()
    status = response.get("status", 200)
    index = statuses.index(status) if status in statuses else 3
    flags = (1 if case.get("streamed") else 0) | index << 2
    (directory / f"seed-{file.stem}").write_bytes(bytes([flags]) + body)
    headers = "".join(f"{name}: {value}\n" for name, value in response.get("headers") or []) + "\n"
    (directory / f"seed-headers-{file.stem}").write_bytes(bytes([flags | 0x20]) + headers.encode() + body)
print(json.dumps(options))
