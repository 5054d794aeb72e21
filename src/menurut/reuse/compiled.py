"""Functions that run as machine code: made once with numba, afterwards loaded without it.

In: a plain function over arrays and whole numbers, marked `@compiled`; its annotations are its
signature. Out: the same function, some hundred times as fast. To import numba takes 0.2 s and to
load what it keeps itself half a second, a fourth of all that 2,000 articles cost. So the machine
code of a module's compiled functions is kept in one file, which llvmlite links into the process in
2 ms. The name of the file is a digest of the functions, what they call, the constants they use, the
compiler and the processor: whatever changes, other code is made (compiling.py).

A compiled function writes into the arrays that it is given. It allocates nothing and raises
nothing, as what numba has for that is not there; compiling refuses what needs it. Arrays of another
type or order than the annotations say are refused when it is called.

Code is loaded only from files that nobody but the user, root or who installed menurut can write:
what another user puts into a folder that many share is never run.
"""

from __future__ import annotations

import ctypes
import logging
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints

import llvmlite
import llvmlite.binding as llvm
import numpy as np
from numpy.typing import NDArray

from menurut.errors import MissingPartError

P = ParamSpec("P")
R = TypeVar("R")

Bools = NDArray[np.bool_]
Uint8s = NDArray[np.uint8]
Uint16s = NDArray[np.uint16]
Uint32s = NDArray[np.uint32]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Int32Rows = np.ndarray[tuple[int, int], np.dtype[np.int32]]
Int64Rows = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Float32Rows = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""Arrays of one dimension and of two, as annotations of compiled functions name them."""

EXPORTED = "menurut_"
"""Before the name of a compiled function in the machine code."""
_SEAL_BYTES = 16
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
LOG = logging.getLogger(__name__)
"""Told here: that code is made (it takes seconds), and that it could not be kept."""


class ArrayKind(NamedTuple):
    """An array as a parameter: what its numbers are, how many dimensions it has."""

    dtype: np.dtype[Any]
    dimensions: int


class RecordKind(NamedTuple):
    """A tuple of parameters; `made_by` is its class."""

    made_by: type
    fields: tuple[Any, ...]


Kind = ArrayKind | RecordKind | type[int]


class Compiled:
    """A function whose machine code is loaded, or made, when it is first called."""

    def __init__(self, function: FunctionType) -> None:
        self.function = function
        self.__doc__ = function.__doc__
        self._code: Callable[..., int] | None = None
        self._kinds: tuple[Kind, ...] = ()
        _MARKED.setdefault(function.__module__, []).append(self)

    def __call__(self, *values: Any) -> int:
        """Run it; what an array is refused for is told."""
        if self._code is None:
            _load(self.function.__module__)
        flat: list[int] = []
        self._flatten(values, self._kinds, flat)
        code = cast("Callable[..., int]", self._code)
        return code(*flat)

    def kinds(self) -> tuple[Kind, ...]:
        """Its parameters, from its annotations."""
        hints = get_type_hints(self.function)
        hints.pop("return", None)
        return tuple(_kind(hint) for hint in hints.values())

    @property
    def gives_number(self) -> bool:
        """Whether it returns a whole number, or nothing."""
        return get_type_hints(self.function)["return"] is int

    @property
    def is_linked(self) -> bool:
        """Whether its machine code is loaded."""
        return self._code is not None

    def link(self, address: int) -> None:
        """Its machine code stands at this address."""
        self._kinds = self.kinds()
        words = [ctypes.c_ssize_t] * sum(width(kind) for kind in self._kinds)
        self._code = ctypes.CFUNCTYPE(ctypes.c_int64, *words)(address)

    def _flatten(self, values: Sequence[Any], kinds: Sequence[Kind], flat: list[int]) -> None:
        for value, kind in zip(values, kinds, strict=True):
            if isinstance(kind, ArrayKind):
                sound = value.dtype == kind.dtype and value.ndim == kind.dimensions
                flags = value.flags
                if not (sound and flags.c_contiguous and flags.aligned):
                    raise TypeError(
                        f"{self.function.__name__} takes {kind}, not {value.dtype} "
                        f"with strides {value.strides}."
                    )
                flat.append(_address(value))
                flat += value.shape
            elif isinstance(kind, RecordKind):
                self._flatten(value, kind.fields, flat)
            else:
                flat.append(int(value))


def _address(array: Any) -> int:
    """Where the numbers of an array stand; four times as fast as to ask numpy, where it goes."""
    if array.flags.writeable and array.size:
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    return int(array.ctypes.data)


_MARKED: dict[str, list[Compiled]] = {}
_LINKED: list[Any] = []
"""What holds the machine code in memory."""
_LOADING = RLock()


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as one that runs compiled; it returns a whole number or nothing.

    With NUMBA_DISABLE_JIT=1 it stays as it is, to be looked at step by step.
    """
    if os.environ.get("NUMBA_DISABLE_JIT") == "1":
        return function
    return cast("Callable[P, R]", Compiled(cast("FunctionType", function)))


def _kind(hint: Any) -> Kind:
    if get_origin(hint) is np.ndarray:
        shape, dtype = get_args(hint)
        sizes = get_args(shape)  # of an NDArray none, or tuple[Any, ...]: here of one dimension
        one = not sizes or ... in sizes
        return ArrayKind(np.dtype(get_args(dtype)[0]), 1 if one else len(sizes))
    if get_origin(hint) is tuple:
        return RecordKind(tuple, tuple(_kind(one) for one in get_args(hint)))
    if hint is int:
        return int
    return RecordKind(hint, tuple(_kind(one) for one in get_type_hints(hint).values()))


def width(kind: Kind) -> int:
    """In how many words a parameter is handed over: of an array the address and its sizes."""
    if isinstance(kind, ArrayKind):
        return 1 + kind.dimensions
    if isinstance(kind, RecordKind):
        return sum(width(field) for field in kind.fields)
    return 1


def _load(module: str) -> None:
    """Link the machine code of a module's compiled functions; make it where none is kept."""
    with _LOADING:
        marked = _MARKED[module]
        if all(one.is_linked for one in marked):  # by a thread that came first
            return
        name = f"{module.rpartition('.')[2]}-{_digest(marked)}.o"
        code = _kept(name)
        if code is None:
            code = _make(marked)
            _keep(name, code)
        engine = llvm.create_mcjit_compiler(
            llvm.parse_assembly(""), llvm.Target.from_default_triple().create_target_machine()
        )
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        _LINKED.append(engine)
        for one in marked:
            one.link(engine.get_function_address(EXPORTED + one.function.__name__))


def _make(marked: Sequence[Compiled]) -> bytes:
    _tell_of_waiting()
    try:
        from menurut.reuse.compiling import machine_code  # noqa: PLC0415 - slow, and only here
    except ImportError as error:
        raise MissingPartError(
            f"cannot make code for this processor: numba does not load ({error}). "
            "Install it anew: pip install --force-reinstall numba"
        ) from error
    return machine_code(marked)


@cache
def _tell_of_waiting() -> None:
    LOG.info("Making code for this processor: once, and it may take half a minute …")


@cache
def processor() -> tuple[str, str, str]:
    """(kind of system, processor, what it can do) of this machine, as LLVM names them."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.get_process_triple(), llvm.get_host_cpu_name(), features


def _digest(marked: Sequence[Compiled]) -> str:
    made_by = (llvmlite.__version__, processor(), _how_it_is_made())
    digest = blake2b(repr(made_by).encode(), digest_size=16)
    seen: set[FunctionType] = set()
    for one in marked:
        digest.update(repr((one.function.__name__, one.kinds())).encode())
        for part in _meaning(one.function, seen):
            digest.update(part.encode())
    return digest.hexdigest()


@cache
def _how_it_is_made() -> bytes:
    """The text of what makes the code: how parameters are handed over is settled there."""
    try:
        return Path(__file__).with_name("compiling.py").read_bytes()
    except OSError:  # installed without sources
        return b""


def _meaning(function: FunctionType, seen: set[FunctionType]) -> Iterator[str]:
    """All that a function's machine code depends on."""
    if function in seen:
        return
    seen.add(function)
    code = function.__code__
    constants = [one for one in code.co_consts if not isinstance(one, CodeType)]
    yield repr((code.co_code, constants, code.co_names, code.co_varnames))
    for name in code.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, Compiled):
            value = value.function
        if isinstance(value, FunctionType):
            yield from _meaning(value, seen)
        elif isinstance(value, np.ndarray):
            yield repr((name, value.dtype, value.tobytes()))
        elif not isinstance(value, ModuleType):
            yield repr((name, value))


def _places() -> list[Path]:
    """Where code is kept: beside the package or, where that is not allowed, in the user's cache."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return [Path(chosen)]
    places = [Path(__file__).parent / "__pycache__"]
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    except RuntimeError:  # nobody's home
        return places
    return [*places, Path(home) / "menurut"]


def _kept(name: str) -> bytes | None:
    """The code of this name, if it is kept whole somewhere."""
    return next(filter(None, (_code_in(place / name) for place in _places())), None)


def _code_in(file: Path) -> bytes | None:
    """The code that a file holds, if it is whole and nobody else can have put it there."""
    try:
        with os.fdopen(_open_at_once(file), "rb") as stream:
            if not _is_ours(os.fstat(stream.fileno())):
                return None
            found = stream.read()
    except OSError:
        return None
    seal, code = found[:_SEAL_BYTES], found[_SEAL_BYTES:]
    return code if seal == _seal(code) else None


def _open_at_once(file: Path) -> int:
    """Open a file; a pipe that bears its name keeps nobody waiting."""
    return os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _is_ours(file: os.stat_result) -> bool:
    """Whether only the user, root or the one who installed menurut can write a file."""
    if os.name != "posix":  # there folders of users are closed to others
        return True
    closed = not file.st_mode & _OTHERS_MAY_WRITE
    return stat.S_ISREG(file.st_mode) and file.st_uid in _owners() and closed


def _owners() -> set[int]:
    known = {0, os.geteuid()}
    try:
        return {*known, Path(__file__).stat().st_uid}
    except OSError:  # the package is inside an archive
        return known


def _keep(name: str, code: bytes) -> None:
    """Keep code in the first place that takes it; where none does, every run makes it anew."""
    places = _places()
    if not any(_put(place, name, code) for place in places):
        _tell_not_kept(", ".join(map(str, places)))


def _put(place: Path, name: str, code: bytes) -> bool:
    """Write code into a folder; whether it can be read from there (a disk may know no owners)."""
    import tempfile  # noqa: PLC0415 - only here, where code is made

    try:
        place.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{name}.", dir=place)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(_seal(code) + code)
        Path(made).chmod(0o644)
        Path(made).replace(place / name)
    except OSError:  # a full disk, a folder where another's file bears the name
        Path(made).unlink(missing_ok=True)
        return False
    return _code_in(place / name) == code


@cache
def _tell_not_kept(places: str) -> None:
    LOG.warning(
        "Code made for this processor cannot be kept in %s: each run makes it anew, which takes "
        "up to half a minute. Set NUMBA_CACHE_DIR to a folder that you alone can write.",
        places,
    )


def _seal(code: bytes) -> bytes:
    return blake2b(code, digest_size=_SEAL_BYTES).digest()
