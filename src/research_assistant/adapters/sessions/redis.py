"""Logins in Redis, named by the hash of their token, with one list of them a user. They go when they run out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from research_assistant.adapters.db.redis import RedisServer
from research_assistant.domain.session import Session
from research_assistant.ports.clock import Clock

SESSION = "research-assistant:session:"
USER = "research-assistant:sessions:"

ADD = """
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('EXPIREAT', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], KEYS[1])
if redis.call('EXPIREAT', KEYS[2], ARGV[2], 'NX') == 0 then redis.call('EXPIREAT', KEYS[2], ARGV[2], 'GT') end
"""
FIND = "return redis.call('HGETALL', KEYS[1])"
TOUCH = """
local seen = redis.call('HGET', KEYS[1], 'seen_at')
if seen and tonumber(seen) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'seen_at', ARGV[1]) end
"""
ALIVE = """
local found = {}
for number, user in ipairs(KEYS) do
    local session = redis.call('HGET', user, ARGV[number])
    if session and redis.call('EXISTS', session) == 1 then table.insert(found, ARGV[number]) end
end
return found
"""
LIST = """
local found, names = {}, redis.call('HGETALL', KEYS[1])
for place = 1, #names, 2 do
    local fields = redis.call('HGETALL', names[place + 1])
    if #fields > 0 then table.insert(found, fields) else redis.call('HDEL', KEYS[1], names[place]) end
end
return found
"""
END = """
local session = redis.call('HGET', KEYS[1], ARGV[1])
if not session then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
return redis.call('DEL', session)
"""
END_ALL = """
local ended, names = 0, redis.call('HGETALL', KEYS[1])
for place = 1, #names, 2 do
    if names[place] ~= ARGV[1] then
        ended = ended + redis.call('DEL', names[place + 1])
        redis.call('HDEL', KEYS[1], names[place])
    end
end
return ended
"""

IN_ONE = 500
"""Logins that one script looks up: others wait meanwhile."""

_MOMENTS = frozenset({"created_at", "seen_at", "expires_at"})


class RedisSessions:
    """Logins, each call one step."""

    def __init__(self, server: RedisServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def add(self, session: Session) -> None:
        """Keep a new login."""
        if session.expires_at <= self._clock():
            return
        fields = [str(word) for pair in _fields(session).items() for word in pair]
        keys = [SESSION + session.token_sha256, USER + session.user_id]
        # Redis counts whole seconds: the login itself knows when it ends.
        until = int(session.expires_at.timestamp()) + 1
        await self._server.run(ADD, keys, session.session_id, until, *fields)

    async def find(self, token_sha256: str) -> Session | None:
        """Return the login with this hash, expired or not."""
        found: Sequence[str] = await self._server.run(FIND, [SESSION + token_sha256])
        return _session(found) if found else None

    async def touch(self, session: Session, at: datetime) -> None:
        """Note that it was used."""
        await self._server.run(TOUCH, [SESSION + session.token_sha256], repr(at.timestamp()))

    async def alive(self, logins: Collection[tuple[str, str]], now: datetime) -> set[str]:  # noqa: ARG002 - Redis drops what has run out
        """Return the ids of those logins that are there and have not run out; see the port."""
        found: set[str] = set()
        each = sorted(logins)
        for first in range(0, len(each), IN_ONE):
            some = each[first : first + IN_ONE]
            keys = [USER + user_id for user_id, _ in some]
            found |= set(await self._server.run(ALIVE, keys, *(session_id for _, session_id in some)))
        return found

    async def list(self, user_id: str) -> Sequence[Session]:
        """Return the user's logins, the newest first."""
        found: Sequence[Sequence[str]] = await self._server.run(LIST, [USER + user_id])
        return sorted(map(_session, found), key=lambda session: session.session_id, reverse=True)

    async def end(self, session_id: str, *, user_id: str) -> bool:
        """End one of the user's logins; return whether it was there."""
        return bool(await self._server.run(END, [USER + user_id], session_id))

    async def end_all(self, user_id: str, *, but: str = "") -> int:
        """End all of the user's logins save one; return how many."""
        ended: int = await self._server.run(END_ALL, [USER + user_id], but)
        return ended


def _fields(session: Session) -> Mapping[str, str]:
    return {
        "session_id": session.session_id,
        "token_sha256": session.token_sha256,
        "user_id": session.user_id,
        "created_at": repr(session.created_at.timestamp()),
        "seen_at": repr(session.seen_at.timestamp()),
        "expires_at": repr(session.expires_at.timestamp()),
        "address": session.address,
        "agent": session.agent,
    }


def _session(flat: Sequence[str]) -> Session:
    fields = dict(zip(flat[::2], flat[1::2], strict=True))
    moments = {name: datetime.fromtimestamp(float(fields[name]), UTC) for name in _MOMENTS}
    words = {name: text for name, text in fields.items() if name not in _MOMENTS}
    return Session(**words, **moments)  # type: ignore[arg-type] # as `_fields` wrote them
