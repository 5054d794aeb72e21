"""Spark says what DuckDB says: a real session on this machine, the same jobs on both engines."""

import importlib.util
import json
import shutil

import numpy as np
import pytest

from menurut.corpus import (
    CorpusSettings,
    CorpusTraceSettings,
    find_reuse_in_corpus,
    trace_corpus,
    translation_check,
    translations,
)
from menurut.corpus.engine import open_engine
from menurut.demo import demo_articles
from menurut.errors import EngineError, UsageError
from menurut.model import article_to_json

MISSING = [name for name in ("pyspark", "pyarrow", "sqlglot") if not importlib.util.find_spec(name)]
MISSING += [] if shutil.which("java") else ["java"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"no {', '.join(MISSING)}: pip install 'menurut[spark]', and Java 17",
    ),
    # Spark's own: not yet silent under Python's development checks
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        # the quick compiler only: nothing here runs long enough for the thorough one
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        opened = open_engine("spark", tmp_path_factory.mktemp("spark"), "1GB", "local[2]")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """The demo story and a line that its outlets print under everything, in two orders of time."""
    path = tmp_path_factory.mktemp("in") / "in.jsonl"
    records = [article_to_json(article) for article in demo_articles()]
    records += [{"id": "empty", "text": ""}, {"id": "broken", "text": "\ud83d 1 2 3"}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def test_an_engine_takes_tables_runs_sql_and_gives_rows(spark):
    spark.run("CREATE TABLE keys (key BIGINT, word VARCHAR)")
    spark.take("keys", {"key": np.array([1, 2]), "word": np.array(["a", None], object)})
    spark.take("keys", {"key": np.array([3]), "word": np.array(["c"], object)})
    spark.run("CREATE TABLE more AS SELECT key + 1 AS key FROM keys WHERE word IS NOT NULL")

    found = spark.rows("SELECT key, word FROM keys ORDER BY key")

    assert [1, 2, 3] == found["key"].tolist()
    assert ["a", None, "c"] == found["word"].tolist()
    assert [2, 4] == spark.rows("SELECT key FROM more ORDER BY key")["key"].tolist()
    assert (True, False) == (spark.exists("keys"), spark.exists("locks"))
    with pytest.raises(EngineError, match="The query: SELECT nothing FROM nowhere"):
        spark.rows("SELECT nothing\nFROM nowhere")
    with pytest.raises(UsageError, match="Leave --master out"):
        open_engine("spark", None, "1GB", "spark://elsewhere:7077")


@pytest.mark.usefixtures("spark")
def test_the_same_passages_translations_and_clusters(collection, tmp_path, monkeypatch):
    # as in a large collection; the lineage below has them as in a small one
    monkeypatch.setattr(translations, "FEW", 0)
    monkeypatch.setattr(translation_check, "SHARD", 5)
    written = {}
    for engine in ("duckdb", "spark"):
        out = tmp_path / f"{engine}.jsonl"
        clusters = tmp_path / f"{engine}-clusters.jsonl"
        settings = CorpusSettings(engine=engine, clusters=str(clusters))
        report = find_reuse_in_corpus(collection, str(out), settings)
        written[engine] = (out.read_text(), clusters.read_text(), report.articles, report.problems)

    rows = [json.loads(line) for line in written["duckdb"][0].splitlines()]
    kinds = {row["kind"] for row in rows}
    assert all(row["pairs"] for row in rows if row["kind"] == "translation")
    assert {"copy", "rewrite", "translation"} <= kinds
    assert written["duckdb"] == written["spark"]


@pytest.mark.usefixtures("spark")
def test_the_same_lineage(collection, tmp_path):
    written = {}
    for engine in ("duckdb", "spark"):
        out = tmp_path / f"{engine}.json"
        settings = CorpusTraceSettings(reuse=CorpusSettings(engine=engine))
        trace_corpus(collection, str(out), settings)
        written[engine] = json.loads(out.read_text())

    assert len(written["duckdb"]["edges"]) > 5
    assert written["duckdb"] == written["spark"]
