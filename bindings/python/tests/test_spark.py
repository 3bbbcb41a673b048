"""On a cluster of two workers: the findings are those of the program, over as many records as ``SADAME_RECORDS`` says."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from conftest import blocks

import sadame

RECORDS = int(os.environ.get("SADAME_RECORDS", "20000"))

#: Over very many records the evidence would fill the disk.
BRIEF = RECORDS > 100_000

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java: nothing was judged on Spark"),
    pytest.mark.skipif(sys.platform == "win32", reason="a local cluster of Spark needs Unix"),
]


@pytest.fixture(scope="session")
def wheel(root):
    """The wheel that is shipped: the one that the step `python` has built."""
    return max((root / "target/wheels").glob("sadame-*.whl"), key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def spark(root, wheel, tmp_path_factory):
    import pyspark
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    archive = folder / "sadame.zip"
    shutil.copy(wheel, archive)
    os.environ["SPARK_HOME"] = str(pathlib.Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_WORKER_DIR"] = str(folder / "work")
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("sadame")
        .config("spark.archives", f"{archive}#sadame_wheel")
        .config("spark.executorEnv.PYTHONPATH", "sadame_wheel")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.files.maxPartitionBytes", str(min(RECORDS * 250, 64 << 20)))
        .config("spark.sql.files.openCostInBytes", "1024")
        .config("spark.local.dir", str(folder))
        .config("spark.driver.memory", "3g")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def contracts(root, tmp_path_factory):
    """The synthetic contracts again and again, under keys of their own but for some; one of them with a text for a number."""
    lines = (root / "examples/jlis/contracts.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("contracts") / "contracts.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(RECORDS):
            copy, line = divmod(number, len(lines))
            text = lines[line]
            if copy and number % 1000 != 7:
                text = re.sub(r'"id": "([^"]*)"', rf'"id": "\1-{copy}"', text, count=1)
                # Groups are by year, vendor and item: with this, there are many of them, over all partitions.
                text = re.sub(r'"vendor": "([^"]*)"', rf'"vendor": "\g<1>{copy % 500}"', text, count=1)
            file.write(text + "\n")
    return path


def told(line):
    """A finding or a data error without where its records stood: a file has lines, and a frame has partitions."""

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key not in ("input", "position")}
        return [plain(each) for each in value] if isinstance(value, list) else value

    line = plain(line)
    if line["type"] == "data_error" and line["code"] == "duplicate_id":
        line["reason"] = None
    if line["type"] == "summary":
        line["inputs"] = None
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    # Of many records, only what tells the lines apart is kept.
    return text if RECORDS <= 20_000 else hashlib.blake2b(text.encode(), digest_size=16).digest()


def program(root, path, *options):
    sadame = root / "target" / os.environ.get("SADAME_PROFILE", "debug") / "sadame"
    command = [sadame, "check", "--no-config", "--rules", "jlis", "--format", "jsonl", "--exit-zero", *options, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        for line in running.stdout:
            yield json.loads(line)


def counted(lines):
    counts = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return counts


def frame(spark, path):
    return spark.read.json(str(path))


@pytest.fixture(scope="session")
def sample(spark, root):
    """The synthetic contracts on three partitions, what the program says of them, and how many partitions there are."""
    path = root / "examples/jlis/contracts.jsonl"
    lines = spark.sparkContext.parallelize(path.read_text(encoding="utf-8").splitlines(), 3)
    expected = counted(told(line) for line in program(root, path, "--as-of", "2017-03-31") if line["type"] != "header")
    return spark.read.json(lines), expected, 3


def assert_same(found, expected):
    """What was found is what the program says, each line as often."""
    counts = counted(told(json.loads(row.json)) for row in found)
    more = [line for line in counts if counts[line] != expected.get(line)]
    less = [line for line in expected if expected[line] != counts.get(line)]
    assert not more and not less, (more[:3], less[:3])


def test_the_wheel_that_is_shipped_is_the_one_that_judges(spark):
    def where(_):
        import sadame

        return [sadame.__file__]

    found = set(spark.sparkContext.parallelize(range(2), 2).mapPartitions(where).collect())
    assert found and all("sadame_wheel" in path for path in found), found


def test_the_findings_are_those_of_the_program(spark, root, contracts, jlis):
    from sadame import spark as on_spark

    options = ["--as-of", "2017-03-31"] + (["--brief"] if BRIEF else [])
    expected = counted(told(line) for line in program(root, contracts, *options) if line["type"] != "header")
    df = frame(spark, contracts)
    assert df.rdd.getNumPartitions() > 1
    found = on_spark.check(df, jlis, as_of="2017-03-31", brief=BRIEF)
    assert_same(found.select("json").toLocalIterator(), expected)
    assert sum(expected.values()) > RECORDS
    spark.catalog.clearCache()


def test_no_record_is_judged_twice(spark, sample, tmp_path, jlis):
    from sadame import spark as on_spark

    df, expected, partitions = sample

    def marked(batches):
        from pyspark import TaskContext

        number = TaskContext.get().partitionId()
        tempfile.mkstemp(prefix=f"{number} ", dir=tmp_path)
        yield from batches
        if number == 1:
            # The other worker is given time to take up what comes after, while this is not kept yet.
            for _ in range(60):
                time.sleep(0.5)
                if any(tmp_path.glob("2 *")):
                    break
            time.sleep(4)

    found = on_spark.check(df.mapInArrow(marked, df.schema), jlis, as_of="2017-03-31")
    assert_same(found.collect(), expected)
    assert found.where("type = 'summary'").count() == 1
    assert sorted(int(path.name.split()[0]) for path in tmp_path.iterdir()) == list(range(partitions))
    spark.catalog.clearCache()


def test_what_was_kept_and_is_lost_is_judged_again_as_it_was(spark, sample, jlis):
    from sadame import spark as on_spark

    df, expected, _ = sample
    found = on_spark.check(df, jlis, as_of="2017-03-31")
    spark.catalog.clearCache()
    rows = found.coalesce(1).collect()
    assert_same(rows, expected)
    assert {row.input for row in rows if row.input} == {"part 0", "part 1", "part 2"}


def test_what_is_found_fills_no_executors_memory(spark, sample, jlis):
    from pyspark import StorageLevel

    from sadame import spark as on_spark

    df, *_ = sample

    def kept(**where):
        spark.catalog.clearCache()
        on_spark.check(df, jlis, as_of="2017-03-31", **where)
        stored = spark.sparkContext._jsc.sc().getRDDStorageInfo()
        return sum(it.memSize() for it in stored), sum(it.diskSize() for it in stored)

    in_memory, on_disk = kept()
    assert in_memory == 0
    assert on_disk > 0
    in_memory, _ = kept(storage=StorageLevel.MEMORY_AND_DISK)
    assert in_memory > 0
    spark.catalog.clearCache()


def test_a_worker_that_is_killed_changes_nothing(spark, sample, tmp_path, jlis):
    from sadame import spark as on_spark

    df, expected, partitions = sample

    def killed_once(batches):
        from pyspark import TaskContext

        killed = tmp_path / str(TaskContext.get().partitionId())
        for batch in batches:
            half = batch.num_rows // 2
            yield batch.slice(0, half)
            if not killed.exists():
                killed.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch.slice(half)

    found = on_spark.check(df.mapInArrow(killed_once, df.schema), jlis, as_of="2017-03-31")
    assert_same(found.collect(), expected)
    assert len(list(tmp_path.iterdir())) == partitions
    spark.catalog.clearCache()


def test_settings_are_told_before_anything_is_judged(spark, jlis):
    from sadame import spark as on_spark

    df = spark.createDataFrame([("A", 1)], "id string, amount long")
    with pytest.raises(sadame.SettingsError):
        on_spark.check(df, jlis, select="PM-99")
    rows = on_spark.check(df, jlis, select="PM-09").collect()
    assert [row.type for row in rows if row.type != "data_error"] == ["finding", "summary"]
    assert {row.input for row in rows if row.type == "finding"} <= {f"part {number}" for number in range(99)}


def test_an_empty_frame_has_a_summary(spark, jlis):
    from sadame import spark as on_spark

    df = spark.createDataFrame([], "id string, amount long")
    (summary,) = [json.loads(row.json) for row in on_spark.check(df, jlis).collect() if row.type == "summary"]
    assert summary["read"] == 0


def test_the_blocks_of_the_page_run(spark, root, jlis):
    row = ("H28-001", "works", 1_900_000, 1_848_000)
    contracts = spark.createDataFrame([row], "id string, kind string, amount long, planned_price long")
    for block in blocks(root, "python spark"):
        exec(compile(block, "docs/python.md", "exec"), {"contracts": contracts, "rules": jlis})
    session = blocks(root, "python spark-session")[0]
    own = pathlib.Path(__file__).read_text(encoding="utf-8")
    assert all(setting in own for setting in ['"spark.archives", f"{archive}#sadame_wheel"', '"spark.executorEnv.PYTHONPATH"']), session
