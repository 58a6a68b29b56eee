"""Checkers that take all there is of something. None may end in an answer, nor last longer than the limits allow."""

TIME = {
    "endless_loop": "def check(view):\n    while True:\n        pass",
    "endless_loop_while_loading": "while True:\n    pass\ndef check(view):\n    return True",
    "endless_loop_in_except": """
def check(view):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
""",
    "endless_loop_in_finally": """
def check(view):
    try:
        raise ValueError
    finally:
        while True:
            pass
""",
    "endless_loop_behind_signals": """
import signal
def check(view):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
            signal.setitimer(signal.ITIMER_PROF, 0)
        except (OSError, ValueError):
            pass
    while True:
        pass
""",
    "endless_loop_behind_a_signal_mask": """
import signal
def check(view):
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    except OSError:
        pass
    while True:
        pass
""",
    "endless_loop_in_a_text_of_an_exception": """
class Evil(Exception):
    def __str__(self):
        while True:
            pass
def check(view):
    raise Evil
""",
    "endless_loop_in_a_finalizer": """
class Evil:
    def __del__(self):
        while True:
            pass
def check(view):
    Evil()
    while True:
        pass
""",
    "endless_iterator": "import itertools\ndef check(view):\n    return sum(itertools.repeat(0)) == 1",
    "endless_comparison": """
class Evil(str):
    def __eq__(self, other):
        while True:
            pass
    __hash__ = str.__hash__
def check(view):
    return Evil("a") in ["a", "b"]
""",
    "wait_for_a_lock": """
import threading
def check(view):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
""",
    "wait_for_an_event": "import threading\ndef check(view):\n    threading.Event().wait()",
    "big_integer_power": "def check(view):\n    return len(str(9 ** 9 ** 8)) == 1",
    "big_integer_product": "def check(view):\n    n = 7\n    while True:\n        n *= n",
    "long_scan": "def check(view):\n    return sum('b' in 'a' * 5_000_000 for _ in range(10_000_000)) == 1",
    "decimal_power": """
import decimal
def check(view):
    decimal.getcontext().prec = 500_000
    while True:
        decimal.Decimal(3).exp()
""",
    "sort_with_an_endless_key": """
def check(view):
    def key(value):
        while True:
            pass
    return sorted([2, 1], key=key)
""",
}

BACKTRACKING = {
    "repeated_repetition": "import re\ndef check(view):\n    return bool(re.match(r'(a+)+$', 'a' * 60 + 'b'))",
    "alternatives_that_overlap": "import re\ndef check(view):\n    return bool(re.match(r'(a|a)*c', 'a' * 60))",
    "backward_reference": "import re\ndef check(view):\n    return bool(re.match(r'(a*)*\\1b', 'a' * 40))",
}
"""Some engines answer these at once. The answer is no."""

MEMORY = {
    "list_that_grows": """
def check(view):
    kept = []
    while True:
        kept.append("x" * 100_000 + str(len(kept)))
""",
    "text_that_doubles": "def check(view):\n    text = 'x'\n    while True:\n        text += text",
    "one_big_list": "def check(view):\n    return len([0] * 10**10) == 0",
    "one_big_text": "def check(view):\n    return len('x' * 10**11) == 0",
    "wide_format": "def check(view):\n    return len(f'{1:>10000000000}') == 0",
    "big_range": "def check(view):\n    return len(list(range(10**10))) == 0",
    "big_memory_behind_except": """
def check(view):
    kept = []
    while True:
        try:
            kept.append(bytearray(10_000_000))
        except BaseException:
            continue
""",
    "dictionary_that_grows": """
def check(view):
    kept = {}
    while True:
        kept[len(kept)] = [len(kept)] * 1000
""",
}

DEPTH = {
    "recursion": "def check(view):\n    return check(view)",
    "recursion_of_two": """
def one(x):
    return other(x) + 1
def other(x):
    return one(x) + 1
def check(view):
    return one(1)
""",
    "recursion_without_a_limit": """
import sys
def check(view):
    try:
        sys.setrecursionlimit(10**9)
    except BaseException:
        pass
    return check(view)
""",
    "recursion_through_c": """
import sys
class Deep:
    def __repr__(self):
        return repr(self)
def check(view):
    sys.setrecursionlimit(10**9)
    return repr(Deep())
""",
    "recursion_behind_except": """
def check(view):
    try:
        return check(view)
    except BaseException:
        return check(view)
""",
    "deep_answer": """
def check(view):
    deep = []
    for _ in range(200_000):
        deep = [deep]
    return deep
""",
    "answer_that_holds_itself": "def check(view):\n    answer = []\n    answer.append(answer)\n    return answer",
}

OUTPUT = {
    "flood_of_lines": "def check(view):\n    while True:\n        print('x' * 1000)",
    "one_big_line": "def check(view):\n    print('x' * 10_000_000)\n    return True",
    "big_answer": "def check(view):\n    return True, ['x' * 50_000_000]",
}

SOURCE = {
    "many_brackets": "(" * 5_000 + ")" * 5_000,
    "many_signs": "x = " + "-" * 100_000 + "1\ndef check(view):\n    return True",
    "many_terms": "x = " + "1 + " * 50_000 + "1\ndef check(view):\n    return True and x == 0",
    "many_blocks": "\n".join("    " * depth + "if True:" for depth in range(150)) + "\n" + "    " * 150 + "pass",
    "many_attributes": "x = a" + ".b" * 50_000 + "\ndef check(view):\n    return True",
    "null_character": "def check(view):\n    return True\0",
    "half_a_surrogate_pair": "def check(view):\n    return '\ud800' == 1",
    "folded_constant": "X = ('x' * 4000 + 'y') * 4000 * 4000 * 4000\ndef check(view):\n    return True",
    "no_end": "def check(view):\n    return (",
    "many_parts": "def check(view):\n    return any("
    + "any(" * 60
    + "["
    + "0," * 40_000
    + "]"
    + " for x in [1])" * 60
    + ")",
    "many_digits": "def check(view):\n    return round(1.5) == 2 and 0x" + "f" * 20_000 + " > 1",
    "pattern_in_many_calls": "import re\nP = '"
    + "$" * 20_000
    + "'\ndef check(view):\n"
    + "    re.search(P, '')\n" * 500,
    "pattern_of_brackets": "import re\ndef check(view):\n    return bool(re.search('" + "[" * 90_000 + "', ''))",
    "other_encoding": "# coding: utf-7\ndef check(view):\n    return +AGE-\n",
}
"""Code that is hard to compile, or hard to hand over."""
