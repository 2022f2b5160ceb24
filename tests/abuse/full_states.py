"""States at their bounds, written past the API: through it, filling them would take minutes."""

from typing import Final

import orjson

from storage.admin.blocks import MOST_BLOCKS
from storage.admin.desk import DESK_ID, MOST_LINES, MOST_TASKS
from storage.admin.reports import MOST_REPORTS
from storage.listening.store import MOST_BOOKMARKS, MOST_BOOKS, MOST_CLIENT_IDS
from storage.redis.client import Redis
from storage.redis.keys import header
from tests.abuse.largest_inputs import LONG_AGO

A_RUN: Final = 1_000
NOW: Final = 1_900_000_000_000  # Unix ms: nothing that is filled has ended or is too old
TEN_MINUTES: Final = 600_000
LONGEST_ID: Final = 128

_BOOKS: Final = """
local header, book = KEYS[1], redis.call('HGET', KEYS[1] .. ':books', ARGV[3])
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local id = string.format('book-%d', n)
  redis.call('HSET', header .. ':books', id, book)
  redis.call('ZADD', header .. ':shelf', n, id)
  redis.call('HSET', header .. ':places', id, string.format('1000\\t%d\\tplayer\\tdevice', n))
end"""

_ENTRIES: Final = """
local header, began, gap, books = KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local id = redis.call('HINCRBY', header, 'next', 1)
  local book, from = string.format('book-%d', n % books), began + n * gap
  local row = string.format('%d %d %s', from, from + 60000, book)
  redis.call('HSET', header .. ':entries', id, row)
  redis.call('ZADD', header .. ':order', string.format('%d', from), id)
  redis.call('ZADD', header .. ':of:' .. book, string.format('%d', from), id)
end"""

_MARKS: Final = """
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  redis.call('HSET', KEYS[1] .. ':marks', string.format('filled-%d', n), string.format('%d %s %s', n, ARGV[4], ARGV[3]))
end"""

_CLIENT_IDS: Final = """
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  redis.call('ZADD', KEYS[1] .. ':items', n, string.format('%064d', n))
end"""

_ROWS: Final = """
local function put(key, id, json) redis.call('HSET', KEYS[1] .. key, id, json) end
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local id = string.format('%08x-0000-4000-8000-000000000000', n)
  local json = string.gsub(ARGV[4], 'THE%-ID', id)
  if ARGV[3] == 'audit' then
    redis.call('XADD', KEYS[1] .. ':audit', '*', 'entry', json)
  else
    put(':' .. ARGV[3], id, json)
  end
  if ARGV[3] == 'reports' then redis.call('ZADD', KEYS[1] .. ':report_ids', tonumber(ARGV[5]) + n, id) end
  if ARGV[3] == 'tasks' then redis.call('RPUSH', KEYS[1] .. ':task_ids', id) end
end"""


async def fill_history(redis: Redis, history: str, book: str, entries: int, *, bookmarks: int) -> None:
    """Copies `book` until the library is full but for as many books as imports bring, with `entries` ten minutes apart.
    The bookmarks are all of `book`."""
    books = MOST_BOOKS - 450
    await _run(redis, history, _BOOKS, books, book)
    await _run(redis, history, _ENTRIES, entries, LONG_AGO, TEN_MINUTES, books)
    await _run(redis, history, _MARKS, min(bookmarks, MOST_BOOKMARKS), book, LONG_AGO)
    await _run(redis, history, _CLIENT_IDS, MOST_CLIENT_IDS)


async def fill_desk(redis: Redis) -> None:
    """The reports, blocks, tasks and lines of the desk of admins, which must exist: as many as are kept, with long
    texts, but for one block."""
    text, user = "я" * 500, "u" * LONGEST_ID
    report = {
        "id": "THE-ID", "session_id": "THE-ID", "kind": "clip", "reason": "other", "text": text, "by": user,
        "by_name": "я" * 32, "at": NOW, "state": "open", "closed_by": None, "closed_at": 0,
    }  # fmt: skip
    block = {
        "id": "THE-ID", "way": "user", "value": f"THE-ID{user}"[:LONGEST_ID], "users": [f"THE-ID{user}"[:LONGEST_ID]],
        "reason": text, "by": user, "by_name": "я" * 32, "at": NOW, "until": NOW,
    }  # fmt: skip
    task = {
        "id": "THE-ID", "name": "recalculate", "state": "done", "stopping": False, "total": 1, "done": 1, "skipped": 0,
        "attempts": 1, "by": user, "started_at": 1, "ended_at": 1, "about": {}, "found": {},
    }  # fmt: skip
    line = {"by": user, "name": "я" * 32, "action": "block", "about": {"value": user, "reason": text}}
    await _run(redis, DESK_ID, _ROWS, MOST_REPORTS, "reports", orjson.dumps(report), NOW)
    await _run(redis, DESK_ID, _ROWS, MOST_BLOCKS - 1, "blocks", orjson.dumps(block))
    await redis.call(header(DESK_ID), "HSET", header(DESK_ID), "blocks", "filled")
    await _run(redis, DESK_ID, _ROWS, MOST_TASKS, "tasks", orjson.dumps(task))
    await _run(redis, DESK_ID, _ROWS, MOST_LINES, "audit", orjson.dumps(line))


async def end_a_block(redis: Redis) -> None:
    """Of those that were filled."""
    key, id_ = f"{header(DESK_ID)}:blocks", "00000001-0000-4000-8000-000000000000"
    row = await redis.call(key, "HGET", key, id_)
    await redis.call(key, "HSET", key, id_, row.replace(b'"until":%d' % NOW, b'"until":1'))
    await redis.call(key, "ZADD", f"{header(DESK_ID)}:block_ends", 1, id_)


async def _run(redis: Redis, session_id: str, script: str, count: int, *arguments: str | bytes | int) -> None:
    key = header(session_id)
    for first in range(1, count + 1, A_RUN):
        await redis.call(key, "EVAL", script, 1, key, first, min(first + A_RUN - 1, count), *arguments)
