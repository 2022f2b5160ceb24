"""The sample configurations of docs/proxies, running: the same text, with a test's ports and certificate."""

import asyncio
import datetime as dt
import ipaddress
import os
import pwd
import re
import shutil
import signal
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.polling import until
from tests.processes import READY_SECONDS, ROOT, free_port

SAMPLES = ROOT / "docs/proxies"
KINDS = ("nginx", "caddy")


def replaced(sample: str, values: Mapping[str, str]) -> str:
    """The sample with each of `values` in the place of its key. A key that the sample does not have is an error."""
    missing = [old for old in values if old not in sample]
    if missing:
        raise LookupError(f"the sample has no {missing}")
    return re.sub("|".join(re.escape(old) for old in values), lambda found: values[found[0]], sample)


class Certificate:
    """One for localhost, which `trust` trusts."""

    def __init__(self, folder: Path) -> None:
        self.chain, self.key = folder / "chain.pem", folder / "key.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = dt.datetime.now(dt.UTC)
        names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(hours=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = serialization.PrivateFormat.PKCS8
        self.key.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()),
        )
        self.trust = ssl.create_default_context(cafile=str(self.chain))


class Proxy:
    """nginx or Caddy as its sample sets it up, in front of the processes at `ports`, on TLS."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"https://localhost:{self.port}"
        self._kind = kind
        self._folder = folder
        self._certificate = Certificate(folder)
        self.trust = self._certificate.trust
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, ports: Sequence[int]) -> Self:
        """Returns when a process answers through it."""
        addresses = {f"127.0.0.1:{8001 + number}": f"127.0.0.1:{port}" for number, port in enumerate(ports)}
        command = self._nginx(addresses) if self._kind == "nginx" else self._caddy(addresses)
        environment = os.environ | {"HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder)}
        with (self._folder / "proxy.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        await until(self._answers, READY_SECONDS)
        return self

    def _nginx(self, addresses: Mapping[str, str]) -> list[str]:
        site = replaced(
            (SAMPLES / "nginx.conf").read_text(),
            {
                "listen 80;": f"listen 127.0.0.1:{free_port()};",
                "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
                "/etc/ssl/rooms.example.pem": str(self._certificate.chain),
                "/etc/ssl/rooms.example.key": str(self._certificate.key),
                "rooms.example": "localhost",
                **addresses,
            },
        )
        (self._folder / "site.conf").write_text(site)
        folders = "\n".join(
            f"{what}_temp_path {self._folder}/{what};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = f"user {pwd.getpwuid(os.geteuid()).pw_name};" if os.geteuid() == 0 else ""
        main = self._folder / "nginx.conf"
        main.write_text(
            f"{user} daemon off; pid {self._folder}/pid; worker_processes 2; error_log {self._folder}/error.log;\n"
            f"events {{ worker_connections 512; }}\nhttp {{ access_log off;\n{folders}\ninclude site.conf; }}\n"
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return [program, "-e", str(self._folder / "error.log"), "-p", str(self._folder), "-c", str(main)]

    def _caddy(self, addresses: Mapping[str, str]) -> list[str]:
        own = f"{self.url} {{\n\tbind 127.0.0.1\n\ttls {self._certificate.chain} {self._certificate.key}\n"
        site = replaced((SAMPLES / "Caddyfile").read_text(), {"rooms.example {\n": own, **addresses})
        main = self._folder / "Caddyfile"
        main.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + site)
        return [shutil.which("caddy") or "caddy", "run", "--adapter", "caddyfile", "--config", str(main)]

    def session(self, address: str = "127.0.0.1") -> aiohttp.ClientSession:
        """An HTTP session of a client that has `address`, one of 127.0.0.0/8; it knows no cookies."""
        connector = aiohttp.TCPConnector(limit=0, ssl=self._certificate.trust, local_addr=(address, 0))
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    @property
    def trusted(self) -> Path:
        """The certificate, for clients of other languages."""
        return self._certificate.chain

    async def _answers(self) -> bool:
        if self._process is None or self._process.returncode is not None:
            raise RuntimeError((self._folder / "proxy.log").read_text()[-2000:])
        try:
            async with self.session() as http, http.get(f"{self.url}/healthz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(READY_SECONDS):
                await self._process.wait()
