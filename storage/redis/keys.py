"""The key scheme: every name in Redis is made here. docs/keys.md lists them all, with what they hold.

All keys of a session carry its bucket as hash tag, so that one script may touch them all in a cluster and keep the
bucket's own indexes consistent. 256 buckets spread over any cluster, and are few enough to merge their lists.

    rt:{b17}:session:<id>        the header of a session; its other keys begin with this name
    rt:{b17}:index:<kind>:<by>   what the bucket's sessions or users are found by
    rt:{b99}:user:<id>:<what>    what belongs to one user, in the user's bucket
"""

from functools import lru_cache

from sessions.base.ids import BUCKETS, bucket

ALL_BUCKETS = range(BUCKETS)


def _tagged(name: str, rest: str) -> str:
    return f"rt:{{b{bucket(name)}}}:{rest}"


def header(session_id: str) -> str:
    return _tagged(session_id, f"session:{session_id}")


def channel(session_id: str, feed: str) -> str:
    return f"{header(session_id)}:feed:{feed}"


def run(session_id: str) -> str:
    return run_of(bucket(session_id))


def run_of(number: int) -> str:
    return f"rt:{{b{number}}}:run"


def durable(number: int) -> str:
    return f"rt:{{b{number}}}:durable"


def index(session_id: str, kind: str, by: str) -> str:
    return _tagged(session_id, f"index:{kind}:{by}")


@lru_cache(maxsize=4096)  # busy sessions: otherwise a script of five keys would compute the bucket five times
def of_session(session_id: str, kind: str = "", indexes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The keys that every script of a session gets: the header, the run id, and the bucket's indexes of that kind."""
    return (header(session_id), run(session_id), *(index(session_id, kind, by) for by in indexes))


def user(user_id: str, what: str) -> str:
    return _tagged(user_id, f"user:{user_id}:{what}")


def user_index(user_id: str, kind: str, by: str) -> str:
    """The index of users in the user's bucket."""
    return index(user_id, kind, by)


def telegram(telegram_user_id: int, what: str) -> str:
    return _tagged(str(telegram_user_id), f"telegram:{telegram_user_id}:{what}")


def telegram_index(telegram_user_id: int, by: str) -> str:
    """The index of chats in the bucket of this one."""
    return index(str(telegram_user_id), "telegram", by)


def telegram_pace() -> str:
    return _tagged("pace", "telegram_pace")


def telegram_calls() -> str:
    return _tagged("pace", "telegram_calls")


def telegram_bot() -> str:
    return _tagged("bot", "telegram_bot")


def project(name: str, what: str) -> str:
    return _tagged(name, f"project:{name}:{what}")


def index_of(number: int, kind: str, by: str) -> str:
    return f"rt:{{b{number}}}:index:{kind}:{by}"


def limit(what: str, who: str) -> str:
    return _tagged(who, f"limit:{what}:{who}")


def budget(what: str) -> str:
    return _tagged(what, f"budget:{what}")


def untrusted_proxy() -> str:
    return _tagged("proxy", "untrusted_proxy")


def ticket(digest: str) -> str:
    return _tagged(digest, f"ticket:{digest}")


def recovery(digest: str) -> str:
    return _tagged(digest, f"recovery:{digest}")


def script_key(number: int, digest: str) -> str:
    return f"rt:{{b{number}}}:script_key:{digest}"


def signed_out() -> str:
    return _tagged("signed_out", "signed_out")


def login(digest: str) -> str:
    return _tagged(digest, f"login:{digest}")


def search(what: str) -> str:
    return _tagged("search", f"search:{what}")


def pseudonym_key() -> str:
    return _tagged("pseudonyms", "pseudonym_key")


def retention(kind: str) -> str:
    return _tagged("retention", f"retention:{kind}")


def backup(what: str) -> str:
    return _tagged("backup", f"backup:{what}")


def self_check(number: int, process_id: str) -> str:
    return f"rt:{{b{number}}}:selfcheck:{process_id}"


QUEUES = "rt:{jobs}"  # a hash tag: BullMQ's scripts touch many keys, which must be in one slot of a cluster


def queue(name: str, what: str) -> str:
    return f"{QUEUES}:{name}:{what}"
