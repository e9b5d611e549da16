"""Seeded texts for the oracles: words, marks, scripts, hostile pieces, and changed copies of a text."""

WORDS = """the a an The A of and to in is it that cat dog sat mat on ran red green blue one two three four five quick brown
fox jumps over lazy well-known it's don't U.S. e.g. 3.14 1,000 10-20 99% $5 item_3 and/or AT&T (yes) [no] "quoted" 'single'
Hello, world! Paris. Why? answer: 42 x=y foo;bar a.b.c 1.2.3 ... -- - state-of-the-art 3-D p<q http://x.y/z?a=1&b=2""".split()
SCRIPTS = [
    "abcdefgh", "ABCdefIJK", "0123456789", "äöüßéèñçøåœ", "αβγδσςΣΑΩ", "абвгдеЖЗИ", "日本語中文字漢仮名ひらカタ", "한국어말글",
    "العربية", "עברית", "ไทยภาษา", "हिन्दीभाषा", "😀🎉👍🏽🇩🇪👨‍👩‍👧", "e\u0301a\u0308o\u0302\u0327", "İıKÅſẞΣ",
    ".,;:!?-–—…'\"’“”()[]{}<>/\\|@#$%^&*_+=~`", " \t\n\r\u00a0\u2003\u3000\u200b\u001f\u0085",
]
HOSTILE = [
    "<skipped>", "-\n", "&quot;", "&amp;", "&lt;b&gt;", "&amp;quot;", "\n\n", "\r\n", ",,", "..", ".,.", "1.", ".1", "1-", "-1",
    "a.", ".a", "\u0000", "\ufeff", "aaaaaaaaaaaaaaaa", "((((", "``", "''", "_", "__a__", "the the", "a\u0301", "ΣΑΣ", "Σ", "É",
    "1.000,5", "x" * 70, "\u2028", "\u001c",
]


def piece(random):
    """A word, a run of one script, or something hostile."""
    kind = random.random()
    if kind < 0.6:
        return random.choice(WORDS)
    if kind < 0.85:
        script = random.choice(SCRIPTS)
        return "".join(random.choice(script) for _ in range(random.randint(1, 6)))
    return random.choice(HOSTILE)


def text(random, most=30):
    """A text of up to so many pieces; sometimes plain words only, sometimes of one script, sometimes of few letters."""
    count = random.randint(1, most)
    kind = random.random()
    if kind < 0.35:
        return " ".join(random.choice(WORDS) for _ in range(count))
    if kind < 0.45:
        script = random.choice(SCRIPTS)
        return "".join(random.choice(script) for _ in range(count * 3))
    if kind < 0.55:
        return "".join(random.choice("ab ") for _ in range(count * 4))
    separators = [" ", " ", " ", "", "\n", "  "]
    return "".join(piece(random) + random.choice(separators) for _ in range(count))


def changed(random, original):
    """A copy with some pieces dropped, doubled, swapped or replaced, by characters or by words."""
    separator = " " if random.random() < 0.5 else ""
    parts = original.split(" ") if separator else list(original)
    for _ in range(random.randint(0, max(1, len(parts) // 4))):
        if not parts:
            break
        at = random.randrange(len(parts))
        action = random.randrange(4)
        if action == 0:
            del parts[at]
        elif action == 1:
            parts.insert(at, parts[at])
        elif action == 2:
            other = random.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        else:
            parts[at] = piece(random)
    return separator.join(parts)


def pair(random, most=30):
    """An expected text, never empty, and an answer that is often like it."""
    expected = text(random, most) or "x"
    kind = random.random()
    if kind < 0.05:
        return expected, expected
    if kind < 0.08:
        return expected, ""
    return expected, changed(random, expected) if kind < 0.7 else text(random, most)
