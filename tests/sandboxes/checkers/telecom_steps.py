"""The user's steps, in runs of the same tool, end with a speed test that followed the repair."""

import functools
import itertools
import operator
import string


def spoken(text):
    return " ".join(word.strip(string.punctuation).lower() for word in text.split())


def check(view):
    steps = [call for call in view["calls"] if call["side"] == "user"]
    runs = [(name, len(list(group))) for name, group in itertools.groupby(steps, key=operator.itemgetter("name"))]
    longest = functools.reduce(max, (count for _, count in runs), 0)
    if longest > 2:
        return False, [f"one tool was used {longest} times in a row"]
    names = [name for name, _ in runs]
    if not names or names[-1] != "run_speed_test":
        return False, ["the steps do not end with a speed test"]
    fixed = "toggle_data" in names[:-1]
    heard = any("mobile data" in spoken(text) for text in view["said"])
    return fixed and heard, [] if fixed and heard else [f"fixed={fixed!s} heard={heard!s}"]
