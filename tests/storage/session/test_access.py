"""Access inside the scripts: the same answers as the rules of each product, at the time of the change."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.access import MEMBER, READ_ALL, READ_OWN, UPDATE
from auth.caller import Caller, Server, packed
from auth.script_keys import Scope, ScriptKey
from auth.user import LARGEST_INTEGER, User
from handlers.jam.access import JAM_ACCESS
from handlers.voice.access import VOICE_ACCESS
from server.products import PRODUCTS
from sessions.base.errors import Forbidden, Refusal, SessionNotFound
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from sessions.jam.state import flat_of
from sessions.jam.validation import read_state
from sessions.voice.material import TaskChange
from sessions.voice.session import NewVoiceSession, VoiceSessionChange, VoiceStatus
from storage.bus.feeds import Feeds
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import KINDS, PARTS, Script, load
from storage.voice.recordings import MOST_RECORDINGS
from storage.voice.store import Report, VoiceStore
from storage.voice.tasks.store import TaskStore
from tests.effort import examples
from tests.storage.sessions import a_store
from tests.users import a_recorder, a_user

IDS = ["anna", "ben", 'c"l', "d%s", "é", "ann", "nn"]
PROJECTS = ["p1", "p 2", "p"]
ids, projects = st.sampled_from(IDS), st.sampled_from(PROJECTS)

keys_of_scripts = st.builds(
    ScriptKey,
    st.just("0" * 64),
    st.just(frozenset(Scope)),
    st.sampled_from([None, "this", str(uuid4())]),
    st.just(LARGEST_INTEGER),
)
users = st.builds(
    a_user,
    ids,
    telegram_user_id=st.sampled_from([None, 7, 77, 2**53 - 1]),
    permissions=st.sets(st.sampled_from([READ_ALL, READ_OWN, UPDATE, READ_OWN[:-1], "OTHER"])),
    projects=st.sets(projects),
    roles=st.sets(st.sampled_from(["admin", "editor"])),
)
links = st.sampled_from(["nobody", "view", "edit"])
clip_headers = st.fixed_dictionaries(
    {"kind": st.just("clip"), "owners": st.lists(ids, max_size=3).map(orjson.dumps)}, optional={"link": links}
)
jam_headers = st.fixed_dictionaries(
    {"kind": st.just("jam")},
    optional={
        "public": st.sampled_from("01"),
        "owner": ids,
        "immutable": st.just("1"),
        "link": links,
        "locked": st.just("1"),
    },
)
voice_headers = st.fixed_dictionaries(
    {
        "kind": st.just("voice"),
        "live_listening": st.sampled_from("01"),
        "owner": ids,
        "access_level": st.sampled_from(["private", "public", "restricted"]),
        "chat_id": st.sampled_from(["", "7", "9007199254740991"]),
        "project": st.sampled_from(["", *PROJECTS]),
        "allowed_users": st.lists(ids, max_size=3).map(orjson.dumps),
    },
    optional={"link": links},
)
members = st.dictionaries(ids, st.sampled_from(["owner", "co-owner", "editor", "viewer", "banned"]), max_size=5)
admin_headers = st.fixed_dictionaries({"kind": st.just("admin")})
listening_headers = st.fixed_dictionaries({"kind": st.just("listening"), "owner": ids})


async def probe(redis: Redis, rules: str) -> Callable[[str, Caller, str, str], Awaitable[str]]:
    """The result of `refuse_unless` in a script that includes these rules: the refusal's message, or nothing."""
    head = "local header, run = unpack(KEYS)\nlocal session_id, log_length, caller = unpack(ARGV)\n"
    source = (
        head + load(rules).source + "\nlocal refused = refuse_unless(ARGV[4], ARGV[5])\nreturn refused or 'allowed'"
    )
    script = Script("probe", source, (await redis.call("k", "SCRIPT", "LOAD", source)).decode())

    async def ask(session_id: str, user: Caller, kind: str, action: str) -> str:
        try:
            await redis.run(script, keys.of_session(session_id), session_id, 10, packed(user), kind, action)
        except Refusal as refusal:
            return refusal.text
        return ""

    return ask


@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=clip_headers | jam_headers | voice_headers | listening_headers | admin_headers,
    user=st.none() | users,
    roles=members,
    script_key=st.none() | keys_of_scripts,
)
async def test_AC13_PE1_KY3_the_scripts_decide_what_the_table_says(
    stores: Redis, header: dict[str, Any], user: User | None, roles: dict[str, str], script_key: ScriptKey | None
) -> None:
    session_id = str(uuid4())
    if user is not None and script_key is not None:
        named = session_id if script_key.session_id == "this" else script_key.session_id
        is_elsewhere = named not in {None, session_id}
        # Whether a call is about the session that a key names is checked before it reaches the rules.
        user = replace(user, key=replace(script_key, session_id=named), roles=frozenset())
    else:
        is_elsewhere = False
    key = keys.header(session_id)
    if roles:
        header = {**header, "people": "1"}
        for member, role in roles.items():
            await stores.call(key, "HSET", f"{key}:members", member, f"{role} {{}}")
    await stores.call(key, "HSET", key, *(part for pair in header.items() for part in pair))
    stored = await Feeds(stores).header_for(session_id, user)
    assert stored.get(MEMBER) == (roles[user.id].encode() if user is not None and user.id in roles else None)
    for rules in (product.access for product in PRODUCTS):
        ask = await probe(stores, f"{rules.kind}/access")
        for action in (*rules.needed, "undeclared"):
            try:
                rules.require(user, stored, action)
                expected = ""
            except Refusal as refusal:
                expected = refusal.text
            if is_elsewhere and expected != SessionNotFound().text:
                expected = rules.no_access
            assert await ask(session_id, user, rules.kind, action) == expected, (rules.kind, action)
    await stores.call(key, "DEL", key, f"{key}:members")


@pytest.mark.parametrize("caller", [None, a_user("anna", roles=["admin"]), Server.ITSELF])
async def test_AC13_a_kind_without_rules_is_refused_to_everybody(stores: Redis, caller: Caller) -> None:
    session_id = str(uuid4())
    key = keys.header(session_id)
    await stores.call(key, "HSET", key, "kind", "poll", "owner", "anna", "owners", '["anna"]')
    for included in ("session/parts/tail", "clip/access"):
        ask = await probe(stores, included)
        assert await ask(session_id, caller, "poll", "read") == SessionNotFound().text
    await stores.call(key, "DEL", key)


async def test_AC13_an_action_without_a_level_is_refused_to_the_owner_and_to_the_server(stores: Redis) -> None:
    session_id = str(uuid4())
    key = keys.header(session_id)
    await stores.call(key, "HSET", key, "kind", "clip", "owners", '["anna"]')
    ask = await probe(stores, "clip/access")
    for caller in (a_user("anna"), Server.ITSELF):
        assert await ask(session_id, caller, "clip", "control") == ""
        assert await ask(session_id, caller, "clip", "undeclared") == "You have no access to this session"
    await stores.call(key, "DEL", key)


def test_AC13_every_script_of_a_session_asks_the_prelude() -> None:
    makes = {"clip/create", "jam/create", "voice/create"}  # there is no session yet that could say who may
    every = "\n".join(PARTS.values())
    included = re.findall(r"^-- include ([\w/{}]+)$", every, re.MULTILINE)
    parts = {one.format(kind=kind) for one in included for kind in KINDS}
    # The pointer to an active session belongs to a person, and who uses a recording is noted by the server beside the
    # recording, and looked up by the server: neither is a session's.
    # What a key reads before it marks lies in its maker's home. The heat of a stream is a part of what marks.
    # What a streamer has published is everybody's. The words of a project are of no session (VO19).
    others = {
        "clip/best/read",
        "clip/heat/hot",
        "clip/heat/tell",
        "clip/running",
        "voice/deactivate",
        "voice/project/words",
        "jam/recording_use",
        "jam/recording_free",
        "jam/recording_has",
    }
    names = {name for name in PARTS if name.startswith(tuple(f"{product.kind}/" for product in PRODUCTS))}
    # What admins find sessions by, the rows of homes and the search index are read and written for many sessions at
    # once, by the server.
    names -= {name for name in names if name.startswith(("admin/sessions/", "home/row_", "voice/search/"))}
    for name in names - makes - parts - others:
        kind = name.split("/")[0]
        asks = re.search(rf"(?:refuse_unless|refuse_restoring|refuse_purging|time_in_bin)\('{kind}'", PARTS[name])
        assert asks is not None, name


@pytest.fixture
def jams(stores: Redis) -> JamStore:
    return JamStore(stores, log_length=1000)


@pytest.fixture
def voices(stores: Redis) -> VoiceStore:
    return VoiceStore(stores, public_url="http://127.0.0.1", log_length=1000)


async def a_voice(voices: VoiceStore, owner: User, **fields: Any) -> str:
    session_id = str(uuid4())
    await voices.create(session_id, owner, NewVoiceSession(**fields), place=1)
    return session_id


# --- what changes between the check and the act ------------------------------------------------------------------


async def test_D30_K18_a_strangers_delete_that_lands_after_the_jam_became_private_is_refused(jams: JamStore) -> None:
    admin, stranger = a_user("root", roles=["admin"]), a_user("ben")
    jam_id, _ = await jams.create(flat_of(read_state({"tempo": 104})), Origin(owner=None))
    checked = await jams.read(jam_id, stranger, touch=False)
    JAM_ACCESS.require(stranger, checked.header, "delete")  # at this moment they may
    await jams.show(jam_id, admin, is_public=False)
    with pytest.raises(Forbidden, match="private"):
        await jams.delete(jam_id, stranger)
    assert (await jams.read(jam_id, admin, touch=False)).flat == {"tempo": 104}


async def test_D30_PE2_a_jam_with_an_owner_is_deleted_by_nobody_else_locked_or_not(jams: JamStore) -> None:
    jam_id, _ = await jams.create({}, Origin(owner="anna"))
    for stranger in (a_user("ben"), None):
        with pytest.raises(Forbidden, match="Only the session's owner can delete it"):
            await jams.delete(jam_id, stranger)
    await jams.delete(jam_id, a_user("anna"))


async def test_K18_only_the_owner_decides_who_opens_a_jam_whatever_was_checked_before(jams: JamStore) -> None:
    jam_id, _ = await jams.create({}, Origin(owner="anna"))
    for stranger in (a_user("ben"), None):
        with pytest.raises(Forbidden):
            await jams.show(jam_id, stranger, is_public=False)
    assert (await jams.read(jam_id, None, touch=False)).is_public


async def test_JM5_a_published_jam_is_deleted_by_its_owner_alone(jams: JamStore) -> None:
    jam_id, _ = await jams.create({}, Origin(owner="anna", published_from="x"))
    with pytest.raises(Forbidden, match="owner"):
        await jams.delete(jam_id, a_user("ben"))
    await jams.delete(jam_id, a_user("anna"))


async def test_V20_V21_V32_voice_commands_that_land_after_access_was_taken_away_are_refused(
    voices: VoiceStore, stores: Redis, feeds: Feeds
) -> None:
    owner, friend, recording = a_recorder("anna"), a_recorder("ben", projects=("Release",)), str(uuid4())
    session_id = await a_voice(voices, owner, access_level="public", project="Release")
    key = keys.header(session_id)
    VOICE_ACCESS.require(friend, await feeds.header(session_id), "update")  # at this moment they may
    await stores.call(key, "HSET", key, "access_level", "private")
    before = await stores.call(key, "HGETALL", key)
    for late in (
        voices.close(session_id, friend),
        voices.report(session_id, friend, Report(VoiceStatus.RECORDING, None, 1000)),
        voices.update(session_id, friend, VoiceSessionChange(session_name="mine")),
        TaskStore(voices).change(session_id, friend, str(uuid4()), TaskChange(done=True)),
        voices.attach(session_id, friend, str(uuid4()), {"text": "x"}),
        voices.ask(session_id, friend, "post_process"),
        voices.read(session_id, friend),
        voices.summary(session_id, friend),
        voices.run("voice/chunk", session_id, friend, recording, 0, "aa", 2, "ben", 10, MOST_RECORDINGS),
        voices.run("voice/finish", session_id, friend, recording, 1),
        voices.run("voice/recording", session_id, friend, recording),
    ):
        with pytest.raises(Forbidden, match="no access"):
            await late
    assert await stores.call(key, "HGETALL", key) == before
    assert (await feeds.recover(session_id, "events", None)).events == []
    await voices.close(session_id, owner)


async def test_C12_V32_a_tap_on_another_kinds_id_learns_nothing_of_a_private_session(
    voices: VoiceStore, jams: JamStore, stores: Redis
) -> None:
    clips, stranger = a_store(stores), a_user("ben")
    private = await a_voice(voices, a_recorder("anna"))
    jam_id, _ = await jams.create({}, Origin(owner="anna"))
    for other in (private, jam_id, str(uuid4())):
        for attempt in (
            clips.submit(other, stranger, ClipSubmission()),
            clips.read(other, stranger),
            clips.row(other, stranger),
            clips.share(other, stranger),
            clips.transition(other, stranger, Action.START),
            clips.audience(other, "process", 1),
            clips.delete(other, stranger),
        ):
            with pytest.raises(SessionNotFound):
                await attempt


async def test_every_kinds_commands_find_no_session_under_another_kinds_id(
    voices: VoiceStore, jams: JamStore, stores: Redis
) -> None:
    anna = a_recorder("anna")
    clip_id = str(orjson.loads(await a_store(stores).create(anna, NewClipSession()))["id"])
    jam_id, _ = await jams.create({}, Origin(owner="anna"))
    for other in (clip_id, jam_id):
        for attempt in (
            voices.close(other, anna),
            voices.update(other, anna, VoiceSessionChange(session_name="x")),
            voices.summary(other, anna),
        ):
            with pytest.raises(SessionNotFound):
                await attempt
    voice_id = await a_voice(voices, anna)
    for other in (clip_id, voice_id):
        for jam_attempt in (
            jams.edit(other, anna, "e1", {"tempo": 90}),
            jams.delete(other, anna),
            jams.read(other, anna, touch=True),
            jams.link(other, jam_id),
            jams.parent(other, anna),
        ):
            with pytest.raises(SessionNotFound):
                await jam_attempt


# --- what counts as a use of a jam -------------------------------------------------------------------------------


async def test_D18_K21_K30_a_refused_read_and_an_admins_look_leave_no_trace(jams: JamStore, stores: Redis) -> None:
    owner, admin = a_user("anna"), a_user("root", roles=["admin"])
    jam_id, _ = await jams.create({}, Origin(owner=owner.id))
    await jams.show(jam_id, owner, is_public=False)
    key = keys.header(jam_id)
    await stores.call(key, "HSET", key, "accessed_at", 1)
    for stranger in (a_user("ben"), None):
        with pytest.raises(Forbidden):
            await jams.read(jam_id, stranger, touch=True)
    await jams.read(jam_id, admin, touch=True)
    assert (await jams.read(jam_id, Server.ITSELF, touch=False)).accessed_at == 1
    read = await jams.read(jam_id, owner, touch=True)
    assert read.accessed_at == 1
    assert (await jams.read(jam_id, owner, touch=False)).accessed_at == read.now


async def test_K30_an_admin_uses_their_own_jam_like_any_owner(jams: JamStore) -> None:
    admin = a_user("root", roles=["admin"])
    jam_id, _ = await jams.create({}, Origin(owner="root"))
    read = await jams.read(jam_id, admin, touch=True)
    assert (await jams.read(jam_id, admin, touch=False)).accessed_at == read.now


async def test_D23_a_parents_name_is_told_only_to_who_may_read_the_parent(jams: JamStore) -> None:
    owner = a_user("anna")
    parent_id, _ = await jams.create({"name": "Secret"}, Origin(owner=owner.id))
    assert await jams.parent(parent_id, None) == (True, "Secret")
    await jams.show(parent_id, owner, is_public=False)
    assert await jams.parent(parent_id, None) == (False, None)
    assert await jams.parent(parent_id, owner) == (True, "Secret")
    await jams.delete(parent_id, owner)
    with pytest.raises(SessionNotFound):
        await jams.parent(parent_id, owner)
