"""Idioms of people and models: what monty must run as Python does, and what it must refuse."""

from __future__ import annotations

SETUP = """
import json, math, re, itertools
from collections import Counter, defaultdict, deque
from datetime import date, datetime, time, timedelta, timezone
log = []
def seen(x):
    log.append(x)
    return x
def moment(text, form):
    try:
        return str(datetime.strptime(text, form))
    except ValueError as error:
        return str(error)
def day(text):
    try:
        return str(datetime.fromisoformat(text))
    except ValueError:
        return None
def number(found):
    return "<" + found[0].lstrip("0") + ">"
"""
"""What every idiom can use."""

SAME = [
    # Operators that change what they are used on, under whatever name.
    "a = {1}; b = a; b |= {2}; r = sorted(a), a is b",
    "a = {1, 2}; b = a; b -= {1}; r = a, b",
    "a = {1, 2}; b = a; b &= {2, 3}; b ^= {2, 4}; r = a, b",
    "def f(s): s |= {2}\na = {1}; f(a); r = a",
    "def f(x, names=set()):\n    names |= {x}\n    return sorted(names)\nr = f(1), f(2)",
    "class T:\n    def __init__(self): self.s = set()\n    def add(self, x): self.s |= {x}\n"
    "t = T(); s = t.s; t.add(1); r = s",
    "d = defaultdict(set); s = d['a']; s |= {2}; d['a'] |= {3}; r = dict(d)",
    "d = {'a': {'b': {1}}}; s = d['a']['b']; d['a']['b'] |= {2}; r = s",
    "rows = [{'s': {1}}]; s = rows[0]['s']; rows[len(rows) - 1]['s'] -= {1}; r = s",
    "s = set(); l = [s]; s |= {1}; r = l",
    "l = [1]; m = l; m *= 2; r = l",
    "def f(x): x *= 2\nl = [1]; f(l); r = l",
    "l = [1]; m = l; m += (2,); m += 'ab'; m += {'k': 1}; m += range(2); m += {9}; r = l",
    "l = [1]; m = l; m += (x for x in [2]); m += map(str, [3]); m += {'k': 4}.values(); r = l",
    "l = [1]; more = (2, 3); l += more; r = l",
    "a = Counter('aab'); b = a; b += Counter('c'); b -= Counter('a'); r = a",
    "a = Counter('aab'); b = a; b |= Counter('c'); b &= Counter('ac'); r = a",
    "a = {'a': 1}; b = a; b |= {'b': 2}; r = a",
    "q = deque([1]); p = q; p += [2]; p *= 2; r = q",
    "a = frozenset({1}); b = a; b |= {2}; r = a, b",
    "a = (1,); b = a; b += (2,); b *= 2; r = a, b",
    "n = 7; n -= 2; n *= 3; n |= 1; n &= 13; n ^= 2; s = 'a'; s *= 2; s += 'b'; r = n, s",
    "ok = True; ok &= 1 < 2; ok |= len('a') == 2; r = ok",
    "total = 0\nfor row in [{'x': 1.5}, {'x': 2}]:\n    total += row['x']\n    total -= row['x'] / 2\nr = total",
    "s = {1, 2, 3}; t = s; t.difference_update([1]); t.intersection_update({2, 3}); r = s",
    "s = {1}; s.symmetric_difference_update({1, 2}); s.update([3], (4,)); r = sorted(s)",
    "r = sorted(set().union([1], (2,))), {1, 2}.intersection([1], [2]), {1, 2, 3}.difference([1], [2])",
    "r = sorted(set().union(*[[1], [2]])), set().union()",
    "q = deque([1, 2, 3]); del q[1]; r = q",
    "try: del 'abc'[0]\nexcept TypeError as error: r = str(error)",
    "try: del {}[[]]\nexcept TypeError: r = 'no key'",
    # What is lazy.
    "try: r = any(map(lambda x: 1 / x, [1, 0]))\nexcept ZeroDivisionError: r = 'raised'",
    "try: r = all(map(lambda x: 1 / x > 2, [1, 0]))\nexcept ZeroDivisionError: r = 'raised'",
    "try: r = next(filter(lambda x: 1 / x > 0, [1, 0]), None)\nexcept ZeroDivisionError: r = 'raised'",
    "try: r = next(map(lambda x: 1 / x, [1, 0]))\nexcept ZeroDivisionError: r = 'raised'",
    "try: r = 5 in (row['k'] for row in [{'k': 5}, {}]), 6 not in (row['k'] for row in [{'k': 5}])\n"
    "except KeyError: r = 'raised'",
    "nan = float('nan'); r = nan in (x for x in [nan])",
    "for x in (seen(i) for i in range(4)):\n    if x == 1: break\nr = log, x",
    "for x in map(seen, range(4)):\n    if x == 1: break\nelse: x = 'else'\nr = log, x",
    "for x in filter(seen, [0, 0, 3, 4]):\n    break\nr = log, x",
    "out = []\nfor a, b in ((seen(i), i) for i in range(3) if i != 1):\n    out.append((a, b))\n    continue\nr = out",
    "for x in (i for i in [1, 2] if seen(i)):\n    seen(-x)\nr = log",
    "r = any(seen(x) > 1 for x in map(seen, [1, 2, 3])), log",
    "r = any(a == b for a, b in zip([1, 2], [3, 2])), sum(map(len, ['a', 'bc'])), dict(map(lambda x: (x, 1), 'ab'))",
    "a, b = map(int, ['1', '2']); c, d = (x for x in 'ab'); r = a, b, c, d",
    "z = zip([1], [2]); r = list(z), list(z), bool(zip())",
    "e = enumerate('ab'); r = next(e), list(e)",
    "m = map(str, [1, 2]); f = filter(None, [0, 1]); r = list(m), list(m), next(f)",
    "r = [*filter(None, [0, 1])], max(map(len, ['a', 'bc'])), ','.join(str(x) for x in [1, 2])",
    "r = sorted(itertools.chain.from_iterable(map(list, ['ab', 'c']))), list(zip([1, 2], map(str, [3, 4])))",
    "r = set().union(*(row.get('k', []) for row in [{'k': [1]}, {}]))",
    # What values have.
    "r = [hasattr(x, 'items') for x in ({}, [], '', 1, None, Counter())]",
    "r = [hasattr(x, '__iter__') for x in ({}, [], '', 1, None, (), set())], hasattr(1.5, 'is_integer')",
    "class A:\n    def __init__(self): self.items = 1\nr = hasattr(A(), 'items'), hasattr(A(), 'get')",
    "r = getattr({'a': 1}, 'get')('a'), hasattr('', 'isoformat'), hasattr(date(2024, 1, 1), 'isoformat')",
    "out = []; put = out.append; put(1); get = {'a': 1}.get; r = out, get('a'), get('b', 2)",
    "find = re.compile('a').search; r = bool(find('ba')), [f(' A ') for f in (str.strip, str.lower)]",
    "r = [x.is_integer() for x in (2.0, 2.5, -0.0, float('inf'), float('nan'), 1e300)]",
    "class A: pass\nr = A().__class__.__name__, (1).__class__ is int, ValueError('a').__class__.__name__",
    # Moments.
    "r = [moment(*x) for x in (('2024-5-1', '%Y-%m-%d'), ('2024-05-01 ', '%Y-%m-%d'), (' 2024-05-01', '%Y-%m-%d'))]",
    "r = [moment(*x) for x in (('may 1, 2024', '%B %d, %Y'), ('MAY 01 2024', '%b %d %Y'), ('5/1/24', '%m/%d/%y'))]",
    "r = [moment(*x) for x in (('1/2/68', '%d/%m/%y'), ('1/2/69', '%d/%m/%y'), ('3 PM', '%I %p'), ('12 AM', '%I %p'))]",
    "r = [moment(*x) for x in (('10:00 +0200', '%H:%M %z'), ('24', '%y'), ('May 2024', '%B %Y'), ('099', '%j'))]",
    "r = [moment(*x) for x in (('Wed, May 1', '%a, %B %d'), ('10:00:01.5', '%H:%M:%S.%f'))]",
    "try: r = datetime.strptime('2024-02-30', '%Y-%m-%d')\nexcept ValueError: r = 'no day'",
    "r = [moment(*x) for x in (('2024-05-01\\n', '%Y-%m-%d'), ('2024-05-01  10:00', '%Y-%m-%d %H:%M'), ('0', '%H'))]",
    "r = [moment(*x) for x in (('2024-05-01T10:00:00Z', '%Y-%m-%dT%H:%M:%SZ'), ('100%', '%H0%%'), ('a.b', 'a.b'))]",
    "r = [moment(*x) for x in (('2024 366', '%Y %j'), ('10:00 Z', '%H:%M %z'), ('10:00 z', '%H:%M %z'), ('', '%d'))]",
    "r = [day(x) for x in ('2024-05-01', '2024-05-01T10:00', '2024-05-01 10:00:00.123', '2024-05-01T10:00:00+02:00')]",
    "r = [day(x) for x in ('', 'abc', ' 2024-05-01', '2024-5-1', '2024-13-01', '24-05-01', '2024-05-01T25:00', '1')]",
    "r = [f(x) for f, x in ((date.fromisoformat, '2024-05-01'), (time.fromisoformat, '06:35'))]",
    # Patterns.
    "r = re.findall('[&&]', 'a&'), re.findall('[a&&b]', 'a&b'), re.findall('[~~a]', '~a'), re.findall('[[]', '[')",
    "r = re.findall(r'[a\\-z]', 'a-z'), re.findall(r'[]a]', ']a'), re.findall(r'[^[]+', 'a[b')",
    "r = re.sub(r'\\s+', r'\\n', 'a  b'), re.sub('a', r'\\t|', 'a'), re.sub('(a)', r'[\\1\\g<1>]\\\\', 'a')",
    "r = re.sub('a', '$1 ${x}', 'a'), re.sub(r'\\s*$', '', 'a '), re.sub(r'x*', '', 'axb'), re.sub('a', r'\\$', 'a')",
    "r = re.sub(r'\\d+', lambda m: m[0] * 2, 'a1b22'), re.sub(r'\\d+', number, 'W007 08', count=1)",
    "r = re.sub('B', lambda m: m[0].lower(), 'aBb', flags=re.I), re.compile('b').sub(number, 'abb', 1)",
    "mark = r'\\n'; r = re.sub('a', mark, 'a'), [re.sub('a', x, 'a') for x in ('b', 'c')]",
    "r = re.split(r'\\b', 'a b'), re.findall('(?m)^', 'a\\nb'), re.sub(r'(?<=\\d)(?=(\\d{3})+$)', ',', '1234567')",
    # Formats, and the messages of errors.
    "try: r = f'{None:<5}'\nexcept TypeError as error: r = str(error)",
    "try: r = f'{[1]:>{5}}'\nexcept TypeError as error: r = str(error)",
    "try: r = '{:>5}|{}'.format({}.get('a'), 1)\nexcept TypeError as error: r = str(error)",
    "try: r = format({1}, '>5')\nexcept TypeError as error: r = str(error)",
    "r = '{:>5}|{}|{a:.1f}'.format('x', None, a=1.25), f'{None!s:>6}|{True:>5}|{date(2024, 1, 2):%d %b}|{1.5:.0f}'",
    "try: assert 1 == 2, ('a', 1)\nexcept AssertionError as error: r = str(error)",
    "try: assert [], [1, 2]\nexcept AssertionError as error: r = str(error)",
    "try: raise ValueError(['a'])\nexcept ValueError as error: r = str(error)",
    "try: raise ValueError(5)\nexcept Exception as error: r = str(error), type(error).__name__",
    "key = 'a'\ntry: raise KeyError(key)\nexcept KeyError as error: r = str(error), error.args",
    "try: {}['a']\nexcept Exception as error: r = repr(error)",
    "try: 1 / 0\nexcept: r = 'caught'",
    "try:\n    try: 1 / 0\n    except Exception: raise\nexcept ZeroDivisionError: r = 'passed on'",
    # Special methods that there are.
    "class A:\n    def __eq__(self, other): return True\nr = A() == 1, A() != 1, A() in [5]",
    "class A:\n    def __str__(self): return 'S'\n    def __repr__(self): return 'R'\nr = f'{A()}', str([A()])",
    "class A:\n    def __hash__(self): return 1\n    def __eq__(self, other): return True\nr = len({A(), A()})",
    "class A:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return self.x + o\n"
    "    def __radd__(self, o): return self.x + o\n    def __getitem__(self, k): return k\n"
    "    def __contains__(self, k): return k == self.x\n    def __call__(self, y): return y\n"
    "    def __iter__(self): return iter([self.x])\n"
    "a = A(1); r = a + 1, sum([a]), a['k'], 1 in a, 2 in a, a(3), list(a)",
    "class A:\n    def __enter__(self): return 1\n    def __exit__(self, *error): return True\n"
    "with A() as x: 1 / 0\nr = x",
]
"""Each sets ``r``; monty must set it to the same."""

REFUSED = {
    **{
        f"class A:\n    def {name}(self, *x): return 1\nr = 1": f"a class with {name}"
        for name in (
            "__bool__",
            "__len__",
            "__format__",
            "__lt__",
            "__le__",
            "__gt__",
            "__ge__",
            "__ne__",
            "__getattr__",
            "__iadd__",
            "__setattr__",
            "__getattribute__",
            "__new__",
            "__reversed__",
            "__delitem__",
            "__bytes__",
            "__ior__",
            "__missing__",
        )
    },
    "class A:\n    __slots__ = ('a',)\nr = 1": "a class with __slots__",
    "class A:\n    @property\n    def x(self): return 1\nr = A().x": "@property on a method",
    "class A:\n    @staticmethod\n    def x(): return 1\nr = A.x()": "@staticmethod on a method",
    "class A(Exception): pass\nr = 1": "a class that inherits (A from Exception)",
    "def f():\n    yield 1\nr = list(f())": "'yield'",
    "try:\n    import statistics\n    r = 1\nexcept Exception: r = 0": "the module 'statistics'",
    "try:\n    from enum import Enum\n    r = 1\nexcept ImportError: r = 0": "Enum",
    "try:\n    from collections import OrderedDict\n    r = 1\nexcept ImportError: r = 0": "collections.OrderedDict",
    "try: r = re.subn('a', 'b', 'a')\nexcept Exception: r = 0": "re.subn",
    "try: r = re.search('a', 'A', re.VERBOSE)\nexcept Exception: r = 0": "re.VERBOSE",
    "try: r = 'x'.translate({120: 'y'})\nexcept Exception: r = 0": ".translate",
    "try: r = callable(len)\nexcept Exception: r = 0": "the builtin 'callable'",
    "try: r = json.dumps({1}, default=list)\nexcept Exception: r = 0": "json.dumps with default=",
    "try: r = (5).bit_length()\nexcept Exception: r = 0": ".bit_length",
    "try: r = dict.get({}, 'a', 1)\nexcept Exception: r = 0": "dict.get as a function",
    "try: r = datetime.today()\nexcept Exception: r = 0": "datetime.today",
    "try: r = datetime.fromtimestamp(0)\nexcept Exception: r = 0": ".fromtimestamp",
    "try: r = range(5).index(3)\nexcept Exception: r = 0": ".index of 'range' is not supported here",
    "try: r = [].__len__()\nexcept Exception: r = 0": ".__len__",
    "try: r = timedelta(1) * 1.5\nexcept TypeError: r = 0": "this is not supported here: unsupported operand",
    "try:\n    try: r = range(5).count(3)\n    except Exception: r = 0\nexcept: r = 1": ".count of 'range'",
    "r = getattr({'a': 1}, 'get', None)": "getattr of 'get'",
    "name = 'ge' + 't'; r = hasattr({}, name)": "hasattr with a name that is worked out",
    "r = hasattr(dict, 'get')": "hasattr of a type",
    "r = day('20240501')": "fromisoformat of '20240501'",
    "r = day('2024-W18-3')": "fromisoformat of '2024-W18-3'",
    "r = moment('18 3', '%U %w')": "strptime with '%U %w'",
    "r = re.fullmatch(r'\\w+', 'é', re.ASCII)": "re.ASCII",
    "r = re.fullmatch(r'(?a)\\w+', 'é')": "a pattern with the flags a, L or x in it",
    "r = re.findall(r'[+--]', '+,-')": "'--' inside […] of a pattern",
    "r = re.findall('x*', 'axb')": "a pattern that may match nothing, in re.findall",
    "r = re.sub('x*', '-', 'axb')": "a pattern that may match nothing, in re.sub",
    "p = re.compile('x*'); r = p.split('axb')": "a pattern that may match nothing, in re.compile",
    "r = [re.split(p, 'a1b') for p in (r'\\d*', 'b')]": "a pattern that is worked out may mean something else",
    "text = '\\\\'.join(['', 'n']); r = re.sub('a', text, 'a')": "a replacement with a backslash that is worked out",
    "f = [number][0]; r = re.sub('a', f, 'a')": "a function as replacement",
    "r = re.sub('a', r'\\q', 'a')": "the replacement '\\\\q' is none to Python",
    "g = (1 / x for x in [1, 0]); r = next(g)": "a generator expression that is kept",
    "def first(items):\n    for x in items: return x\nr = first(1 / x for x in [1, 0])": "a generator expression that",
    "r = list(itertools.islice((1 / x for x in [1, 0]), 1))": "a generator expression that is kept",
    "r = list(zip([1], (1 / x for x in [1, 0])))": "a generator expression that is kept",
    "mine = any; r = mine(1 / x for x in [1, 0])": "a generator expression that is kept",
    "m = map(seen, [1, 2]); r = log": "map(…) that is kept",
    "r = len(map(seen, [1])) if 0 else 1": "map(…) that is kept",
    "r = bool(filter(seen, []))": "filter(…) that is kept",
    "r = str(ValueError('a', 2))": "ValueError with several arguments",
    "key = ('a', 1)\ntry: raise KeyError(key)\nexcept KeyError as error: r = str(error)": "an error about a key",
    "x = 1\ndel x\nr = 1": "'del x'",
    "_desugared_any = 1; r = 1": "the name '_desugared_any' is taken",
    "date = 'x'; r = date": "the name 'date' is imported and bound otherwise too",
}
"""Each must be refused, in a message that begins so."""
