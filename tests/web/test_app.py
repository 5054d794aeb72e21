"""The local app, asked as a browser and as a program ask it."""

import asyncio
from urllib.parse import quote

import pytest

from menurut.demo import demo_articles, demo_subject
from menurut.model import article_to_json
from menurut.web.warming import SAMPLE, warm_up

HOSTILE = "</title><script>document.title='ran'</script><img src=x onerror=alert(1)>"


def finished(client, job):
    """The job as the API shows it once it has ended."""
    client.app.state.jobs.wait(job["id"])
    return client.get(f"/api/investigations/{job['id']}").json()


def test_the_archive_page_lists_every_article(client):
    page = client.get("/").text

    assert [] == [a.id for a in demo_articles() if f"/articles/{a.id}" not in page]


def test_search_finds_words_and_says_when_nothing_fits(client):
    assert "Harian Wendara" in client.get("/", params={"search": "Wostani"}).text
    assert "No article fits." in client.get("/", params={"search": "zxcvb"}).text


@pytest.mark.slow
def test_an_investigation_runs_to_its_dossier(client):
    started = client.post("/api/investigations", json={"id": demo_subject()})

    answer = finished(client, started.json())

    assert started.status_code == 202
    assert answer["state"] == "done"
    assert answer["dossier"]["subject"] == demo_subject()
    assert "<html" in client.get(f"/investigations/{answer['id']}").text


@pytest.mark.slow
def test_a_pasted_text_is_investigated(client):
    started = client.post("/investigations", data={"text": demo_articles()[0].text})

    assert started.status_code == 200
    assert "/investigations/" in str(started.url)


def test_a_cancelled_job_stays_known(client):
    job = client.post("/api/investigations", json={"id": demo_subject()}).json()

    answer = client.delete(f"/api/investigations/{job['id']}")

    assert answer.status_code == 200
    assert finished(client, job)["state"] in {"cancelled", "done"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/articles/none", 404),
        ("GET", "/api/investigations/none", 404),
        ("GET", "/api/articles?limit=0", 422),
        ("GET", "/api/articles?limit=many", 422),
        ("GET", "/api/nothing-here", 404),
        ("PUT", "/api/articles", 405),
        ("POST", "/api/articles", 422),
        ("POST", "/api/read", 422),
    ],
)
def test_faults_are_problem_details(client, method, path, status):
    answer = client.request(method, path)

    assert status == answer.status_code
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"title", "status"} <= set(answer.json())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"content-length": "999999999"}, 413),
    ],
)
def test_requests_from_elsewhere_are_refused(client, headers, status):
    answer = client.post("/api/investigations", json={"id": "x"}, headers=headers)

    assert status == answer.status_code


def test_hostile_words_are_shown_not_run(client):
    article = {"id": "hostile", "text": HOSTILE, "title": HOSTILE, "outlet": HOSTILE}

    assert client.post("/api/articles", json={"articles": [article]}).status_code == 201
    for path in ("/", "/articles/hostile"):
        page = client.get(path)
        assert "<script>document" not in page.text
        assert "<img src=x" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.delete("/api/articles/hostile").json() == {"removed": 1}


def test_a_file_is_read_and_added_once(client):
    page = (
        b"<html><head><title>Bridge closed</title></head><body><article><p>"
        + (b"The bridge over the Lowa was closed on Monday, the harbour master said. " * 5)
        + b"</p></article></body></html>"
    )

    first = client.post("/api/files", params={"name": "bridge.html"}, content=page).json()
    again = client.post("/api/files", params={"name": "bridge.html"}, content=page).json()

    assert (1, 0) == (first["added"], again["added"])
    assert again["unchanged"] == 1


def test_stages_answer_on_their_own(client):
    articles = {"articles": [article_to_json(a) for a in demo_articles()[:3]]}

    assert len(client.post("/api/attribute", json=articles).json()) == 3
    assert client.post("/api/reuse", json=articles).json()
    assert "lineage" in client.post("/api/trace", json=articles).json()
    assert client.post("/api/check", json={"text": "accounts emptied"}).status_code == 200
    assert len(client.get("/api/fact-checks").json()["items"]) == 3


def test_the_openapi_document_names_every_operation(client):
    document = client.get("/api/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    assert {"/api/articles", "/api/investigations/{id}", "/api/check"} <= set(document["paths"])
    for place in document["paths"].values():
        for operation in place.values():
            assert operation["summary"]
            assert "422" in operation["responses"]


@pytest.mark.parametrize("address", ["/add", "/investigations"])
def test_words_where_a_file_belongs_are_no_error_of_ours(client, address):
    answer = client.post(address, data={"file": "not a file"})

    assert answer.status_code in {200, 422}


@pytest.mark.parametrize("field", ["id", "text"])
def test_a_file_where_words_belong_is_told(client, field):
    answer = client.post("/investigations", files={field: ("a.txt", b"Kata dia.")})

    assert answer.status_code == 422
    assert "Paste a text" in answer.text


def test_an_article_whose_id_is_an_address_is_reached(client):
    address = "https://kabar.example/2041/03/04/a"
    record = {"id": address, "text": "Jembatan itu ditutup, kata juru bicara pelabuhan."}
    client.post("/api/articles", json={"articles": [record]})
    place = "/api/articles/" + quote(address, safe="")

    assert client.get(place).json()["id"] == address
    assert client.get(place + "/attributions").json()["id"] == address
    assert client.delete(place).json() == {"removed": 1}


def test_an_article_leads_back_to_the_archive_and_claims_no_search(client):
    page = client.get(f"/articles/{demo_articles()[0].id}").text

    assert '<a class="home" href="/">' in page
    assert 'id="changes"' not in page


def test_a_body_without_a_length_is_refused_past_the_limit(client):
    pieces = (b"x" * 1_000_000 for _ in range(25))

    answer = client.post("/api/read", content=pieces)

    assert answer.status_code == 413
    assert "20,000,000 bytes" in answer.json()["title"]


def test_reading_a_file_tells_what_could_not_be_read(client):
    lines = b'{"id": "a", "text": "Kata dia."}\n{broken\n'

    answer = client.post("/api/read", params={"name": "a.jsonl"}, content=lines).json()

    assert [item["id"] for item in answer["items"]] == ["a"]
    assert [problem["where"] for problem in answer["problems"]] == ["a.jsonl:2"]


@pytest.mark.parametrize("name", ["x.\0", "x." + "y" * 200, "..", "a/../../b.jsonl"])
def test_an_upload_may_be_called_anything(client, name):
    answer = client.post("/api/fact-checks", params={"name": name}, content=b"")

    assert answer.status_code < 500


def test_whoever_hangs_up_halfway_is_no_error_of_ours(client):
    answers = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        answers.append(message.get("status"))

    place = {"path": "/api/read", "raw_path": b"/api/read", "query_string": b"", "root_path": ""}
    request = {"type": "http", "method": "POST", "headers": [(b"host", b"127.0.0.1")], **place}
    asyncio.run(client.app(request, receive, send))

    assert answers[0] == 400


def test_warming_up_uses_both_languages_and_no_archive_of_the_reader():
    assert {"id", "en"} == {article.lang for article in demo_articles()[:SAMPLE]}

    warm_up()
