"""Spark as the engine: the same SQL and the same kernels, on as many machines as it has.

The plan's SQL is rewritten to Spark's dialect by sqlglot; a table that it makes is a view kept on
the executors' disks, so that no kernel runs twice. Fingerprinting and alignment run there too, as
functions over Arrow batches (`mapInArrow`). The driver reads the input, holds the words of all
articles in mapped files, and labels what the executors find. A session that runs already (a
notebook, a cluster's own) is used and left running.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.batches import (
    NEAR,
    WORD_COLUMNS,
    align_words,
    fingerprint_words,
    read_words,
    unpacked,
)
from menurut.corpus.engine import Columns, Follow, Kernel, Pairs
from menurut.corpus.word_store import WordStore
from menurut.errors import EngineError, MissingPartError, UsageError
from menurut.reuse.alignment import Passages
from menurut.reuse.words import Words

try:
    import pyarrow as pa
    import sqlglot
    from pyspark import StorageLevel
    from pyspark.errors import PySparkException
    from pyspark.sql import DataFrame, SparkSession
    from sqlglot import exp
except ImportError as error:
    raise MissingPartError(
        f"--engine spark needs {error.name}. Install it: pip install 'menurut[spark]'"
    ) from error

LOCAL = "local[*]"
ROWS_A_BATCH = 2000
"""Articles, or pairs, that one call of a kernel sees."""
WORDS_AT_ONCE = 20_000
"""Articles whose words come to the driver in one go."""
PARTITIONS_A_CORE = 2
"""Of what the engine shuffles, on a local master; a cluster's own setting is left alone."""

_CORES = re.compile(r"local\[(\d+)")
_AMOUNT = re.compile(r"(\d+)(?:\.\d+)?\s*([KMGT])i?B", re.IGNORECASE)
_WORDS_SCHEMA = "number long, " + ", ".join(f"{name} binary" for name in WORD_COLUMNS)
_POSTINGS_SCHEMA = "key long, article long, position int, " + ", ".join(f"{n} long" for n in NEAR)
_PASSAGES_SCHEMA = (
    "a long, b long, a0 int, a1 int, b0 int, b1 int, equal int, bits int, longest int"
)
_ALIGNED = """
SELECT s.a AS a, s.b AS b, one.hashes AS a_hashes, one.weights AS a_weights,
       two.hashes AS b_hashes, two.weights AS b_weights
FROM shard AS s JOIN words AS one ON one.number = s.a JOIN words AS two ON two.number = s.b
"""

_LOG = """
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = spark: %m%n
"""
"""Errors only: Spark's progress is not a reader's business."""


class SparkEngine:
    """An engine on Spark; `master` None: this machine, all cores."""

    keeps_tables = False

    def __init__(self, folder: Path, memory: str, master: str | None) -> None:
        self._session, self._own = _session(folder, memory, master)
        self._taken: dict[str, list[DataFrame]] = {}
        """Parts of tables that no query has asked for yet."""
        self._kept: dict[str, DataFrame] = {}

    def take(self, table: str, columns: Columns) -> None:
        """Append columns of one length to a table; the first ones make it."""
        made = self._session.createDataFrame(_table(columns))
        self._taken.setdefault(table, []).append(made)

    def run(self, sql: str) -> None:
        """Run one statement: tables are made or dropped, nothing else."""
        statement = sqlglot.parse_one(sql, read="duckdb")
        table = statement.find(exp.Table).name
        if isinstance(statement, exp.Drop):
            self._drop(table)
        elif isinstance(statement, exp.Create) and statement.expression is not None:
            self._keep(table, self._query(statement.expression.sql("spark")))
        elif isinstance(statement, exp.Create):
            fields = [
                f"{column.name} {column.kind.sql('spark')}"
                for column in statement.find_all(exp.ColumnDef)
            ]
            self._taken[table] = [self._session.createDataFrame([], ", ".join(fields))]
        else:
            raise EngineError(f"Spark makes and drops tables here, nothing else: {sql}")

    def exists(self, table: str) -> bool:
        """Whether there is such a table."""
        return table in self._taken or table in self._kept

    def rows(self, sql: str) -> dict[str, NDArray[Any]]:
        """The answer to a query, column by column."""
        found = self._query(sqlglot.transpile(sql, read="duckdb", write="spark")[0])
        table = self._told(found.toArrow, sql)
        return _columns(table)

    def fingerprint(self, store: WordStore, follow: Follow) -> None:
        """Fill `postings` from `articles`, and `store` with their words in order of number."""
        texts = self._query("SELECT number, text FROM articles")
        self._keep("words", self._mapped(texts, read_words, _WORDS_SCHEMA))
        packed = self._query("SELECT * FROM words")
        self._drop("postings")
        self._keep("postings", self._mapped(packed, fingerprint_words, _POSTINGS_SCHEMA))
        count = int(self.rows("SELECT count(*) AS n FROM articles")["n"][0])
        starts = range(0, count, WORDS_AT_ONCE)
        for start in follow(starts, "fingerprinting", len(starts)):
            end = start + WORDS_AT_ONCE
            store.append(
                unpacked(
                    self.rows(
                        f"SELECT * FROM words WHERE number >= {start} AND number < {end} "  # noqa: S608 - numbers
                        "ORDER BY number"
                    )
                )
            )

    def align(self, words: Words, pairs: Pairs) -> Passages:
        """All passages that these pairs of articles share; the executors have the words.

        Batches come back in any order.
        """
        del words
        self._drop("shard")
        self.take("shard", {"a": pairs[:, 0], "b": pairs[:, 1]})
        found = self._mapped(self._query(_ALIGNED), align_words, _PASSAGES_SCHEMA)
        passages = Passages(**_columns(self._told(found.toArrow, _ALIGNED)))
        order = np.lexsort((passages.b0, passages.a0, passages.b, passages.a))
        return passages.take(order)

    def apply(self, kernel: Kernel, columns: Columns, schema: str) -> dict[str, NDArray[Any]]:
        """Run a function from columns to columns over rows, on the executors."""
        rows = self._session.createDataFrame(_table(columns))
        spread = rows.repartition(self._session.sparkContext.defaultParallelism)
        return _columns(self._told(self._mapped(spread, kernel, schema).toArrow, "mapInArrow"))

    def settle(self) -> None:
        """Nothing: an executor's memory is its own."""

    def close(self) -> None:
        """Let go of memory and of temporary files."""
        for table in [*self._kept]:
            self._drop(table)
        if self._own:
            self._session.stop()

    def _query(self, spark_sql: str) -> DataFrame:
        for table, parts in self._taken.items():
            whole = parts[0]
            for part in parts[1:]:
                whole = whole.unionByName(part)
            self._keep(table, whole)
        self._taken.clear()
        return self._told(lambda: self._session.sql(spark_sql), spark_sql)

    def _keep(self, table: str, frame: DataFrame) -> None:
        """Make a table of what a query gives, worked out once, when first asked for."""
        kept = frame.persist(StorageLevel.DISK_ONLY)
        kept.createOrReplaceTempView(table)
        self._kept[table] = kept

    def _drop(self, table: str) -> None:
        self._taken.pop(table, None)
        if table in self._kept:
            self._kept.pop(table).unpersist()
            self._session.catalog.dropTempView(table)

    def _mapped(self, frame: DataFrame, kernel: Kernel, schema: str) -> DataFrame:
        def over_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                yield _batch(kernel(_columns(batch)))

        return frame.mapInArrow(over_batches, schema)

    def _told(self, work: Callable[[], Any], sql: str) -> Any:
        try:
            return work()
        except PySparkException as error:
            told = str(error).strip().splitlines()[0]
            raise EngineError(
                f"Spark refused a query ({told}). If memory or disk ran out, give more with "
                f"--memory or free some space. The query: {' '.join(sql.split())}"
            ) from error


def _table(columns: Columns) -> pa.Table:
    return pa.table({name: _arrow(column) for name, column in columns.items()})


def _arrow(column: Any) -> pa.Array:
    values = np.asarray(column)
    return pa.array(values, pa.string() if values.dtype == object else None)


def _batch(columns: Columns) -> pa.RecordBatch:
    arrays = {name: pa.array(column) for name, column in columns.items()}
    return pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))


def _columns(batch: Any) -> dict[str, NDArray[Any]]:
    """An Arrow batch or table as numpy columns; strings and bytes as objects."""
    return {
        name: np.asarray(column.to_numpy(zero_copy_only=False))
        if isinstance(column, pa.Array)
        else np.asarray(column.to_numpy())
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    }


def _session(folder: Path, memory: str, master: str | None) -> tuple[SparkSession, bool]:
    """(session, whether it is ours to stop)."""
    running = SparkSession.getActiveSession()
    if running is not None:
        if master is not None and master != running.sparkContext.master:
            raise UsageError(
                f"a Spark session runs already, on {running.sparkContext.master}. "
                "Leave --master out to use it."
            )
        return running, False
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise MissingPartError(
            "--engine spark needs Java 17 or newer. "
            "On Debian: apt-get install openjdk-17-jre-headless"
        )
    where = master or LOCAL
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    log = folder / "log4j2.properties"
    log.write_text(_LOG, encoding="ascii")
    builder = SparkSession.builder.master(where).appName("menurut")
    settings = _settings(folder, memory, where)
    settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={log.as_uri()}"
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # py4j, Java and Spark fail in many ways; all mean the same here
        told = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise EngineError(
            f"Spark does not start on {where} ({told}). Check --master and `java -version`."
        ) from error
    return session, True


def _settings(folder: Path, memory: str, master: str) -> dict[str, str]:
    amount = _AMOUNT.fullmatch(memory.strip())
    if amount is None:
        raise UsageError(f"memory {memory!r} is no amount of memory. Write it as 2GB.")
    settings = {
        "spark.driver.memory": f"{amount[1]}{amount[2].lower()}",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_A_BATCH),
        "spark.sql.session.timeZone": "UTC",
    }
    if master.startswith("local"):
        stated = _CORES.match(master)
        cores = int(stated[1]) if stated else (os.cpu_count() or 1)
        settings |= {
            "spark.local.dir": str(folder / "spark"),
            "spark.sql.shuffle.partitions": str(PARTITIONS_A_CORE * cores),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    return settings
