"""The cache of production: Redis, and while Redis does not answer, each process's own memory."""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import RedisError

logger = logging.getLogger(__name__)

# How long a process does without Redis before it asks again, so that not every page waits for it.
AWAY_SECONDS = 5


class RedisOrMemory:
    """Does what Django's client of Redis does, in memory while Redis is away. It never fails a request.

    Charts are then drawn again, and sign-in attempts and API requests are counted by each process for itself.
    """

    def __init__(self, servers, **options):
        self._redis = RedisCacheClient(servers, **options)
        self._memory = LocMemCache("while-redis-is-away", {})
        self._away_until = 0

    def __getattr__(self, name):
        def operation(*args):
            if time.monotonic() >= self._away_until:
                try:
                    return getattr(self._redis, name)(*args)
                except RedisError as error:
                    self._away_until = time.monotonic() + AWAY_SECONDS
                    logger.warning("Redis does not answer, so this process's memory serves: %s", error)
            return getattr(self._memory, name)(*args)

        return operation


class RedisOrMemoryCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = RedisOrMemory
