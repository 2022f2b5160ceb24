"""The limits of a child process that runs FFmpeg: memory, time and output are bounded; no network, no programs.

The child calls `confine` before it reads a single byte. A system-call filter (seccomp), which needs no privileges,
refuses sockets and programs. On a processor that this file has no filter for, the child moves into its own network
namespace, if the machine allows one.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """Limits of one child. `memory` is address space and `output` the largest file it may write, in bytes; `cpu` and
    `wall` are seconds."""

    memory: int
    cpu: int
    wall: int
    output: int


class IsolationError(Exception):
    """The system allows neither a filter nor a namespace: the child must stop."""


_DENIED: Final = {
    # Sockets, and calls that can open them indirectly. Numbers on x86_64 and arm64, which has no fork and no vfork.
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "recvmsg": (47, 212), "recvmmsg": (299, 243), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # Programs and threads: decoding sound needs neither.
    "execve": (59, 221), "execveat": (322, 281), "clone": (56, 220), "clone3": (435, 435), "fork": (57, None),
    "vfork": (58, None),
    # Other processes, and dangerous parts of the kernel.
    "kill": (62, 129), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "unshare": (272, 97),
    "setns": (308, 268), "mount": (165, 40), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "userfaultfd": (323, 282),
}  # fmt: skip

_ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""The kernel's number of an architecture, and its column above."""

# struct sock_filter {u16 code; u8 jt; u8 jf; u32 k}; the data is struct seccomp_data {int nr; u32 arch; …}.
_LOAD: Final = 0x20
_EQUALS: Final = 0x15
_AT_LEAST: Final = 0x35
_ANSWER: Final = 0x06
_KILL: Final = 0x80000000
_EPERM: Final = 0x00050000 | 1
_ALLOW: Final = 0x7FFF0000
_X32: Final = 0x40000000  # the second table of system calls of x86_64 begins here

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000


def limit(limits: ResourceLimits) -> None:
    """Memory, CPU time, file sizes, open files. The parent watches the wall clock."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, highest = resource.getrlimit(what)
        value = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(what, (value, value))


def isolate(parent: int) -> str:
    """Blocks sockets and programs for good, and makes this process end with its parent. Answers how: `seccomp`,
    `namespace`, or `none` on a system that is not Linux. Raises IsolationError."""
    if not sys.platform.startswith("linux"):
        return "none"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent died before the call
        raise IsolationError("The worker is gone")
    known = _ARCHITECTURES.get(platform.machine())
    if known is not None and _filter(libc, *known):
        return "seccomp"
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWNET) == 0:
        return "namespace"
    raise IsolationError("This system grants neither a system-call filter nor a network namespace")


def _filter(libc: ctypes.CDLL, arch: int, column: int) -> bool:
    program = _program(arch, [number for row in _DENIED.values() if (number := row[column]) is not None])
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    filters = Program(len(program) // 8, ctypes.addressof(code))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filters), 0, 0) == 0)


def _program(arch: int, denied: list[int]) -> bytes:
    """A call of another architecture kills; a denied one gets EPERM; every other one is allowed."""
    count = len(denied)
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUALS, 1, 0, arch),
        (_ANSWER, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 1, 0, _X32),
        *((_EQUALS, count - place, 0, number) for place, number in enumerate(denied)),
        (_ANSWER, 0, 0, _ALLOW),
        (_ANSWER, 0, 0, _EPERM),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
