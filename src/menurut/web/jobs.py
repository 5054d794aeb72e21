"""Long work behind the app, with visible progress and a way to stop it.

Two jobs run at a time, further ones wait; a job lives in memory until the app ends, and the newest
KEPT are remembered. Stopping is polite: the work looks at the wish between its steps and between
the articles it reads.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal, TypeVar

import msgspec

from menurut.errors import MenurutError, NotInArchiveError
from menurut.model import Dossier, Problem
from menurut.web.answers import BusyError
from menurut.web.trouble_words import OUR_FAULT

LOG = logging.getLogger(__name__)

KEPT = 200
AT_ONCE = 2
"""Work is bound to the processor: more at a time would only make each slower."""
WAITING = 50
"""More than this in the queue is refused: nobody waits for the fiftieth."""

T = TypeVar("T")
Kind = Literal["investigation", "trace", "import"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]
STEPS: dict[Kind, tuple[str, ...]] = {
    "investigation": ("reuse", "attribute", "trace", "check"),
    "trace": ("reuse", "attribute", "trace"),
    "import": ("read",),
}
"""The steps of each kind of work, in order; both of the first names are stages."""


class Job(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of long work as the API shows it."""

    id: str
    kind: Kind
    state: State
    about: str | None = None
    """What it works on: a headline, a file's name."""
    step: str | None = None
    """The step at work: reuse, attribute, trace, check; or read."""
    count: int = 0
    """Articles or fact-checks read so far (imports)."""
    fault: str | None = None
    case: str | None = None
    """Where its dossier is found: /api/cases/CASE."""
    dossier: Dossier | None = None
    added: int | None = None
    updated: int | None = None
    unchanged: int | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in {"waiting", "running"}


class Cancelled(Exception):  # noqa: N818  it is a wish, not an error
    """The person asked to stop."""


class Progress:
    """What the work tells of itself; every telling is a place where it may be stopped."""

    def __init__(self, jobs: Jobs, identity: str) -> None:
        self._jobs = jobs
        self._identity = identity

    def step(self, name: str) -> None:
        """A step begins."""
        self._jobs.tell(self._identity, step=name)

    def follow(self, items: Iterable[T]) -> Iterator[T]:
        """Pass items on and count them."""
        for count, item in enumerate(items, start=1):
            self._jobs.tell(self._identity, count=count)
            yield item


Work = Callable[[Progress], dict[str, Any]]
"""Does the work and gives the fields of the job that hold what it found."""


class Jobs:
    """All jobs of one running app. Safe to use from many threads."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._futures: dict[str, Future[None]] = {}
        self._stopping: set[str] = set()
        self._lock = threading.Lock()
        self._count = 0
        self._pool: ThreadPoolExecutor | None = None

    def start(self, kind: Kind, about: str, work: Work) -> Job:
        """Begin work when its turn comes. Raises `BusyError` when too much is waiting."""
        with self._lock:
            if sum(job.state == "waiting" for job in self._jobs.values()) >= WAITING:
                raise BusyError("too much work is waiting. Wait until some of it is done.")
            self._count += 1
            identity = hashlib.sha256(f"{kind}\n{self._count}".encode()).hexdigest()[:12]
            job = Job(id=identity, kind=kind, state="waiting", about=about)
            self._jobs[identity] = job
            self._forget_oldest()
            self._pool = self._pool or ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
            self._futures[identity] = self._pool.submit(self._run, identity, work)
        return job

    def get(self, identity: str) -> Job:
        """The job as it is now. Raises `NotInArchiveError` when there is none."""
        try:
            return self._jobs[identity]
        except KeyError:
            raise NotInArchiveError(
                f"no job {identity!r}; jobs are forgotten when the app stops. Start it again."
            ) from None

    def newest(self) -> list[Job]:
        """All jobs that are remembered, the newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def wait(self, identity: str) -> Job:
        """The job once it has ended."""
        self._futures[self.get(identity).id].result()
        return self.get(identity)

    def cancel(self, identity: str) -> Job:
        """Ask a job to stop at its next step; a finished one stays as it is."""
        with self._lock:
            job = self.get(identity)
            if job.state == "waiting":
                job = msgspec.structs.replace(job, state="cancelled")
                self._jobs[identity] = job
            if not job.ended:
                self._stopping.add(identity)
        return job

    def close(self) -> None:
        """Stop everything at its next step."""
        for job in self.newest():
            self.cancel(job.id)
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def tell(self, identity: str, **known: Any) -> None:
        """Note what a running job tells. Raises `Cancelled` when it should stop."""
        with self._lock:
            if identity in self._stopping:
                raise Cancelled
            self._jobs[identity] = msgspec.structs.replace(self._jobs[identity], **known)

    def _run(self, identity: str, work: Work) -> None:
        if self.get(identity).ended:
            return
        try:
            self.tell(identity, state="running")
            self._end(identity, state="done", **work(Progress(self, identity)))
        except Cancelled:
            self._end(identity, state="cancelled")
        except MenurutError as error:
            self._end(identity, state="failed", fault=str(error))
        except Exception:  # a job must end in a state, whatever our bug
            LOG.exception("job %s", identity)
            self._end(identity, state="failed", fault=OUR_FAULT)

    def _end(self, identity: str, **known: Any) -> None:
        with self._lock:
            self._stopping.discard(identity)
            self._jobs[identity] = msgspec.structs.replace(self._jobs[identity], **known)

    def _forget_oldest(self) -> None:
        ended = [key for key, job in self._jobs.items() if job.ended]
        for key in ended[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[key], self._futures[key]
