"""Cases: what was found about a story, kept so that its address still leads to it tomorrow.

A case is known by the hash of its dossier: the same findings have the same address, and another
state of the archive gives another case. Cases lie beside the archive, one JSON file each
(`A.db.cases/HASH.json`, the form that `menurut investigate -o` writes), and may be deleted by hand.
Where that folder cannot be written (a read-only archive) they live until the app ends.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from pathlib import Path

import msgspec

from menurut.errors import NotInArchiveError
from menurut.model import Dossier
from menurut.report import read_dossier, render_json
from menurut.web.answers import storable_json

REMEMBERED = 40
"""Dossiers kept in memory, those looked at last."""
_KEY = re.compile(r"[0-9a-f]{16}")


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """An article of a case as a list of cases shows it."""

    id: str
    title: str | None = None
    outlet: str | None = None
    lang: str | None = None


class CaseHeading(msgspec.Struct, frozen=True, kw_only=True):
    """A case as a list shows it."""

    case: str = ""
    subject: str | None = None
    articles: tuple[Heading, ...] = ()

    @property
    def about(self) -> Heading | None:
        """The article it is about; the first, if none was asked about."""
        found = (article for article in self.articles if article.id == self.subject)
        return next(found, self.articles[0] if self.articles else None)


class Cases:
    """The cases of one archive. Safe to use from many threads."""

    def __init__(self, archive: str) -> None:
        self._folder = Path(f"{archive}.cases")
        self._newest: OrderedDict[str, Dossier] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, dossier: Dossier) -> str:
        """Keep a dossier; its case."""
        try:
            text = render_json(dossier).encode()
        except UnicodeEncodeError:  # a lone surrogate in a broken text
            dossier = msgspec.convert(storable_json(msgspec.to_builtins(dossier)), Dossier)
            text = render_json(dossier).encode()
        case = hashlib.sha256(text).hexdigest()[:16]
        self._remember(case, dossier)
        self._write(case, text)
        return case

    def get(self, case: str) -> Dossier:
        """The dossier of a case. Raises `NotInArchiveError` where there is none."""
        with self._lock:
            known = self._newest.get(case)
        if known is None:
            known = read_dossier(self._read(case))
            self._remember(case, known)
        return known

    def headings(self, offset: int, limit: int) -> tuple[list[CaseHeading], int]:
        """Some of the cases, the newest first, and how many there are."""
        files = sorted(self._folder.glob("*.json"), key=lambda f: (-f.stat().st_mtime_ns, f.name))
        kept = [file.stem for file in files if _KEY.fullmatch(file.stem)]
        with self._lock:
            only_here = [case for case in reversed(self._newest) if case not in set(kept)]
        wanted = [*only_here, *kept]
        return [self._heading(case) for case in wanted[offset : offset + limit]], len(wanted)

    def _heading(self, case: str) -> CaseHeading:
        with self._lock:
            known = self._newest.get(case)
        if known is not None:
            found = msgspec.convert(known, CaseHeading, from_attributes=True)
        else:
            found = msgspec.json.decode(self._read(case), type=CaseHeading)
        return msgspec.structs.replace(found, case=case)

    def _remember(self, case: str, dossier: Dossier) -> None:
        with self._lock:
            self._newest[case] = dossier
            self._newest.move_to_end(case)
            while len(self._newest) > REMEMBERED:
                self._newest.popitem(last=False)

    def _read(self, case: str) -> bytes:
        if _KEY.fullmatch(case):
            try:
                return (self._folder / f"{case}.json").read_bytes()
            except OSError:
                pass
        raise NotInArchiveError(f"no case {case!r} here. Investigate the article again.")

    def _write(self, case: str, text: bytes) -> None:
        """To a file of its own, under its name only when it is whole; not at all if it may not."""
        try:
            self._folder.mkdir(exist_ok=True)
            made = self._folder / f".{case}.{threading.get_ident()}"
            made.write_bytes(text)
            made.replace(self._folder / f"{case}.json")
        except OSError:
            return
