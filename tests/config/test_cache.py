"""The cache of production with and without Redis. Where Redis answers is tested on whatever serves the tests."""

import os

import pytest
from redis import ConnectionError, Redis

from config import cache as rooms
from config.cache import RedisOrMemoryCache

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _forget():
    yield
    rooms.LocMemCache("while-redis-is-away", {}).clear()


@pytest.fixture
def clock(monkeypatch):
    """Seconds that stand still until a test moves them: clock[0] += 5."""
    now = [1000.0]
    monkeypatch.setattr(rooms.time, "monotonic", lambda: now[0])
    return now


def use_everything(cache):
    """What each operation of a cache answers, in turn."""
    return [
        cache.get("a", "none"),
        cache.add("a", 1),
        cache.add("a", 2),
        cache.incr("a"),
        cache.set("b", "two", 60),
        cache.get_many(["a", "b", "c"]),
        cache.has_key("b"),
        cache.touch("b", 60),
        cache.delete("b"),
        cache.set_many({"c": 3, "d": 4}),
        cache.delete_many(["c"]),
        cache.get_or_set("d", 5),
        cache.get("c"),
    ]


ANSWERS = ["none", True, False, 2, None, {"a": 2, "b": "two"}, True, True, True, [], None, 4, None]


def test_every_operation_works_in_memory_while_redis_is_away(caplog):
    cache = RedisOrMemoryCache(NOBODY, {})

    assert use_everything(cache) == ANSWERS
    # It is told once, and not at each of them.
    (message,) = caplog.messages
    assert message.startswith("Redis does not answer, so this process's memory serves: ")


@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs Redis")
def test_every_operation_works_with_redis(caplog):
    cache = RedisOrMemoryCache(os.environ["REDIS_URL"], {"KEY_PREFIX": f"test-cache-{os.getpid()}"})

    answers = use_everything(cache)
    cache.delete_many(["a", "d"])

    assert (answers, caplog.messages) == (ANSWERS, [])


def test_redis_is_asked_again_after_a_while(monkeypatch, clock):
    asked = []

    def get(client, name, **options):
        asked.append(name)
        if len(asked) == 1:
            raise ConnectionError("gone")

    monkeypatch.setattr(Redis, "get", get)
    cache = RedisOrMemoryCache(NOBODY, {})

    counts = []
    for seconds in (0, 4.9, 0.1, 0):
        clock[0] += seconds
        cache.get("a")
        counts.append(len(asked))

    # Gone; not asked for five seconds; then back.
    assert counts == [1, 1, 2, 3]
