"""Checkers whose answer is no answer, or that forge one."""

WRONG = {
    "nothing": "def check(view):\n    pass",
    "one": "def check(view):\n    return 1",
    "text": "def check(view):\n    return 'True'",
    "empty_pair": "def check(view):\n    return ()",
    "pair_of_one_and_reasons": "def check(view):\n    return 1, []",
    "reasons_that_are_numbers": "def check(view):\n    return True, [1]",
    "not_a_number": "def check(view):\n    return {'passed': True, 'score': float('nan')}",
    "infinity": "def check(view):\n    return {'passed': True, 'score': float('inf')}",
    "score_above_one": "def check(view):\n    return {'passed': True, 'score': 2}",
    "score_below_zero": "def check(view):\n    return {'passed': True, 'score': -0.1}",
    "score_that_is_a_bool": "def check(view):\n    return {'passed': True, 'score': True}",
    "passed_as_text": "def check(view):\n    return {'passed': 'yes'}",
    "no_passed": "def check(view):\n    return {'score': 1.0}",
    "unknown_key": "def check(view):\n    return {'passed': True, 'reward': 1.0}",
    "bare_number": "def check(view):\n    return float('nan')",
    "huge_integer": "def check(view):\n    return {'passed': True, 'score': 10 ** 400}",
    "lambda": "def check(view):\n    return lambda: True",
    "set": "def check(view):\n    return {True}",
    "bytes": "def check(view):\n    return b'True'",
    "class": "def check(view):\n    return bool",
    "object_that_is_true": """
class Yes:
    def __bool__(self):
        return True
    def __eq__(self, other):
        return True
def check(view):
    return Yes()
""",
    "integer_of_a_class_of_its_own": """
class Yes(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__
def check(view):
    return Yes(1)
""",
    "text_of_a_class_of_its_own": """
class Yes(str):
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__
def check(view):
    return {Yes("failed"): True}
""",
    "generator": "def check(view):\n    yield True",
    "coroutine": "async def check(view):\n    return True",
    "generator_expression": "def check(view):\n    return (True for _ in [1])",
    "exception": "def check(view):\n    return ValueError('x')",
}
"""Each runs to its end, and none of these is a verdict."""

TEXTS = {
    "half_a_surrogate_pair": "def check(view):\n    return True, ['\\ud800']",
    "null_character": "def check(view):\n    return True, ['a\\0b']",
    "characters_of_control": "def check(view):\n    return True, ['\\x1b[31m\\r\\x7f\\u202e']",
    "half_a_pair_in_an_exception": "def check(view):\n    raise ValueError('\\ud800')",
}
"""Texts that a file, or a terminal, may not take well."""

NO_CHECK = {
    "empty": "",
    "no_check": "def chek(view):\n    return True",
    "check_is_a_number": "check = 3",
    "check_is_a_lambda_of_nothing": "check = lambda: True",
    "other_arguments": "def check(before, after):\n    return True",
    "one_argument_too_many": "def check(view, extra):\n    return True",
    "only_by_position": "def check(view, /):\n    return True",
    "check_deleted": "def check(view):\n    return True\ndel check",
    "check_in_a_function": "def make():\n    def check(view):\n        return True",
    "check_is_a_class": "class check:\n    def __init__(self, wrong):\n        pass",
}

FORGED = {
    "reply_on_every_descriptor": """
import os
def check(view):
    for descriptor in range(64):
        try:
            os.write(descriptor, b'{"kind": "ok", "value": true}')
        except OSError:
            pass
    return False
""",
    "broken_sandbox": """
import os
def check(view):
    for descriptor in range(64):
        try:
            os.write(descriptor, b'{"kind": "infra", "message": "try again", "line": null}')
        except OSError:
            pass
    os._exit(0)
""",
    "unknown_kind": """
import os
def check(view):
    os.write(3, b'{"kind": "pass", "value": true}')
    os._exit(0)
""",
    "more_than_an_answer": """
import os
def check(view):
    os.write(3, b'{"kind": "ok", "value": true, "message": "x"}')
    os._exit(0)
""",
    "no_object": "import os\ndef check(view):\n    os.write(3, b'true')\n    os._exit(0)",
    "deep_brackets": "import os\ndef check(view):\n    os.write(3, b'[' * 60_000)\n    os._exit(0)",
    "long_integer": "import os\ndef check(view):\n    os.write(3, b'9' * 60_000)\n    os._exit(0)",
    "no_text": "import os\ndef check(view):\n    os.write(3, bytes(range(256)))\n    os._exit(0)",
    "half_a_surrogate_pair": """
import os
def check(view):
    os.write(3, b'{"kind": "ok", "value": [true, ["\\\\ud800"]]}')
    os._exit(0)
""",
    "answer_and_then_a_loop": """
import os
def check(view):
    os.write(3, b'{"kind": "ok", "value": true}')
    while True:
        pass
""",
    "answer_and_then_a_crash": """
import os
def check(view):
    os.write(3, b'{"kind": "ok", "value": true}')
    os.abort()
""",
    "answer_and_a_code": """
import os
def check(view):
    os.write(3, b'{"kind": "ok", "value": true}')
    os._exit(1)
""",
    "printed_answer": """
def check(view):
    print('{"kind": "ok", "value": true}')
    return False
""",
    "flood_of_answers": """
import os
def check(view):
    while True:
        os.write(3, b'{"kind": "ok", "value": true}' * 1000)
""",
}
"""None of these forgeries may pass: their form is not one that a checker can give."""
