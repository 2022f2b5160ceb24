"""Redis processes on TCP ports: single ones with options, the nodes of a Cluster, a master with Sentinels."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from server.processes.redis_binary import redis_binary
from storage.redis.connection import RedisConnection, RedisError
from storage.redis.topology import SLOTS
from tests.polling import until
from tests.processes import Listener, free_port

START_SECONDS = 30


class Node:
    """One Redis on a TCP port, with any options."""

    listener: Callable[[int, str], Listener] | None = None
    """Makes the listener for everything published; the tests set it."""

    def __init__(self, folder: Path, *options: str, binary: str | None = None, mode: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self._binary = binary or str(redis_binary())
        self._mode = mode
        self._options = options
        is_secret = "--requirepass" in options
        self._password = options[options.index("--requirepass") + 1] if is_secret else ""
        self._credentials = f":{quote(self._password, safe='')}@" if is_secret else ""
        self._listener: Listener | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://{self._credentials}127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end()

    async def start(self) -> None:
        words = [self._binary]
        if self._mode:  # a Sentinel keeps what it learns in its configuration
            configuration = self.folder / "sentinel.conf"
            configuration.write_text("\n".join([f"port {self.port}", f"dir {self.folder}", *self._options]) + "\n")
            words += [str(configuration), self._mode]
        else:
            words += ["--port", str(self.port), "--dir", str(self.folder), "--save", "", *self._options]
        words += ["--logfile", str(self.folder / "log")]
        self._process = await asyncio.create_subprocess_exec(*words)
        await until(self._answers, START_SECONDS)
        if self.listener is not None and not self._mode:
            self._listener = self.listener(self.port, self._password)

    async def _answers(self) -> bool:
        try:
            await self.ask("PING")
        except (OSError, RedisError):
            return False
        return True

    async def ask(self, *command: str | int) -> Any:
        connection = await RedisConnection.open(self.url)
        try:
            return await connection.call(*command)
        finally:
            connection.abort()

    async def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()
            if self._listener is not None:
                await asyncio.to_thread(self._listener.end)


class Cluster:
    """Three masters with a third of the slots each."""

    def __init__(self, folder: Path, binary: str | None = None) -> None:
        self.nodes = []
        for number in range(3):
            own = folder / str(number)
            own.mkdir()
            bus_port = str(free_port())
            options = ("--cluster-enabled", "yes", "--cluster-port", bus_port, "--cluster-node-timeout", "500")
            self.nodes.append(Node(own, *options, binary=binary))
        self._bus_ports = [int(node._options[3]) for node in self.nodes]

    async def start(self) -> Self:
        await asyncio.gather(*(node.start() for node in self.nodes))
        for number, node in enumerate(self.nodes):
            await node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            last = 16383 if number == 2 else 5461 * (number + 1) - 1
            await node.ask("CLUSTER", "ADDSLOTSRANGE", 5461 * number, last)
        for number in (1, 2):
            await self.meet(self.nodes[0], self.nodes[number], self._bus_ports[number])
        await until(self.is_whole, START_SECONDS)
        return self

    async def meet(self, node: Node, other: Node, bus_port: int) -> None:
        await node.ask("CLUSTER", "MEET", "127.0.0.1", other.port, bus_port)

    async def is_whole(self) -> bool:
        return all([await self._sees_all(node) for node in self.nodes])

    async def _sees_all(self, node: Node) -> bool:
        if b"cluster_state:ok" not in await node.ask("CLUSTER", "INFO"):
            return False
        ranges = await node.ask("CLUSTER", "SLOTS")
        return sum(last - first + 1 for first, last, *_ in ranges) == SLOTS and await self._knows_all(node)

    async def _knows_all(self, node: Node) -> bool:
        lines = (await node.ask("CLUSTER", "NODES")).decode().splitlines()
        return not any("fail" in line or "handshake" in line for line in lines)

    async def id_of(self, node: Node) -> str:
        return str((await node.ask("CLUSTER", "MYID")).decode())

    async def owner(self, slot: int) -> Node:
        """The node that says that it has the slot: right after a move, a ping from before can still mislead the
        others."""
        for node in self.nodes:
            for first, last, (_, port, *_), *_ in await node.ask("CLUSTER", "SLOTS"):
                if port == node.port and first <= slot <= last:
                    return node
        raise LookupError(slot)

    async def begin_move(self, slot: int, source: Node, target: Node) -> None:
        """From here on, keys that the source does not have are asked for at the target."""
        await target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", await self.id_of(source))
        await source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", await self.id_of(target))

    async def move_keys(self, slot: int, source: Node, target: Node, count: int = 1000) -> int:
        """Moves up to `count` keys of a slot. Answers how many."""
        found = await source.ask("CLUSTER", "GETKEYSINSLOT", slot, count)
        for key in found:
            await source.ask("MIGRATE", "127.0.0.1", target.port, key, 0, 5000)
        return len(found)

    async def finish_move(self, slot: int, target: Node) -> None:
        new_owner = await self.id_of(target)
        for node in [target, *(node for node in self.nodes if node is not target)]:
            await node.ask("CLUSTER", "SETSLOT", slot, "NODE", new_owner)

    async def move(self, slot: int, source: Node, target: Node) -> None:
        await self.begin_move(slot, source, target)
        while await self.move_keys(slot, source, target):
            pass
        await self.finish_move(slot, target)

    @asynccontextmanager
    async def replica_of(self, master: Node, folder: Path) -> AsyncIterator[Node]:
        """A fourth node that has everything the master has, and takes over when it dies."""
        bus_port = free_port()
        options = ("--cluster-enabled", "yes", "--cluster-port", str(bus_port), "--cluster-node-timeout", "500")
        master_id = await self.id_of(master)
        async with Node(folder, *options) as replica:
            await self.meet(self.nodes[0], replica, bus_port)

            async def knows_its_master() -> bool:
                return master_id.encode() in await replica.ask("CLUSTER", "NODES")

            async def follows() -> bool:
                return b"master_link_status:up" in await replica.ask("INFO", "replication")

            await until(knows_its_master, START_SECONDS)
            await replica.ask("CLUSTER", "REPLICATE", master_id)
            await until(follows, START_SECONDS)
            yield replica

    async def stop(self) -> None:
        await asyncio.gather(*(node.end() for node in self.nodes))


class Watched:
    """`master` and `replica` with Sentinels; in the address, a dead Sentinel comes first."""

    def __init__(self, master: Node, replica: Node, sentinels: list[Node], password: str) -> None:
        self.master = master
        self.replica = replica
        self.sentinels = sentinels
        hosts = ",".join(["127.0.0.1:1", *(f"127.0.0.1:{sentinel.port}" for sentinel in sentinels)])
        self.url = f"redis+sentinel://:{password}@{hosts}/stream"


@asynccontextmanager
async def watched_over(folder: Path, password: str, *options: str) -> AsyncIterator[Watched]:
    """A master, its replica and two Sentinels that know each other."""
    async with AsyncExitStack() as stack:

        async def node(name: str, *options: str, mode: str = "") -> Node:
            (folder / name).mkdir()
            return await stack.enter_async_context(Node(folder / name, *options, mode=mode))

        secret = ("--requirepass", password, "--masterauth", password, *options)
        master = await node("master", *secret)
        replica = await node("replica", *secret, "--replicaof", f"127.0.0.1 {master.port}")

        async def follows() -> bool:
            return b"master_link_status:up" in await replica.ask("INFO", "replication")

        await until(follows, START_SECONDS)  # before a Sentinel looks, which looks again after ten seconds only
        lines = [
            f"sentinel monitor stream 127.0.0.1 {master.port} 2",
            f"sentinel auth-pass stream {password}",
            "sentinel down-after-milliseconds stream 300",
            "sentinel failover-timeout stream 3000",
        ]
        sentinels = [await node(f"sentinel-{number}", *lines, mode="--sentinel") for number in (1, 2)]

        async def are_acquainted() -> bool:
            states = [await one.ask("SENTINEL", "MASTER", "stream") for one in sentinels]
            facts = [dict(zip(state[::2], state[1::2], strict=True)) for state in states]
            return all((one[b"num-slaves"], one[b"num-other-sentinels"]) == (b"1", b"1") for one in facts)

        await until(are_acquainted, START_SECONDS)
        yield Watched(master, replica, sentinels, password)


async def fail_over(watched: Watched, *options: str) -> None:
    """A planned failover: returns when the Sentinels name the other one as master."""
    master = await _master(watched)

    async def is_accepted() -> bool:  # not while the one before still counts as under way
        try:
            await watched.sentinels[0].ask("SENTINEL", "FAILOVER", "stream", *options)
        except RedisError:
            return False
        return True

    async def has_changed() -> bool:
        return await _master(watched) != master

    await until(is_accepted, START_SECONDS)
    await until(has_changed, START_SECONDS)


async def _master(watched: Watched) -> int:
    _, port = await watched.sentinels[0].ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "stream")
    return int(port)
