"""The system's resolver, in threads of its own."""

import asyncio
import socket
import threading

import pytest

from feedhub.fetch.resolver import SystemResolver


def test_a_name_gives_each_of_its_addresses_once() -> None:
    async def look_up() -> list[str]:
        return list(await SystemResolver()("localhost", 80))

    found = asyncio.run(look_up())
    assert "127.0.0.1" in found
    assert len(found) == len(set(found))


def test_a_name_nobody_knows_is_an_os_error() -> None:
    async def look_up() -> None:
        await SystemResolver()("no.such.name.invalid", 80)

    with pytest.raises(socket.gaierror):
        asyncio.run(look_up())


def test_a_name_that_is_none_is_a_unicode_error() -> None:
    async def look_up() -> None:
        await SystemResolver()("a" * 64 + ".example", 80)

    with pytest.raises(UnicodeError):
        asyncio.run(look_up())


def test_more_look_ups_than_threads_all_end() -> None:
    async def look_up() -> int:
        resolve = SystemResolver(threads=2)
        return len(await asyncio.gather(*(resolve("127.0.0.1", 80) for _ in range(20))))

    assert asyncio.run(look_up()) == 20


def test_a_look_up_that_is_given_up_gives_its_thread_back() -> None:
    async def look_up() -> None:
        resolve = SystemResolver(threads=1)
        given_up = asyncio.create_task(resolve("127.0.0.1", 80))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await resolve("127.0.0.1", 80) == ("127.0.0.1",)

    asyncio.run(look_up())


def test_threads_stay_for_the_next_look_up_and_end_with_their_resolver() -> None:
    before = set(threading.enumerate())

    async def look_up() -> set[threading.Thread]:
        resolve = SystemResolver(threads=3)
        for _ in range(10):
            await asyncio.gather(*(resolve("127.0.0.1", 80) for _ in range(5)))
        return set(threading.enumerate()) - before

    threads = asyncio.run(look_up())
    assert len(threads) == 3
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
