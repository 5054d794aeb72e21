"""The API does what its OpenAPI document says: schemathesis asks, in process, with odd requests.

Each operation is asked a fixed number of times, the same on every run, half of them with requests
that its description forbids. Checked: no fault of ours (5xx), only the status codes, media types
and JSON that the document names, no forbidden request taken. A request that the document allows
may still be unusable (two articles with one id, a picture for a text): 422, but no "Bad request".
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks
from menurut.investigate import add_articles
from menurut.model import Dossier
from menurut.web import make_app
from menurut.web.api import OPERATIONS
from menurut.web.operations import NoQuery

HOST = {"host": "127.0.0.1:8765"}
EXAMPLES = 10
"""Requests per operation and kind; the whole takes well under a minute."""


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "archive.db"
    with Archive.open(path, create=True) as archive:
        add_articles(archive, demo_articles())
        archive.add_fact_checks(demo_fact_checks())
    app = make_app(path)
    yield schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=HOST)
    app.state.jobs.close()


ASKED = [
    (operation, GenerationMode.POSITIVE)
    for operation in OPERATIONS
    if operation.body is not Dossier
] + [
    (operation, GenerationMode.NEGATIVE)
    for operation in OPERATIONS
    if operation.query is not NoQuery or operation.body not in {None, bytes}
]
"""Of an operation that takes any id and nothing else no request is forbidden; a dossier is too
deep to be made up in seconds (test_app.py sends a real one)."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("operation", "mode"), ASKED, ids=lambda each: getattr(each, "name", str(each)).lower()
)
def test_the_api_answers_as_its_document_says(api, operation, mode):
    described = api[operation.path][operation.method]

    @given(case=described.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    def ask(case):
        answer = case.call_and_validate(headers=HOST, excluded_checks=[positive_data_acceptance])
        if mode == GenerationMode.POSITIVE and answer.status_code == 422:
            assert answer.json()["title"] != "Bad request"

    ask()
