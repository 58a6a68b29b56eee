"""Checkers that could tell what was judged before them, or that are not known to be unable to."""

ATTACKS = {
    "list": "seen = []\ndef check(view):\n    seen.append(1)\n    return len(seen)",
    "list_by_item": "seen = [0]\ndef check(view):\n    seen[0] += 1\n    return seen[0]",
    "list_by_slice": "seen = [0]\ndef check(view):\n    seen[:] = [1]\n    return len(seen)",
    "list_by_alias": "seen = []\ndef check(view):\n    mine = seen\n    mine.append(1)\n    return len(mine)",
    "list_by_or": "seen = []\ndef check(view):\n    mine = seen or seen\n    mine.append(1)\n    return len(mine)",
    "list_by_condition": (
        "seen = []\ndef check(view):\n    mine = seen if 1 else []\n    mine.append(1)\n    return len(mine)"
    ),
    "list_by_max": "a = []\nb = []\ndef check(view):\n    mine = max(a, b)\n    mine.append(1)\n    return len(mine)",
    "list_by_default": (
        "a = []\ndef check(view):\n    mine = max([], default=a)\n    mine.append(1)\n    return len(mine)"
    ),
    "list_by_next": (
        "a = []\ndef check(view):\n    mine = next(iter([]), a)\n    mine.append(1)\n    return len(mine)"
    ),
    "list_by_get": "a = []\ndef check(view):\n    mine = {}.get(1, a)\n    mine.append(1)\n    return len(mine)",
    "list_by_call": "a = []\ndef add(x):\n    x.append(1)\n    return len(x)\ndef check(view):\n    return add(a)",
    "list_by_display": "a = []\ndef check(view):\n    [a][0].append(1)\n    return len(a)",
    "list_by_loop": "a = []\ndef check(view):\n    for x in [a]:\n        x.append(1)\n    return len(a)",
    "list_by_walrus": "a = []\ndef check(view):\n    (x := a).append(1)\n    return len(a)",
    "list_by_return": "a = []\ndef get():\n    return a\ndef check(view):\n    get().append(1)\n    return len(a)",
    "list_by_method": "a = []\ndef check(view):\n    for _ in map(a.append, [1]):\n        pass\n    return len(a)",
    "list_by_augmented": "a = []\ndef check(view):\n    global a\n    a += [1]\n    return len(a)",
    "list_in_tuple": "a = ([],)\ndef check(view):\n    a[0].append(1)\n    return len(a[0])",
    "list_in_list": "a = [[]]\ndef check(view):\n    a[0].append(1)\n    return len(a[0])",
    "list_in_dict": "a = {'x': []}\ndef check(view):\n    a.get('x').append(1)\n    return len(a['x'])",
    "list_under_two_names": "a = b = []\ndef check(view):\n    b.append(1)\n    return len(a)",
    "list_by_unpacking": "[a] = [[]]\ndef check(view):\n    a.append(1)\n    return len(a)",
    "list_by_comprehension": "a = [[] for _ in range(2)]\ndef check(view):\n    a[0].append(1)\n    return len(a[0])",
    "list_by_condition_above": "if True:\n    a = []\ndef check(view):\n    a.append(1)\n    return len(a)",
    "set_by_operator": "a = set()\ndef check(view):\n    a.add(1)\n    return len(a)",
    "dict": "a = {}\ndef check(view):\n    a.setdefault(len(a), 1)\n    return len(a)",
    "dict_deleting": "a = {'x': 1}\ndef check(view):\n    del a['x']\n    return 1",
    "counter": "from collections import Counter\na = Counter()\ndef check(view):\n    a[1] += 1\n    return a[1]",
    "missing": (
        "from collections import defaultdict\na = defaultdict(int)\ndef check(view):\n    a[len(a)]\n    return len(a)"
    ),
    "number": "n = 0\ndef check(view):\n    global n\n    n += 1\n    return n",
    "closure": (
        "def make():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n        return n\n"
        "    return count\ncount = make()\ndef check(view):\n    return count()"
    ),
    "iterator": "i = iter([1, 2, 3])\ndef check(view):\n    return next(i, 0)",
    "generator": "i = (x for x in [1, 2, 3])\ndef check(view):\n    return next(i, 0)",
    "counter_of_itertools": "import itertools\ni = itertools.count()\ndef check(view):\n    return next(i)",
    "cycle": "from itertools import cycle\ni = cycle([1, 2])\ndef check(view):\n    return next(i)",
    "default": "def check(view, seen=[]):\n    seen.append(1)\n    return len(seen)",
    "default_of_keyword": "def check(view, *, seen={}):\n    seen[len(seen)] = 1\n    return len(seen)",
    "default_of_lambda": "f = lambda x, seen=[]: (seen.append(x), len(seen))\ndef check(view):\n    return f(1)[1]",
    "default_in_tuple": "def check(view, seen=(1, [])):\n    seen[1].append(1)\n    return len(seen[1])",
    "default_by_name": "a = []\ndef check(view, seen=a):\n    seen.append(1)\n    return len(seen)",
    "default_by_walrus": "def check(view, seen=(a := [])):\n    a.append(1)\n    return len(a)",
    "class": "class A:\n    n = 0\ndef check(view):\n    A.n += 1\n    return A.n",
    "instance": "class A:\n    pass\na = A()\ndef check(view):\n    a.n = getattr(a, 'n', 0) + 1\n    return a.n",
    "dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    n: int = 0\na = A()\ndef check(view):\n"
        "    a.n += 1\n    return a.n"
    ),
    "function": "def check(view):\n    check.n = getattr(check, 'n', 0) + 1\n    return check.n",
    "function_by_setattr": "def check(view):\n    setattr(check, 'n', 1)\n    return check.n",
    "defaults_of_function": "def check(view, n=0):\n    check.__defaults__ = (n + 1,)\n    return n",
    "annotations": (
        "def check(view: dict) -> bool:\n    check.__annotations__['n'] = 1\n    return len(check.__annotations__)"
    ),
    "annotation_that_runs": "def check(view: (a := [])):\n    a.append(1)\n    return len(a)",
    "decorator": (
        "import functools\n@functools.lru_cache\ndef f(x):\n    return []\ndef check(view):\n"
        "    f(1).append(1)\n    return len(f(1))"
    ),
    "module": "import json\ndef check(view):\n    json.n = 1\n    return 1",
    "module_under_a_name": "import json\ndef check(view):\n    m = json\n    m.n = 1\n    return 1",
    "module_function": "import json\ndef check(view):\n    json.loads = lambda text: {}\n    return 1",
    "context": "import decimal\ndef check(view):\n    c = decimal.getcontext()\n    c.prec -= 1\n    return c.prec",
    "random": "import random\ndef check(view):\n    return random.random()",
    "random_instance": "import random\nr = random.Random(1)\ndef check(view):\n    return r.random()",
    "time": "import time\ndef check(view):\n    return time.perf_counter()",
    "now": "from datetime import datetime\ndef check(view):\n    return str(datetime.now())",
    "globals": "def check(view):\n    globals()['n'] = globals().get('n', 0) + 1\n    return n",
    "vars": "def check(view):\n    return sorted(vars())",
    "execution": "def check(view):\n    exec('n = 1')\n    return 1",
    "builtin": "import builtins\ndef check(view):\n    builtins.n = 1\n    return 1",
    "builtin_shadowed": (
        "a = []\ndef check(view):\n    sorted = lambda x: x\n    sorted(a).append(1)\n    return len(a)"
    ),
    "builtin_parameter": "a = []\ndef check(view, sorted=None):\n    return sorted",
    "star_import": "from re import *\ndef check(view):\n    return 1",
    "import_inside": "def check(view):\n    import random\n    return random.random()",
    "import_twice": "import json\nimport random as json\ndef check(view):\n    return json.dumps(1)",
    "two_meanings": "a = (1,)\ndef check(view):\n    return a\na = [1]",
    "loop_above": "for a in [[]]:\n    pass\ndef check(view):\n    a.append(1)\n    return len(a)",
    "with_above": "with open('x') as a:\n    pass\ndef check(view):\n    return 1",
    "id": "def check(view):\n    return id([])",
    "hash": "def check(view):\n    return hash(check)",
    "text_of_lambda": "def check(view):\n    return str(lambda: 0)",
    "text_of_named_lambda": "def check(view):\n    f = lambda: 0\n    return f'{f}'",
    "text_of_function": "def check(view):\n    def f():\n        pass\n    return repr(f)",
    "text_of_list": "def check(view):\n    return str([lambda: 0])",
    "text_of_iterator": "def check(view):\n    return str(iter([]))",
    "text_of_stored_iterator": "def check(view):\n    i = iter([])\n    return '%s' % i",
    "text_of_iterators": "def check(view):\n    return [str(x) for x in map(iter, [[1], [2]])]",
    "text_of_missing": (
        "from collections import defaultdict\ndef check(view):\n    return str(defaultdict(lambda: 0))"
    ),
    "text_of_missing_iterator": (
        "from collections import defaultdict\ndef check(view):\n    return str(defaultdict(iter))"
    ),
    "text_by_applying": "def check(view):\n    return list(map(str, [check]))",
    "text_by_format": "def check(view):\n    return '{0.append}'.format([])",
    "text_by_format_of_item": "def check(view):\n    return '{0[0].append}'.format([[]])",
    "text_by_format_applied": "def check(view):\n    return list(map('{0.append}'.format, [[]]))",
    "text_by_key_error": (
        "def check(view):\n    try:\n        return {}[lambda: 0]\n    except KeyError as e:\n        return str(e)"
    ),
    "text_by_parameter": "def show(key):\n    return str(key)\ndef check(view):\n    return show(key=lambda: 0)",
    "text_by_dump": "import json\ndef check(view):\n    return json.dumps([check], default=str)",
    "text_of_max": "def check(view):\n    return str(max(iter([1]), key=lambda x: 0)) + str(max([1], [2], key=iter))",
    "text_of_returned": "def make():\n    return lambda: 0\ndef check(view):\n    return str(make())",
    "text_of_method": "def check(view):\n    f = [].append\n    return str(f)",
    "memo": "import copy\ndef check(view):\n    memo = {}\n    copy.deepcopy([[]], memo)\n    return str(memo)",
    "memo_by_keyword": (
        "import copy\ndef check(view):\n    memo = {}\n    copy.deepcopy([[]], memo=memo)\n    return str(memo)"
    ),
    "memo_by_star": (
        "import copy\ndef check(view):\n    memo = {}\n    copy.deepcopy(*[[[]], memo])\n    return str(memo)"
    ),
    "memo_by_two_stars": (
        "import copy\ndef check(view):\n    memo = {}\n    copy.deepcopy([[]], **{'memo': memo})\n    return str(memo)"
    ),
    "memo_under_a_name": (
        "from copy import deepcopy as d\ndef check(view):\n    memo = {}\n    d([[]], memo=memo)\n    return str(memo)"
    ),
    "alias_of_map": "def check(view):\n    m = map\n    return str(m(len, []))",
    "sameness": "def check(view):\n    a, b = 'ab', ''.join(['a', 'b'])\n    return a is b",
    "sameness_in_a_chain": "def check(view):\n    a = 'ab'\n    return a is 'ab' is not None",
    "sameness_of_modules": "import operator\ndef check(view):\n    return operator.is_('a', 'a')",
    "depth": (
        "def d(n):\n    try:\n        return d(n + 1)\n    except RecursionError:\n        return n\n"
        "def check(view):\n    return d(0)"
    ),
    "depth_by_exception": (
        "def d(n):\n    try:\n        return d(n + 1)\n    except Exception:\n        return n\n"
        "def check(view):\n    return d(0)"
    ),
    "depth_by_bare_except": (
        "def d(n):\n    try:\n        return d(n + 1)\n    except:\n        return n\ndef check(view):\n    return d(0)"
    ),
    "depth_by_runtime_error": (
        "def d(n):\n    try:\n        return d(n + 1)\n    except (KeyError, RuntimeError):\n        return n\n"
        "def check(view):\n    return d(0)"
    ),
    "depth_by_name": (
        "E = KeyError\ndef check(view):\n    try:\n        return check(view)\n    except E:\n        return 1"
    ),
    "depth_by_finally": (
        "def d(n):\n    try:\n        return d(n + 1)\n    finally:\n        return n\ndef check(view):\n"
        "    return d(0)"
    ),
    "depth_by_context": (
        "from contextlib import suppress\ndef check(view):\n    with suppress(RecursionError):\n"
        "        check(view)\n    return 1"
    ),
    "depth_by_group": (
        "def check(view):\n    try:\n        return check(view)\n    except* RecursionError:\n        pass"
    ),
    "memory": "def check(view):\n    try:\n        x = 'x' * 10**9\n    except MemoryError:\n        return 1",
    "output": (
        "def check(view):\n    try:\n        print('x' * 3000)\n    except Exception:\n        return 1\n    return 0"
    ),
    "output_alone": "def check(view):\n    print('x')\n    return 0",
    "size": "import sys\ndef check(view):\n    return sys.getsizeof([])",
    "traceback": "import sys\ndef check(view):\n    return str(sys.exc_info())",
    "cause": (
        "def check(view):\n    try:\n        raise KeyError(1) from ValueError(2)\n    except KeyError as e:\n"
        "        return str(e.__cause__)"
    ),
    "method_of_own_module": "import re\ndef check(view):\n    return re.purge()",
    "attribute": "def check(view):\n    return view.__class__",
    "names_of_helpers": "def check(view):\n    return _desugared_any(lambda x: x, [1])",
    "own_helper": (
        "def _desugared_any(values, items):\n    return 1\ndef check(view):\n    return any(x for x in [1])"
    ),
    "awaited": "async def f():\n    return 1\ndef check(view):\n    return f().send(None)",
    "yielded": "def f():\n    yield 1\ng = f()\ndef check(view):\n    return next(g)",
    "relative": "from .json import loads\ndef check(view):\n    return loads('1')",
}
