/// What the demo asks: four probes in each of six categories, most of them with fresh values every round.
enum DemoSuites {
    /// Name and content of each suite file.
    static let files: [(name: String, text: String)] = [
        (
            "arithmetic.json",
            #"""
            { "suite": "arithmetic", "category": "arithmetic", "defaults": { "temperature": 0, "max_output_tokens": 32 },
              "probes": [
                { "id": "product", "difficulty": "medium", "vary": { "a": { "int": [12, 99] }, "b": { "int": [12, 99] } },
                  "prompt": "What is {{a}} * {{b}}? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": "{{a * b}}" },
                  "examples": { "pass": ["{{a * b}}"], "fail": ["{{a * b + 10}}", "{{a + b}}"] } },
                { "id": "sum", "difficulty": "easy", "vary": { "a": { "int": [100, 999] }, "b": { "int": [100, 999] } },
                  "prompt": "What is {{a}} + {{b}}? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": "{{a + b}}" },
                  "examples": { "pass": ["{{a + b}}"], "fail": ["{{a + b - 10}}"] } },
                { "id": "change", "difficulty": "medium", "vary": { "price": { "int": [11, 48] }, "many": { "int": [2, 9] } },
                  "prompt": "{{many}} tickets cost {{price}} euros each. How much change is there from 500 euros? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": "{{500 - price * many}}" },
                  "examples": { "pass": ["{{500 - price * many}}"], "fail": ["{{price * many}}"] } },
                { "id": "crates", "difficulty": "easy",
                  "prompt": "A crate holds 48 apples. Three crates arrive and 57 apples are sold. How many are left? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": 87 },
                  "examples": { "pass": ["87"], "fail": ["78", "144"] } } ] }
            """#
        ),
        (
            "logic.json",
            #"""
            { "suite": "logic", "category": "logic", "defaults": { "temperature": 0, "max_output_tokens": 32 },
              "probes": [
                { "id": "larger", "difficulty": "easy", "vary": { "a": { "int": [100, 999] }, "b": { "int": [100, 999] } },
                  "prompt": "Is {{a}} larger than {{b}}? Answer Yes or No.",
                  "evaluate": { "type": "choice", "options": ["Yes", "No"], "equals": "{{yesno(a > b)}}" },
                  "examples": { "pass": ["{{yesno(a > b)}}"], "fail": ["{{yesno(a <= b)}}"] } },
                { "id": "divisible", "difficulty": "medium", "vary": { "a": { "int": [1000, 9999] }, "b": { "int": [3, 9] } },
                  "prompt": "Is {{a}} divisible by {{b}} without remainder? Answer Yes or No.",
                  "evaluate": { "type": "choice", "options": ["Yes", "No"], "equals": "{{yesno(a % b == 0)}}" },
                  "examples": { "pass": ["{{yesno(a % b == 0)}}"], "fail": ["{{yesno(a % b != 0)}}"] } },
                { "id": "oldest", "difficulty": "medium",
                  "prompt": "Ann is older than Ben. Cem is older than Ann. Who is the youngest? Reply with the name only.",
                  "evaluate": { "type": "equals", "value": "Ben", "match": "loose" },
                  "examples": { "pass": ["Ben"], "fail": ["Ann", "Cem"] } },
                { "id": "next", "difficulty": "hard", "vary": { "a": { "int": [2, 30] }, "d": { "int": [3, 17] } },
                  "prompt": "What comes next: {{a}}, {{a + d}}, {{a + 2 * d}}, {{a + 3 * d}}? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": "{{a + 4 * d}}" },
                  "examples": { "pass": ["{{a + 4 * d}}"], "fail": ["{{a + 5 * d}}"] } } ] }
            """#
        ),
        (
            "code.json",
            #"""
            { "suite": "code", "category": "code", "defaults": { "temperature": 0, "max_output_tokens": 48 },
              "probes": [
                { "id": "loop", "difficulty": "medium", "vary": { "n": { "int": [3, 12] }, "k": { "int": [2, 9] } },
                  "prompt": "What does this Python program print? Reply with the output only.\nx = 0\nfor i in range({{n}}):\n    x += {{k}}\nprint(x)",
                  "evaluate": { "type": "number", "equals": "{{n * k}}" },
                  "examples": { "pass": ["{{n * k}}"], "fail": ["{{n * k - k}}"] } },
                { "id": "length", "difficulty": "easy", "vary": { "w": { "letters": 7 } },
                  "prompt": "What is len(\"{{w}}\") + 1 in Python? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": "{{len(w) + 1}}" },
                  "examples": { "pass": ["{{len(w) + 1}}"], "fail": ["{{len(w)}}"] } },
                { "id": "modulo", "difficulty": "medium", "vary": { "a": { "int": [50, 400] }, "b": { "int": [7, 19] } },
                  "prompt": "What is {{a}} % {{b}} in C? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": "{{a % b}}" },
                  "examples": { "pass": ["{{a % b}}"], "fail": ["{{a % b + 1}}"] } },
                { "id": "reverse", "difficulty": "hard", "vary": { "w": { "letters": 6 } },
                  "prompt": "What does \"{{w}}\"[::-1] give in Python? Reply with the string only, without quotes.",
                  "evaluate": { "type": "equals", "value": "{{reverse(w)}}" },
                  "examples": { "pass": ["{{reverse(w)}}"], "fail": ["{{w}}"] } } ] }
            """#
        ),
        (
            "extraction.json",
            #"""
            { "suite": "extraction", "category": "extraction", "defaults": { "temperature": 0, "max_output_tokens": 64 },
              "probes": [
                { "id": "invoice", "difficulty": "easy", "vary": { "n": { "int": [10000, 99999] }, "amount": { "int": [100, 999] } },
                  "prompt": "Invoice {{n}} over {{amount}} euros was paid on Monday. Reply with a JSON object with the keys \"invoice\" and \"amount\", both numbers.",
                  "evaluate": { "type": "json", "checks": [ { "path": "$.invoice", "equals": "{{n}}" }, { "path": "$.amount", "equals": "{{amount}}" } ] },
                  "examples": { "pass": ["{\"invoice\": {{n}}, \"amount\": {{amount}}}"], "fail": ["Invoice {{n}}, amount {{amount}}", "{\"invoice\": {{amount}}, \"amount\": {{n}}}"] } },
                { "id": "city", "difficulty": "easy", "vary": { "c": { "word": "city" } },
                  "prompt": "Mira flew from Oslo to {{c}} and stayed a week. Where did she stay? Reply with the city only.",
                  "evaluate": [ { "type": "contains", "value": "{{c}}" }, { "type": "words", "max": 3 } ],
                  "examples": { "pass": ["{{c}}"], "fail": ["The text says that she stayed at a hotel."] } },
                { "id": "code", "difficulty": "medium", "vary": { "a": { "digits": 4 }, "b": { "letters": 3 } },
                  "prompt": "The parcel with the code {{upper(b)}}-{{a}} waits at desk 7. Reply with the code only.",
                  "evaluate": { "type": "equals", "value": "{{upper(b)}}-{{a}}" },
                  "examples": { "pass": ["{{upper(b)}}-{{a}}"], "fail": ["{{upper(b)}}{{a}}"] } },
                { "id": "count", "difficulty": "medium",
                  "prompt": "Berlin, Lima, Oslo, Quito, Rome: how many of these are capitals in South America? Reply with the number only.",
                  "evaluate": { "type": "number", "equals": 2 },
                  "examples": { "pass": ["2"], "fail": ["3", "1"] } } ] }
            """#
        ),
        (
            "format.json",
            #"""
            { "suite": "format", "category": "format", "defaults": { "temperature": 0, "max_output_tokens": 64 },
              "probes": [
                { "id": "three-words", "difficulty": "easy", "vary": { "c": { "word": "colour" } },
                  "prompt": "Write the word {{c}} three times, separated by single spaces, and nothing else.",
                  "evaluate": { "type": "equals", "value": "{{c}} {{c}} {{c}}", "match": "loose" },
                  "examples": { "pass": ["{{c}} {{c}} {{c}}"], "fail": ["{{c}}, {{c}}, {{c}}", "{{c}} {{c}}"] } },
                { "id": "lines", "difficulty": "medium",
                  "prompt": "Write exactly three lines; each line is one fruit, without numbers or bullets.",
                  "evaluate": { "type": "lines", "min": 3, "max": 3 },
                  "examples": { "pass": ["apple\npear\nplum"], "fail": ["apple, pear, plum", "apple\npear"] } },
                { "id": "upper", "difficulty": "easy", "vary": { "a": { "word": "animal" } },
                  "prompt": "Write the word {{a}} in capital letters and nothing else.",
                  "evaluate": { "type": "equals", "value": "{{upper(a)}}", "match": "exact" },
                  "examples": { "pass": ["{{upper(a)}}"], "fail": ["{{a}}"] } },
                { "id": "iso-date", "difficulty": "medium", "vary": { "d": { "int": [10, 28] } },
                  "prompt": "Write the {{d}}th of May 2031 as YYYY-MM-DD and nothing else.",
                  "evaluate": { "type": "equals", "value": "2031-05-{{d}}" },
                  "examples": { "pass": ["2031-05-{{d}}"], "fail": ["{{d}}.05.2031", "May {{d}}, 2031"] } } ] }
            """#
        ),
        (
            "instruction.json",
            #"""
            { "suite": "instruction", "category": "instruction", "defaults": { "temperature": 0, "max_output_tokens": 48 },
              "probes": [
                { "id": "only-last", "difficulty": "easy", "vary": { "n": { "word": "noun", "count": 3 } },
                  "prompt": "Here are three words: {{nth(n, 1)}}, {{nth(n, 2)}}, {{nth(n, 3)}}. Reply with the last one only.",
                  "evaluate": { "type": "equals", "value": "{{nth(n, 3)}}", "match": "loose" },
                  "examples": { "pass": ["{{nth(n, 3)}}"], "fail": ["{{nth(n, 1)}}"] } },
                { "id": "no-letter", "difficulty": "hard",
                  "prompt": "Name a month of the year that does not contain the letter r. Reply with the month only.",
                  "evaluate": { "type": "equals", "value": ["May", "June", "July", "August"], "match": "loose" },
                  "examples": { "pass": ["June", "August"], "fail": ["March"] } },
                { "id": "ignore", "difficulty": "medium", "vary": { "a": { "int": [11, 99] } },
                  "prompt": "Ignore the number {{a}} and reply with the word ready, in lower case, and nothing else.",
                  "evaluate": { "type": "equals", "value": "ready", "match": "exact" },
                  "examples": { "pass": ["ready"], "fail": ["{{a}}", "Ready: {{a}}"] } },
                { "id": "order", "difficulty": "medium", "vary": { "a": { "int": [10, 39] }, "b": { "int": [40, 69] }, "c": { "int": [70, 99] } },
                  "prompt": "Sort these numbers from large to small, separated by commas and single spaces: {{b}}, {{a}}, {{c}}. Reply with the list only.",
                  "evaluate": { "type": "equals", "value": "{{c}}, {{b}}, {{a}}" },
                  "examples": { "pass": ["{{c}}, {{b}}, {{a}}"], "fail": ["{{a}}, {{b}}, {{c}}"] } } ] }
            """#
        ),
    ]
}
