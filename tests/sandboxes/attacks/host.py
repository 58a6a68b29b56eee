"""Checkers that reach for the machine they run on. Each returns True if it got what it wanted.

``view`` names targets: ``folder``, ``secret`` (a file that says "top secret"), ``canary`` (a path that must stay
empty), ``port`` (of a listener on this machine), ``pid`` (of the test).
"""

FILES = {
    "read_a_file": """
def check(view):
    with open(view["secret"]) as file:
        return file.read() == "top secret"
""",
    "write_a_file": """
def check(view):
    with open(view["canary"], "w") as file:
        file.write("here")
    return True
""",
    "write_a_file_by_its_descriptor": """
import os
def check(view):
    descriptor = os.open(view["canary"], os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, b"here")
    return True
""",
    "write_through_pathlib": """
from pathlib import Path
def check(view):
    return Path(view["canary"]).write_text("here") > 0
""",
    "remove_a_file": """
import os
def check(view):
    os.remove(view["secret"])
    return True
""",
    "list_a_folder": """
import os
def check(view):
    return bool(os.listdir(view["folder"]) or os.scandir(view["folder"]))
""",
    "change_the_rights_of_a_file": """
import os
def check(view):
    os.chmod(view["secret"], 0)
    os.symlink(view["secret"], view["canary"])
    return True
""",
    "open_through_the_c_library": """
import ctypes
def check(view):
    return ctypes.CDLL(None).open(view["canary"].encode(), 0o101, 0o600) >= 0
""",
    "open_by_the_number_of_the_system_call": """
import ctypes
def check(view):
    numbers = ((257, 56), (2, 56), (437, 437))  # openat, open and openat2, on x86-64 and aarch64
    call = ctypes.CDLL(None).syscall
    return any(call(number, -100, view["secret"].encode(), 0, 0) >= 0 for pair in numbers for number in pair)
""",
    "read_through_a_loader": """
import json
def check(view):
    return json.__loader__.get_data(view["secret"]) == b"top secret"
""",
    "read_through_file_io_in_subclasses": """
def check(view):
    kinds, found = [object], []
    while kinds:
        kind = kinds.pop()
        found.append(kind)
        kinds.extend(type.__subclasses__(kind))
    [file] = [kind for kind in found if kind.__name__ == "FileIO"]
    return file(view["secret"]).read() == b"top secret"
""",
    "make_a_file_in_memory": """
import os
def check(view):
    return os.memfd_create("canary") >= 0
""",
    "read_the_memory_of_the_test": """
def check(view):
    with open(f"/proc/{view['pid']}/environ", "rb") as file:
        return bool(file.read())
""",
    "read_its_own_map": """
def check(view):
    with open("/proc/self/maps") as file:
        return bool(file.read())
""",
    "remount": """
import ctypes
def check(view):
    libc = ctypes.CDLL(None)
    return 0 in (libc.unshare(0x10000000), libc.chroot(b"/tmp"), libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
""",
    "load_a_library": """
import ctypes
def check(view):
    return bool(ctypes.CDLL("libresolv.so.2"))
""",
}

NETWORK = {
    "connect": """
import socket
def check(view):
    socket.create_connection(("127.0.0.1", view["port"])).send(b"here")
    return True
""",
    "connect_by_the_c_module": """
import _socket
def check(view):
    _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).connect(("127.0.0.1", view["port"]))
    return True
""",
    "connect_by_the_c_library": """
import ctypes
def check(view):
    return ctypes.CDLL(None).socket(2, 1, 0) >= 0
""",
    "fetch_a_page": """
import urllib.request
def check(view):
    return urllib.request.urlopen(f"http://127.0.0.1:{view['port']}/").status > 0
""",
    "listen": """
import socket
def check(view):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return True
""",
    "connect_asynchronously": """
import asyncio
def check(view):
    asyncio.run(asyncio.open_connection("127.0.0.1", view["port"]))
    return True
""",
    "look_up_a_name": """
import socket
def check(view):
    return bool(socket.getaddrinfo("localhost", 80))
""",
}

PROCESSES = {
    "fork": """
import os
def check(view):
    if os.fork() == 0:
        os._exit(0)
    return True
""",
    "fork_by_the_c_library": """
import ctypes, os
def check(view):
    pid = ctypes.CDLL(None).fork()
    if pid == 0:
        os._exit(0)
    return pid > 0
""",
    "run_a_shell": """
import os
def check(view):
    return os.system(f"touch {view['canary']}") == 0
""",
    "run_a_program": """
import subprocess
def check(view):
    return subprocess.run(["touch", view["canary"]]).returncode == 0
""",
    "spawn": """
import os
def check(view):
    return os.posix_spawn("/usr/bin/touch", ["touch", view["canary"]], {}) > 0
""",
    "become_a_program": """
import os
def check(view):
    os.execv("/usr/bin/touch", ["touch", view["canary"]])
""",
    "start_a_pool": """
import multiprocessing
def check(view):
    with multiprocessing.Pool(2) as pool:
        return pool.map(abs, [-1]) == [1]
""",
    "start_a_thread": """
import threading
def check(view):
    threading.Thread(target=print).start()
    return True
""",
    "start_a_bare_thread": """
import _thread
def check(view):
    return _thread.start_new_thread(print, ()) > 0
""",
    "kill_the_parent": """
import os
def check(view):
    os.kill(os.getppid(), 9)
    return True
""",
    "kill_the_test": """
import os
def check(view):
    os.kill(view["pid"], 15)
    return True
""",
    "kill_everything_near": """
import ctypes, os
def check(view):
    return 0 in (ctypes.CDLL(None).kill(0, 9), os.killpg(0, 9))
""",
    "trace_the_test": """
import ctypes
def check(view):
    return ctypes.CDLL(None).ptrace(16, view["pid"], 0, 0) == 0
""",
    "read_another_process": """
import ctypes
def check(view):
    room = ctypes.create_string_buffer(64)
    class Part(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
    here, there = Part(ctypes.addressof(room), 64), Part(0x400000, 64)
    call = ctypes.CDLL(None).process_vm_readv
    return call(view["pid"], ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0
""",
    "raise_its_own_limits": """
import resource
def check(view):
    resource.setrlimit(resource.RLIMIT_NPROC, (1000, 1000))
    return True
""",
    "lower_its_priority_and_name": """
import os
def check(view):
    os.setpriority(os.PRIO_PROCESS, view["pid"], 19)
    return True
""",
}

REMAINS = {
    "leave_an_exit_handler": """
import atexit
def check(view):
    atexit.register(lambda: open(view["canary"], "w").write("here"))
    return False
""",
    "leave_a_finalizer": """
import weakref
class Thing:
    def __del__(self):
        open(PATH, "w").write("here")
def check(view):
    global PATH, KEPT
    PATH = view["canary"]
    KEPT = Thing()
    KEPT.itself = KEPT
    weakref.finalize(KEPT, print)
    return False
""",
    "leave_a_daemon": """
import threading, time
def check(view):
    def later():
        time.sleep(0.1)
        open(view["canary"], "w").write("here")
    threading.Thread(target=later, daemon=True).start()
    return False
""",
    "leave_an_alarm": """
import signal
def check(view):
    signal.signal(signal.SIGALRM, lambda *_: open(view["canary"], "w").write("here"))
    signal.alarm(1)
    return False
""",
}

ENVIRONMENT = {
    "read_the_environment": """
import os
def check(view):
    return "EIGENGRAPH_TEST_CANARY" in os.environ
""",
    "read_the_environment_of_c": """
import ctypes
def check(view):
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    return getenv(b"EIGENGRAPH_TEST_CANARY") is not None
""",
    "import_the_library": """
import eigengraph
def check(view):
    return True
""",
    "import_what_is_installed": """
import pydantic
def check(view):
    return True
""",
    "write_to_every_descriptor": """
import os
def check(view):
    for descriptor in range(64):
        try:
            os.write(descriptor, b"x" * 100)
        except OSError:
            pass
    return False
""",
    "close_every_descriptor": """
import os
def check(view):
    os.closerange(0, 1024)
    return False
""",
    "swap_descriptors": """
import os
def check(view):
    os.dup2(0, 3)
    os.dup2(3, 1)
    return True
""",
    "read_from_every_descriptor": """
import os
def check(view):
    read = b""
    for descriptor in range(64):
        try:
            read += os.read(descriptor, 1000)
        except OSError:
            pass
    return bool(read)
""",
}
