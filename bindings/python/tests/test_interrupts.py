"""An interrupt ends a run, whatever the records come from. Each stands at a place in the records, so that nothing turns on how fast a machine is."""

import _thread
import itertools
import operator
import signal
import subprocess
import sys

import pyarrow as pa
import pytest

CONTRACT = {"id": "A", "kind": "works", "amount": 1_900_000, "planned_price": 1_848_000}

#: Judging is not what is slow here.
FEW = "PM-09"


@pytest.fixture(autouse=True)
def heard():
    """Interrupts are heard where the tests were begun in the background of a shell, too, which has them ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def endless(records, before):
    """These records again and again, without a line of Python in between that could answer an interrupt; it comes after as many as `before` says.

    Gives the records, and what counts them."""
    again = itertools.cycle(records)
    interrupt = map(_thread.interrupt_main, [signal.SIGINT])
    counter = itertools.count()
    numbered = zip(counter, itertools.chain(itertools.islice(again, before), interrupt, again))
    return map(operator.itemgetter(1), numbered), counter


@pytest.mark.parametrize("before", [0, 5_000])
@pytest.mark.parametrize(
    "record",
    [CONTRACT, '{"id": "A", "amount": 1}', b'{"id": "A"}', "", b"", "no JSON", 7],
    ids=["mapping", "text", "bytes", "blank", "empty", "faulty", "number"],
)
def test_an_endless_iterable_can_be_interrupted(jlis, record, before):
    records, counter = endless([record], before)
    with pytest.raises(KeyboardInterrupt):
        jlis.check(records, select=FEW, brief=True, threads=1)
    assert next(counter) - before < 5_000, "records are judged as they come, and not gathered first"


def test_what_a_generator_raises_is_raised(jlis):
    class Broken(Exception):
        pass

    def records():
        yield CONTRACT
        raise Broken

    with pytest.raises(Broken):
        jlis.check(records())

    def interrupted():
        yield CONTRACT
        signal.raise_signal(signal.SIGINT)
        yield from itertools.repeat(CONTRACT)

    with pytest.raises(KeyboardInterrupt):
        jlis.check(interrupted())


@pytest.mark.parametrize("name", ["id", "契約番号"], ids=["fields", "labels"])
def test_an_endless_reader_of_arrow_can_be_interrupted(jlis, name):
    batch = pa.record_batch({name: ["A"] * 100})

    def batches():
        yield from itertools.repeat(batch, 5)
        signal.raise_signal(signal.SIGINT)
        yield from itertools.repeat(batch)

    with pytest.raises(KeyboardInterrupt):
        jlis.check(pa.RecordBatchReader.from_batches(batch.schema, batches()), select=FEW)


@pytest.mark.skipif(sys.platform == "win32", reason="a signal from another process needs Unix")
def test_an_interrupt_from_outside_ends_the_program():
    program = (
        "import itertools, sadame\n"
        "rules = sadame.load('jlis')\n"
        "def first():\n"
        "    print('begun', flush=True)\n"
        "    yield {'id': 'A'}\n"
        f"rules.check(itertools.chain(first(), itertools.repeat({CONTRACT!r})), select='{FEW}', brief=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "begun\n"
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=300)
    assert running.returncode == -signal.SIGINT and told.rstrip().endswith("KeyboardInterrupt"), told
