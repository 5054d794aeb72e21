"""Make machine code of plain functions, with numba: done once, so it may take seconds.

In: the compiled functions of a module (compiled.py). Out: the bytes of an object file. numba types
each function and what it calls; all of it is joined, everything but the entries is made internal,
and LLVM optimises the whole. What is left must stand alone: code that would need numba at run time
(an array made, an error raised) is refused.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
import numba
from numba import types

from menurut.reuse.compiled import (
    EXPORTED,
    ArrayKind,
    Compiled,
    Kind,
    RecordKind,
    processor,
)

OPTIONS = {"error_model": "numpy"}  # as in numpy, a division by zero raises nothing
INNER = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_EVERYWHERE = ("llvm.", "mem", "sqrt")
"""Beginnings of names that LLVM or the C library of every system knows: memset, sqrtf."""


def machine_code(functions: Sequence[Compiled]) -> bytes:
    """An object file for this machine, with an entry for each of the functions."""
    triple, cpu, features = processor()
    joined = llvm.parse_assembly("")
    joined.triple = triple
    seen: dict[FunctionType, Any] = {}
    entries = set()
    for one in functions:
        made = _entry(one, seen)
        entry = EXPORTED + one.function.__name__
        part = llvm.parse_assembly(made.inspect_llvm())
        part.get_function(made.native_name).name = entry
        joined.link_in(part)
        entries.add(entry)
    machine = llvm.Target.from_triple(triple).create_target_machine(
        cpu=cpu,
        features=features,
        opt=3,
        reloc="static" if triple.startswith(("x86", "i386", "i686")) else "default",
        codemodel="jitdefault",
        jit=True,
    )
    _optimise(joined, machine, entries)
    code: bytes = machine.emit_object(joined)
    return code


def _optimise(joined: Any, machine: Any, entries: set[str]) -> None:
    """Let LLVM see that nothing but the entries is called from outside, and optimise."""
    for part in (*joined.functions, *joined.global_variables):
        if not part.is_declaration and part.name not in entries:
            part.linkage = "internal"
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(joined, builder)
    outside = [part.name for part in joined.functions if part.is_declaration]
    missing = [name for name in outside if not name.startswith(_EVERYWHERE)]
    if missing:
        raise AssertionError(f"{sorted(entries)} do not stand alone: they need {missing}")


def _jitted(function: FunctionType, seen: dict[FunctionType, Any]) -> Any:
    """A function as numba takes it, and with it all that it calls."""
    if function not in seen:
        names = dict(function.__globals__)
        for name in function.__code__.co_names:
            value = names.get(name)
            inner = value.function if isinstance(value, Compiled) else value
            if isinstance(inner, FunctionType):
                names[name] = _jitted(inner, seen)
        plain = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        seen[function] = numba.njit(**INNER)(plain)
    return seen[function]


def _entry(one: Compiled, seen: dict[FunctionType, Any]) -> Any:
    """A C function that takes addresses and sizes, makes arrays of them and calls the function."""
    names: dict[str, Any] = {"carray": numba.carray, "run": _jitted(one.function, seen)}
    number = count()
    parameters: list[Any] = []
    told = [_told(kind, number, parameters, names) for kind in one.kinds()]
    listed = ", ".join(f"p{k}" for k in range(len(parameters)))
    ends = "" if one.gives_number else "\n    return 0"
    text = f"def entry({listed}):\n    {'return ' * one.gives_number}run({', '.join(told)}){ends}"
    exec(text, names)  # noqa: S102 - own text: one parameter for each word that is handed over
    return numba.cfunc(types.int64(*parameters), **OPTIONS)(names["entry"])


def _told(kind: Kind, number: Iterator[int], parameters: list[Any], names: dict[str, Any]) -> str:
    """How a parameter is written in the call; what it is handed over in goes to `parameters`."""
    if isinstance(kind, RecordKind):
        names[kind.made_by.__name__] = kind.made_by
        fields = ", ".join(_told(field, number, parameters, names) for field in kind.fields)
        return f"({fields},)" if kind.made_by is tuple else f"{kind.made_by.__name__}({fields})"
    address = f"p{next(number)}"
    if not isinstance(kind, ArrayKind):
        parameters.append(types.intp)
        return address
    parameters.append(types.CPointer(numba.from_dtype(kind.dtype)))
    parameters.extend([types.intp] * kind.dimensions)
    sizes = ", ".join(f"p{next(number)}" for _ in range(kind.dimensions))
    return f"carray({address}, ({sizes},))"
