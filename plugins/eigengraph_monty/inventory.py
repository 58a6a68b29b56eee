"""What monty has of Python, and what it lacks.

Found by asking monty 1.4 for every module of the standard library, for each public name of those it has, for every
builtin, and for each attribute that ``dir`` knows of one value of every type (as it is, and called); for special
methods, by a class with each that was then used. A test asks the installed monty again.
"""

from __future__ import annotations

import builtins
import collections
import datetime
import decimal
import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(text: str) -> dict[str, frozenset[str]]:
    """Read rows of a name and its members; long ones take several lines."""
    found: dict[str, frozenset[str]] = {}
    for line in text.strip().splitlines():
        name, *members = line.split()
        found[name] = found.get(name, frozenset()) | frozenset(members)
    return found


MODULES = _table("""
    __future__ annotations
    base64 a85decode a85encode b16decode b16encode b32decode b32encode b32hexdecode b32hexencode b64decode
    base64 b64encode b85decode b85encode decodebytes encodebytes standard_b64decode standard_b64encode
    base64 urlsafe_b64decode urlsafe_b64encode
    binascii Error Incomplete a2b_base64 a2b_hex a2b_qp a2b_uu b2a_base64 b2a_hex b2a_qp b2a_uu crc32 crc_hqx
    binascii hexlify unhexlify
    bisect bisect bisect_left bisect_right insort insort_left insort_right
    collections Counter defaultdict deque namedtuple
    copy copy deepcopy
    csv Dialect DictReader DictWriter Error QUOTE_ALL QUOTE_MINIMAL QUOTE_NONE QUOTE_NONNUMERIC excel excel_tab
    csv field_size_limit get_dialect list_dialects reader unix_dialect writer
    dataclasses FrozenInstanceError MISSING dataclass field is_dataclass
    datetime date datetime time timedelta timezone
    decimal BasicContext Clamped Context ConversionSyntax Decimal DecimalException DecimalTuple DefaultContext
    decimal DivisionByZero DivisionImpossible DivisionUndefined ExtendedContext FloatOperation Inexact
    decimal InvalidContext InvalidOperation MAX_EMAX MAX_PREC MIN_EMIN MIN_ETINY Overflow ROUND_05UP ROUND_CEILING
    decimal ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP Rounded Subnormal
    decimal Underflow getcontext localcontext setcontext
    functools cache lru_cache partial reduce
    hashlib algorithms_available algorithms_guaranteed blake2b blake2s md5 new pbkdf2_hmac sha1 sha224 sha256
    hashlib sha384 sha3_224 sha3_256 sha3_384 sha3_512 sha512 shake_128 shake_256
    itertools accumulate chain combinations combinations_with_replacement compress count cycle dropwhile
    itertools filterfalse groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest
    json JSONDecodeError dump dumps load loads
    math acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2
    math expm1 fabs factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm
    math ldexp lgamma log log10 log1p log2 modf nan nextafter perm pi pow prod radians remainder sin sinh sqrt tan
    math tanh tau trunc ulp
    os altsep curdir defpath devnull extsep fspath getcwd getcwdb getenv linesep listdir makedirs mkdir name pardir
    os path pathsep remove rename replace rmdir scandir sep stat unlink urandom walk
    pathlib Path
    posixpath abspath altsep basename commonpath commonprefix curdir defpath devnull dirname exists expanduser
    posixpath expandvars extsep getatime getctime getmtime getsize isabs isdir isfile islink ismount join lexists
    posixpath normcase normpath pardir pathsep realpath relpath samefile samestat sep split splitdrive splitext
    posixpath supports_unicode_filenames
    random Random betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate
    random normalvariate paretovariate randbytes randint random randrange sample seed setstate shuffle triangular
    random uniform vonmisesvariate weibullvariate
    re DOTALL I IGNORECASE M MULTILINE Match NOFLAG Pattern S compile error escape findall finditer fullmatch match
    re search split sub
    sys abiflags api_version argv base_exec_prefix base_prefix byteorder copyright executable flags float_info
    sys float_repr_style hexversion maxsize maxunicode platform platlibdir prefix stderr stdout version
    sys version_info
    time altzone asctime ctime daylight gmtime localtime mktime monotonic monotonic_ns perf_counter perf_counter_ns
    time process_time process_time_ns sleep strftime thread_time thread_time_ns time time_ns timezone
    time tzname
    tomllib TOMLDecodeError load loads
    typing Annotated Any Callable ClassVar Dict Final FrozenSet Generator Generic Iterable Iterator List Literal
    typing Mapping Never NoReturn Optional Protocol Self Sequence Set TYPE_CHECKING Tuple Type TypeVar Union
    unicodedata category combining is_normalized lookup name normalize unidata_version
""")

"""The modules that there are, with the names that they have; ``asyncio``, which no other sandbox offers, is not one.

``re.A`` is there and does nothing, so it is left out.
"""

NO_BUILTINS = _words("""
    BaseExceptionGroup BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError
    ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError
    EncodingWarning EnvironmentError ExceptionGroup FloatingPointError FutureWarning GeneratorExit IOError ImportWarning
    IndentationError InterruptedError PendingDeprecationWarning ProcessLookupError ReferenceError ResourceWarning
    RuntimeWarning StopAsyncIteration SyntaxWarning SystemError TabError UnicodeError UnicodeTranslateError
    UnicodeWarning UserWarning Warning __build_class__ __import__ __loader__ aiter anext ascii breakpoint bytearray
    callable classmethod compile copyright credits delattr dir exit globals help input issubclass license memoryview
    quit staticmethod super vars
""")
"""Builtins that there are not."""

SPECIAL_METHODS = _words("""
    __init__ __post_init__ __eq__ __hash__ __repr__ __str__ __call__ __iter__ __next__ __getitem__ __setitem__
    __contains__ __enter__ __exit__ __match_args__ __doc__ __copy__ __deepcopy__ __neg__ __pos__ __abs__ __invert__
    __int__ __float__ __index__ __add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __and__ __or__ __xor__ __radd__
    __rsub__ __rmul__ __rtruediv__ __ror__
""")
"""Special methods of classes that are called when Python calls them; any other is passed over in silence."""

TYPES = (
    *(bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range, slice, type(None)),
    *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone, decimal.Decimal),
    *(collections.Counter, collections.defaultdict, collections.deque, re.Pattern, re.Match, Exception),
)
"""Types whose attributes are known; every other value that code can hold has none, or those of its own class."""

NO_ATTRIBUTES = _words("""
    add_note as_integer_ratio bit_count bit_length conjugate ctime denominator endpos expand fold format_map
    from_bytes from_float fromhex fromisocalendar fromordinal fromtimestamp groupindex imag indices isocalendar
    lastgroup lastindex maketrans mapping numerator pos re real regs scanner subn timetuple to_bytes toordinal translate
    utcfromtimestamp utcnow utctimetuple with_traceback
""")
"""Attributes that no value, or only some of those that have them in Python, has here."""

FIELDS = _words("""
    args day days default_factory flags hour maxlen microsecond microseconds minute month pattern second seconds string
    tzinfo year
""")
"""Attributes of these types that are data, and that there are."""

ON_TYPES = _words("max min resolution utc")
"""Data of the types ``date``, ``datetime``, ``time``, ``timedelta`` and ``timezone``."""

NO_VALUES = _words("groups start step stop")
"""Attributes that are methods of some of these types and data of others, which have no data of this name here."""

METHODS = (
    frozenset(name for kind in TYPES for name in dir(kind) if not name.startswith("_"))
    - NO_ATTRIBUTES
    - FIELDS
    - ON_TYPES
    - NO_VALUES
)
"""Methods, which are no values here."""

BUILTINS = frozenset(dir(builtins)) - NO_BUILTINS


def kinds_with(attribute: str) -> tuple[str, ...]:
    """Return the names of those types whose values have an attribute in Python."""
    return tuple(sorted(kind.__name__ for kind in TYPES if hasattr(kind, attribute)))
