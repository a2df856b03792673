"""The killable child: every way a piece of work can end reaches the parent as a typed end."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from kpi_desktop.core.child import Child, ChildEnded, End
from kpi_desktop.core.child_process import WAITING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENTRY = "tests.unit.core.test_child:work"
MIB = 1024 * 1024


def work(request: dict[str, object], progress: Callable[[float, dict[str, object]], None]) -> dict[str, object]:
    """What the child does in these tests; it is noisy, as libraries are."""
    print("noise on stdout")  # noqa: T201
    os.write(1, b"\x00\x00\x00\x02noise on the descriptor\n")
    match request["do"]:
        case "echo":
            progress(0.5, {"half": "way"})
            return {"echo": request["text"]}
        case "sleep":
            time.sleep(60)
        case "spin":
            spin()
        case "abort":
            os.abort()
        case "leave":
            os._exit(3)
        case "hoard":
            hoard()
        case "fail":
            raise BaseException("like a panic of Rust")
    return {"pid": os.getpid()}


def spin() -> NoReturn:
    while True:
        pass


def hoard() -> NoReturn:
    held = []
    while True:
        held.append(bytearray(32 * MIB))


@pytest.fixture
def child() -> Iterator[Child]:
    with Child(ENTRY, memory=400 * MIB) as one:
        yield one


def end_of(child: Child, do: str, deadline: float = 20) -> ChildEnded:
    with pytest.raises(ChildEnded) as caught:
        child.ask({"do": do}, deadline=deadline)
    return caught.value


def test_answers_in_any_script_with_progress_past_the_noise(child: Child) -> None:
    heard: list[tuple[float, dict[str, object]]] = []
    answer = child.ask({"do": "echo", "text": "Итого: 1 \udc80"}, progress=lambda *note: heard.append(note))
    assert answer == {"echo": "Итого: 1 \udc80"}
    assert heard == [(0.5, {"half": "way"})]


def test_one_warm_process_serves_many_questions(child: Child) -> None:
    assert child.ask({"do": "pid"}) == child.ask({"do": "pid"}) == {"pid": child.pid}


@pytest.mark.parametrize(("do", "end"), [("abort", End.DIED), ("leave", End.DIED), ("hoard", End.MEMORY)])
def test_a_death_is_typed_and_the_next_question_has_a_new_child(child: Child, do: str, end: End) -> None:
    before = child.ask({"do": "pid"})
    assert end_of(child, do).end is end
    assert child.ask({"do": "pid"}) != before


def test_a_death_tells_its_exit_code_and_its_last_words(child: Child) -> None:
    ended = end_of(child, "leave")
    assert ended.code == 3
    assert "noise on stdout" in ended.log


@pytest.mark.parametrize("do", ["sleep", "spin"])
def test_the_deadline_is_kept_even_by_a_busy_loop(child: Child, do: str) -> None:
    child.start()
    began = time.monotonic()
    assert end_of(child, do, deadline=0.5).end is End.DEADLINE
    assert time.monotonic() - began < 2.5


def test_cancelled_within_a_second(child: Child) -> None:
    child.ask({"do": "pid"})
    began = time.monotonic()
    with pytest.raises(ChildEnded) as caught:
        child.ask({"do": "spin"}, cancelled=lambda: time.monotonic() - began > 0.3)
    assert caught.value.end is End.CANCELLED
    assert time.monotonic() - began < 1.3
    assert child.pid is None


def test_an_error_of_the_work_keeps_the_child_alive(child: Child) -> None:
    before = child.ask({"do": "pid"})
    ended = end_of(child, "fail")
    assert ended.end is End.FAILED
    assert "like a panic of Rust" in ended.log
    assert child.ask({"do": "pid"}) == before


def test_the_child_is_gone_after_its_run() -> None:
    with Child(ENTRY) as child:
        child.ask({"do": "pid"})
        pid = child.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def pid_of_a_run(entry: str = ENTRY, memory: int = 401 * MIB, waits: float = 20) -> int:
    with Child(entry, memory=memory, waits=waits) as child:
        child.ask({"do": "pid"})
        assert child.pid is not None
        return child.pid


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def nobody_waits() -> Iterator[None]:
    WAITING.end_all()
    yield
    WAITING.end_all()


@pytest.mark.usefixtures("nobody_waits")
def test_the_next_run_of_the_same_kind_finds_the_child_warm() -> None:
    first = pid_of_a_run()
    assert pid_of_a_run() == first
    assert pid_of_a_run(memory=402 * MIB) != first, "another cap of memory is another kind"
    WAITING.end_all()
    assert is_gone(first)


@pytest.mark.usefixtures("nobody_waits")
def test_two_runs_at_once_have_a_child_each_and_one_waits_after_them() -> None:
    first = pid_of_a_run()
    with Child(ENTRY, memory=401 * MIB, waits=20) as outer:
        assert outer.ask({"do": "pid"}) == {"pid": first}
        second = pid_of_a_run()
        assert second != first
    assert is_gone(first)
    assert pid_of_a_run() == second


@pytest.mark.usefixtures("nobody_waits")
def test_a_child_in_the_middle_of_a_question_never_serves_another_run() -> None:
    def stop(*_: object) -> NoReturn:
        raise KeyError

    with Child(ENTRY, memory=401 * MIB, waits=20) as child:
        with pytest.raises(KeyError):
            child.ask({"do": "echo", "text": "of the first run"}, progress=stop)
        pid = child.pid
    assert pid is not None
    assert is_gone(pid)
    with Child(ENTRY, memory=401 * MIB, waits=20) as child:
        assert child.ask({"do": "echo", "text": "of the second"}) == {"echo": "of the second"}


@pytest.mark.usefixtures("nobody_waits")
def test_a_child_that_died_while_it_waited_is_replaced() -> None:
    first = pid_of_a_run()
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert pid_of_a_run() != first


@pytest.mark.usefixtures("nobody_waits")
def test_it_waits_no_longer_than_told() -> None:
    pid = pid_of_a_run(waits=0.1)
    until = time.monotonic() + 10
    while not is_gone(pid):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.usefixtures("nobody_waits")
def test_the_last_words_of_one_run_are_not_told_of_another() -> None:
    pid_of_a_run()
    with Child(ENTRY, memory=401 * MIB, waits=20) as child:
        ended = end_of(child, "abort")
    assert ended.log.count("noise on stdout") <= 1
