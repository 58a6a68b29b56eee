"""What code may use and still be proven to leave nothing behind; see ``eigengraph_monty.independence``.

Everything here answers with what its arguments hold, and nothing else: no clock, no chance, no context, no identity.
What is not here is not thereby wrong; code that uses it is judged the long way.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PURE = _words("""
    abs all any bool chr dict divmod float frozenset int isinstance len list max min next ord pow range repr
    round set sorted str sum tuple
""")
"""Builtins that return data."""

CONSUMERS = _words("""
    all any dict frozenset len list max min next set sorted sum tuple
""")
"""Those that go through their first argument, and keep nothing of it but what it yields."""

APPLIED = _words("""
    abs all any bool float frozenset int len list max min ord repr round set sorted str sum tuple
""")
"""Builtins that may be handed to ``map``, ``filter`` or ``key=``."""

TYPES = _words("""
    bool dict float frozenset int list set str tuple
""")
"""Types that may be asked about, and that make the missing values of a ``defaultdict``."""

RAISED = _words("""
    ArithmeticError AssertionError AttributeError Exception IndexError KeyError LookupError OverflowError
    RuntimeError StopIteration TypeError ValueError ZeroDivisionError
""")
CAUGHT = RAISED - {"Exception", "RuntimeError"}
"""Exceptions that no limit is a case of: too much recursion is a ``RuntimeError``."""

METHODS = _words("""
    capitalize casefold center count endswith expandtabs find index isalnum isalpha isascii isdecimal isdigit
    isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition
    removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith
    strip swapcase title upper zfill append clear copy extend insert pop remove reverse sort get items keys
    popitem setdefault update values add difference difference_update discard intersection intersection_update
    isdisjoint issubset issuperset symmetric_difference symmetric_difference_update union most_common subtract
    total is_integer quantize date isocalendar isoformat isoweekday strftime timestamp toordinal total_seconds
    weekday end findall fullmatch group groupdict groups match search span start sub subn
""")
"""Methods that return data, and change nothing but what they are called on."""

GOING_THROUGH = _words("""
    difference extend intersection isdisjoint issubset issuperset join union update
""")
"""Methods that go through their argument, and keep nothing of it but what it yields."""

READING = _words("""
    count difference get index intersection isdisjoint issubset issuperset union
""")
"""Methods that only read what they are called on, and return something new."""

VIEWS = _words("""
    items keys values
""")
"""Methods whose results look into what they are called on."""

FIELDS = _words("""
    args day days hour minute month second seconds year
""")
"""Attributes that are data."""

IMPORTABLE = _words("""
    __future__ collections copy datetime decimal json math re typing
""")


def _calls(table: str) -> dict[str, tuple[int, frozenset[str]]]:
    rows = (line.split() for line in table.strip().splitlines())
    return {name: (int(most), frozenset(keywords)) for name, most, *keywords in rows}


IMPORTED_CALLS = _calls("""
    collections.Counter              1
    collections.defaultdict          2
    copy.copy                        1
    copy.deepcopy                    1
    datetime.date                    3 year month day
    datetime.date.fromisoformat      1
    datetime.datetime                8 year month day hour minute second microsecond tzinfo fold
    datetime.datetime.fromisoformat  1
    datetime.datetime.strptime       2
    datetime.timedelta               7 days seconds microseconds milliseconds minutes hours weeks
    decimal.Decimal                  1 value
    json.dumps                       1 indent sort_keys ensure_ascii separators
    json.loads                       1
    math.ceil                        1
    math.fabs                        1
    math.floor                       1
    math.fsum                        1
    math.gcd                         2
    math.isclose                     2 rel_tol abs_tol
    math.isfinite                    1
    math.isinf                       1
    math.isnan                       1
    math.log                         2
    math.prod                        1 start
    math.sqrt                        1
    math.trunc                       1
    re.compile                       2 pattern flags
    re.escape                        1 pattern
    re.findall                       3 pattern string flags
    re.finditer                      3 pattern string flags
    re.fullmatch                     3 pattern string flags
    re.match                         3 pattern string flags
    re.search                        3 pattern string flags
    re.split                         4 pattern string maxsplit flags
    re.sub                           5 pattern repl string count flags
    re.subn                          5 pattern repl string count flags
""")
"""What is imported and called, by its full name: how many arguments it may get by place, and which by keyword.

What is left out would be kept, or show where things lie in memory, as the memo of ``copy.deepcopy`` does.
"""

IMPORTED_ITERATORS = frozenset({"re.finditer"})

IMPORTED_VALUES = _words("""
    datetime.timezone.utc decimal.ROUND_DOWN decimal.ROUND_HALF_EVEN decimal.ROUND_HALF_UP decimal.ROUND_UP
    math.e math.inf math.nan math.pi re.DOTALL re.I re.IGNORECASE re.M re.MULTILINE re.S re.VERBOSE re.X
""")

LASTING = _words("""
    datetime.date datetime.datetime datetime.timedelta decimal.Decimal re.compile
""")
"""Calls whose results cannot be changed, so that a module may keep them."""
