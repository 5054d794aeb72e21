"""Pages as a reader meets them: what is on them, where they lead, and what they say when it fails."""

import hashlib
import io
import re
import tomllib
import zipfile
from importlib.resources import files
from urllib.parse import quote

import msgspec
import pytest
from starlette.testclient import TestClient

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_subject
from menurut.model import Article, FactCheck
from menurut.report import FORMS
from menurut.web import make_app
from menurut.web.addresses import compare_address, content_hash

LOCAL = "http://127.0.0.1:8765"
BYTES = "Jembatan di Lowa ditutup sejak Senin, kata kepala dinas. Warga memakai perahu. "


def reopened(path, **settings):
    return TestClient(make_app(path, **settings), base_url=LOCAL)


@pytest.fixture(scope="module")
def case(client):
    """Where the investigation of the demo's last article has led."""
    started = client.post("/investigations", data={"id": demo_subject()}, follow_redirects=False)
    client.app.state.jobs.wait(started.headers["location"].rsplit("/", 1)[1])
    return client.get(started.headers["location"], follow_redirects=False).headers["location"]


def test_facets_count_and_lead_to_what_they_count(client):
    page = client.get("/").text
    address = re.search(r'href="(/\?lang=id)".*?<span class="n">(\d+)</span>', page, re.DOTALL)

    narrowed = client.get(address[1]).text

    assert f"{address[2]} articles" in narrowed


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sort=title", "900 Rekening Bank"),
        ("sort=title&order=desc", "Up to 90 accounts"),
        ("order=asc", "How the islands learned"),
        ("search=&sort=&lang=", "Hackers drain 900"),
    ],
)
def test_columns_sort_either_way(client, query, first):
    rows = re.findall(r'<td class="title"><a [^>]*>([^<]*)', client.get(f"/?{query}").text)

    assert rows[0].startswith(first)


@pytest.mark.parametrize("query", ["since=yesterday", "offset=-1", "sort=colour"])
def test_a_value_that_makes_no_sense_is_left_out_and_told(demo_archive, query):
    with reopened(demo_archive, lang="id") as client:
        answer = client.get(f"/?{query}")

    assert 200 == answer.status_code
    assert f"“{query}” pada alamat tidak dapat dipakai" in answer.text
    assert demo_subject() in answer.text


@pytest.mark.parametrize("path", ["/?page=-3", "/?utm_source=x", "/fact-checks?utm_source=x"])
def test_parameters_that_no_page_knows_are_passed_over(client, path):
    answer = client.get(path)

    assert 200 == answer.status_code
    assert "in the address" not in answer.text


def test_the_api_refuses_parameters_it_does_not_know(client):
    assert 422 == client.get("/api/articles?utm_source=x").status_code


def test_times_stand_in_the_zone_of_the_outlet(tmp_path):
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([Article(id="a", text="x", published="2041-05-04T07:05:00+07:00")])

    for lang, written in (("id", "4 Mei 2041, 07.05 WIB"), ("en", "4 May 2041, 07:05 UTC+7")):
        with reopened(tmp_path / "a.db", lang=lang) as client:
            assert written in client.get("/").text


def test_names_from_right_to_left_stand_apart_from_the_date(tmp_path):
    stated = "2041-05-04T07:05:00+07:00"
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([Article(id="a", text="x", outlet="صحيفة لوا", published=stated, lang="ar")])
    with reopened(tmp_path / "a.db", lang="id") as client:
        page = client.get("/articles/a").text

    assert "<bdi>صحيفة لوا</bdi> · <bdi>4 Mei 2041, 07.05 WIB</bdi> · <bdi>Arab</bdi>" in page
    assert "<dd><bdi>4 Mei 2041, 07.05 WIB</bdi></dd>" in page
    assert stated not in page


def test_only_boxes_to_write_in_are_as_high_as_a_button():
    style = (files("menurut.web") / "static" / "app.css").read_text()
    sized = [rule for rule in style.split("}") if re.search(r"\binput\b.*\{.*min-height", rule)]

    assert sized
    assert [] == [rule for rule in sized if "input:not(:where([type=checkbox]" not in rule]


def test_marks_in_the_text_and_the_list_lead_to_each_other(client):
    page = client.get(f"/articles/{demo_subject()}").text
    there = re.findall(r'<a id="(t\d+)" href="#(s-\w+)"', page)

    assert there
    assert [] == [pair for pair in there if f'<li id="{pair[1]}"' not in page]
    assert [] == [pair for pair in there if f'href="#{pair[0]}"' not in page]


def test_an_article_leads_to_its_sources_and_its_neighbours(client):
    page = client.get("/articles/ledger-quay").text
    source = re.search(r'href="(/sources\?name=[^"]*Wostani[^"]*)"', page)[1].replace("&amp;", "&")
    compared = re.search(r'href="(/compare/[^"]*)"', page)[1]

    assert "What it said" in client.get(source).text
    assert "shared passage" in client.get(compared).text


def test_a_source_says_where_and_through_whom(client):
    page = client.get("/sources", params={"name": "Damira Wostani"}).text

    assert "Named in 2 articles" in page
    assert "Harian Wendara" in page
    assert "Ledger &amp; Quay" in page


def test_a_name_that_nobody_has_is_no_fault(client):
    assert "Named in 0 articles" in client.get("/sources?name=Zxcvb").text
    assert "Named in 0 articles" in client.get('/sources?name="!').text
    assert 422 == client.get("/sources").status_code


def test_passages_and_sentences_face_each_other(client):
    page = client.get("/compare?one=gema-osmarra&other=norrick-observer").text
    jumps = re.findall(r'id="(p-\w+-[lr]\d+)".*?href="#(p-\w+-[lr]\d+)"', page)

    assert jumps
    assert {a for a, _ in jumps} == {b for _, b in jumps}
    assert "Sentence by sentence" in page
    assert set(re.findall(r'href="#([\w-]+)"', page)) <= set(re.findall(r'id="([\w-]+)"', page))
    assert "<bdi>rekening</bdi> = <bdi>accounts</bdi>" in page


@pytest.mark.parametrize(
    "left", ["https://a.example/1?x=2#y", "a/compare/b", "sama", "é\u0301 \u202e", ".."]
)
def test_any_id_can_be_shown_and_compared(tmp_path, left):
    shelf = [
        Article(id=left, text=BYTES * 3, lang="id"),
        Article(id="x/y", text=BYTES * 3 + "Begitu.", lang="id"),
    ]
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add(shelf)
    with reopened(tmp_path / "a.db") as client:
        rows = re.findall(r'<td class="title"><a href="([^"]*)"', client.get("/").text)
        by_name = client.get(f"/compare/{quote(left, safe='')}/{quote('x/y', safe='')}")
        asked = client.get("/compare", params={"one": left, "other": "x/y"})

        assert [200, 200] == [client.get(row).status_code for row in rows]
        if left != "..":  # a browser takes this out of a path; the other two ways stay
            assert "1 shared passage" in by_name.text
        assert "1 shared passage" in asked.text
        assert asked.url.path == compare_address(*shelf)


def test_an_address_made_of_content_outlives_the_name(client):
    with Archive.open(client.app.state.archive) as archive:
        stored = archive.get(demo_subject())

    assert stored.title in client.get(f"/documents/{content_hash(stored)}").text
    assert 404 == client.get("/documents/0123456789abcde").status_code
    assert 404 == client.get("/documents/nonsense").status_code
    record = client.get(f"/api/documents/{content_hash(stored)}").json()
    assert demo_subject() == record["id"]


@pytest.mark.slow
def test_a_case_outlives_the_app(client, case, demo_archive):
    with reopened(demo_archive) as later:
        page = later.get(case)

    assert 200 == page.status_code
    assert "Permanent link" in page.text
    assert page.text == client.get(case).text


@pytest.mark.slow
def test_the_same_findings_are_the_same_case(client, case):
    again = client.post("/api/investigations", json={"id": demo_subject()}).json()

    assert case == f"/cases/{client.app.state.jobs.wait(again['id']).case}"


@pytest.mark.slow
def test_a_case_can_be_saved_in_every_form(client, case):
    for form in FORMS:
        answer = client.get(f"{case}/export/{form.name}")
        assert 200 == answer.status_code
        assert answer.content
    tables = client.get(f"{case}/export/csv")
    assert "edges" in " ".join(zipfile.ZipFile(io.BytesIO(tables.content)).namelist())
    sent = client.post("/api/report?form=json", content=client.get(f"/api{case}").content)
    assert client.get(f"/api{case}/report?form=json").content == sent.content
    assert 422 == client.get(f"/api{case}/report?form=poem").status_code


@pytest.mark.slow
def test_a_case_leads_back_and_on(client, case):
    page = client.get(case)
    source = re.search(r'href="(/sources\?name=[^"]*Wostani[^"]*)"', page.text)[1]

    assert 'class="home" href="/"' in page.text
    assert "/compare/sha256:" in page.text
    assert "Named in 0 articles" not in client.get(source.replace("&amp;", "&")).text
    assert "script-src 'self' 'sha256-" in page.headers["content-security-policy"]


def test_files_are_added_with_what_became_of_each(client):
    sent = [
        ("file", ("one.txt", (BYTES * 2).encode())),
        ("file", ("broken.jsonl", b'{"id": "z9", "text": "Kata dia."}\n{oops\n')),
        ("file", ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(40))),
    ]
    started = client.post("/add", files=sent, follow_redirects=False)
    job = client.app.state.jobs.wait(started.headers["location"].rsplit("/", 1)[1])

    page = client.get(started.headers["location"]).text
    client.delete("/api/articles/z9")

    assert (2, 2) == (job.added, len(job.problems))
    assert "2 added, 0 updated, 0 unchanged" in page
    assert "broken.jsonl:2" in page
    assert "picture.png" in page


def test_fact_checks_are_added_from_a_file(tmp_path):
    line = b'{"id": "fc/1", "claim": ["Laut naik"], "title": "Laut tidak naik", "date": "2041-05-04"}\n'
    sent = {"files": {"file": ("fc.jsonl", line)}, "data": {"content": "fact-checks"}}
    with reopened(tmp_path / "fc.db") as client:
        started = client.post("/add", follow_redirects=False, **sent)
        job = client.app.state.jobs.wait(started.headers["location"].rsplit("/", 1)[1])

        assert 1 == job.added
        assert "4 May 2041" in client.get("/fact-checks?search=laut").text
        assert "Laut tidak naik" in client.get("/fact-checks/fc%2F1").text


def test_the_list_knows_what_was_added_since(client):
    before = client.get("/api/articles").json()["total"]
    client.post("/api/articles", json={"articles": [{"id": "fresh", "text": BYTES}]})
    after = client.get("/api/articles").json()["total"]
    client.delete("/api/articles/fresh")

    assert (before + 1, before) == (after, client.get("/api/articles").json()["total"])


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nothing", 404, "Tidak ada apa-apa di alamat ini."),
        ("GET", "/articles/none", 404, "Arsip tidak punya artikel none."),
        ("GET", "/fact-checks/none", 404, "Arsip tidak punya cek fakta none."),
        ("GET", "/cases/none", 404, "Kasus none tidak ada di sini."),
        ("GET", "/jobs/none", 404, "Pekerjaan none tidak ada"),
        ("GET", "/compare/a/b", 404, "Arsip tidak punya artikel a."),
        ("GET", "/static/none.js", 404, "Tidak ada apa-apa di alamat ini."),
        ("DELETE", "/", 405, "tidak dapat dipakai dengan cara itu"),
        ("GET", "/compare", 422, "/compare?one=ID&amp;other=ID"),
        ("GET", "/compare?one=a", 422, "Sebutkan id dua artikel"),
        ("POST", "/investigations", 422, "Tidak ada yang bisa ditelusuri."),
        ("POST", "/add", 422, "Tidak ada berkas yang dikirim."),
    ],
)
def test_every_fault_is_a_page_in_the_readers_language(demo_archive, method, path, status, said):
    with reopened(demo_archive, lang="id") as client:
        answer = client.request(method, path)

    assert status == answer.status_code
    assert said in answer.text
    assert '<html lang="id">' in answer.text


def test_a_request_that_is_refused_gets_a_page_too(client):
    answer = client.get("/", headers={"host": "evil.example"})

    assert 421 == answer.status_code
    assert "The app answers only to the name of this machine." in answer.text


@pytest.mark.parametrize(("mode", "status"), [("no-cors", 403), ("cors", 403), ("navigate", 200)])
def test_other_sites_may_lead_here_but_not_embed(client, mode, status):
    sent = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}

    assert status == client.get("/api/stats", headers=sent).status_code


def test_an_archive_that_may_only_be_read_is_served(demo_archive):
    with reopened(demo_archive, read_only=True) as client:
        page = client.get("/").text
        refused = client.post("/add", files={"file": ("a.txt", b"Kata dia.")})
        added = client.post("/api/articles", json={"articles": []})

        assert "This archive may only be read." in page
        assert 'href="/add"' not in page
        assert (403, 403) == (refused.status_code, added.status_code)
        assert 200 == client.get("/articles/" + demo_subject()).status_code
        assert 202 == client.post("/api/investigations", json={"id": demo_subject()}).status_code


def test_an_empty_archive_says_what_to_do(tmp_path):
    with reopened(tmp_path / "new.db") as client:
        page = client.get("/").text

    assert "The archive is empty." in page
    assert 'href="/add"' in page


def test_nothing_is_kept_in_the_browser(client):
    for path in ("/", f"/articles/{demo_articles()[0].id}", "/fact-checks", "/investigations"):
        answer = client.get(path)
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
        assert "no-store" == answer.headers["cache-control"]


def test_vendored_files_are_what_they_say():
    vendor = files("menurut.web") / "static" / "vendor"
    for name, stated in tomllib.loads((vendor / "vendor.toml").read_text()).items():
        assert stated["sha256"] == hashlib.sha256((vendor / name).read_bytes()).hexdigest()
        assert stated["licence"] in {"0BSD", "BSD-2-Clause", "MIT"}


def test_a_pasted_text_is_called_by_its_first_words(client):
    text = "Kabar dari keluarga: jembatan Lowa ambruk tadi malam, katanya."
    started = client.post("/investigations", data={"text": text}, follow_redirects=False)
    job = client.app.state.jobs.wait(started.headers["location"].rsplit("/", 1)[1])

    assert (
        "“Kabar dari keluarga: jembatan Lowa ambruk tadi …”"
        == client.app.state.cases.get(job.case).subject
    )


def test_an_empty_file_is_told_by_its_name(client):
    answer = client.post("/investigations", files={"file": ("kosong.html", b"")})

    assert (422, True) == (answer.status_code, "kosong.html: the file is empty." in answer.text)


TWICE = b"""{"id": "w1", "text": "Pertama, kata dia."}
{"id": "w1", "text": "Kedua, kata dia."}
"""


def added(client, *files):
    """The page of a job that has added files, once it has ended."""
    sent = [("file", file) for file in files]
    started = client.post("/add", files=sent, follow_redirects=False)
    client.app.state.jobs.wait(started.headers["location"].rsplit("/", 1)[1])
    return client.get(started.headers["location"]).text


def test_an_id_that_comes_twice_is_read_as_on_the_command_line(tmp_path):
    with reopened(tmp_path / "a.db", lang="id") as client:
        page = added(client, ("dua.jsonl", TWICE))
        stored = client.get("/api/articles/w1").json()

    assert "Pertama, kata dia." == stored["text"]
    assert "1 ditambahkan" in page
    assert "id &#39;w1&#39; muncul dua kali" in page
    assert "comes twice" in page


def test_troubles_of_files_and_of_articles_are_told_in_both_languages(tmp_path):
    with reopened(tmp_path / "a.db", lang="id") as client:
        page = added(client, ("surat.pdf", b"%PDF-1.7"), ("satu.jsonl", b'{"text": "Kata dia."}'))

    assert "<bdi>surat.pdf</bdi></b>: ini bukan teks (a PDF)" in page
    assert "this is a PDF, not a text" in page
    assert "<bdi>satu.jsonl:1</bdi></b>: tidak punya id; dipakai" in page
    assert "has no id; it goes by" in page


def test_oddities_of_a_fact_check_are_told_in_both_languages(tmp_path):
    line = b'{"id": "fc", "claim": ["Laut naik"], "warnings": ["no date", "something new"]}\n'
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add_fact_checks([msgspec.json.decode(line, type=FactCheck)])
    with reopened(tmp_path / "a.db", lang="id") as client:
        page = client.get("/fact-checks/fc").text

    assert '<dd>tidak ada tanggal<br><span class="small" lang="en" dir="ltr">no date' in page
    assert '<dd><span class="small" lang="en" dir="ltr">something new' in page


def test_a_file_of_several_articles_is_not_investigated_by_guess(client):
    several = b'{"id": "q1", "text": "Kata dia."}\n{"id": "q2", "text": "Kata mereka."}\n'
    answer = client.post("/investigations", files={"file": ("dua.jsonl", several)})

    assert 422 == answer.status_code
    assert "dua.jsonl: holds several articles, the first is q1;" in answer.text


def test_a_mistake_of_ours_in_a_job_is_told_with_what_to_do(demo_archive):
    def stumble(_progress):
        raise ZeroDivisionError

    with reopened(demo_archive, lang="id") as client:
        job = client.app.state.jobs.start("import", "a.jsonl", stumble)
        client.app.state.jobs.wait(job.id)
        page = client.get(f"/jobs/{job.id}").text

    assert "tinggalkan yang gagal" in page
    assert "an error of ours" not in page
