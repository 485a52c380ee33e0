"""The pool with real processes; the tasks are functions of the standard library, so that a worker can import them."""

import asyncio
import json
import operator
import os
import pickle
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from feedhub.errors import BudgetSpent, FeedhubError, NotAFeed
from feedhub.workers import Workers, inside

MEGABYTE = 1_000_000
ENDLESS = re.compile("(a+)+$")
"""On a text like `aaa…b` it backtracks for years, inside C and without letting go of the interpreter lock."""


@asynccontextmanager
async def workers(count: int = 1, *, seconds: float = 20, tasks: int = 1000) -> AsyncIterator[Workers]:
    pool = Workers(count, seconds=seconds, memory=200 * MEGABYTE, tasks=tasks)
    try:
        yield pool
    finally:
        await pool.close()


def has_ended(process: int, *, within: float = 5) -> bool:
    """Wait for the end of a process that need not be our child; True at once when there is none."""
    try:
        watch = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], within)[0])
    finally:
        os.close(watch)


def test_a_result_comes_back_from_another_process(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers() as pool:
            assert await pool.run(bytes.upper, b"abc") == b"ABC"
            assert await pool.run(os.getpid) != os.getpid()

    runner.run(scene())


def test_bodies_of_many_megabytes_travel_both_ways(runner: asyncio.Runner) -> None:
    body = os.urandom(MEGABYTE) * 20

    async def scene() -> None:
        async with workers() as pool:
            assert await pool.run(bytes, body) == body

    runner.run(scene())


def test_without_workers_a_task_runs_here() -> None:
    async def scene() -> int:
        async with workers(0) as pool:
            return await pool.run(os.getpid)

    assert asyncio.run(scene()) == os.getpid()


def test_a_task_that_hangs_in_c_code_is_killed_and_the_next_one_runs(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers(seconds=0.5) as pool:
            victim = await pool.run(os.getpid)
            with pytest.raises(BudgetSpent, match=r"match was stopped after 0\.5 s"):
                await pool.run(re.match, ENDLESS, "a" * 60 + "b")
            assert await asyncio.to_thread(has_ended, victim)
            assert await pool.run(os.getpid) != victim

    runner.run(scene())


def test_a_task_that_eats_the_memory_is_stopped_and_its_worker_replaced(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers() as pool:
            victim = await pool.run(os.getpid)
            with pytest.raises(BudgetSpent, match="mul was stopped: it needed more than 200 MB"):
                await pool.run(operator.mul, b"x", 500 * MEGABYTE)
            assert await asyncio.to_thread(has_ended, victim)
            assert await pool.run(len, b"alive") == 5

    runner.run(scene())


def test_memory_within_the_budget_is_granted() -> None:
    async def scene() -> int:
        async with workers() as pool:
            return await pool.run(eval, f"len(bytearray({100 * MEGABYTE}))")

    assert asyncio.run(scene()) == 100 * MEGABYTE


@pytest.mark.parametrize(
    ("last_words", "ending"),
    [
        ("import os; os.kill(os.getpid(), 11)", "Segmentation fault"),
        ("import os; os.abort()", "Aborted"),
        ("import os; os.kill(os.getpid(), 9)", "killed"),
        ("import os; os._exit(3)", "exit status 3"),
        ("raise SystemExit(4)", "exit status 4"),
    ],
)
def test_a_crash_costs_one_task(last_words: str, ending: str) -> None:
    async def scene() -> None:
        async with workers() as pool:
            with pytest.raises(BudgetSpent, match=f"exec ended its worker: {ending}"):
                await pool.run(exec, last_words)
            assert await pool.run(len, b"alive") == 5

    asyncio.run(scene())


def test_a_worker_that_dies_between_tasks_is_replaced_unnoticed(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers() as pool:
            victim = await pool.run(os.getpid)
            os.kill(victim, signal.SIGKILL)
            assert await asyncio.to_thread(has_ended, victim)
            await asyncio.sleep(0)  # let the loop see the closed socket
            assert await pool.run(os.getpid) != victim

    runner.run(scene())


def test_the_terminals_interrupt_does_not_reach_a_task() -> None:
    async def scene() -> None:
        async with workers() as pool:
            before = await pool.run(os.getpid)
            await pool.run(signal.raise_signal, signal.SIGINT)
            await pool.run(signal.raise_signal, signal.SIGTERM)
            assert await pool.run(os.getpid) == before

    asyncio.run(scene())


def test_our_own_errors_come_back_as_they_are() -> None:
    async def scene() -> None:
        async with workers() as pool:
            with pytest.raises(NotAFeed, match=r"^a page$") as caught:
                await pool.run(exec, "from feedhub.errors import NotAFeed\nraise NotAFeed('a page')")
            assert not hasattr(caught.value, "__notes__")

    asyncio.run(scene())


def test_other_errors_bring_their_traceback_along() -> None:
    async def scene() -> None:
        async with workers() as pool:
            with pytest.raises(ZeroDivisionError) as caught:
                await pool.run(operator.truediv, 1, 0)
            assert "Traceback (most recent call last)" in caught.value.__notes__[0]
            assert await pool.run(len, b"alive") == 5

    asyncio.run(scene())


@pytest.mark.parametrize(
    "trouble",
    [
        "class Odd(Exception): pass\nraise Odd('told')",
        "error = ValueError('told')\nerror.file = open('/dev/null')\nraise error",
        "import httpx\nraise httpx.HTTPStatusError('told', request=None, response=None)",
    ],
    ids=["local class", "unpicklable attribute", "does not come back"],
)
def test_an_error_that_cannot_travel_is_told(trouble: str) -> None:
    async def scene() -> None:
        async with workers() as pool:
            with pytest.raises(RuntimeError) as caught:
                await pool.run(exec, trouble)
            assert "told" in f"{caught.value}{caught.value.__notes__}"

    asyncio.run(scene())


def test_a_result_that_cannot_travel_is_an_error_of_the_task() -> None:
    async def scene() -> None:
        async with workers() as pool:
            with pytest.raises(TypeError, match="cannot pickle"):
                await pool.run(open, os.devnull)
            assert await pool.run(len, b"alive") == 5

    asyncio.run(scene())


def test_two_workers_work_at_the_same_time(runner: asyncio.Runner, tmp_path: Path) -> None:
    """Each end of a named pipe waits for the other: one after the other they would hang."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    async def scene() -> None:
        async with workers(2) as pool:
            reading = asyncio.create_task(pool.run(Path.read_bytes, pipe))
            await pool.run(Path.write_bytes, pipe, b"hand in hand")
            assert await reading == b"hand in hand"

    runner.run(scene())


def test_tasks_begin_in_the_order_they_come(runner: asyncio.Runner, tmp_path: Path) -> None:
    log = tmp_path / "log"

    async def scene() -> None:
        async with workers() as pool:
            lines = (f"open({str(log)!r}, 'a').write('{number} ')" for number in range(20))
            await asyncio.gather(*(pool.run(exec, line) for line in lines))

    runner.run(scene())
    assert log.read_text().split() == [str(number) for number in range(20)]


def test_one_worker_is_enough_for_tasks_that_never_meet() -> None:
    async def scene() -> set[int]:
        async with workers(4) as pool:
            return {await pool.run(os.getpid) for _ in range(8)}

    assert len(asyncio.run(scene())) == 1


def test_workers_that_rest_end_and_one_that_works_goes_on(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers(2) as pool:
            idle = await pool.run(os.getpid)
            pool.rest()
            assert await asyncio.to_thread(has_ended, idle)
            busy = asyncio.create_task(pool.run(os.getpid))
            await asyncio.sleep(0)
            pool.rest()
            assert await busy != idle
            assert await pool.run(os.getpid) == await busy

    runner.run(scene())


def test_a_worker_retires_after_its_share_of_tasks() -> None:
    async def scene() -> list[int]:
        async with workers(tasks=3) as pool:
            return [await pool.run(os.getpid) for _ in range(7)]

    first, second, third = asyncio.run(scene())[::3]
    assert len({first, second, third}) == 3
    assert has_ended(first)


def test_a_cancelled_task_takes_its_worker_with_it(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers() as pool:
            victim = await pool.run(os.getpid)
            task = asyncio.create_task(pool.run(time.sleep, 60))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(has_ended, victim)
            assert await pool.run(len, b"alive") == 5

    runner.run(scene())


def test_a_task_cancelled_in_the_queue_gives_its_turn_away(runner: asyncio.Runner, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    async def scene() -> None:
        async with workers() as pool:
            busy = asyncio.create_task(pool.run(Path.read_bytes, pipe))
            await asyncio.sleep(0)
            impatient, patient = (asyncio.create_task(pool.run(len, b"next")) for _ in range(2))
            await asyncio.sleep(0)
            impatient.cancel()
            await asyncio.to_thread(pipe.write_bytes, b"done")
            assert await busy == b"done"
            assert await patient == 4
            assert impatient.cancelled()

    runner.run(scene())


def test_a_turn_that_comes_with_the_cancellation_is_passed_on(runner: asyncio.Runner) -> None:
    """The worker is handed over in the very iteration of the loop in which the waiting task is cancelled."""

    async def scene() -> None:
        async with workers() as pool:
            first = asyncio.create_task(pool.run(len, b"a"))
            await asyncio.sleep(0)
            second = asyncio.create_task(pool.run(len, b"bb"))
            first.add_done_callback(lambda _: second.cancel())
            await asyncio.wait([first, second])
            async with asyncio.timeout(10):
                assert await pool.run(len, b"ccc") == 3

    runner.run(scene())


def test_closing_ends_what_is_under_way_and_what_waits(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        pool = Workers(1, seconds=60, memory=200 * MEGABYTE)
        victim = await pool.run(os.getpid)
        tasks = [asyncio.create_task(pool.run(time.sleep, 60)) for _ in range(3)]
        await asyncio.sleep(0)
        await pool.close()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(outcome, FeedhubError)
            assert str(outcome) == "the workers are closed"
        assert await asyncio.to_thread(has_ended, victim, within=0)
        with pytest.raises(FeedhubError, match="the workers are closed"):
            await pool.run(os.getpid)
        await pool.close()

    runner.run(scene())


def test_closing_while_a_worker_starts_leaves_nothing_behind(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        pool = Workers(1, seconds=60, memory=200 * MEGABYTE)
        task = asyncio.create_task(pool.run(os.getpid))
        await asyncio.sleep(0)
        await pool.close()
        with pytest.raises(FeedhubError, match="the workers are closed"):
            await task

    runner.run(scene())


def test_a_task_cancelled_while_its_worker_starts_leaves_nothing_behind(runner: asyncio.Runner) -> None:
    async def scene() -> None:
        async with workers() as pool:
            for turns in range(4):
                task = asyncio.create_task(pool.run(os.getpid))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert await pool.run(len, b"alive") == 5

    runner.run(scene())


def test_modules_are_imported_before_the_first_task() -> None:
    async def scene() -> bool:
        pool = Workers(1, seconds=20, memory=200 * MEGABYTE, preload=["json.tool"])
        try:
            return await pool.run(eval, "'json.tool' in __import__('sys').modules")
        finally:
            await pool.close()

    assert asyncio.run(scene())


def test_a_module_that_cannot_be_imported_is_an_error_that_says_so() -> None:
    async def scene() -> None:
        pool = Workers(1, seconds=20, memory=200 * MEGABYTE, preload=["feedhub.no_such_room"])
        try:
            with pytest.raises(ModuleNotFoundError, match="no_such_room"):
                await pool.run(os.getpid)
        finally:
            await pool.close()

    asyncio.run(scene())


PARENT = """
import asyncio, json, os, re, sys
from feedhub.workers import Workers

async def main():
    pool = Workers(2, seconds=600, memory=200_000_000)
    idle = await pool.run(os.getpid)
    hanging = asyncio.create_task(pool.run(re.match, "(a+)+$", "a" * 60 + "b"))
    await asyncio.sleep(0)
    other = await pool.run(os.getpid)
    print(json.dumps([idle, other]), flush=True)
    await hanging

asyncio.run(main())
"""


def test_no_worker_outlives_a_parent_that_is_killed() -> None:
    """One of the two workers waits for a task, the other hangs inside C where no socket's end is noticed."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        orphans = json.loads(parent.stdout.readline())
        parent.kill()
        assert len(set(orphans)) == 2
        for orphan in orphans:
            assert has_ended(orphan)


def test_a_worker_nobody_watches_any_more_runs_out_of_processor_time() -> None:
    """A parent whose loop is stuck kills nothing: the worker's own CPU limit does, two seconds after the budget."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, inside.__file__, str(theirs.fileno()), str(os.getpid())]
        with subprocess.Popen(command, pass_fds=[theirs.fileno()]) as process:
            for frame in ((sys.path, (), 200 * MEGABYTE, 0), (re.match, (ENDLESS, "a" * 60 + "b"))):
                data = pickle.dumps(frame)
                ours.sendall(inside.HEAD.pack(0, len(data)) + data)
            assert process.wait(timeout=30) == -signal.SIGXCPU


def test_a_task_spends_little_of_the_loops_own_time() -> None:
    """A generous bound (about 0.07 ms is usual): it fails if arguments are copied or waited for in the loop."""
    body = os.urandom(92_000)

    async def scene() -> float:
        async with workers() as pool:
            await pool.run(len, body)
            before = time.process_time()
            for _ in range(200):
                await pool.run(len, body)
            return (time.process_time() - before) / 200

    assert asyncio.run(scene()) < 0.005
