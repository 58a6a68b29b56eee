"""Checkers that climb through the interpreter. Each returns True if it got out; ``view`` is as in ``host.py``."""

CLIMBING = {
    "subclasses_of_object": """
def check(view):
    for kind in ().__class__.__mro__[1].__subclasses__():
        system = getattr(getattr(kind, "__init__", None), "__globals__", {}).get("system")
        if system:
            return system(f"touch {view['canary']}") == 0
    return False
""",
    "frames_of_callers": """
import sys
def check(view):
    frame = sys._getframe()
    while frame:
        if "os" in frame.f_globals:
            return frame.f_globals["os"].system(f"touch {view['canary']}") == 0
        frame = frame.f_back
    return False
""",
    "frames_of_a_traceback": """
def check(view):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
        while frame.f_back:
            frame = frame.f_back
        return frame.f_builtins["open"](view["secret"]).read() == "top secret"
""",
    "frame_of_a_generator": """
def check(view):
    waiting = (number for number in [1])
    next(waiting)
    return waiting.gi_frame.f_builtins["__import__"]("os").system(f"touch {view['canary']}") == 0
""",
    "format_string": """
class Thing:
    def __init__(self):
        self.kept = 1
def check(view):
    said = "{0.__init__.__globals__[__builtins__]}".format(Thing()) + "{0.__class__.__mro__}".format(view)
    return "EIGENGRAPH_TEST_CANARY" in said or eval("__import__('os').system('touch ' + view['canary'])") == 0
""",
    "evaluated_text": """
def check(view):
    exec("import os; os.system('touch ' + view['canary'])", {"view": view})
    return eval(compile("open(view['secret']).read()", "x", "eval")) == "top secret"
""",
    "pickled_call": """
import pickle
def check(view):
    code = b"cposix\\nsystem\\n(Vtouch " + view["canary"].encode() + b"\\ntR."
    return pickle.loads(code) == 0
""",
    "code_object_made_by_hand": """
def check(view):
    def run():
        return 1
    run.__code__ = run.__code__.replace(co_code=bytes([100, 255] * 40), co_stacksize=1)
    return run() is not None
""",
    "memory_read_at_nothing": """
import ctypes
def check(view):
    return bool(ctypes.string_at(0))
""",
    "memory_overwritten": """
import ctypes
def check(view):
    ctypes.memset(id(False), 0xFF, 24)
    ctypes.memmove(id(0), id(1), 28)
    return 1 == 2
""",
    "trace_function": """
import sys
def check(view):
    def trace(frame, event, argument):
        if "os" in frame.f_globals:
            frame.f_globals["os"].system(f"touch {view['canary']}")
        return trace
    sys.settrace(trace)
    sys.setprofile(trace)
    sys._getframe().f_back.f_trace = trace
    return False
""",
    "audit_hook": """
import sys
def check(view):
    sys.addaudithook(lambda *_: open(view["canary"], "w"))
    return False
""",
    "objects_of_the_collector": """
import gc
def check(view):
    for thing in gc.get_objects():
        if type(thing).__name__ == "socket":
            thing.send(b"call")
            thing.send(b'{"kind": "infra", "message": "", "line": null}')
    return False
""",
    "module_table": """
import sys
def check(view):
    return any(name.startswith(("eigengraph.", "pydantic", "pytest")) for name in sys.modules)
""",
    "debugger": """
def check(view):
    breakpoint()
    return False
""",
    "standard_input": """
def check(view):
    return input() is not None
""",
}

PATCHES = {
    "builtins": """
import builtins
def check(view):
    for name in ("len", "isinstance", "type", "str", "open", "getattr", "print", "callable"):
        setattr(builtins, name, lambda *_, **__: True)
    return False
""",
    "json": """
import json
def check(view):
    json.dumps = json.loads = lambda *_, **__: "{}"
    return False
""",
    "modules": """
import sys
def check(view):
    for name in list(sys.modules):
        sys.modules[name] = None
    return False
""",
    "modules_of_the_sandbox": """
import sys
def check(view):
    for name, module in list(sys.modules.items()):
        if "eigengraph" in name or name == "__main__":
            vars(module).clear()
    return False
""",
    "writing": """
import os
def check(view):
    os.write = lambda *_: 10
    os._exit = lambda *_: None
    return False
""",
    "standard_output": """
import sys
def check(view):
    class Loud:
        def write(self, text):
            raise SystemExit(0)
        def flush(self):
            raise SystemExit(0)
    sys.stdout = sys.stderr = Loud()
    print("x")
    return False
""",
    "exceptions": """
import sys, builtins
def check(view):
    builtins.BaseException = builtins.Exception = builtins.MemoryError = SystemExit
    sys.excepthook = sys.unraisablehook = None
    raise KeyError("x")
""",
}

ENDINGS = {
    "exit_of_the_process": "import os\ndef check(view):\n    os._exit(0)",
    "exit_with_a_code": "import os\ndef check(view):\n    os._exit(97)",
    "exit": "import sys\ndef check(view):\n    sys.exit(0)",
    "exit_while_loading": "raise SystemExit(0)\ndef check(view):\n    return True",
    "interrupt": "def check(view):\n    raise KeyboardInterrupt",
    "stop_iteration": "def check(view):\n    raise StopIteration",
    "abort": "import os\ndef check(view):\n    os.abort()",
    "signal_to_itself": "import signal\ndef check(view):\n    signal.raise_signal(9)",
    "exception_that_cannot_be_told": """
class Evil(Exception):
    def __str__(self):
        raise KeyboardInterrupt
def check(view):
    raise Evil
""",
    "exception_with_a_forged_type": """
class Evil(Exception):
    __class__ = AssertionError
    __traceback__ = property(lambda self: 1 / 0)
def check(view):
    raise Evil("x")
""",
    "exception_with_a_long_text": "def check(view):\n    raise ValueError('x' * 1_000_000)",
    "exception_with_many_lines": "def check(view):\n    raise ValueError('x\\n' * 1_000)",
    "group_of_exceptions": "def check(view):\n    raise BaseExceptionGroup('x', [SystemExit(0), KeyError('y')])",
}
"""None of these is an answer, whatever else it is."""
