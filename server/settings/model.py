"""Every setting of Roomtone: by environment or a `.env` file, checked before anything starts.

docs/settings.md is made from this file (`make docs`).
"""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from auth.access import READ_OWN, UPDATE
from auth.tokens import ALGORITHMS, HMAC_SHA256
from server.settings.folders import data_folder
from server.settings.types import (
    BotToken,
    ClaimPath,
    IceUrl,
    Listed,
    MediaUrl,
    Network,
    Origin,
    RedisUrl,
    TokenSecret,
    Url,
    Words,
)
from sessions.base.instant import DAY_MS
from sessions.jam.state import LONGEST_NAME, MOST_PATHS, JamBounds

PREFIX: Final = "ROOMTONE_"


LEAST_RETENTION = 30  # days: people are told two weeks before


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        allow_inf_nan=False,
    )

    # Where it listens
    port: Annotated[int, Field(ge=0, le=65535, validation_alias="PORT")] = 8000
    """Port of HTTP and sockets; 0 takes a free one."""
    host: Annotated[str, Field(min_length=1, validation_alias="HOST")] = "127.0.0.1"
    """Address to listen on; 0.0.0.0 is every network the machine has."""
    public_url: Origin | None = None
    """Scheme and host under which people reach the server, for links; without it, the address that it listens on."""
    env: Literal["development", "production"] = "development"
    """In production, a missing secret stops the start; in development, one is made."""
    allowed_origins: Annotated[tuple[Origin, ...], *Listed] = ()
    """Origins of other sites, separated by commas, whose pages may use the cookie and the sockets; the server's own
    always may."""
    hsts_seconds: Annotated[int, Field(ge=0, le=63_072_000)] = 31_536_000
    """Seconds for which browsers use only HTTPS for this host, when its public address is https; 0 turns this off."""
    trusted_proxies: Annotated[tuple[Network, ...], *Listed] = ()
    """Networks (CIDR), separated by commas, of proxies whose X-Forwarded-For is trusted."""

    # Where it keeps things
    data_dir: Path = Field(default_factory=data_folder)
    """Folder of the embedded Redis, the development secret and local media; without it, `data` of a checkout, and the
    user's own when Roomtone is installed: `$XDG_DATA_HOME/roomtone`, `~/.local/share/roomtone`, on macOS
    `~/Library/Application Support/roomtone`."""
    redis_url: Annotated[RedisUrl | None, Field(validation_alias="REDIS_URL")] = None
    """Redis 7.0, Valkey 7.2 or newer: single, with Sentinel or a Cluster; without it, an embedded one in the data
    folder."""
    media_url: MediaUrl | None = None
    """Store of recordings and samples, file:///folder or s3://bucket/prefix; without it, `media` in the data folder."""
    media_timeout: Annotated[float, Field(gt=0)] = 20
    """Seconds until a bucket that does not answer counts as unreachable."""
    log_length: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    """Events kept of each feed, and as many KiB, for clients that reconnect; a client that missed more gets a
    snapshot."""
    redis_limit: Annotated[int, Field(ge=0)] = 0
    """Bytes of a Redis from which on new content is refused; 0 means nine tenths of its `maxmemory` or, without one,
    three quarters of its machine's memory."""
    session_limit: Annotated[int, Field(ge=0)] = 67_108_864
    """Bytes of Redis that the content of one session may take; 0 lifts the limit."""
    owner_limit: Annotated[int, Field(ge=0)] = 1_073_741_824
    """Bytes of Redis that the sessions of one user may take, the bin included; 0 lifts the limit."""
    guest_limit: Annotated[int, Field(ge=0)] = 134_217_728
    """The same for a guest."""
    media_owner_limit: Annotated[int, Field(ge=0)] = 21_474_836_480
    """Bytes of recordings and files of one user in the media store, the bin included; 0 lifts the limit."""
    media_guest_limit: Annotated[int, Field(ge=0)] = 1_073_741_824
    """The same for a guest."""
    media_limit: Annotated[int, Field(ge=0)] = 0
    """Bytes of recordings and files of all users in the media store, as a bucket has no end; 0 lifts the
    limit."""
    disk_floor: Annotated[int, Field(ge=0)] = 1_073_741_824
    """Bytes that stay free on the disks of local media and of the embedded Redis: below it new content is refused;
    0 lifts the limit."""

    # Who people are
    secret: TokenSecret | None = None
    """Signs and verifies our own tokens (HS256); at least 32 bytes, the same in every process."""
    jwks_url: Url | None = None
    """Public keys of an identity provider (BetterAuth, Auth0, …), whose tokens are accepted too."""
    login_url: Url | None = None
    """Page of that provider where people sign in; it sends them back with their token (docs/admin.md)."""
    jwt_algorithms: Annotated[tuple[Literal[ALGORITHMS], ...], *Listed, Field(min_length=1)] = ALGORITHMS  # type: ignore[valid-type]
    """Algorithms, separated by commas, that a token may be signed with; HS256 uses the secret, the others the JWKS."""
    jwt_audience: str | None = None
    """`aud` that a token must have; ours are issued with it."""
    jwt_issuer: str | None = None
    """`iss` that a token must have; ours are issued with it."""
    guest_ttl_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days until a guest's token expires; the page renews it while it is used."""
    guest_permissions: Words = (READ_OWN, UPDATE)
    """Permissions, separated by commas, that a guest has."""
    account_permissions: Words = (READ_OWN, UPDATE)
    """Permissions, separated by commas, of people of the provider whose token names none."""
    claims: Annotated[tuple[ClaimPath, ...], *Listed] = ()
    """Where the provider's tokens have what we read, separated by commas: `ours=theirs`, with dots into objects, as
    `roles=realm_access.roles` (docs/deploying.md)."""
    role_token_hours: Annotated[int, Field(ge=1, le=8760)] = 12
    """Hours after signing in until which a token with roles (an admin's) can be renewed."""
    pseudonym_key: TokenSecret | None = None
    """Makes the ids by which others see people of the provider and of Telegram; at least 32 bytes. Without it, a new
    installation makes one and keeps it in Redis. It is for a second installation that takes over exported sessions."""
    blocked_users: Words = ()
    """Ids of users, separated by commas, whose tokens are refused."""

    # Limits of clients
    create_limit: Annotated[int, Field(ge=0)] = 10
    """Sessions that one address may create in a minute; 0 removes the limit."""
    event_rate: Annotated[float, Field(gt=0)] = 200
    """Events a second that one connection may send on average."""
    event_burst: Annotated[int, Field(ge=1)] = 2000
    """Events that one connection may send at once."""
    user_event_rate: Annotated[float, Field(gt=0)] = 400
    """Events and requests a second that one user may send on average, over all connections of a process."""
    user_event_burst: Annotated[int, Field(ge=1)] = 4000
    """Events and requests that one user may send at once, over all connections of a process."""
    address_event_rate: Annotated[float, Field(ge=0)] = 2000
    """Events and requests a second that one address may send to a process, over ten seconds; beyond it, clients that
    used more than their share are refused; 0 removes the limit."""
    user_connections: Annotated[int, Field(ge=0)] = 64
    """Sockets that one user may have open to a process; 0 removes the limit."""
    user_subscriptions: Annotated[int, Field(ge=0)] = 400
    """Sessions that one user may be subscribed to over all sockets of a process; 0 removes the limit."""
    address_subscriptions: Annotated[int, Field(ge=0)] = 10_000
    """Subscriptions of one address in a process, beyond the first four of each user; 0 removes the limit."""
    user_uploads: Annotated[int, Field(ge=0)] = 8
    """Uploads of one user in progress in a process; 0 removes the limit."""
    address_uploads: Annotated[int, Field(ge=0)] = 64
    """Uploads of one address in progress in a process, beyond the first of each user; 0 removes the limit."""
    clip_gap: Annotated[int, Field(ge=0, le=60)] = 2
    """The least seconds between two moments of one viewer, by the times of the taps; 0 for none."""
    clip_network_moments: Annotated[int, Field(ge=0)] = 10_000
    """Moments that the guests of one network can mark in a session, of the 50,000 that it holds, a fifth of which all
    guests leave to others; people with a role and those who have signed in are not counted; 0 removes the limits."""
    press_by_get: bool = False
    """Whether a key's one-press address marks a moment by GET, too; whatever previews the address marks one then."""
    clip_max_tap_age: Annotated[int, Field(ge=0)] = 21_600
    """Seconds after which a moment that was tapped offline is no longer accepted."""

    body_limit: Annotated[int, Field(ge=65_536, le=26_214_400)] = 1_048_576
    """Bytes of the body of one HTTP request, except recordings and files."""
    message_limit: Annotated[int, Field(ge=16_384, le=1_048_576)] = 65_536
    """Bytes of one message over a socket."""

    # Limits of jams
    jam_tracks: Annotated[int, Field(ge=1, le=64)] = 16
    """Tracks of a jam."""
    jam_edit_paths: Annotated[int, Field(ge=64, le=MOST_PATHS)] = 512
    """Paths that one live edit of a jam may set."""
    jam_tempo_min: Annotated[int, Field(ge=20, le=120)] = 60
    """The slowest tempo, in beats a minute."""
    jam_tempo_max: Annotated[int, Field(ge=120, le=400)] = 180
    """The fastest tempo, in beats a minute."""
    jam_name_length: Annotated[int, Field(ge=1, le=LONGEST_NAME)] = 100
    """Characters of a jam's name."""
    jam_track_name_length: Annotated[int, Field(ge=8, le=200)] = 32
    """Characters of a track's name."""

    # Recordings and files
    chunk_limit: Annotated[int, Field(ge=65_536, le=67_108_864)] = 8_388_608
    """Bytes of one chunk of a recording."""
    recording_limit: Annotated[int, Field(ge=1_048_576)] = 2_147_483_648
    """Bytes of one recording, all its chunks together."""
    recorder_lease: Annotated[float, Field(ge=0.5, le=300)] = 20
    """Seconds without a sign of life of the recorder after which a voice session is interrupted."""
    material_limit: Annotated[int, Field(ge=65_536, le=67_108_864)] = 20_971_520
    """Bytes of one file that is attached to a voice session in one request."""
    file_limit: Annotated[int, Field(ge=65_536, le=2_147_483_648)] = 536_870_912
    """Bytes of one that comes in chunks: hours of sound or film."""

    media_children: Annotated[int, Field(ge=1, le=64)] = 2
    """Recordings and files that one worker process assembles or reads at once, each in a child process of its own."""
    media_length: Annotated[int, Field(ge=60, le=604_800)] = 86_400
    """Seconds of sound in one recording or file; a longer one is not read."""
    media_memory: Annotated[int, Field(ge=268_435_456)] = 536_870_912
    """Bytes of address space of a child that reads a sound file; 130 MB of it are the program's own."""
    media_cpu_seconds: Annotated[int, Field(ge=5)] = 300
    """CPU seconds of such a child at most; a small file gets 10, and 6 more for each MiB."""
    media_wall_seconds: Annotated[int, Field(ge=10)] = 1200
    """Seconds after which such a child is killed."""

    ice_servers: Annotated[tuple[IceUrl, ...], *Listed] = ()
    """STUN and TURN servers, separated by commas, with which browsers connect for live listening (`stun:host:3478`,
    `turn:host:3478`); without one, this works only on one machine or network."""
    turn_secret: SecretStr | None = None
    """Secret shared with the TURN servers (coturn: `use-auth-secret`, `static-auth-secret`); readers of a session get a
    credential made with it, valid for an hour."""

    # Background work
    job_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    """Other jobs (transcripts, tasks) that one worker process does at once."""
    job_backoff: Annotated[float, Field(gt=0)] = 2
    """Seconds until a failed job is tried again; doubles each time, five times in all."""
    job_stall: Annotated[float, Field(ge=1)] = 15
    """Seconds without a sign of life after which a dead worker's job is given to another one."""
    transcription_url: Url | None = None
    """Base address of an OpenAI-compatible service that transcribes recordings, such as https://api.openai.com/v1."""
    transcription_key: SecretStr | None = None
    """Key of that service."""
    transcription_model: str = "whisper-1"
    """Model of that service."""
    tasks_url: Url | None = None
    """Base address of an OpenAI-compatible service that finds tasks in texts; without it, only marked lines are
    tasks."""
    tasks_key: SecretStr | None = None
    """Key of that service."""
    tasks_model: str = "gpt-4o-mini"
    """Model of that service."""

    guest_spending: bool = False
    """Whether these services are also used for the sessions of guests."""
    transcription_minutes: Annotated[int, Field(ge=0)] = 240
    """Minutes of sound of one owner's sessions that are transcribed in a day (UTC); 0 removes the limit."""
    transcription_minutes_total: Annotated[int, Field(ge=0)] = 6000
    """Minutes of sound that are transcribed in a day for all; 0 removes the limit."""
    task_texts: Annotated[int, Field(ge=0)] = 500
    """Texts of one owner's sessions that a service searches for tasks in a day; 0 removes the limit."""
    task_texts_total: Annotated[int, Field(ge=0)] = 10_000
    """Texts that it searches in a day for all; 0 removes the limit."""

    # Connections
    connect_timeout: Annotated[float, Field(gt=0)] = 10
    """Seconds within which a new connection must authenticate."""
    body_timeout: Annotated[float, Field(gt=0)] = 60
    """Seconds within which a request's body must arrive: all of JSON, each 256 KiB of an upload."""
    header_timeout: Annotated[float, Field(gt=0)] = 20
    """Seconds within which the head of a request must arrive, from its first byte or from the connection's start."""
    write_timeout: Annotated[float, Field(gt=0)] = 30
    """Seconds after which a client that reads nothing of an HTTP answer is disconnected."""
    address_connections: Annotated[int, Field(ge=0)] = 4000
    """Connections that one address may have to a process, with WebSockets until somebody connects over them; trusted
    proxies are not counted, but their clients' WebSockets are; 0 removes the limit."""
    ping_interval: Annotated[float, Field(gt=0)] = 25
    """Seconds between pings of a connection."""
    ping_timeout: Annotated[float, Field(gt=0)] = 20
    """Seconds after a ping without an answer until the connection is closed."""
    outbox_limit: Annotated[int, Field(ge=65_536)] = 1_048_576
    """Bytes that may wait for one slow reader before it is disconnected; it recovers when it reconnects."""
    drain_seconds: Annotated[float, Field(ge=0)] = 10
    """Seconds over which connections are closed after SIGTERM."""

    # Links
    old_hosts: Words = ("voice.stratospace.fun",)
    """Hosts, separated by commas, whose `/session/<id>` links name sessions of this server: the bot shows them with the
    public address, and the home page opens them."""

    # Telegram
    telegram_token: BotToken | None = None
    """Token of the bot; without it, there is none."""
    telegram_api: Url = "https://api.telegram.org"
    """Address of the Bot API."""
    telegram_allow: Annotated[tuple[int, ...], *Listed] = ()
    """Telegram user ids, separated by commas, that the bot talks to; empty for everybody."""
    telegram_updates: Literal["polling", "webhook"] = "polling"
    """How messages arrive: the bot asks Telegram for them, or Telegram calls the web processes (needs a public
    address)."""
    telegram_permissions: Words = (READ_OWN, UPDATE)
    """Permissions, separated by commas, of people who come by Telegram."""
    telegram_projects: Words = ()
    """Projects, separated by commas, of people who come by Telegram."""
    telegram_file_limit: Annotated[int, Field(ge=65_536)] = 20_971_520
    """Bytes of a file that the bot fetches; a self-hosted Bot API server gives larger ones than Telegram's own."""
    telegram_files: Path | None = None
    """Folder of a self-hosted Bot API server that runs with --local: files are read there."""

    # Admins
    audit_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """Days for which it is kept what admins did; the last 20,000 actions at most."""
    address_days: Annotated[int, Field(ge=0, le=90)] = 7
    """Days for which it is kept from which address somebody made a session or marked moments, for admins against abuse;
    0 for never."""
    access_days: Annotated[int, Field(ge=0, le=365)] = 30
    """Days for which admins see when a session was used and with what kind of program; 0 for never."""
    retention_days: Annotated[int, Field(ge=0, le=3650)] = 0
    """Days after their last use after which clip sessions and voice sessions go to their owners' bins, at least 30;
    0 for never. The home page says so two weeks before. Jams always stay."""
    report_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days for which reports of users are kept; the last 2,000 at most."""
    import_limit: Annotated[int, Field(ge=1_048_576)] = 17_179_869_184
    """Bytes of an export that is imported."""
    webhook_private: bool = False
    """Whether people's webhooks may reach private addresses, and over http: those of this machine and its networks."""
    backup_url: str | None = None
    """Where a worker puts backups of the store and the media: a folder, or s3://bucket/prefix. Another disk, please."""
    backup_hours: Annotated[int, Field(ge=0, le=8760)] = 24
    """Hours between two backups; 0 for none but those of `roomtone backup`."""
    backup_keep: Annotated[int, Field(ge=1, le=1000)] = 7
    """Backups that are kept there; the oldest are deleted after a new one."""
    alert_storage: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Share of the limit of Redis or of the media's disk from which on admins are alerted; 0 for never."""
    alert_bus_lag: Annotated[int, Field(ge=0)] = 1000
    """Milliseconds that a message of a process to itself takes from which on admins are alerted; 0 for never."""
    alert_loop_lag: Annotated[int, Field(ge=0)] = 1000
    """Milliseconds by which a process is late from which on admins are alerted; 0 for never."""
    alert_creations: Annotated[int, Field(ge=0)] = 600
    """Sessions made within a minute from which on admins are alerted; 0 for never."""
    alert_large_sessions: Annotated[int, Field(ge=0)] = 1
    """Sessions with more than 100 KB of content from which on admins are alerted; 0 for never."""
    alert_late_jobs: Annotated[int, Field(ge=0)] = 10
    """Background jobs that were not done within ten minutes from which on admins are alerted; 0 for never."""
    alert_failed_jobs: Annotated[int, Field(ge=0)] = 5
    """Background jobs that failed for good within an hour from which on admins are alerted; 0 for never."""
    alert_rejected: Annotated[int, Field(ge=0)] = 3_000
    """Requests and events that are refused in a minute (malformed, too large or too many) from which on admins are
    alerted; 0 for never."""
    alert_spending: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Share of a day's budget of a paid service from which on admins are alerted; 0 for never."""
    alert_webhook: Url | None = None
    """Address that alerts are posted to; without it, admins see them alone."""
    alert_secret: SecretStr | None = None
    """Secret that signs these messages (HMAC-SHA256)."""

    # Logs and traces
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The lowest level that is logged; `run` logs from `warning` on when this is not set."""
    log_format: Literal["json", "text"] = "text"
    """Lines for a log collector or for people."""
    otlp_endpoint: Url | None = None
    """Base address of a collector of OpenTelemetry traces (OTLP over HTTP), such as http://127.0.0.1:4318; without it,
    nothing is traced. Needs the extra `tracing` (docs/monitoring.md)."""
    trace_share: Annotated[float, Field(ge=0, le=1)] = 1
    """Share of the requests and events that are traced, from 0 to 1."""

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        usable = self.jwks_url is not None and set(self.jwt_algorithms) != {HMAC_SHA256}
        if not usable and HMAC_SHA256 not in self.jwt_algorithms:
            raise ValueError("ROOMTONE_JWT_ALGORITHMS: HS256 is left out, so ROOMTONE_JWKS_URL must be given")
        if self.telegram_token is not None and self.telegram_updates == "webhook" and self.public_url is None:
            raise ValueError("ROOMTONE_PUBLIC_URL: is missing. Telegram must know where to send updates (webhook)")
        if 0 < self.retention_days < LEAST_RETENTION:
            raise ValueError(f"ROOMTONE_RETENTION_DAYS: must be 0, or at least {LEAST_RETENTION}")
        has_turn = any(url.startswith("turn") for url in self.ice_servers)
        if has_turn and self.turn_secret is None:
            raise ValueError("ROOMTONE_TURN_SECRET: is missing, and a TURN server is set in ROOMTONE_ICE_SERVERS")
        if self.alert_webhook is not None and self.alert_secret is None:
            raise ValueError("ROOMTONE_ALERT_SECRET: is missing, and ROOMTONE_ALERT_WEBHOOK is set")
        if self.env == "production":
            if self.secret is None and not usable:
                raise ValueError(
                    "ROOMTONE_SECRET: is missing. Production needs a secret of at least 32 bytes (make one with "
                    "`openssl rand -base64 48`) or an identity provider's keys (ROOMTONE_JWKS_URL)"
                )
            if self.jwks_url is not None and not _is_private_enough(self.jwks_url):
                raise ValueError("ROOMTONE_JWKS_URL: must be https in production: who can change the keys is anybody")
            if self.jwks_url is not None and self.jwt_audience is None:
                raise ValueError(
                    "ROOMTONE_JWT_AUDIENCE: is missing. Without it, a token that the provider made for another "
                    "application signs in here"
                )
        return self

    @property
    def address_ms(self) -> int:
        return self.address_days * DAY_MS

    @property
    def access_ms(self) -> int:
        return self.access_days * DAY_MS

    @property
    def jam_limits(self) -> JamBounds:
        return JamBounds(
            tracks=self.jam_tracks,
            tempo=(self.jam_tempo_min, self.jam_tempo_max),
            name=self.jam_name_length,
            edit_paths=self.jam_edit_paths,
            track_name=self.jam_track_name_length,
        )

    @property
    def media_location(self) -> str:
        """The address of the media store, as a URL."""
        return self.media_url or (self.data_dir.resolve() / "media").as_uri()

    def public_origin(self, port: int | None = None) -> str:
        """The beginning of links; `port` is the one that the server listens on when the setting is 0."""
        if self.public_url is not None:
            return self.public_url
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - read, not listened on
        return f"http://{f'[{host}]' if ':' in host else host}:{port or self.port}"


def _is_private_enough(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
