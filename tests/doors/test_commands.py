"""Commands as typed: what they print, where, and how they end."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from menurut.demo import demo_articles
from menurut.model import article_to_json

LINES = [json.dumps(article_to_json(article)) for article in demo_articles()]


def menurut(*words, stdin=None, cwd=None):
    """Run the command in a process of its own, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "menurut", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        timeout=300,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "COLUMNS": "80", "NO_COLOR": "1"},
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    path = tmp_path_factory.mktemp("story") / "story.jsonl"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def archive(story):
    path = story.parent / "archive.db"
    assert menurut("archive", "add", path, story).returncode == 0
    return path


def one_line(result):
    """The single line of an error, which must not be a traceback."""
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_help_names_every_stage():
    result = menurut("--help")

    assert result.returncode == 0
    for name in ("read", "attribute", "reuse", "trace", "check", "investigate", "archive", "demo"):
        assert f"  {name}" in result.stdout


@pytest.mark.slow
def test_the_demo_fits_eighty_columns_and_names_the_origin():
    result = menurut("demo", "--lang", "en")

    assert result.returncode == 0, result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "independent" in result.stdout


@pytest.mark.slow
def test_the_demo_speaks_indonesian():
    result = menurut("demo", "--lang", "id")

    assert result.returncode == 0, result.stderr
    assert "sumber" in result.stdout


def test_read_passes_unknown_fields_and_text_through():
    line = json.dumps({"id": "a", "text": "Satu  dua\u202e tiga.", "desk": "kota"})

    result = menurut("read", "-", stdin=line)

    record = json.loads(result.stdout.splitlines()[0])
    assert record["text"] == "Satu  dua\u202e tiga."
    assert record["desk"] == "kota"


def test_one_broken_line_of_a_thousand_is_recorded_and_the_others_go_on(tmp_path):
    lines = [json.dumps({"id": f"a{n}", "text": f"Berita nomor {n}."}) for n in range(999)]
    lines.insert(500, '{"id": "broken", "text": ')
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")

    result = menurut("read", path)

    records = [json.loads(line) for line in result.stdout.splitlines()]
    problems = [record["problem"] for record in records if "problem" in record]
    assert result.returncode == 1
    assert len(records) - len(problems) == 999
    assert [f"{path}:501"] == [problem["where"] for problem in problems]
    assert f"{path}:501" in one_line(result)


def test_attribute_gives_the_same_ids_with_attributions(story):
    result = menurut("attribute", story)

    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0, result.stderr
    assert [json.loads(line)["id"] for line in LINES] == [record["id"] for record in records]
    assert any(record["attributions"] for record in records)


def test_reuse_writes_passages_with_offsets(story, tmp_path):
    result = menurut("reuse", story, "-o", tmp_path / "out.jsonl")

    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert result.returncode == 0, result.stderr
    assert rows
    assert {"a", "a0", "a1", "b", "b0", "b1", "similarity", "kind"} <= set(rows[0])


@pytest.mark.slow
def test_trace_writes_the_contract(story, tmp_path):
    result = menurut("trace", story, "-o", tmp_path / "out.json", "--report", tmp_path / "r.html")

    found = json.loads((tmp_path / "out.json").read_text())
    assert result.returncode == 0, result.stderr
    assert {
        "edges",
        "roots",
        "independent",
        "independent_range",
        "outside",
        "loops",
        "drift",
    } <= set(found)
    assert "<html" in (tmp_path / "r.html").read_text()[:500].lower()


def test_a_family_limit_is_for_large_collections(story):
    result = menurut("trace", story, "--family-limit", 5)

    assert 2 == result.returncode
    assert "--engine" in one_line(result)


@pytest.mark.slow
def test_a_large_collection_is_traced_up_to_the_family_limit(tmp_path):
    text = "The ferry Tanira sank off Vellamo on Monday night, said captain Orsk Belling."
    source, out = tmp_path / "in.jsonl", tmp_path / "out.json"
    records = [{"id": f"{n}", "text": text, "lang": "en"} for n in range(9)]
    source.write_text("".join(json.dumps(record) + "\n" for record in records))

    result = menurut("trace", source, "-o", out, "--engine", "duckdb", "--family-limit", 6)

    assert 0 == result.returncode, result.stderr
    assert "3 articles of families larger than 6 were not traced" in result.stderr
    assert 6 == len(json.loads(out.read_text())["roots"])


@pytest.mark.slow
def test_investigate_an_archived_article_and_render_its_dossier_again(archive, tmp_path):
    dossier = tmp_path / "dossier.json"
    subject = json.loads(LINES[-1])["id"]

    result = menurut("investigate", subject, "--archive", archive, "-o", dossier)
    assert result.returncode == 0, result.stderr
    for name in ("r.html", "r.prov.json", "r.annotations.json", "r.txt"):
        rendered = menurut("report", dossier, "-o", tmp_path / name)
        assert rendered.returncode == 0, rendered.stderr
        assert (tmp_path / name).stat().st_size > 0


def test_adding_twice_changes_nothing(archive, story):
    result = menurut("archive", "add", archive, story, "--json")

    assert {"added": 0, "updated": 0, "unchanged": len(LINES)}.items() <= json.loads(
        result.stdout
    ).items()


def test_archive_list_show_export_remove(archive, tmp_path):
    listed = menurut("archive", "list", archive, "--json")
    first = json.loads(listed.stdout.splitlines()[0])
    shown = menurut("archive", "show", archive, first["id"])
    exported = menurut("archive", "export", archive, "-o", tmp_path / "all.jsonl")
    missing = menurut("archive", "show", archive, "no-such-id")

    assert len(LINES) == len(listed.stdout.splitlines())
    assert first["text"][:40] in shown.stdout
    assert exported.returncode == 0, exported.stderr
    assert len(LINES) == len((tmp_path / "all.jsonl").read_text().splitlines())
    assert missing.returncode == 2
    assert "menurut archive list" in one_line(missing)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("investigate", "{empty}", "--archive", "{archive}"), "{empty}"),
        (("investigate", "{story}", "--archive", "{text}"), "{text}"),
        (("investigate", "{story}", "--archive", "{folder}/none.db"), "none.db"),
        (("read", "{folder}/missing.html"), "missing.html"),
        (("trace", "{folder}/missing.jsonl"), "missing.jsonl"),
        (("report", "{text}", "-o", "{folder}/x.html"), "{text}"),
        (("read", "https://example.example/a"), "--fetch"),
        (("archive", "stats", "{text}"), "{text}"),
    ],
)
def test_errors_are_one_line_that_names_the_place(words, told, archive, story, tmp_path):
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("not a database, not a dossier " * 50)
    names = {
        "empty": tmp_path / "empty.html",
        "text": tmp_path / "notes.txt",
        "archive": archive,
        "story": story,
        "folder": tmp_path,
    }

    result = menurut(*(word.format(**names) for word in words))

    assert result.returncode in {1, 2, 3}
    assert "Traceback" not in result.stderr
    assert told.format(**names) in result.stderr


def test_nothing_to_measure_ends_with_three(tmp_path):
    (tmp_path / "empty.jsonl").write_text("")

    result = menurut("trace", tmp_path / "empty.jsonl")

    assert result.returncode == 3
    assert "empty.jsonl: the file is empty. Give" in result.stderr


def test_a_closed_pipe_is_no_error(story):
    result = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m menurut read {story} | head -1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "" == result.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_a_full_disk_behind_stdout_is_one_line(story):
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "menurut", "read", str(story)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=300,
        )

    assert result.returncode == 2
    assert "No space left on device" in one_line(result)


@pytest.mark.parametrize("command", ["read", "reuse"])
def test_a_pipe_named_as_output_is_written_to_and_not_replaced(command, story, tmp_path):
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)

    result = menurut(command, story, "-o", pipe)
    received, _ = reader.communicate(timeout=60)

    assert result.returncode == 0
    assert received.count("\n") >= 1
    assert pipe.is_fifo()


@pytest.mark.parametrize("words", [("read",), ("reuse",)])
def test_a_link_named_as_output_stays_a_link(words, story, tmp_path):
    link, target = tmp_path / "link.jsonl", tmp_path / "target.jsonl"
    link.symlink_to(target)

    assert menurut(*words, story, "-o", link).returncode == 0

    assert link.is_symlink()
    assert target.read_text().startswith("{")


def test_a_terminal_without_a_width_still_shows_everything(archive):
    result = subprocess.run(
        [sys.executable, "-m", "menurut", "archive", "list", str(archive)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "COLUMNS": "0"},
    )

    assert "norrick-observer" in result.stdout


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A line of JSONL whose every field would do something to a terminal."""
    signs = "\x1b[2J\0\u202e\x9b[/b]"
    record = {
        "id": f"a{signs}",
        "title": f"Rain\n{signs}",
        "text": f"Rain{signs} fell.",
        "lang": "en",
    }
    path = tmp_path_factory.mktemp("hostile") / "hostile.jsonl"
    path.write_text(json.dumps({**record, "published": f"3{signs}"}) + "\n", encoding="utf-8")
    return path, record


def test_what_is_hidden_in_an_article_reaches_a_terminal_as_marks(hostile, tmp_path):
    path, record = hostile
    results = [
        menurut("archive", "add", tmp_path / "a.db", path),
        menurut("archive", "list", tmp_path / "a.db"),
        menurut("archive", "show", tmp_path / "a.db", record["id"].replace("\0", "")),
    ]
    shown = "".join(result.stdout + result.stderr for result in results)

    assert not set("\x1b\0\u202e\x9b") & set(shown)
    assert "[U+001B][2J[U+0000][RLO]" in results[1].stdout.replace("\n", "") + shown


def test_json_keeps_what_is_hidden(hostile):
    path, record = hostile

    assert record["text"] == json.loads(menurut("read", path).stdout)["text"]


def test_a_limit_beyond_every_number_lists_all(archive):
    result = menurut("archive", "list", archive, "--json", "--limit", 10**30)

    assert result.stdout.count("\n") == len(LINES)


def test_a_port_that_is_none_is_one_line(tmp_path):
    result = menurut("serve", tmp_path / "new.db", "--port", 99999)

    assert result.returncode == 2
    assert "port 99999 is no port" in one_line(result)


def test_no_address_is_told_before_an_archive_that_is_none(tmp_path):
    (tmp_path / "notes.txt").write_text("not an archive " * 50)

    assert "http" not in one_line(menurut("serve", tmp_path / "notes.txt"))


def test_no_address_is_told_for_a_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = menurut("serve", tmp_path / "new.db", "--port", port)

    assert 2 == result.returncode
    assert f"port {port} is not free" in result.stderr
    assert "http://" not in result.stderr


def test_a_name_that_is_neither_file_nor_id_is_told_as_both(archive):
    told = one_line(menurut("investigate", "no-such-name", "--archive", archive))

    assert "no-such-name: no such file, and no article with this id in the archive" in told


@pytest.mark.parametrize("published", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_placeholder_for_never_is_no_date(published, tmp_path):
    text = "The bridge in Ellivane was closed on Monday, a spokesman for the harbour said. " * 3
    records = [
        {"id": "a", "text": text, "published": published},
        {"id": "b", "text": text, "published": "2041-03-04T06:10:00Z"},
    ]
    path = tmp_path / "two.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")

    result = menurut("trace", path)

    assert "Traceback" not in result.stderr
    assert json.loads(result.stdout)["edges"] is not None


@pytest.mark.parametrize("name", ["read", "attribute", "reuse", "check", "trace", "investigate"])
def test_json_can_be_asked_for_everywhere(name):
    assert "--json" in menurut(name, "--help").stdout
