"""A job that is killed, or finds no room, leaves nothing half-written and goes on from there."""

import json
import signal
import subprocess
import sys

import pytest

from menurut.corpus import (
    CorpusSettings,
    CorpusTraceSettings,
    duckdb_engine,
    find_reuse_in_corpus,
    trace_corpus,
)
from menurut.corpus import job as job_module
from menurut.corpus import lineages as lineages_module
from menurut.errors import EngineError, InputError, UsageError

WORDS = [
    "air",
    "naik",
    "desa",
    "warga",
    "rumah",
    "balai",
    "hujan",
    "malam",
    "pagi",
    "jalan",
    "sungai",
    "kepala",
    "kota",
    "pasar",
]
SHARD = 8

CHILD = """
import sys
from menurut.corpus import CorpusSettings, CorpusTraceSettings, find_reuse_in_corpus, trace_corpus
from menurut.corpus import duckdb_engine, job, lineages

job.SHARD = lineages.SHARD = {shard}
duckdb_engine.IN_MEMORY = {in_memory}

def follow(items, label, total=None):
    for number, item in enumerate(items):
        if (label, number) == ({label!r}, 2):
            print("now", flush=True)
            sys.stdin.read()
        yield item

if {label!r} == "tracing":
    trace_corpus(sys.argv[1], sys.argv[2], follow=follow)
else:
    find_reuse_in_corpus(sys.argv[1], sys.argv[2], follow=follow)
"""


@pytest.fixture
def collection(tmp_path, monkeypatch):
    """Eight stories with four prints each: 48 pairs, six shards."""
    monkeypatch.setattr(job_module, "SHARD", SHARD)
    monkeypatch.setattr(duckdb_engine, "IN_MEMORY", 0)
    monkeypatch.setattr(lineages_module, "SHARD", SHARD)
    path = tmp_path / "in.jsonl"
    with path.open("w") as lines:
        for story in range(8):
            words = [f"{WORDS[(k * k + story) % 14]}{(k * story) % 97}x" for k in range(60)]
            for outlet in range(4):
                text = " ".join([*words[: 60 - outlet], f"desk{outlet}", f"night{story}"])
                record = {"id": f"{story}-{outlet}", "text": text, "lang": "id"}
                lines.write(json.dumps(record) + "\n")
    return str(path)


def labels(seen):
    def follow(items, label, _total=None):
        seen.append(label)
        return items

    return follow


def kill_in_the_middle(collection, out, label, in_memory=0):
    program = CHILD.format(label=label, shard=SHARD, in_memory=in_memory)
    child = subprocess.Popen(
        [sys.executable, "-c", program, collection, out],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout.readline() == b"now\n"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "again"),
    [
        ("aligning", ["aligning"]),
        ("tracing", ["aligning", "tracing"]),
        ("reading", ["reading", "fingerprinting", "aligning"]),
    ],
)
def test_a_killed_job_goes_on_and_says_the_same(tmp_path, collection, label, again):
    run = trace_corpus if label == "tracing" else find_reuse_in_corpus
    fresh, out = tmp_path / "fresh.json", tmp_path / "out.json"
    run(collection, str(fresh))
    kill_in_the_middle(collection, str(out), label)
    left = {path.name for path in tmp_path.iterdir()}
    kept = {path.name for path in (tmp_path / ".menurut-job-out.json").iterdir()}
    seen = []

    run(collection, str(out), follow=labels(seen))

    assert {".menurut-job-out.json", "fresh.json", "in.jsonl"} == left
    assert label == "reading" or any(f"{name}-00001-of" in " ".join(kept) for name in ("pairs",))
    assert again == seen
    assert fresh.read_bytes() == out.read_bytes()
    assert {"out.json", "fresh.json", "in.jsonl"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.slow
def test_a_small_job_that_is_killed_begins_anew_and_says_the_same(
    tmp_path, collection, monkeypatch
):
    monkeypatch.setattr(duckdb_engine, "IN_MEMORY", 100)
    fresh, out = tmp_path / "fresh.json", tmp_path / "out.json"
    find_reuse_in_corpus(collection, str(fresh))
    kill_in_the_middle(collection, str(out), "aligning", in_memory=100)
    seen = []

    find_reuse_in_corpus(collection, str(out), follow=labels(seen))

    assert ["reading", "fingerprinting", "aligning"] == seen
    assert fresh.read_bytes() == out.read_bytes()


FULL = """
import resource, sys
from menurut.cli import main
from menurut.corpus import duckdb_engine
duckdb_engine.IN_MEMORY = 0
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
sys.argv = ["menurut", "reuse", sys.argv[1], "-o", sys.argv[2]]
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("room", [1_000, 20_000])
def test_no_room_is_one_line_and_nothing_under_the_final_name(tmp_path, collection, room):
    # A limit on the size of a file stands for a full disk: the same error from the same call.
    out = tmp_path / "out.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", FULL.format(room=room), collection, str(out)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (2, False) == (done.returncode, out.exists())
    assert "Traceback" not in done.stderr
    assert "goes on from there" in done.stderr or "ree some space" in done.stderr
    find_reuse_in_corpus(collection, str(out))
    find_reuse_in_corpus(collection, str(tmp_path / "fresh.jsonl"))
    assert (tmp_path / "fresh.jsonl").read_bytes() == out.read_bytes()


def test_another_input_or_another_setting_is_another_job(tmp_path, collection):
    out = tmp_path / "out.jsonl"

    def stop(items, label, _total=None):
        if label == "aligning":
            raise InputError("stopped.")
        return items

    with pytest.raises(InputError, match=r"stopped\. What is done is kept in"):
        find_reuse_in_corpus(collection, str(out), follow=stop)
    seen = []
    find_reuse_in_corpus(
        collection, str(out), CorpusSettings(keep_furniture=True), follow=labels(seen)
    )

    assert "reading" in seen


def test_two_jobs_do_not_write_one_output(tmp_path, collection):
    out = tmp_path / "out.jsonl"

    def again(items, _label, _total=None):
        with pytest.raises(UsageError, match="another menurut works on"):
            find_reuse_in_corpus(collection, str(out))
        return items

    find_reuse_in_corpus(collection, str(out), follow=again)

    assert out.exists()


def test_a_full_device_is_told(collection):
    with pytest.raises(EngineError, match=r"cannot write /dev/full: No space left"):
        find_reuse_in_corpus(collection, "/dev/full")


def test_a_stream_cannot_be_traced(tmp_path):
    with pytest.raises(UsageError, match="read twice"):
        trace_corpus("-", str(tmp_path / "out.json"), CorpusTraceSettings())
