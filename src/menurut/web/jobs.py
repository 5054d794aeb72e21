"""Long work behind the app: one thread each, with visible steps, and a way to stop it.

A job lives in memory until the app ends; the newest KEPT are remembered. Stopping is polite: the
work looks at the flag between its steps.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

import msgspec

from menurut.errors import MenurutError, NotInArchiveError
from menurut.model import Dossier

LOG = logging.getLogger(__name__)

KEPT = 200

State = Literal["running", "done", "failed", "cancelled"]


class Job(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of long work as the API shows it."""

    id: str
    state: State
    step: str | None = None
    """The stage at work: reuse, attribute, trace, check."""
    fault: str | None = None
    dossier: Dossier | None = None


class Cancelled(Exception):  # noqa: N818  it is a wish, not an error
    """The person asked to stop."""


Work = Callable[[Callable[[str], None]], Dossier]


class Jobs:
    """All jobs of one running app. Safe to use from many threads."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._threads: dict[str, threading.Thread] = {}
        self._stopping: set[str] = set()
        self._lock = threading.Lock()
        self._count = 0

    def start(self, subject: str, work: Work) -> Job:
        """Begin work in a thread of its own; what it makes is found under the job's id."""
        with self._lock:
            self._count += 1
            identity = hashlib.sha256(f"{subject}\n{self._count}".encode()).hexdigest()[:12]
            job = Job(id=identity, state="running")
            self._jobs[identity] = job
            self._forget_oldest()
            thread = threading.Thread(target=self._run, args=(identity, work), daemon=True)
            self._threads[identity] = thread
        thread.start()
        return job

    def get(self, identity: str) -> Job:
        """The job as it is now. Raises `NotInArchiveError` when there is none."""
        try:
            return self._jobs[identity]
        except KeyError:
            raise NotInArchiveError(
                f"no job {identity!r}; jobs are forgotten when the app stops. Start it again."
            ) from None

    def wait(self, identity: str) -> Job:
        """The job once it has ended."""
        self._threads[self.get(identity).id].join()
        return self.get(identity)

    def cancel(self, identity: str) -> Job:
        """Ask a running job to stop at its next step; a finished one stays as it is."""
        job = self.get(identity)
        with self._lock:
            if job.state == "running":
                self._stopping.add(identity)
        return job

    def _run(self, identity: str, work: Work) -> None:
        try:
            dossier = work(lambda step: self._step(identity, step))
            self._put(Job(id=identity, state="done", dossier=dossier))
        except Cancelled:
            self._put(Job(id=identity, state="cancelled"))
        except MenurutError as error:
            self._put(Job(id=identity, state="failed", fault=str(error)))
        except Exception:  # a job must end in a state, whatever our bug
            LOG.exception("job %s", identity)
            self._put(Job(id=identity, state="failed", fault="an error of ours; see the log"))

    def _step(self, identity: str, step: str) -> None:
        if identity in self._stopping:
            raise Cancelled
        self._put(Job(id=identity, state="running", step=step))

    def _put(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.id] = job

    def _forget_oldest(self) -> None:
        finished = [key for key, job in self._jobs.items() if job.state != "running"]
        for key in finished[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[key], self._threads[key]
