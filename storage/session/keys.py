"""The key scheme: every name in Redis is made here.

All keys of a session carry its bucket as hash tag, so that one script may touch them all in a cluster and keep the
bucket's own indexes consistent. 256 buckets spread over any cluster, and are few enough to merge their lists.

    rt:{b17}:session:<id>              hash    the header: kind, owner, epoch, seq:<feed>, and the fields of its kind
    rt:{b17}:session:<id>:log:<feed>   stream  the last events of a feed; entry id = <seq>-0
    rt:{b17}:session:<id>:feed:<feed>  channel the published events and signals of a feed
    rt:{b17}:run                       string  the run id of the Redis that owns the bucket: a part of every epoch
    rt:{b17}:index:<kind>:totals       hash    sums over the sessions of a kind (storage/admin/indexes.lua)
    rt:{b17}:durable                   string  written to wait for the sync of it and of all that was written before
    rt:{b17}:index:<kind>:<by>         zset    session ids by time or size, or behind names or owners; for
                                               `voice:jobs`, runs of jobs that are not over, for
                                               `voice:failed`, those that failed;
                                               for `voice:leases`, ends of leases; for `<kind>:binned`, the
                                               deleted; for `jam:recordings`, recordings by the next look at their use;
                                               for `jam:deleted_recordings`, those in the bins of their jams;
                                               for `media:owners` and `content:owners`, users by
                                               the next count of their files and sessions;
                                               for `telegram:mail`, `out` and `bursts`, chats by when they are
                                               due; for `voice:told`, closed sessions whose owner's chat hears it
    rt:{b17}:trace:<what>:<who>        zset    what was made or sent from an address or by a user; expires
    rt:{b99}:user:<id>:<what>          –       what belongs to one user, in the user's bucket
    rt:{b3}:telegram:<id>:<what>       –       the same for a person in Telegram, whose private chat has the same id:
                                               `mail` and `out` are streams of updates and of messages to send,
                                               `homes` the subs by when they last opened their home
    rt:{b42}:telegram_pace             string  when the bot may make its next call
    rt:{b42}:telegram_calls            zset    its calls of the last second and those without an answer
    rt:{b42}:telegram_bot              string  the id of the bot that works on this Redis; expires
    rt:{b8}:project:<project>:<what>   –       what belongs to a project
    rt:{b42}:limit:<what>:<who>        list    recent times of a limited action
    rt:{b42}:budget:<what>             hash    what all owners have used today of a service
    rt:{b42}:untrusted_proxy           string  the address of a proxy that was seen and is not trusted
    rt:{b42}:ticket:<sha256>           string  a one-time ticket
    rt:{b42}:recovery:<sha256>         string  the user whose recovery key this may be
    rt:{b2}:signed_out                 stream  identities whose tokens were signed out, and their new generation
    rt:{b42}:login:<sha256>            string  a one-time link that signs in: whom, as JSON
    rt:{b9}:pseudonym_key              string  makes the ids of people who have an account elsewhere
    rt:{b5}:done:<what>                string  work on all data that a version does once
    rt:{b7}:selfcheck:<process>         channel the self-check of the bus
    {rt:jobs}:<queue>:<what>           –       BullMQ's; `…:turns` is ours: owners by their last turn (zset)
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


def signed_out() -> str:
    return _tagged("signed_out", "signed_out")


def login(digest: str) -> str:
    return _tagged(digest, f"login:{digest}")


def pseudonym_key() -> str:
    return _tagged("pseudonyms", "pseudonym_key")


def self_check(number: int, process_id: str) -> str:
    return f"rt:{{b{number}}}:selfcheck:{process_id}"


QUEUES = "{rt:jobs}"  # a hash tag: BullMQ's scripts touch many keys, which must be in one slot of a cluster


def queue(name: str, what: str) -> str:
    return f"{QUEUES}:{name}:{what}"
