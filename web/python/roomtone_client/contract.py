"""Made from the server's contract by `make docs`. Do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AbuseFound(TypedDict):
    """What a user or an address made, a page in the order of ids, and counts of everything. `kinds` counts what
    they made, `sent` others' clip sessions with moments of theirs. `to_take_down` is what a take-down would take.
    `spared` of the sessions made from an address belong to people who have signed in. At most 5,000 of each are
    found: `is_whole` says whether these are all. Addresses, and in whose sessions somebody marked moments, are
    kept for `address_days`. What they changed in others' jams and voice sessions is not kept by person."""

    user: str | None
    address: str | None
    users: list[str]
    kinds: dict[str, int]
    sent: int
    spared: int
    to_take_down: int
    is_whole: bool
    owners: list[FoundUser]
    addresses: list[FoundAddress]
    address_days: int
    block: AdminBlock | None
    items: list[FoundSession]
    next_cursor: str | None


class AbuseQuery(TypedDict):
    """A page of what was found."""

    user: NotRequired[str | None]
    address: NotRequired[str | None]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class AccessNote(TypedDict):
    """When somebody used the session, and with what: a browser, a program over HTTP (`api`) or over a socket
    (`sdk`), or the Telegram bot; `at` in Unix ms."""

    at: int
    client: Literal["page", "api", "sdk", "bot"]


class AccessRequest(TypedDict):
    """Somebody who may only look asks for more."""

    user_id: str
    name: str | None
    at: int


class Account(TypedDict):
    """The user behind a token and when the token ends, Unix ms."""

    user: Person
    expires_at: int


class AccountEnd(TypedDict):
    """What the deletion of an account takes and leaves. `deleted` counts the sessions of each kind that are
    theirs alone; with them go their listening history, keys, webhooks, bin, home and name. `left` of their
    sessions others own too, and these stay with them. In `others` further sessions something of theirs stays:
    moments, notes, edits and recordings, under a name that says nothing. Jams without an owner are nobody's, and
    stay."""

    name: str
    deleted: dict[str, int]
    left: int
    others: int


class Activated(TypedDict):
    """The session that is active now (V16)."""

    session_id: str
    session_name: str
    is_active: bool
    url: str
    success: Literal[True]


class ActiveBrief(TypedDict):
    """A summary of the active session (V15); `is_active` says that it is open."""

    session_id: str
    session_name: str
    is_active: bool
    url: str


class ActiveSession(TypedDict):
    """The user's active session, or null."""

    active_session: ActiveBrief | None


class AdminAlertsChangedEvent(TypedDict):
    """Everything that is alarming now."""

    session_id: str
    seq: int
    type: Literal["alerts_changed"]
    at: int
    by: str | None
    data: Alerting


class AdminAuditedEvent(TypedDict):
    """A line of the audit log; `at` in Unix ms."""

    session_id: str
    seq: int
    type: Literal["audited"]
    at: int
    by: str | None
    data: AuditLine


class AdminBinChangedSignal(TypedDict):
    """A session that went to the bin of admins, or came back."""

    session_id: str
    type: Literal["bin_changed"]
    by: str | None
    data: BinChanged


class AdminBlock(TypedDict):
    """A user with all their ids (`users`), or the guests of a network. `until` in Unix ms, 0 for ever."""

    id: str
    way: Literal["user", "network"]
    value: str
    users: list[str]
    reason: str
    by: str
    by_name: str
    at: int
    until: int


class AdminBlockChange(TypedDict):
    """A block that began or changed, or was lifted."""

    block: AdminBlock
    is_lifted: bool


class AdminBlockChangedEvent(TypedDict):
    """A block that began or changed, or was lifted."""

    session_id: str
    seq: int
    type: Literal["block_changed"]
    at: int
    by: str | None
    data: AdminBlockChange


class AdminDetail(TypedDict):
    """One session as it is stored: `content` has its parts by name, as far as they fit into a megabyte
    (`truncated` otherwise). The tree has the jams above and below it, at most 500."""

    session: AdminSession
    header: dict[str, str]
    content: dict[str, dict[str, str] | list[str]]
    truncated: bool
    people: list[AdminPerson]
    tree: list[TreeNode]
    accesses: list[AccessNote]


class AdminJob(TypedDict):
    """A run of a job of a session; `since` (Unix ms) is when it was asked for, or when it failed. A job of the
    admins' desk (`kind` is `admin`) is a task or a message to the webhook."""

    session_id: str
    kind: Literal["voice", "admin"]
    job_id: str
    state: Literal["waiting", "running", "failed"]
    attempts: int
    progress: int
    error: str
    since: int


class AdminJobs(TypedDict):
    """A page; `next_cursor` leads on, null at the end. A page may have fewer rows than asked for."""

    items: list[AdminJob]
    next_cursor: str | None
    counts: JobCounts


class AdminJobsChangedEvent(TypedDict):
    """How many runs of jobs are not over, and how many have failed for good."""

    session_id: str
    seq: int
    type: Literal["jobs_changed"]
    at: int
    by: str | None
    data: JobCounts


class AdminJobsWanted(TypedDict):
    """Runs that are not over, the longest waiting first, or those that failed, the last first."""

    state: NotRequired[Literal["waiting", "failed"]]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class AdminMetrics(TypedDict):
    """The metrics of all sessions together and of each kind; `remixTreeDepth` is the longest chain of remixes."""

    sessions: SessionCounts
    storage: StorageCounts
    costs: Costs
    remixTreeDepth: int
    life: LifeFigures
    kinds: dict[str, KindMetrics]


class AdminPerson(TypedDict):
    """Somebody who takes part, with their role."""

    id: str
    role: str


class AdminReportChangedEvent(TypedDict):
    """A report that is new, or was closed."""

    session_id: str
    seq: int
    type: Literal["report_changed"]
    at: int
    by: str | None
    data: UserReportChange


class AdminSession(TypedDict):
    """A row of the list. `status` is `orphan` when nobody has used it for 90 days; times are Unix ms."""

    id: str
    kind: Literal["clip", "jam", "voice", "listening"]
    name: str
    owners: list[str]
    createdAt: int
    updatedAt: int
    lastAccessedAt: int
    sizeBytes: int
    remixCount: int
    remixDepth: int
    status: Literal["orphan", "active"]


class AdminSessionList(TypedDict):
    """A page. A request looks at a bounded number of sessions (`examined`): a page may have few or no rows and
    still a `next_cursor`, which is null at the end. The counts are of all sessions, or of the kind that was asked
    for."""

    items: list[AdminSession]
    next_cursor: str | None
    examined: int
    total: int
    orphaned: int
    summary: str


class AdminSubscribed(TypedDict):
    """The answer to a subscription of a admin session."""

    role: Literal["admin"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[DeskView | None]
    events: NotRequired[list[AdminEvent] | None]


class AdminTask(TypedDict):
    """A long piece of work. `done` of `total` sessions are through, `skipped` of them were left alone, as
    somebody used them meanwhile. `found` counts what a recalculation found wrong, and repaired. Times are Unix
    ms, 0 for not yet."""

    id: str
    name: Literal["recalculate", "delete_orphans", "take_down", "bring_back"]
    state: Literal["running", "done", "stopped", "failed"]
    stopping: bool
    total: int
    done: int
    skipped: int
    attempts: int
    by: str
    started_at: int
    ended_at: int
    about: dict[str, str | int]
    found: dict[str, int]


class AdminTaskChangedEvent(TypedDict):
    """A task after a step."""

    session_id: str
    seq: int
    type: Literal["task_changed"]
    at: int
    by: str | None
    data: OneTask


class Alert(TypedDict):
    """Something that has passed its threshold (K29), and since when (Unix ms). Storage and spending are shares of
    their limits, lags are in ms, `creations` are those of the last minute, `large_sessions` those above 100 KB,
    and `late_jobs` the runs that no worker has finished within ten minutes, `failed_jobs` those that failed for
    good within an hour, and `rejected_input` the requests and events of a minute that were malformed, too large
    or too frequent."""

    name: Literal["redis_near_limit", "media_near_limit", "bus_lag", "loop_lag", "creations", "large_sessions", "late_jobs", "failed_jobs", "rejected_input", "spending"]
    value: float
    threshold: float
    since: int


class AlertList(TypedDict):
    """The same with the thresholds of all alerts; 0 means never."""

    alerts: list[Alert]
    thresholds: dict[str, float]


class Alerting(TypedDict):
    """Everything that is alarming now."""

    alerts: list[Alert]


class AnswerInvitation(TypedDict):
    """What the invited person says; a no can be taken back (`reconsider`) within ten minutes."""

    answer: Literal["accept", "decline", "reconsider"]


class AnswerRequest(TypedDict):
    """Whether somebody who asked may edit from now on."""

    user_id: str
    accept: bool


class ArchiveQuery(TypedDict):
    """The language of headings."""

    lang: NotRequired[Literal["en", "ru"]]


class Around(TypedDict):
    """How much of the stream belongs to a moment before and after its peak, where nobody set in and out."""

    before_seconds: int
    after_seconds: int


class AskedJobs(TypedDict):
    """The requested jobs."""

    jobs: list[str]


class AudiobookshelfImport(TypedDict):
    """A page of listening sessions of Audiobookshelf; its figures are not used."""

    sessions: list[dict[str, Any]]
    total: NotRequired[int | None]
    numPages: NotRequired[int | None]
    page: NotRequired[int | None]
    itemsPerPage: NotRequired[int | None]


class AuditEntry(TypedDict):
    """What an admin did: who, which action, and about what."""

    by: str
    name: str
    action: str
    about: dict[str, str | int | bool | None]


class AuditLine(TypedDict):
    """A line of the audit log; `at` in Unix ms."""

    id: str
    at: int
    entry: AuditEntry


class AuditPage(TypedDict):
    """The newest lines first; `next_before` leads to older ones, null at the end."""

    items: list[AuditLine]
    next_before: str | None


class AuditQuery(TypedDict):
    """A page of the audit log; `before` is the id of the last line of the page before."""

    limit: NotRequired[int]
    before: NotRequired[str]


class BackupState(TypedDict):
    """`every_hours` is null where no worker makes backups. A backup is late when it is twice as old as that, or a
    week without a schedule."""

    last: LastBackup | None
    every_hours: int | None
    is_late: bool


class Batch(TypedDict):
    """Stretches that waited on a device. `sent_at` is the device's clock when it sends them: when that is wrong
    by more than five seconds, all times are corrected by as much. `player_id` and `device` are kept with the
    places where books were left."""

    items: list[Stretch]
    sent_at: NotRequired[int | None]
    player_id: NotRequired[str | None]
    device: NotRequired[str]


class BatchAnswer(TypedDict):
    """A result for each stretch, in their order; `skew_ms` was added to all times."""

    skew_ms: int
    items: list[BatchResult]


class BatchResult(TypedDict):
    """`known` changed nothing. `reason` says why a stretch was refused, or what was corrected in it."""

    client_id: str
    result: Literal["stored", "known", "refused", "other_owner"]
    reason: Literal["unknown_book", "ends_before_start", "in_the_future", "too_old", "too_long", "too_short", "history_full", "end_was_in_the_future"] | None
    entry_id: str | None


class BestChanged(TypedDict):
    """When the best moments were published; null when they were taken back."""

    published_at: int | None


class BestChoice(TypedDict):
    """Which moments are published: the filter of the review, as in an export (CL14). With `notes`, viewers' notes
    are titles too."""

    show: NotRequired[Show]
    people: NotRequired[int]
    most: NotRequired[int]
    find: NotRequired[str]
    notes: NotRequired[bool]


class BestMoment(TypedDict):
    """A moment in a part of the video, counted from 1: where its clip begins and how long it is, in seconds."""

    part: int
    video_seconds: int
    length_seconds: int
    note: str | None
    tag: Tag | None
    url: str | None


class BestPage(TypedDict):
    """What everybody may read of a stream, in the order of the video; `left_out` is how many moments found no
    room."""

    title: str
    game: str
    started_at: int | None
    moments: list[BestMoment]
    left_out: int


class BinChanged(TypedDict):
    """A session that went to the bin of admins, or came back."""

    session_id: str


class BlockPage(TypedDict):
    """Those that have not ended, the newest first. `next_before` leads on, null at the end."""

    items: list[AdminBlock]
    next_before: str | None


class BlockWanted(TypedDict):
    """A user, or the guests of a network; `days` 0 is for ever."""

    user: NotRequired[str | None]
    network: NotRequired[str | None]
    reason: NotRequired[str]
    days: NotRequired[int]


class BlocksQuery(TypedDict):
    """`before` is `next_before` of the page before."""

    limit: NotRequired[int]
    before: NotRequired[str | None]


class Book(TypedDict):
    """A book. A hidden one is gone from the library and stays in the history (I18)."""

    id: str
    name: str
    title: str | None
    artist: str | None
    artwork_url: str | None
    duration_ms: int | None
    hidden: bool
    finished_at: int | None
    added_at: int
    place: Place | None


class BookChange(TypedDict):
    """The fields to change."""

    title: NotRequired[str | None]
    artist: NotRequired[str | None]
    artwork_url: NotRequired[str | None]
    hidden: NotRequired[bool | None]
    finished: NotRequired[bool | None]


class BookChanged(TypedDict):
    """A book that is new or was changed."""

    book: Book


class BookPage(TypedDict):
    """The last used first; `next_cursor` is null at the end."""

    items: list[Book]
    next_cursor: str | None


class BookTotal(TypedDict):
    """A book and how long it was listened to in the period."""

    book: Book
    ms: int


class Bookmark(TypedDict):
    """A place in a book, and when it was set."""

    id: str
    position_ms: int
    at: int


class BookmarkChanged(TypedDict):
    """A bookmark of a book that was set; null when it was removed."""

    book_id: str
    id: str
    bookmark: Bookmark | None


class BookmarkPage(TypedDict):
    """Every bookmark of a book, by their place."""

    items: list[Bookmark]


class BooksQuery(TypedDict):
    """Where to go on."""

    cursor: NotRequired[str]


class Busy(TypedDict):
    """A session with many subscribers in this process."""

    session_id: str
    feed: str
    subscribers: int


class ChangedJam(TypedDict):
    """The new name and access."""

    id: str
    updatedAt: int
    name: str | None
    isPublic: bool


class ChunkAdded(TypedDict):
    """A chunk that has arrived."""

    recording: Recording
    recording_id: str
    chunk: int


class Cleared(TypedDict):
    """Every entry was deleted; `books` says whether the books were, too."""

    books: bool


class Clip(TypedDict):
    """One tap (C21). `offset_seconds` is the value to use: the reaction lead is already subtracted.
    `raw_offset_seconds` is the offset before that. `tapped_at` is when the viewer pressed, `created_at` when the
    server stored it: they differ for a tap that waited offline."""

    id: str
    session_id: str
    segment_id: str
    segment_index: int
    offset_seconds: int
    offset_hms: str
    raw_offset_seconds: int
    note: str | None
    tag: Tag | None
    submitted_by: str | None
    person: str
    clipped: bool
    created_at: str
    tapped_at: str
    note_edited: bool


class ClipAudienceSignal(TypedDict):
    """How many people watch."""

    session_id: str
    type: Literal["audience"]
    by: str | None
    data: Viewers


class ClipBestChangedEvent(TypedDict):
    """When the best moments were published; null when they were taken back."""

    session_id: str
    seq: int
    type: Literal["best_changed"]
    at: int
    by: str | None
    data: BestChanged


class ClipChange(TypedDict):
    """What is changed about a tap (C18, CL17): a field that is left out stays as it is, a null note or tag is
    removed."""

    clipped: NotRequired[bool | None]
    note: NotRequired[str | None]
    tag: NotRequired[Tag | None]


class ClipDeletedEvent(TypedDict):
    """An empty object."""

    session_id: str
    seq: int
    type: Literal["deleted"]
    at: int
    by: str | None
    data: EmptyPayload


class ClipEditedEvent(TypedDict):
    """The tap after the change."""

    session_id: str
    seq: int
    type: Literal["clip_edited"]
    at: int
    by: str | None
    data: OneClip


class ClipFacts(TypedDict):
    """`live_since` is when the open segment began; `heat` has the taps in each of 48 equal parts of the stream,
    null without a tap; `taps` is null for viewers."""

    game: str
    live_since: int | None
    heat: list[int] | None
    taps: int | None


class ClipHeatSignal(TypedDict):
    """How many people have marked a moment in the last ten seconds."""

    session_id: str
    type: Literal["heat"]
    by: str | None
    data: Heat


class ClipLinkChangedEvent(TypedDict):
    """What the link lets everybody do; everybody has to subscribe again."""

    session_id: str
    seq: int
    type: Literal["link_changed"]
    at: int
    by: str | None
    data: LinkChanged


class ClipMarked(TypedDict):
    """Whether a tap has been cut out."""

    clip_id: str
    clipped: bool


class ClipMarkedEvent(TypedDict):
    """Whether a tap has been cut out."""

    session_id: str
    seq: int
    type: Literal["clip_marked"]
    at: int
    by: str | None
    data: ClipMarked


class ClipMemberChangedEvent(TypedDict):
    """Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not
    told who it is."""

    session_id: str
    seq: int
    type: Literal["member_changed"]
    at: int
    by: str | None
    data: MemberChanged


class ClipMomentMarkedEvent(TypedDict):
    """Whether taps of a moment have been cut out: at most fifty. A moment with more taps has several events."""

    session_id: str
    seq: int
    type: Literal["moment_marked"]
    at: int
    by: str | None
    data: MomentMarked


class ClipMomentRemovedEvent(TypedDict):
    """Taps that were removed: at most fifty of one moment, or about a hundred of removed people. More taps have
    several events."""

    session_id: str
    seq: int
    type: Literal["moment_removed"]
    at: int
    by: str | None
    data: MomentRemoved


class ClipMomentsRestoredEvent(TypedDict):
    """Moments that a step took away and that are there again; at most sixteen in one event."""

    session_id: str
    seq: int
    type: Literal["moments_restored"]
    at: int
    by: str | None
    data: MomentsRestored


class ClipPeopleChangedEvent(TypedDict):
    """An empty object."""

    session_id: str
    seq: int
    type: Literal["people_changed"]
    at: int
    by: str | None
    data: EmptyPayload


class ClipRemoved(TypedDict):
    """A tap that was removed."""

    clip_id: str


class ClipRemovedEvent(TypedDict):
    """A tap that was removed."""

    session_id: str
    seq: int
    type: Literal["clip_removed"]
    at: int
    by: str | None
    data: ClipRemoved


class ClipRequestDeclinedEvent(TypedDict):
    """The user who asked for more and does not get it."""

    session_id: str
    seq: int
    type: Literal["request_declined"]
    at: int
    by: str | None
    data: RequestDeclined


class ClipReviewChangedEvent(TypedDict):
    """What a streamer decided; null is as it was, and so is every cut and span that is not named."""

    session_id: str
    seq: int
    type: Literal["review_changed"]
    at: int
    by: str | None
    data: ReviewChanged


class ClipSession(TypedDict):
    """One live stream (C21). Times are Unix ms as attributes and ISO 8601 in JSON."""

    id: str
    title: str
    game: str
    status: Status
    created_at: str
    updated_at: str
    viewer_url: str
    control_url: str
    lead_seconds: int
    slow_seconds: int
    shows_heat: bool


class ClipSessionChange(TypedDict):
    """The fields of a session to change; a field that is left out stays as it is."""

    title: NotRequired[str | None]
    game: NotRequired[str | None]
    lead_seconds: NotRequired[int | None]
    shows_heat: NotRequired[bool | None]


class ClipSessionEndedEvent(TypedDict):
    """The session has changed its state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_ended"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionList(TypedDict):
    """Newest first; `next_cursor` is null at the end."""

    items: list[ClipSessionRow]
    next_cursor: str | None


class ClipSessionPausedEvent(TypedDict):
    """The session has changed its state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_paused"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionResumedEvent(TypedDict):
    """The session has changed its state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_resumed"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionRow(TypedDict):
    """A session in the streamer's list: how many moments it has, and where they lie on its timeline."""

    id: str
    title: str
    game: str
    status: Status
    created_at: str
    updated_at: str
    viewer_url: str
    control_url: str
    lead_seconds: int
    slow_seconds: int
    shows_heat: bool
    moments: int
    heat: list[int]


class ClipSessionStartedEvent(TypedDict):
    """The session has changed its state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_started"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionUpdatedEvent(TypedDict):
    """The session after the change."""

    session_id: str
    seq: int
    type: Literal["session_updated"]
    at: int
    by: str | None
    data: OneSession


class ClipSessionView(TypedDict):
    """A session as one user may see it; `now` is the server's clock in Unix ms. A viewer sees their own clips
    only. `next_cursor` leads to the next page of the clips, null at the end. `review` is for streamers, on the
    first page. `heat` is how many people have marked a moment in the last ten seconds, 0 when the session does
    not show it."""

    session: ClipSession
    segments: list[Segment]
    clips: list[Clip]
    role: Literal["owner", "viewer"]
    viewers: int
    now: int
    next_cursor: str | None
    may_mark: bool
    review: Review | None
    heat: int


class ClipSlowModeChangedEvent(TypedDict):
    """The seconds between two moments or edits of one person; 0 is none."""

    session_id: str
    seq: int
    type: Literal["slow_mode_changed"]
    at: int
    by: str | None
    data: SlowModeChanged


class ClipSubmission(TypedDict):
    """A viewer's tap (C12). `tapped_at` is Unix ms on the server's clock, for a tap that had to wait."""

    note: NotRequired[str | None]
    tag: NotRequired[Tag | None]
    submitted_by: NotRequired[str | None]
    submission_id: NotRequired[str | None]
    tapped_at: NotRequired[int | None]


class ClipSubmittedEvent(TypedDict):
    """The tap after the change."""

    session_id: str
    seq: int
    type: Literal["clip_submitted"]
    at: int
    by: str | None
    data: OneClip


class ClipSubscribed(TypedDict):
    """The answer to a subscription of a clip session."""

    role: Literal["owner", "viewer"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[ClipSessionView | None]
    events: NotRequired[list[ClipEvent] | None]


class ClockReading(TypedDict):
    """The server's clock in Unix ms."""

    now: int


class ControlLink(TypedDict):
    """Makes the first user who opens it an owner too; once, for ten minutes."""

    url: str
    expires_at: int


class ControlTicket(TypedDict):
    """The ticket of a control link."""

    ticket: str


class Controlled(TypedDict):
    """The session that the user now owns too."""

    session: ClipSession
    role: Literal["owner", "viewer"]


class Costs(TypedDict):
    """Estimates in dollars a month. Reads and writes are those that were measured in the last 30 days."""

    storageMonthly: float
    estimatedReadsMonthly: float
    estimatedWritesMonthly: float


class CreatedJam(TypedDict):
    """The new session."""

    id: str
    url: str
    createdAt: int


class Cut(TypedDict):
    """Whether a moment begins at a second: the first tap from there on begins one, or what would begin there
    belongs to the moment before. Null takes the decision back."""

    segment_index: int
    second: int
    begins: bool | None


class Day(TypedDict):
    """A day and how long was listened on it."""

    date: str
    ms: int


class DeleteOrphans(TypedDict):
    """The same, with what was answered: `confirm` repeats the number."""

    older_than_days: NotRequired[int]
    kind: NotRequired[Literal["clip", "jam", "voice"] | None]
    unused_since: int
    confirm: int


class Deleted(TypedDict):
    """How many entries were deleted."""

    entries: int


class DeletedByAdmin(TypedDict):
    """A session in the bin of admins; at `gone_at` it is deleted for good."""

    id: str
    kind: Literal["clip", "jam", "voice"]
    title: str
    deleted_at: int
    gone_at: int
    by: str


class DeletedByAdmins(TypedDict):
    """The newest first; `next_cursor` leads on, null at the end."""

    items: list[DeletedByAdmin]
    next_cursor: str | None


class DeletedItem(TypedDict):
    """Something in the bin. `item_id` is the session's id for a session; `title` is a material's name or text,
    `number` a recording's; at `gone_at` it is deleted for good."""

    kind: Literal["session", "recording", "material"]
    session_id: str
    item_id: str
    session_name: str
    title: str
    number: int
    deleted_at: str
    gone_at: str


class DeletedJamRecording(TypedDict):
    """A recording in the session's bin; at `goneAt` it is deleted for good."""

    sampleId: str
    seconds: float
    name: str | None
    size: int
    by: str | None
    at: int | None
    isInherited: bool
    deletedAt: int
    goneAt: int


class DeletedList(TypedDict):
    """What the user can restore, newest first; at most 500."""

    items: list[DeletedItem]


class DeletedQuery(TypedDict):
    """A page of the bin."""

    limit: NotRequired[int]
    cursor: NotRequired[str]


class DeletedSessionList(TypedDict):
    """What the user can bring back, the newest first; at most 500."""

    items: list[DeletedSessionRow]


class DeletedSessionRow(TypedDict):
    """A session in the bin; at `gone_at` it is deleted for good. An untitled one has an empty title."""

    session_id: str
    title: str
    deleted_at: str
    gone_at: str


class DeletionWanted(TypedDict):
    """`confirm` repeats the name. `key` is the recovery key, unless this device has signed in within the last ten
    minutes; a guest without one has nothing else to show."""

    confirm: str
    key: NotRequired[str | None]


class DeliveryView(TypedDict):
    """An event for a webhook. `waiting` has `next_at`; `sent` has the answer's `status` and `took_ms`; `failed`
    is tried no more."""

    id: str
    webhook_id: str
    session_id: str
    title: str
    type: Literal["stream.started", "stream.ended", "moment.hot", "jam.published", "recording.done", "transcript.ready", "task.made", "member.joined"]
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    at: int
    tried_at: int | None
    next_at: int | None
    status: int | None
    took_ms: int | None
    error: str | None


class DeskPlace(TypedDict):
    """The session that admins subscribe to."""

    session_id: str


class DeskView(TypedDict):
    """What admins see change: tasks (the newest first), alerts, and the counts of jobs."""

    tasks: list[AdminTask]
    alerts: list[Alert]
    jobs: JobCounts


class DoneAnswer(TypedDict):
    """The session after the close, and how often it has been closed."""

    session: VoiceSession
    done_count: int


class EarlierJam(TypedDict):
    """An earlier state, to listen to."""

    id: str
    at: int
    by: str | None
    name: str | None
    state: JamState
    layout: dict[str, TrackLayout]


class EditSession(TypedDict):
    """Sets paths; null sets a path to its default, and removes a track. The same `edit_id` again changes
    nothing."""

    session_id: str
    edit_id: str
    set: dict[str, Any]


class Edited(TypedDict):
    """The changed paths, in the form of `edit_session`. While the shared transport plays, a new tempo or swing
    begins at the step of `transport`, which is still to come."""

    set: dict[str, Any]
    edit_id: str
    transport: NotRequired[JamTransport | None]


class EditedSession(TypedDict):
    """`seq` of the edit's event, or of the last event when nothing changed; `dropped`: paths of tracks that do
    not exist any more."""

    seq: int
    dropped: list[str]


class EditingLocked(TypedDict):
    """Whether only owners may edit for now."""

    locked: bool


class EmptyPayload(TypedDict):
    """An empty object."""


class EntriesChanged(TypedDict):
    """Entries that are new or grew, ids of those that are gone, and the player that did it, if one did."""

    entries: list[Entry]
    removed: list[str]
    player: Player | None
    count: int


class Entry(TypedDict):
    """A row of the history (I1): when, for how long, and what of the book is shown with it."""

    id: str
    book_id: str
    book_name: str
    book_title: str | None
    artist: str | None
    artwork_url: str | None
    hidden: bool
    started_at: int
    ended_at: int


class EntryPage(TypedDict):
    """The latest first; `next_cursor` is null at the end."""

    items: list[Entry]
    next_cursor: str | None


class ExportPreview(TypedDict):
    """An export as text, and sentences about what was added, merged or left out. `left_out` are the lines that
    found no room."""

    filename: str
    media_type: str
    content: str
    notes: list[str]
    left_out: list[str]


class ExportQuery(TypedDict):
    """Which file, and what goes into it."""

    per: NotRequired[Per]
    show: NotRequired[Show]
    people: NotRequired[int]
    most: NotRequired[int]
    find: NotRequired[str]
    breaks: NotRequired[Breaks | None]
    part: NotRequired[int]
    fps: NotRequired[FrameRate]
    start_hour: NotRequired[int]
    separator: NotRequired[Literal[",", ";"]]
    vod_url: NotRequired[str | None]
    format: Format


class ExportWanted(TypedDict):
    """Which sessions, and whether with their files. `ndjson` has a line for each of their parts, `json` the same
    lines as one array. `csv` and `sessions` (an array) are for people: a row of the list for each session."""

    filter: NotRequired[Literal["all", "orphaned"]]
    kind: NotRequired[Literal["clip", "jam", "voice", "listening"] | None]
    format: NotRequired[Literal["ndjson", "json", "csv", "sessions"]]
    media: NotRequired[bool]


class FeedPosition(TypedDict):
    """A position in a feed. In another epoch, older numbers mean nothing."""

    epoch: str
    seq: int


class FileUpload(TypedDict):
    """What has arrived of a file that comes in chunks: who goes on with it sends the other numbers."""

    material_id: str
    chunks: list[int]
    bytes: int


class FinishFile(TypedDict):
    """How many chunks the file has, its name and its caption."""

    filename: NotRequired[str]
    text: NotRequired[str]
    chunks: int


class FinishRecording(TypedDict):
    """How many chunks the recording has."""

    chunks: int


class Fleet(TypedDict):
    """What to subscribe to, and the bounds of `fan_out_<n>` in seconds; the last count is of what took longer."""

    id: str
    fan_out_bounds: list[float]


class FleetMinuteEvent(TypedDict):
    """A stretch of time from `at`: the most connections and subscriptions at once, and how often something was
    done. `done` has `events`, `deliveries`, `rejected` (requests and events), `made_<kind>`, `reads_<kind>` and
    `writes_<kind>` of sessions, and `fan_out_<n>`: events whose fan-out took up to the n-th bound."""

    session_id: str
    seq: int
    type: Literal["minute"]
    at: int
    by: str | None
    data: Minute


class FleetProcessSignal(TypedDict):
    """One process, as it reports itself. `a_second` figures are of the time since its last report."""

    session_id: str
    type: Literal["process"]
    by: str | None
    data: Process


class FleetSubscribed(TypedDict):
    """The answer to a subscription of a fleet session."""

    role: Literal["admin"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[FleetView | None]
    events: NotRequired[list[FleetEvent] | None]


class FleetView(TypedDict):
    """The processes that run, and the last hour."""

    processes: list[Process]
    minutes: list[Minute]
    now: int


class FormerText(TypedDict):
    """What a segment said until somebody replaced it, and who did."""

    by: str
    name: str
    at: str
    text: str


class FoundAddress(TypedDict):
    """An address that a user came from, and when they last did, Unix ms."""

    address: str
    at: int


class FoundSession(TypedDict):
    """A session that they made, or a session of somebody else's that they sent something to."""

    session: AdminSession
    how: Literal["made", "sent"]


class FoundUser(TypedDict):
    """Somebody whose sessions were made from an address, and how many."""

    id: str
    sessions: int


class FoundVoiceSession(TypedDict):
    """A session that has every word; `name` as the text of a place, `place_count` of its places fit the filters,
    the first of which are here."""

    session: VoiceRow
    name: list[str]
    place_count: int
    places: list[VoicePlace]


FromPeer = TypedDict("FromPeer", {"from": "str"})
"""A signaling message of another browser; `from` is the connection to answer to."""


class Heat(TypedDict):
    """How many people have marked a moment in the last ten seconds."""

    people: int


class HistoryExport(TypedDict):
    """Which file; the zone is that of the times in a CSV."""

    format: ExportFormat
    zone: NotRequired[str]


class HistoryQuery(TypedDict):
    """Where to go on, how many, and of which books: `q` is looked for in title, artist and name."""

    cursor: NotRequired[str]
    limit: NotRequired[int]
    q: NotRequired[str]
    book_id: NotRequired[str | None]


class HistoryView(TypedDict):
    """The newest entries, and the players that were heard. `count` is how many entries there are."""

    entries: list[Entry]
    players: list[Player]
    count: int
    now: int


class Home(TypedDict):
    """The user's own home: `id` is what to subscribe to."""

    id: str
    rows: int


class HomeRow(TypedDict):
    """A session of this user, one that was shared with them, or one that they are invited to. `state` is a clip
    session's status, a voice session's pictogram, `playing` or `stopped` for a jam and for the listening history,
    whose title is the book that was heard last; its row changes when listening begins and ends. Who is only
    invited has no role and sees neither state nor facts. `listed` is true for what the user made, joined or asked
    for; otherwise it was shared with them without being asked. `requests` are the oldest ones, for owners and co-
    owners. `changed_at` may be 10 seconds behind the edits of a jam."""

    id: str
    kind: Literal["clip", "jam", "voice", "listening"]
    title: str | None
    created_at: int
    changed_at: int
    state: str | None
    facts: ClipFacts | JamFacts | VoiceFacts | ListeningFacts | None
    role: Role | None
    listed: bool
    by_name: str | None
    requests: list[AccessRequest]
    invitation: Offer | None


class HomeRowChangedEvent(TypedDict):
    """A row that is new or says something else."""

    session_id: str
    seq: int
    type: Literal["row_changed"]
    at: int
    by: str | None
    data: RowChanged


class HomeRowRemovedEvent(TypedDict):
    """A session that this user has no part in any more."""

    session_id: str
    seq: int
    type: Literal["row_removed"]
    at: int
    by: str | None
    data: RowRemoved


class HomeSubscribed(TypedDict):
    """The answer to a subscription of a home session."""

    role: Literal["owner"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[HomeView | None]
    events: NotRequired[list[HomeEvent] | None]


class HomeView(TypedDict):
    """All rows, in no order; at most 1,000, those whose sessions changed last."""

    rows: list[HomeRow]


class IceServer(TypedDict):
    """ICE servers of browsers (RTCIceServer); STUN needs no name."""

    urls: list[str]
    username: NotRequired[str | None]
    credential: NotRequired[str | None]


class ImportAnswer(TypedDict):
    """A result for each item, in their order."""

    items: list[ImportResult]


class ImportResult(TypedDict):
    """`known` was imported before. `id` is null for an item that could not be read."""

    id: str | None
    result: Literal["stored", "known", "refused"]
    reason: Literal["invalid", "no_length", "library_full", "ends_before_start", "in_the_future", "too_old", "too_long", "too_short", "history_full", "end_was_in_the_future"] | None
    entry_id: str | None


class ImportWanted(TypedDict):
    """What happens to a session that exists: the import ends there, or leaves it as it is and goes on."""

    existing: NotRequired[Literal["refuse", "skip"]]


class ImportedSessions(TypedDict):
    """How many sessions are new, how many were left as they are, and how many files came."""

    imported: int
    skipped: int
    files: int


class Invitation(TypedDict):
    """An invitation that works. `uses` 0 is any number; `ends_at` null has no end."""

    id: str
    role: Role
    uses: int
    used: int
    ends_at: int | None
    note: str | None
    by: str
    by_name: str | None


class InvitationView(TypedDict):
    """What an invitation is for. `has_it`: the caller has this role or a higher one already; `url` is the
    session's page."""

    kind: str
    title: str | None
    role: Role
    by_name: str | None
    has_it: bool
    url: str


class InviteUser(TypedDict):
    """Whom to invite, and as what. `GET /api/home/people` lists who may be invited."""

    user_id: str
    role: Role


class InvitedPerson(TypedDict):
    """Somebody who was invited by name and has not answered yet."""

    user_id: str
    role: Role
    name: str | None
    by_name: str | None
    at: int
    ends_at: int


class IssuedToken(TypedDict):
    """A token; it is also set as the HttpOnly cookie `roomtone_token`."""

    user: Person
    expires_at: int
    token: str


class JamChange(TypedDict):
    """A new name; null removes it. Only the owner decides whether everybody with the link may open the
    session."""

    name: NotRequired[str | None]
    isPublic: NotRequired[bool | None]


class JamDeletedEvent(TypedDict):
    """An empty object."""

    session_id: str
    seq: int
    type: Literal["deleted"]
    at: int
    by: str | None
    data: EmptyPayload


class JamEditedEvent(TypedDict):
    """The changed paths, in the form of `edit_session`. While the shared transport plays, a new tempo or swing
    begins at the step of `transport`, which is still to come."""

    session_id: str
    seq: int
    type: Literal["edited"]
    at: int
    by: str | None
    data: Edited


class JamEditingLockedEvent(TypedDict):
    """Whether only owners may edit for now."""

    session_id: str
    seq: int
    type: Literal["editing_locked"]
    at: int
    by: str | None
    data: EditingLocked


class JamFacts(TypedDict):
    """`pattern`: the first 16 steps of the first four tracks that have one; of each the number of its color times
    65,536, plus 2 to the power of each step that is on."""

    tracks: int
    pattern: list[int]


class JamHistory(TypedDict):
    """Newest first."""

    items: list[JamVersion]


class JamLimits(TypedDict):
    """The limits of this installation: the most tracks, the slowest and the fastest tempo."""

    tracks: int
    tempo: tuple[int, int]


class JamMemberChangedEvent(TypedDict):
    """Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not
    told who it is."""

    session_id: str
    seq: int
    type: Literal["member_changed"]
    at: int
    by: str | None
    data: MemberChanged


class JamPeerSignal(TypedDict):
    """A signaling message of another browser; `from` is the connection to answer to."""

    session_id: str
    type: Literal["peer"]
    by: str | None
    data: FromPeer


class JamPeopleChangedEvent(TypedDict):
    """An empty object."""

    session_id: str
    seq: int
    type: Literal["people_changed"]
    at: int
    by: str | None
    data: EmptyPayload


class JamPlaying(TypedDict):
    """The shared transport plays: at `at` (Unix ms, the server's clock) it was at `step`."""

    playing: Literal[True]
    at: int
    step: float


class JamPresenceLeftSignal(TypedDict):
    """A client's presence, of any shape; `name` is the name that the server has of the user."""

    session_id: str
    type: Literal["presence_left"]
    by: str | None
    data: Presence


class JamPresenceSignal(TypedDict):
    """A client's presence, of any shape; `name` is the name that the server has of the user."""

    session_id: str
    type: Literal["presence"]
    by: str | None
    data: Presence


class JamRecording(TypedDict):
    """A recording of the session. `by` made it at `at`; `isInherited`: in the session that this one is a copy
    of."""

    sampleId: str
    seconds: float
    name: str | None
    size: int
    by: str | None
    at: int | None
    isInherited: bool


class JamRecordingAddedEvent(TypedDict):
    """Which recording was added, deleted or brought back."""

    session_id: str
    seq: int
    type: Literal["recording_added"]
    at: int
    by: str | None
    data: JamRecordingChanged


class JamRecordingChanged(TypedDict):
    """Which recording was added, deleted or brought back."""

    sampleId: str


class JamRecordingDeletedEvent(TypedDict):
    """Which recording was added, deleted or brought back."""

    session_id: str
    seq: int
    type: Literal["recording_deleted"]
    at: int
    by: str | None
    data: JamRecordingChanged


class JamRecordingList(TypedDict):
    """Oldest first. `own` of them were made in this session, of at most `most`. `deleted` is what the caller may
    bring back, the newest first."""

    items: list[JamRecording]
    deleted: list[DeletedJamRecording]
    own: int
    most: int


class JamRecordingRestoredEvent(TypedDict):
    """Which recording was added, deleted or brought back."""

    session_id: str
    seq: int
    type: Literal["recording_restored"]
    at: int
    by: str | None
    data: JamRecordingChanged


class JamRemixedEvent(TypedDict):
    """How many remixes there are."""

    session_id: str
    seq: int
    type: Literal["remixed"]
    at: int
    by: str | None
    data: Remixed


class JamRequestDeclinedEvent(TypedDict):
    """The user who asked for more and does not get it."""

    session_id: str
    seq: int
    type: Literal["request_declined"]
    at: int
    by: str | None
    data: RequestDeclined


class JamSession(TypedDict):
    """A jam (S6, K18). Times in Unix ms; `lastAccessedAt` and `orphaned` are from before this read (D6)."""

    id: str
    name: str | None
    createdAt: int
    updatedAt: int
    lastAccessedAt: int
    remixedFrom: str | None
    remixedFromName: str | None
    parentDeleted: bool
    remixCount: int
    ownerId: str | None
    isPublic: bool
    immutable: bool
    publishedFrom: str | None
    orphaned: bool
    state: JamState
    layout: dict[str, TrackLayout]
    transport: JamTransport


class JamSlowModeChangedEvent(TypedDict):
    """The seconds between two moments or edits of one person; 0 is none."""

    session_id: str
    seq: int
    type: Literal["slow_mode_changed"]
    at: int
    by: str | None
    data: SlowModeChanged


class JamState(TypedDict):
    """A whole state (S7)."""

    tracks: list[JamTrack]
    tempo: float
    swing: float
    version: int


class JamStopped(TypedDict):
    """The shared transport is stopped."""

    playing: Literal[False]


class JamSubscribed(TypedDict):
    """The answer to a subscription of a jam session."""

    role: Literal["editor", "viewer"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[JamView | None]
    events: NotRequired[list[JamEvent] | None]


class JamTrack(TypedDict):
    """A track (S8); the lists are as long as `stepCount`, or longer when a later step is set."""

    id: str
    name: str
    sampleId: str
    steps: list[bool]
    parameterLocks: list[ParameterLock | None]
    volume: float
    muted: bool
    soloed: bool
    playbackMode: Literal["oneshot", "gate"]
    transpose: int
    stepCount: int


class JamTransportChangedEvent(TypedDict):
    """The shared transport now."""

    session_id: str
    seq: int
    type: Literal["transport_changed"]
    at: int
    by: str | None
    data: TransportSet


class JamVersion(TypedDict):
    """A state that is kept: when it was last edited, by whom, and its name if it has one."""

    id: str
    at: int
    by: str | None
    name: str | None
    tracks: int
    tempo: float


class JamVersionNamedEvent(TypedDict):
    """The name that a version has now; null for none. A version may be new, or gone with its name."""

    session_id: str
    seq: int
    type: Literal["version_named"]
    at: int
    by: str | None
    data: VersionNamed


class JamView(TypedDict):
    """A jam at the start of a subscription; `seq` is the number of its last event, `link` what the link lets
    everybody do, `locked` whether only owners may edit for now."""

    session: JamSession
    seq: int
    link: Link
    locked: bool
    limits: JamLimits


class JamVisibilityChangedEvent(TypedDict):
    """Whether everybody with the link may open the jam, and what it lets them do."""

    session_id: str
    seq: int
    type: Literal["visibility_changed"]
    at: int
    by: str | None
    data: VisibilityChanged


class Job(TypedDict):
    """A job in answers. `progress` is 0–100; `error` is a text that says why it failed or is tried again;
    `problem` is a code when the page has its own text for the reason."""

    job_id: str
    type: JobType
    recording_id: str | None
    material_id: str | None
    state: JobState
    progress: int
    error: str | None
    problem: Literal["budget_exhausted", "not_for_guests"] | None
    attempts: int
    updated_at: str


class JobChanged(TypedDict):
    """A job's state; when it is done, the recording that it changed and the tasks that it found. A job that has
    changed several recordings has one event for each."""

    job: Job
    recording: NotRequired[Recording | None]
    tasks: NotRequired[list[Task] | None]


class JobCounts(TypedDict):
    """How many runs of jobs are not over, and how many have failed for good."""

    waiting: int
    failed: int


class JoinedSession(TypedDict):
    """The page of the session that the caller takes part in now."""

    url: str


class KeepRecording(TypedDict):
    """A sign of life of the recorder, with its status. It does not open a closed session and does not take
    over."""

    session_id: str
    status: Literal["recording", "cutting", "final_uploading"]
    recording_id: NotRequired[str | None]


class KindMetrics(TypedDict):
    """The metrics of one kind of session."""

    sessions: SessionCounts
    storage: StorageCounts
    costs: Costs


class KnownPeople(TypedDict):
    """Who took part in a session of the user's within 90 days, and people of their projects."""

    people: list[KnownUser]


class KnownUser(TypedDict):
    """Somebody who may be invited by name."""

    user_id: str
    name: str | None


class LastBackup(TypedDict):
    """`ended_at` in Unix ms, `bytes` of the store and the media together."""

    ended_at: int
    bytes: int
    keys: int
    files: int


class Launch(TypedDict):
    """`init_data` is what Telegram put into the address of the page, unchanged."""

    init_data: str


class Lease(TypedDict):
    """The session after the report. A recorder that records or uploads must report again within `lease_ms`;
    otherwise the session is `interrupted`."""

    session: VoiceSession
    lease_ms: int


class LifeFigures(TypedDict):
    """How sessions are made and used (S22). What was made today counts deleted sessions too; the average age of a
    session at its last access is in ms."""

    madeToday: int
    remixedToday: int
    averageAgeAtLastAccess: int
    inactive90Days: int


class LinkChanged(TypedDict):
    """What the link lets everybody do; everybody has to subscribe again."""

    link: Link


class ListQuery(TypedDict):
    """The page of a list to read."""

    cursor: NotRequired[str]


class ListenBrainzImport(TypedDict):
    """What ListenBrainz calls a submission. Of each listen are used: `listened_at`, `track_metadata`, and what
    `additional_info` says of its length."""

    listen_type: NotRequired[Literal["import", "single"]]
    payload: list[dict[str, Any]]


class Listening(TypedDict):
    """The user's own history: `id` is what to subscribe to."""

    id: str
    entries: int
    books: int


class ListeningBookChangedEvent(TypedDict):
    """A book that is new or was changed."""

    session_id: str
    seq: int
    type: Literal["book_changed"]
    at: int
    by: str | None
    data: BookChanged


class ListeningBookmarkChangedEvent(TypedDict):
    """A bookmark of a book that was set; null when it was removed."""

    session_id: str
    seq: int
    type: Literal["bookmark_changed"]
    at: int
    by: str | None
    data: BookmarkChanged


class ListeningClearedEvent(TypedDict):
    """Every entry was deleted; `books` says whether the books were, too."""

    session_id: str
    seq: int
    type: Literal["cleared"]
    at: int
    by: str | None
    data: Cleared


class ListeningEntriesChangedEvent(TypedDict):
    """Entries that are new or grew, ids of those that are gone, and the player that did it, if one did."""

    session_id: str
    seq: int
    type: Literal["entries_changed"]
    at: int
    by: str | None
    data: EntriesChanged


class ListeningFacts(TypedDict):
    """Of the book that was heard last: `device` is where, `heard` how much of it in percent, null while it plays
    or its length is not known. `artwork_url` is the path of its uploaded picture, for this user alone."""

    artist: str | None
    device: str | None
    heard: int | None
    artwork_url: str | None


class ListeningSubscribed(TypedDict):
    """The answer to a subscription of a listening session."""

    role: Literal["listener"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[HistoryView | None]
    events: NotRequired[list[ListeningEvent] | None]


class LoginLink(TypedDict):
    """The address is in this answer alone: the server keeps only its digest. It works for `seconds`."""

    url: str
    seconds: int


class LoginName(TypedDict):
    """Somebody's name, and whether they are a guest."""

    name: str
    guest: bool


class LoginView(TypedDict):
    """Whom a proof signs in, where it comes from, and who this browser is now: null for nobody. `is_you`: the
    same. `may_bring`: whether what this browser's guest has can be given to whom it signs in as."""

    user: LoginName
    source: Literal["telegram", "device"] | Literal["key", "provider"]
    you: LoginName | None
    is_you: bool
    may_bring: bool


class MadeInvitation(TypedDict):
    """The address is in this answer alone: the server keeps only its digest."""

    id: str
    url: str


class MadeKey(TypedDict):
    """`key` is in this answer alone: the server keeps its digest, which is its `id`. `moment_url` marks a moment
    when it is called by POST, for a key that may mark and stand in an address; otherwise null."""

    key: str
    id: str
    moment_url: str | None


class MadeWebhook(TypedDict):
    """`secret` signs what is sent (Standard Webhooks). It is in this answer alone."""

    id: str
    secret: str


class MarkClip(TypedDict):
    """Whether a tap has been cut out."""

    session_id: str
    clip_id: str
    clipped: bool


class MarkMoment(TypedDict):
    """Whether a moment, named by its segment and offsets, has been cut out."""

    clipped: bool
    segment_index: int
    first_seconds: int
    last_seconds: int
    session_id: str


class MarkMoments(TypedDict):
    """Whether moments, a hundred at most, have been cut out."""

    session_id: str
    moments: list[MomentRef]
    clipped: bool


class Material(TypedDict):
    """Something attached to a session. The fields about a file are null for a text; `digest` is the file's
    SHA-256 in hexadecimal. A file that begins like sound is a document until a worker has read it. Then it is a
    voice, with its length (`duration_ms`) and waveform (`peaks`, 0–255), or it stays a document, and `problem`
    says why. What came from a chat may be forwarded from an author, answer another material of the session, which
    may be deleted since, or be a part of an album, whose parts stand in their order."""

    material_id: str
    kind: MaterialKind
    text: str | None
    filename: str | None
    media_type: str | None
    size: int | None
    file_url: str | None
    digest: str | None
    duration_ms: int | None
    peaks: list[int] | None
    problem: str | None
    source: Literal["web", "telegram"]
    by: str
    created_at: str
    forwarded_from: NotRequired[str | None]
    reply_to: NotRequired[str | None]
    album: NotRequired[str | None]


class MaterialAdded(TypedDict):
    """The attached item as it is now."""

    material: Material


class MaterialDeleted(TypedDict):
    """A material moved to the bin."""

    material_id: str


class MemberChanged(TypedDict):
    """Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not
    told who it is."""

    user_id: str | None
    role: Role | Literal["banned"] | None


class MiniAppToken(TypedDict):
    """The page's token. It is no cookie: whoever this browser is elsewhere stays who they are."""

    user: Person
    expires_at: int
    token: str


class Minute(TypedDict):
    """A stretch of time from `at`: the most connections and subscriptions at once, and how often something was
    done. `done` has `events`, `deliveries`, `rejected` (requests and events), `made_<kind>`, `reads_<kind>` and
    `writes_<kind>` of sessions, and `fan_out_<n>`: events whose fan-out took up to the n-th bound."""

    at: int
    connections: int
    subscribers: int
    done: dict[str, int]


class ModerationStep(TypedDict):
    """What somebody who decides did (PE13). Which of the fields from `user_id` on are set depends on the `type`:
    `removed` (a person, or the guests of a network), `moment` (one that was deleted), `role`, `link`, `locked` or
    `slow_mode`. `moments` is how many it took away, tap by tap, `undone_at` (Unix ms) when it was undone. `by` is
    null for an admin of the installation."""

    id: int
    type: Literal["removed", "moment", "role", "link", "locked", "slow_mode"]
    at: int
    by: str | None
    by_name: str | None
    user_id: NotRequired[str | None]
    name: NotRequired[str | None]
    people: NotRequired[int | None]
    network: NotRequired[str | None]
    role: NotRequired[str | None]
    before: NotRequired[str | None]
    link: NotRequired[Link | None]
    locked: NotRequired[bool | None]
    seconds: NotRequired[int | None]
    seconds_before: NotRequired[int | None]
    segment_index: NotRequired[int | None]
    offset_hms: NotRequired[str | None]
    moments: NotRequired[int]
    undone_at: NotRequired[int | None]


class MomentDeleted(TypedDict):
    """How many taps were removed, and the step that undoes it."""

    taps: int
    step: int


class MomentMark(TypedDict):
    """Whether a moment has been cut out."""

    clipped: bool


class MomentMarked(TypedDict):
    """Whether taps of a moment have been cut out: at most fifty. A moment with more taps has several events."""

    clip_ids: list[str]
    clipped: bool


class MomentRef(TypedDict):
    """Names a moment: its segment and the offsets of its first and its last tap, both included."""

    segment_index: int
    first_seconds: int
    last_seconds: int


class MomentRemoved(TypedDict):
    """Taps that were removed: at most fifty of one moment, or about a hundred of removed people. More taps have
    several events."""

    clip_ids: list[str]


class MomentsRestored(TypedDict):
    """Moments that a step took away and that are there again; at most sixteen in one event."""

    clips: list[Clip]


class NameChange(TypedDict):
    """The name that others see."""

    name: str


class NameVersion(TypedDict):
    """The name of a version; null takes it away."""

    name: str | None


class NamedUser(TypedDict):
    """Whose invitation is taken back."""

    user_id: str


class NamedVersion(TypedDict):
    """The version and its name now."""

    id: str
    name: str | None


class NewBook(TypedDict):
    """A book as a player knows it. What a book has already is kept."""

    id: str
    name: str
    title: NotRequired[str | None]
    artist: NotRequired[str | None]
    artwork_url: NotRequired[str | None]
    duration_ms: NotRequired[int | None]


class NewBookmark(TypedDict):
    """Where in the book, and when it was set if that was earlier, on a device that was offline."""

    position_ms: int
    at: NotRequired[int | None]


class NewClipSession(TypedDict):
    """What creates a session (C5)."""

    title: NotRequired[str]
    game: NotRequired[str]
    lead_seconds: NotRequired[int]
    like: NotRequired[str | None]


class NewFile(TypedDict):
    """Name and caption of a file to attach; both may be left out."""

    filename: NotRequired[str]
    text: NotRequired[str]


class NewGuest(TypedDict):
    """Nobody needs an account; a guest without a name gets one. `session_id` is the session whose link brought
    them: many guests behind one address then count against their session's limit."""

    name: NotRequired[str | None]
    session_id: NotRequired[str | None]


class NewInvitation(TypedDict):
    """An invitation to make: for how many uses (0 for any number) and how long (null for no end); the note is for
    the list."""

    role: Role
    uses: NotRequired[int]
    seconds: NotRequired[int | None]
    note: NotRequired[str | None]


class NewJam(TypedDict):
    """A new session; without a state it is empty."""

    state: NotRequired[Any]
    name: NotRequired[str | None]


class NewKey(TypedDict):
    """What a new key may do. `session_id` null: in all of the caller's sessions that they own or help to run.
    `days` until it ends, null for no end. `in_address`: it may stand in an address, which others may read in
    histories and logs of their own."""

    name: str
    scopes: list[Scope]
    session_id: NotRequired[str | None]
    days: NotRequired[int | None]
    in_address: NotRequired[bool]


class NewLogin(TypedDict):
    """Signs in. With `bring`, everything of the guest who this browser is now belongs to whom it signs in as."""

    by: Literal["ticket", "key", "provider"]
    secret: str
    bring: NotRequired[bool]


class NewPress(TypedDict):
    """`author` is somebody in a chat, for whom the moment counts; without one it is the key's maker. The same
    `submission_id` again marks nothing more."""

    note: NotRequired[str | None]
    author: NotRequired[str | None]
    submission_id: NotRequired[str | None]


class NewRecording(TypedDict):
    """The name of a new recording; may be left out."""

    name: NotRequired[str | None]


class NewRecoveryKey(TypedDict):
    """`key` is the recovery key that the new one takes the place of: needed when there is one, unless this device
    has signed in within the last ten minutes."""

    key: NotRequired[str | None]


class NewReport(TypedDict):
    """Why, and in the user's words."""

    reason: Literal["spam", "insult", "violence", "private", "copyright", "other"]
    text: NotRequired[str]


class NewTask(TypedDict):
    """A task that a person adds; a retry with the same `task_id` adds nothing twice. `source_id` and `at_ms` are
    the second it comes from."""

    text: str
    task_id: NotRequired[str | None]
    source_id: NotRequired[str | None]
    at_ms: NotRequired[int | None]


class NewText(TypedDict):
    """A text to attach; a retry with the same `material_id` attaches nothing twice."""

    text: str
    material_id: NotRequired[str | None]


class NewVoiceSession(TypedDict):
    """A session to create (V17). With `is_stand_in`, as for a session without a name, the name is only a stand-
    in, such as the time: what is said first takes its place. `allowed_users` are ids of users who may read a
    `restricted` session (V32)."""

    session_name: NotRequired[str]
    is_stand_in: NotRequired[bool]
    project: NotRequired[str | None]
    access_level: NotRequired[Literal["private", "public", "restricted"]]
    allowed_users: NotRequired[list[str]]


class NextPage(TypedDict):
    """A page of a session's snapshot: `next_cursor` of the page before."""

    session_id: str
    cursor: str


class NoBody(TypedDict):
    """An empty object."""


class NoteChange(TypedDict):
    """Another text of an attached text."""

    text: str


class Offer(TypedDict):
    """An invitation that waits for an answer."""

    role: Role
    by_name: str | None
    at: int
    ends_at: int


class OneClip(TypedDict):
    """The tap after the change."""

    clip: Clip


class OneEntry(TypedDict):
    """The entry."""

    entry: Entry


class OneMoment(TypedDict):
    """How many taps the moment has."""

    taps: int


class OneRecording(TypedDict):
    """The recording after the change."""

    recording: Recording


class OneSession(TypedDict):
    """The session after the change."""

    session: ClipSession


class OneTask(TypedDict):
    """A task after a step."""

    task: AdminTask


class OneVoiceSession(TypedDict):
    """The session after the change."""

    session: VoiceSession


class OrphansFound(TypedDict):
    """How many there are, last used at `unused_since` (Unix ms) or before. Nothing is deleted yet."""

    count: int
    unused_since: int


class OrphansWanted(TypedDict):
    """Orphans that nobody has used for so many days, of one kind or of all."""

    older_than_days: NotRequired[int]
    kind: NotRequired[Literal["clip", "jam", "voice"] | None]


class OthersSignedOut(TypedDict):
    """`recovery_key_void`: another device had made the recovery key within the last 30 days, so it is void
    too."""

    user: Person
    expires_at: int
    token: str
    recovery_key_void: bool


class OwnAccountEnd(TypedDict):
    """`needs_key`: give the recovery key, or sign in again first. `proof` says which of both there is."""

    name: str
    deleted: dict[str, int]
    left: int
    others: int
    needs_key: bool
    proof: Literal["none", "key", "sign_in"]


class PageQuery(TypedDict):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: NotRequired[str]


class ParameterLock(TypedDict):
    """How one step differs from its track (S9)."""

    pitch: NotRequired[int | None]
    volume: NotRequired[float | None]


class PeerSignal(TypedDict):
    """A signaling message to set up a direct connection: `to` is the connection that a signal came from; without
    it every subscriber receives the message. At most 16 KiB of JSON to one, 512 bytes to all."""

    session_id: str
    to: NotRequired[str | None]
    data: dict[str, Any]


class Period(TypedDict):
    """From the first day to the last one, in a time zone."""

    zone: NotRequired[str]
    first: str
    last: str


class Person(TypedDict):
    """Who is signed in."""

    id: str
    name: str
    guest: bool
    roles: list[str]
    permissions: list[str]


class PictureQuery(TypedDict):
    """`v` differs for each picture, so that a browser loads a new one."""

    v: NotRequired[str]


class Place(TypedDict):
    """Where a book was left, by which player, and when."""

    position_ms: int
    at: int
    player_id: str
    device: str


class PlaceCount(TypedDict):
    """How many places."""

    name: str
    count: int


class Player(TypedDict):
    """The last that was heard of a player. One that plays and was not heard for 15 s is gone."""

    id: str
    device: str
    book_id: str
    status: Literal["playing", "stopped"]
    position_ms: int | None
    at: int


class PlayerReport(TypedDict):
    """A status of a player. `ago_ms` is how long ago it was, by the player's own clock; a heartbeat is sent every
    five seconds while it plays."""

    book_id: str
    status: str
    player_id: str
    owner_id: NotRequired[str]
    device: NotRequired[str]
    position_ms: NotRequired[int | None]
    ago_ms: NotRequired[int]


class Process(TypedDict):
    """One process, as it reports itself. `a_second` figures are of the time since its last report."""

    id: str
    role: Literal["web", "worker"]
    host: str
    pid: int
    version: str
    started_at: int
    at: int
    connections: int
    subscribers: int
    feeds: int
    events_a_second: float
    deliveries_a_second: float
    bus_lag_ms: float
    loop_lag_ms: float
    memory_bytes: int
    is_draining: bool
    busiest: list[Busy]
    watched: list[Watched]


class ProjectWords(TypedDict):
    """Both help the transcription in every session of the project; "" for none."""

    vocabulary: str
    language: str


class ProjectWordsChange(TypedDict):
    """The fields to change; a field that is left out stays as it is."""

    vocabulary: NotRequired[str | None]
    language: NotRequired[str | None]


class Proof(TypedDict):
    """What shows who somebody is: a one-time link's secret, a recovery key, or a token of the identity
    provider."""

    by: Literal["ticket", "key", "provider"]
    secret: str


class PublishedJam(TypedDict):
    """The published copy, which nobody can change."""

    id: str
    url: str
    createdAt: int
    immutable: Literal[True]
    publishedFrom: str


class Reached(TypedDict):
    """`durable`: every change that was answered after the answer with that `run` and before this call is on the
    disk, and survives a power cut. `applied`: it is in Redis, as every answer without an error says; whether it
    is on the disk is not known, or another run of Redis answers, which may have lost it. `run` is for the next
    call."""

    durability: Literal["applied", "durable"]
    run: str


class Recording(TypedDict):
    """A recording in answers. `chunk_count` chunks are on the server, `total` are expected; it is null until the
    recorder has sent it. From `audio_url` on, all fields are null until the recording is assembled; `fragments`
    are the parts between cuts, `peaks` 0–255 over the whole length. What was said in it are the session's
    segments with its id as their source."""

    recording_id: str
    number: int
    state: RecordingState
    chunk_count: int
    total: int | None
    bytes: int
    by: str
    created_at: str
    finished_at: str | None
    audio_url: str | None
    media_type: str | None
    duration_ms: int | None
    fragments: int | None
    peaks: list[int] | None


class RecordingChunks(TypedDict):
    """A recording and the numbers of the chunks that have arrived: who resumes the upload sends the others."""

    recording_id: str
    number: int
    state: RecordingState
    chunk_count: int
    total: int | None
    bytes: int
    by: str
    created_at: str
    finished_at: str | None
    audio_url: str | None
    media_type: str | None
    duration_ms: int | None
    fragments: int | None
    peaks: list[int] | None
    chunks: list[int]


class RecordingDeleted(TypedDict):
    """A recording moved to the bin; its jobs are over."""

    recording_id: str


class RecoveryKey(TypedDict):
    """A recovery key and the address that signs in with it. They are in this answer alone: the server keeps only
    the digest."""

    key: str
    url: str


class Remixed(TypedDict):
    """How many remixes there are."""

    remixCount: int


class RemixedJam(TypedDict):
    """The copy."""

    id: str
    url: str
    createdAt: int
    remixedFrom: str


class Removal(TypedDict):
    """Whom to keep out; `content` takes away what they sent too, in a clip session. `name` is how they are
    listed."""

    user_id: str
    name: NotRequired[str | None]
    content: NotRequired[bool]


class RemoveClip(TypedDict):
    """The tap to remove."""

    session_id: str
    clip_id: str


class RemoveMoment(TypedDict):
    """A moment, named by its segment and offsets."""

    segment_index: int
    first_seconds: int
    last_seconds: int
    session_id: str


class Removed(TypedDict):
    """The step, by which it is undone, and how many moments it took away, tap by tap."""

    step: int
    moments: int


class ReportClosed(TypedDict):
    """What came of it."""

    outcome: Literal["acted", "dismissed"]


class ReportPage(TypedDict):
    """The newest first; `open` of them all are open. `next_before` leads on, null at the end."""

    items: list[UserReport]
    open: int
    next_before: str | None


class ReportRecording(TypedDict):
    """The recorder's status; `closed` is set only by closing. `recording_id` tells two tabs of one user apart.
    With `takes_over` false, `recording` is refused while another recorder is alive (`conflict`)."""

    session_id: str
    status: VoiceStatus
    recording_id: NotRequired[str | None]
    takes_over: NotRequired[bool]


class ReportsQuery(TypedDict):
    """A page; `before` is the id of the last report of the page before."""

    state: NotRequired[Literal["all", "open"]]
    limit: NotRequired[int]
    before: NotRequired[str | None]


class RequestDeclined(TypedDict):
    """The user who asked for more and does not get it."""

    user_id: str


class RestoreVersion(TypedDict):
    """`edit_id` identifies the edit that restores, as in `edit_session`; without one, it gets a random one."""

    edit_id: NotRequired[str | None]


class Resync(TypedDict):
    """Nothing more comes until the client subscribes again, without `since`. `log_too_short`: its position is too
    old. `store_restarted`: Redis started again or was replaced, and cannot tell whether it has everything that it
    had published. `access_changed`: access to the session has changed, and the answer may be `forbidden`."""

    session_id: str
    reason: str


class Review(TypedDict):
    """All that was decided about a stream's moments."""

    video: list[VideoPart]
    around: Around
    breaks: Breaks
    cuts: list[Cut]
    spans: list[Span]
    published_at: int | None


class ReviewChange(TypedDict):
    """What to change; a field that is left out stays as it is, and so does every cut and span that is not
    named."""

    video: NotRequired[list[VideoPart] | None]
    around: NotRequired[Around | None]
    breaks: NotRequired[Breaks | None]
    cuts: NotRequired[list[Cut]]
    spans: NotRequired[list[Span]]


class ReviewChanged(TypedDict):
    """What a streamer decided; null is as it was, and so is every cut and span that is not named."""

    video: list[VideoPart] | None
    around: Around | None
    breaks: Breaks | None
    cuts: list[Cut]
    spans: list[Span]


class RowChanged(TypedDict):
    """A row that is new or says something else."""

    row: HomeRow


class RowRemoved(TypedDict):
    """A session that this user has no part in any more."""

    id: str


class ScriptKeyList(TypedDict):
    """The caller's keys, the newest first, with those that ended within 30 days. At most `most` may work."""

    keys: list[ScriptKeyView]
    most: int


class ScriptKeyView(TypedDict):
    """A key. `session_title` is null for all sessions, and for one that is not on the caller's home. `ended_at`
    is set for one that has ended, with `why`: `revoked`, `signed_out`, `joined`; null for time."""

    id: str
    name: str
    scopes: list[Scope]
    session_id: str | None
    session_title: str | None
    in_address: bool
    made_at: int
    ends_at: int | None
    used_at: int | None
    ended_at: int | None
    why: str | None


class SearchQuery(TypedDict):
    """What to look for: every word has to be in the session, in any form; words between quotes stand together.
    Filters: `where` in a session, `who` said it, a `project` (an empty text for sessions without one), made from
    `since` to `until`, Unix ms, or one session, with all of its places. `cursor` is `next_cursor` of the answer
    before."""

    q: str
    where: NotRequired[Literal["", "speech", "note", "task", "name"]]
    who: NotRequired[str]
    project: NotRequired[str | None]
    since: NotRequired[int]
    until: NotRequired[int]
    session_id: NotRequired[str]
    cursor: NotRequired[str]


class Segment(TypedDict):
    """A part of the stream between two breaks (C21); open while `end_time` is None."""

    id: str
    session_id: str
    index: int
    start_time: str
    end_time: str | None
    created_at: str


class SegmentChange(TypedDict):
    """Another text. `revision` is that of the segment which was read: a change that somebody made meanwhile is
    not lost."""

    revision: int
    text: str


class SegmentChanged(TypedDict):
    """A segment that is new, or other than before."""

    segment: SpeechSegment


class SegmentDeleted(TypedDict):
    """A segment that is gone: deleted, joined with another, or heard differently."""

    segment_id: str


class SegmentHistory(TypedDict):
    """The newest first: the last 1,000 changes of a session are kept, and 256 KB of them."""

    items: list[FormerText]


class SegmentJoin(TypedDict):
    """The segment is joined with the one behind it. Both revisions are those which were read."""

    revision: int
    next_id: str
    next_revision: int


class SegmentSpeaker(TypedDict):
    """Who says it, by name; the same name is the same speaker."""

    revision: int
    speaker_name: str


class SegmentSplit(TypedDict):
    """Where to split: the number of the word with which the second segment begins."""

    revision: int
    word: int


class Series(TypedDict):
    """The points of a chart, the latest last, each `step_ms` long; where nothing was measured there is none."""

    period: str
    step_ms: int
    points: list[Minute]


class SeriesQuery(TypedDict):
    """How far back, to now."""

    period: NotRequired[Literal["1h", "24h", "7d", "30d"]]


class ServerLimits(TypedDict):
    """What a client may send. Sizes are bytes, lengths are characters; a limit of 0 is none. Links of voice
    sessions may have one of the `old_hosts`. After `retention_days` without use streams and voice sessions go to
    their owners' bins (D42)."""

    body_bytes: int
    message_bytes: int
    chunk_bytes: int
    recording_bytes: int
    material_bytes: int
    file_bytes: int
    session_bytes: int
    owner_bytes: int
    guest_bytes: int
    media_owner_bytes: int
    media_guest_bytes: int
    media_seconds: int
    note_length: NotRequired[int]
    title_length: NotRequired[int]
    display_name_length: NotRequired[int]
    clip_gap_seconds: int
    clip_max_tap_age_seconds: int
    jam_tracks: int
    jam_edit_paths: int
    jam_name_length: int
    jam_track_name_length: int
    old_hosts: list[str]
    retention_days: int
    uploads_at_once: int
    events_a_second: float
    sessions_a_minute: int


class SessionCounts(TypedDict):
    """How many sessions there are. Active: used within 24 hours; today: the UTC day; orphaned: not used for 90
    days."""

    total: int
    activeToday: int
    createdToday: int
    orphaned90Days: int


class SessionMember(TypedDict):
    """Somebody with a role, or who was removed (`banned`). `name` is null for somebody named by id alone."""

    user_id: str
    role: Role | Literal["banned"]
    name: str | None
    since: int | None


class SessionMoved(TypedDict):
    """The session has changed its state; `segment` is the one that was opened or closed."""

    session: ClipSession
    segment: Segment | None


class SessionNetwork(TypedDict):
    """A network that several people came from; `kept_out` when its guests cannot mark moments."""

    network: str
    people: int
    moments: int
    kept_out: bool


class SessionPeople(TypedDict):
    """Who takes part in a session. `requests`, `invitations`, `invited`, `steps`, and members who are `banned`,
    are for owners and co-owners; viewers of a stream see no members at all. `slow_seconds` are the least between
    two moments or edits of one person (PE12)."""

    kind: str
    you: You
    link: Link
    locked: bool
    roles: list[Role]
    links: list[Link]
    members: list[SessionMember]
    requests: list[AccessRequest]
    invitations: list[Invitation]
    invited: list[InvitedPerson]
    slow_seconds: int
    steps: list[ModerationStep]


class SessionRef(TypedDict):
    """A session. Other fields are refused, except those of V19: the token alone says who the user is."""

    session_id: str


class SessionSender(TypedDict):
    """Somebody who marked moments. `network` is the same for people of one network, and tells nothing else of
    them."""

    user_id: str
    name: str | None
    moments: int
    network: str | None


class SessionSenders(TypedDict):
    """Those who sent most first, at most fifty of each."""

    people: list[SessionSender]
    networks: list[SessionNetwork]


class SessionSound(TypedDict):
    """The sound of a session: how many recordings and attached voices it has, and their length. Unless
    `is_whole`, some of a recording is missing: it is on another device, or could not be read. `problem` says why
    there is no file now."""

    sounds: int
    duration_ms: int
    is_whole: bool
    problem: Literal["recording", "assembling", "silent", "too_large"] | None


class SessionsWanted(TypedDict):
    """Which sessions, in which order. Without `sort` they come by their creation, under a filter by their last
    access. `q` is an id, the beginning of one, or a part of a name; names that begin with it come first. Times
    are Unix ms. `owner` is the id of a user, or their `sub` at the identity provider."""

    sort: NotRequired[Literal["id", "name", "created", "updated", "accessed", "size", "remixes", "depth"] | Literal["status"] | None]
    order: NotRequired[Literal["asc", "desc"]]
    filter: NotRequired[Literal["all", "orphaned", "active"]]
    kind: NotRequired[Literal["clip", "jam", "voice", "listening"] | None]
    owner: NotRequired[str | None]
    q: NotRequired[str]
    created_from: NotRequired[int | None]
    created_to: NotRequired[int | None]
    size_from: NotRequired[int | None]
    size_to: NotRequired[int | None]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class SetLink(TypedDict):
    """What the link lets everybody do; whether only owners may edit for now (a jam); the least seconds between
    two moments or edits of one person, 0 for none."""

    link: NotRequired[Link | None]
    locked: NotRequired[bool | None]
    slow_seconds: NotRequired[int | None]


class SetRole(TypedDict):
    """Another role for somebody; null takes it away, `banned` keeps them out. `name` is how they are listed."""

    user_id: str
    role: Role | Literal["banned"] | None
    name: NotRequired[str | None]


class SetTransport(TypedDict):
    """Starts or stops the shared transport."""

    session_id: str
    playing: bool


class Share(TypedDict):
    """Bytes; a limit of 0 is none."""

    used_bytes: int
    limit_bytes: int


class SignInPage(TypedDict):
    """Where people sign in at the identity provider; null without one. It sends them back to the address in its
    query parameter `return_to`, with the token as `#token=…`."""

    login_url: str | None


class SlowModeChanged(TypedDict):
    """The seconds between two moments or edits of one person; 0 is none."""

    seconds: int


class SnapshotPage(TypedDict):
    """More rows of the snapshot's lists; `next_cursor` is null at the end. If `role` or the epoch differs from
    the snapshot's, start again with a new snapshot."""

    role: str
    position: FeedPosition
    rows: dict[str, list[Any]]
    next_cursor: str | None


class Span(TypedDict):
    """In and out of the moment that contains a second, both in seconds of its segment. Null takes them back."""

    segment_index: int
    second: int
    in_seconds: int | None
    out_seconds: int | None


class Speaker(TypedDict):
    """The name that a person gave to a label."""

    speaker_id: str
    name: str


class SpeakerChanged(TypedDict):
    """Who a speaker is; with an empty name nobody knows."""

    speaker: Speaker


class SpeakerNamed(TypedDict):
    """A name for a label; an empty one takes it away."""

    name: str


class SpeechSegment(TypedDict):
    """A piece of what was said in a recording or in an attached voice, its source; times are ms in its sound.
    `speaker` is a label: who it is, is said by the speaker with this id, if somebody has named them. `words` has
    where each word of the text begins, as hundredths of a second after `start_ms`, two bytes each (unsigned,
    little-endian) in base64; null when it is not known. `edited`: a person has changed it. `revision` counts its
    changes."""

    segment_id: str
    source_id: str
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None
    language: str | None
    words: str | None
    edited: bool
    revision: int


class Statistics(TypedDict):
    """Wall-clock time in ms. Time on two devices at once counts once: `left_out_ms` is the rest. A book has all
    of its own time. `current_streak` ends today or yesterday, whatever the period is."""

    zone: str
    today: str
    listened_ms: int
    left_out_ms: int
    days: list[Day]
    hours: list[int]
    books: list[BookTotal]
    days_listened: int
    longest_streak: int
    current_streak: int
    finished: int


class StatusChanged(TypedDict):
    """The recorder's status."""

    session: VoiceSession
    status: VoiceStatus


class StorageCounts(TypedDict):
    """The bytes of the sessions' content, files not included, and of an average session."""

    totalBytes: int
    averageBytes: int


class StoredChunk(TypedDict):
    """The answer to a chunk: the recording as it is now."""

    recording: Recording


class StoredFileChunk(TypedDict):
    """The answer to a chunk: how many bytes of the file are there now."""

    material_id: str
    bytes: int


class StoredSample(TypedDict):
    """The value for a track's `sampleId`, and the recording's length."""

    sampleId: str
    seconds: float


class Stretch(TypedDict):
    """A stretch of listening that a player kept while it was offline. The same `client_id` counts once.
    `position_ms` is where it ended; a book that was played somewhere else since then stays there."""

    client_id: str
    book_id: str
    started_at: int
    ended_at: int
    owner_id: NotRequired[str]
    position_ms: NotRequired[int | None]


class SubmitClip(TypedDict):
    """A viewer's tap."""

    note: NotRequired[str | None]
    tag: NotRequired[Tag | None]
    submitted_by: NotRequired[str | None]
    submission_id: NotRequired[str | None]
    tapped_at: NotRequired[int | None]
    session_id: str


class SubscribeOnSession(TypedDict):
    """Subscribes to a session; with `since`, the answer has only the missing events, if the log still has
    them."""

    session_id: str
    since: NotRequired[handlers__live__subscriptions__Since | None]


class TakeAwayQuery(TypedDict):
    """The format; with or without `times` and `speakers`, where the format has a choice; only the lines in which
    `find` is found; the length of a `line` of subtitles; and the language of headings."""

    format: TextFormat
    times: NotRequired[bool]
    speakers: NotRequired[bool]
    find: NotRequired[str]
    line: NotRequired[int]
    lang: NotRequired[Literal["en", "ru"]]


class TakeDownWanted(TypedDict):
    """`confirm` repeats `to_take_down` of what was found. With `block`, the user or the guests of the address are
    blocked in the same step, for `days`, 0 for ever."""

    user: NotRequired[str | None]
    address: NotRequired[str | None]
    confirm: int
    block: bool
    reason: NotRequired[str]
    days: NotRequired[int]


class Task(TypedDict):
    """Something to do. `source_id` is the recording or material where it was found or said, at `at_ms` of its
    sound; `due` a day, `assignee` the id of who is to do it and `assignee_name` their name then, null when it is
    not known. `edited`: a person added it, or changed more than whether it is done. Tasks stand by `position`,
    then by id."""

    task_id: str
    text: str
    source_id: str | None
    at_ms: int | None
    done: bool
    edited: bool
    assignee: str | None
    assignee_name: str | None
    due: str | None
    position: float


class TaskChange(TypedDict):
    """New fields; one that is left out stays as it is. `assignee` is the id of somebody with a role in the
    session, `due` a day, `after` the id of the task it is to stand after; null takes the first two away, and is
    the first place."""

    text: NotRequired[str | None]
    done: NotRequired[bool | None]
    assignee: NotRequired[str | None]
    due: NotRequired[str | None]
    after: NotRequired[str | None]


class TaskChanged(TypedDict):
    """A task after a person changed or restored it."""

    task: Task


class TaskDeleted(TypedDict):
    """A deleted task."""

    task_id: str


class TaskList(TypedDict):
    """The newest first; at most 100."""

    items: list[AdminTask]


class Token(TypedDict):
    """A token that is valid here: from `python -m server token`, or of the identity provider."""

    token: str
    needs_role: NotRequired[str | None]


class TokenExpired(TypedDict):
    """The token has expired; the connection closes."""


class TokenToRenew(TypedDict):
    """A newer token of the same user."""

    token: str


class TrackLayout(TypedDict):
    """A track's `order`, a fractional index, and its colour, 0–7."""

    order: str
    color: int


class Tracked(TypedDict):
    """What became of a report. `throttled`: too soon after the last one, which is no error. `dropped`: it had
    lasted less than a second. `other_owner`: only the main player counts."""

    result: Literal["tracked", "throttled", "finalized", "dropped", "unknown_book", "nothing", "other_owner"]
    entry: Entry | None


class TransportSet(TypedDict):
    """The shared transport now."""

    transport: JamTransport


class TreeNode(TypedDict):
    """A jam in a tree of remixes. One that was deleted has no name."""

    id: str
    parent: str | None
    name: str | None
    exists: bool
    remixCount: int


class Undone(TypedDict):
    """How many moments came back, tap by tap."""

    moments: int


class UpdatePresence(TypedDict):
    """What others see of this client, of any shape, at most 2 KiB of JSON."""

    session_id: str
    presence: dict[str, Any]


class UpdatedJam(TypedDict):
    """When it was changed."""

    id: str
    updatedAt: int


class Usage(TypedDict):
    """`files` are recordings and attached files, `content` everything else of the caller's sessions; both with
    the bin."""

    files: Share
    content: Share


class UserReport(TypedDict):
    """A user's report of a session; `closed_at` is 0 while it is open."""

    id: str
    session_id: str
    kind: Literal["clip", "jam", "voice"]
    reason: Literal["spam", "insult", "violence", "private", "copyright", "other"]
    text: str
    by: str
    by_name: str
    at: int
    state: Literal["open", "acted", "dismissed"]
    closed_by: str | None
    closed_at: int


class UserReportChange(TypedDict):
    """A report that is new, or was closed."""

    report: UserReport


class VersionNamed(TypedDict):
    """The name that a version has now; null for none. A version may be new, or gone with its name."""

    version: str
    name: str | None


class VideoPart(TypedDict):
    """A recorded video, or one part of it: one point says where it begins, a second one how fast it runs
    (D36)."""

    url: str | None
    points: list[VideoPoint]


class VideoPoint(TypedDict):
    """A place of the stream, and where it is in the video, in ms; before the video's beginning it is negative."""

    segment_index: int
    offset_seconds: int
    video_ms: int


class Viewers(TypedDict):
    """How many people watch."""

    viewers: int


class VisibilityChanged(TypedDict):
    """Whether everybody with the link may open the jam, and what it lets them do."""

    isPublic: bool
    link: NotRequired[Link | None]


class Visitor(TypedDict):
    """Who is signed in and until when, Unix ms; both are null without a token. `has_recovery_key`: whether they
    have made one that works."""

    user: Person | None
    expires_at: int | None
    has_recovery_key: NotRequired[bool]


class VoiceAccess(TypedDict):
    """Who may read a session, for its owner and co-owners: `allowed_users` while it is `restricted` (V32)."""

    access_level: Literal["private", "public", "restricted"]
    allowed_users: list[str]


class VoiceChunkAddedEvent(TypedDict):
    """A chunk that has arrived."""

    session_id: str
    seq: int
    type: Literal["chunk_added"]
    at: int
    by: str | None
    data: ChunkAdded


class VoiceDeletedEvent(TypedDict):
    """An empty object."""

    session_id: str
    seq: int
    type: Literal["deleted"]
    at: int
    by: str | None
    data: EmptyPayload


class VoiceFacts(TypedDict):
    """`interrupted`: the recorder is not heard any more. `duration_ms` is the length of all recordings, `peaks`
    the waveform of the longest: at most 32 heights of 0 to 255, `speakers` the first three names that people gave
    to voices."""

    project: str | None
    interrupted: bool
    recorder_name: str | None
    duration_ms: int
    peaks: list[int] | None
    open_tasks: int
    speakers: list[str]


class VoiceFound(TypedDict):
    """The newest sessions first. The counts are of the places in these sessions, of each kind without regard to
    its own filter. `is_whole` is false while the index is being made, so something may be missing."""

    items: list[FoundVoiceSession]
    places: int
    where: list[PlaceCount]
    who: list[PlaceCount]
    projects: list[PlaceCount]
    is_whole: bool
    next_cursor: str | None


class VoiceJobChangedEvent(TypedDict):
    """A job's state; when it is done, the recording that it changed and the tasks that it found. A job that has
    changed several recordings has one event for each."""

    session_id: str
    seq: int
    type: Literal["job_changed"]
    at: int
    by: str | None
    data: JobChanged


class VoiceLinkChangedEvent(TypedDict):
    """What the link lets everybody do; everybody has to subscribe again."""

    session_id: str
    seq: int
    type: Literal["link_changed"]
    at: int
    by: str | None
    data: LinkChanged


class VoiceList(TypedDict):
    """Newest first; `next_cursor` is null at the end."""

    items: list[VoiceRow]
    next_cursor: str | None


class VoiceListQuery(TypedDict):
    """The page of a list to read, and the project."""

    cursor: NotRequired[str]
    project: NotRequired[str]


class VoiceMaterialAddedEvent(TypedDict):
    """The attached item as it is now."""

    session_id: str
    seq: int
    type: Literal["material_added"]
    at: int
    by: str | None
    data: MaterialAdded


class VoiceMaterialChangedEvent(TypedDict):
    """The attached item as it is now."""

    session_id: str
    seq: int
    type: Literal["material_changed"]
    at: int
    by: str | None
    data: MaterialAdded


class VoiceMaterialDeletedEvent(TypedDict):
    """A material moved to the bin."""

    session_id: str
    seq: int
    type: Literal["material_deleted"]
    at: int
    by: str | None
    data: MaterialDeleted


class VoiceMaterialRestoredEvent(TypedDict):
    """The attached item as it is now."""

    session_id: str
    seq: int
    type: Literal["material_restored"]
    at: int
    by: str | None
    data: MaterialAdded


class VoiceMemberChangedEvent(TypedDict):
    """Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not
    told who it is."""

    session_id: str
    seq: int
    type: Literal["member_changed"]
    at: int
    by: str | None
    data: MemberChanged


class VoicePageQuery(TypedDict):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: NotRequired[str]


class VoicePeerSignal(TypedDict):
    """A signaling message of another browser; `from` is the connection to answer to."""

    session_id: str
    type: Literal["peer"]
    by: str | None
    data: FromPeer


class VoicePeopleChangedEvent(TypedDict):
    """An empty object."""

    session_id: str
    seq: int
    type: Literal["people_changed"]
    at: int
    by: str | None
    data: EmptyPayload


class VoicePlace(TypedDict):
    """A place: a segment of `speech` at `at_ms` of its source, whose sound is at `audio_url`, a `note` or a
    `task`. `who` said it, if somebody has named them. `text` has plain and found parts in turn, the first
    plain."""

    where: Literal["name", "speech", "note", "task"]
    source_id: str
    audio_url: str | None
    at_ms: int
    who: str
    text: list[str]


class VoicePresenceLeftSignal(TypedDict):
    """A client's presence, of any shape; `name` is the name that the server has of the user."""

    session_id: str
    type: Literal["presence_left"]
    by: str | None
    data: Presence


class VoicePresenceSignal(TypedDict):
    """A client's presence, of any shape; `name` is the name that the server has of the user."""

    session_id: str
    type: Literal["presence"]
    by: str | None
    data: Presence


class VoiceRecordingDeletedEvent(TypedDict):
    """A recording moved to the bin; its jobs are over."""

    session_id: str
    seq: int
    type: Literal["recording_deleted"]
    at: int
    by: str | None
    data: RecordingDeleted


class VoiceRecordingFinishedEvent(TypedDict):
    """The recording after the change."""

    session_id: str
    seq: int
    type: Literal["recording_finished"]
    at: int
    by: str | None
    data: OneRecording


class VoiceRecordingRestoredEvent(TypedDict):
    """The recording after the change."""

    session_id: str
    seq: int
    type: Literal["recording_restored"]
    at: int
    by: str | None
    data: OneRecording


class VoiceRequestDeclinedEvent(TypedDict):
    """The user who asked for more and does not get it."""

    session_id: str
    seq: int
    type: Literal["request_declined"]
    at: int
    by: str | None
    data: RequestDeclined


class VoiceRow(TypedDict):
    """A session in a list; `duration_ms` is the length of its recordings and attached voices, `open_tasks` how
    many are not done, `speakers` the first three names that people gave to voices."""

    session_id: str
    session_name: str
    status: VoiceStatus
    interrupted: bool
    interrupted_at: str | None
    recorder_name: str | None
    is_active: bool
    done_count: int
    access_level: Literal["private", "public", "restricted"]
    project: str | None
    vocabulary: str
    language: str
    summary: str | None
    summary_edited: bool
    live_listening: bool
    url: str
    created_at: str
    updated_at: str
    materials: int
    recordings: int
    duration_ms: int
    open_tasks: int
    speakers: list[str]


class VoiceSegmentChangedEvent(TypedDict):
    """A segment that is new, or other than before."""

    session_id: str
    seq: int
    type: Literal["segment_changed"]
    at: int
    by: str | None
    data: SegmentChanged


class VoiceSegmentDeletedEvent(TypedDict):
    """A segment that is gone: deleted, joined with another, or heard differently."""

    session_id: str
    seq: int
    type: Literal["segment_deleted"]
    at: int
    by: str | None
    data: SegmentDeleted


class VoiceSession(TypedDict):
    """A session in answers; `is_active` says that it is open. Times are Unix ms as attributes, ISO in JSON.
    `interrupted`: the recorder did not renew its lease; it was last alive at `interrupted_at`, and nobody has
    taken over. `recorder_name` is the name of the user who records or recorded last; null before, and after a
    close. `vocabulary` are words and names that are used here, and `language` (ISO 639-1, "" for any) is the one
    that is spoken: both help the transcription. `summary` is null until there is one; `summary_edited`: a person
    wrote it. With `live_listening`, whoever may read it may listen while it is recorded."""

    session_id: str
    session_name: str
    status: VoiceStatus
    interrupted: bool
    interrupted_at: str | None
    recorder_name: str | None
    is_active: bool
    done_count: int
    access_level: Literal["private", "public", "restricted"]
    project: str | None
    vocabulary: str
    language: str
    summary: str | None
    summary_edited: bool
    live_listening: bool
    url: str
    created_at: str
    updated_at: str


class VoiceSessionChange(TypedDict):
    """The fields to change; a field that is left out stays as it is. An empty name becomes the name of a new
    session. Only the owner changes who may read it (V32), and whether it is heard live. Whoever is named in
    `allowed_users` reads; when they accept their invitation, they get `allowed_role` (D17). A `summary` that a
    person writes is not replaced; an empty one is made anew with the next search for tasks (VO6)."""

    session_name: NotRequired[str | None]
    project: NotRequired[str | None]
    access_level: NotRequired[Literal["private", "public", "restricted"] | None]
    allowed_users: NotRequired[list[str] | None]
    allowed_role: NotRequired[Literal["viewer", "editor"]]
    vocabulary: NotRequired[str | None]
    language: NotRequired[str | None]
    summary: NotRequired[str | None]
    live_listening: NotRequired[bool | None]


class VoiceSessionClosedEvent(TypedDict):
    """The session after the close, and how often it has been closed."""

    session_id: str
    seq: int
    type: Literal["session_closed"]
    at: int
    by: str | None
    data: DoneAnswer


class VoiceSessionUpdatedEvent(TypedDict):
    """The session after the change."""

    session_id: str
    seq: int
    type: Literal["session_updated"]
    at: int
    by: str | None
    data: OneVoiceSession


class VoiceSpeakerChangedEvent(TypedDict):
    """Who a speaker is; with an empty name nobody knows."""

    session_id: str
    seq: int
    type: Literal["speaker_changed"]
    at: int
    by: str | None
    data: SpeakerChanged


class VoiceStatusChangedEvent(TypedDict):
    """The recorder's status."""

    session_id: str
    seq: int
    type: Literal["status_changed"]
    at: int
    by: str | None
    data: StatusChanged


class VoiceSubscribed(TypedDict):
    """The answer to a subscription of a voice session."""

    role: Literal["owner", "editor", "reader"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[VoiceView | None]
    events: NotRequired[list[VoiceEvent] | None]


class VoiceTaskChangedEvent(TypedDict):
    """A task after a person changed or restored it."""

    session_id: str
    seq: int
    type: Literal["task_changed"]
    at: int
    by: str | None
    data: TaskChanged


class VoiceTaskDeletedEvent(TypedDict):
    """A deleted task."""

    session_id: str
    seq: int
    type: Literal["task_deleted"]
    at: int
    by: str | None
    data: TaskDeleted


class VoiceView(TypedDict):
    """A session with everything in it; also the snapshot of a subscription. The segments of a recording or an
    attached voice stand together, in the order in which they are heard. An `editor` may record and close like the
    `owner`, a `reader` may only read. `transcription` says whether a transcription service is set. `next_cursor`
    leads to the next page of the lists, null at the end."""

    session: VoiceSession
    materials: list[Material]
    recordings: list[Recording]
    jobs: list[Job]
    tasks: list[Task]
    segments: list[SpeechSegment]
    speakers: list[Speaker]
    role: Literal["owner", "editor", "reader"]
    transcription: bool
    ice_servers: list[IceServer]
    now: int
    next_cursor: str | None


class Watched(TypedDict):
    """A session that an admin looks at: its subscribers in this process, how many of them have not taken
    everything yet, and the most bytes that wait for one."""

    session_id: str
    subscribers: int
    behind: int
    most_waiting_bytes: int


class WebhookList(TypedDict):
    """The caller's webhooks and their latest deliveries, the newest first."""

    webhooks: list[WebhookView]
    deliveries: list[DeliveryView]
    most: int


class WebhookView(TypedDict):
    """`failing_since`: since when nothing was taken; `off_at` with `why`: nothing is sent any more. `sent`: how
    many were taken."""

    id: str
    url: str
    events: list[Literal["stream.started", "stream.ended", "moment.hot", "jam.published", "recording.done", "transcript.ready", "task.made", "member.joined"]]
    session_id: str | None
    session_title: str | None
    made_at: int
    sent: int
    sent_at: int | None
    failing_since: int | None
    off_at: int | None
    why: str | None


class WebhookWanted(TypedDict):
    """`url` is https, and its address public. `session_id` null: all sessions that the caller owns or helps to
    run."""

    url: str
    events: list[Literal["stream.started", "stream.ended", "moment.hot", "jam.published", "recording.done", "transcript.ready", "task.made", "member.joined"]]
    session_id: NotRequired[str | None]


class WholeState(TypedDict):
    """The new content of the session. A body may be the answer of GET: fields that a PUT cannot change are
    ignored (D21)."""

    state: Any
    name: NotRequired[str | None]
    id: NotRequired[Any]
    createdAt: NotRequired[Any]
    updatedAt: NotRequired[Any]
    lastAccessedAt: NotRequired[Any]
    remixedFrom: NotRequired[Any]
    remixedFromName: NotRequired[Any]
    parentDeleted: NotRequired[Any]
    remixCount: NotRequired[Any]
    ownerId: NotRequired[Any]
    isPublic: NotRequired[Any]
    immutable: NotRequired[Any]
    publishedFrom: NotRequired[Any]
    orphaned: NotRequired[Any]
    layout: NotRequired[Any]
    transport: NotRequired[Any]


class You(TypedDict):
    """The caller: the role they have, by whatever reason, whether they may edit (in a clip session: mark
    moments), and whether they have asked for more."""

    user_id: str
    role: Role
    may_edit: bool
    asked: bool


class handlers__api__durability__Since(TypedDict):
    """`run`: that of an answer from before the changes. Without it the answer is `applied`, and names the run."""

    run: NotRequired[str | None]


class handlers__live__subscriptions__Since(TypedDict):
    """The position of the last event that the client has received."""

    epoch: str
    seq: int


AdminEvent = AdminTaskChangedEvent | AdminAuditedEvent | AdminAlertsChangedEvent | AdminJobsChangedEvent | AdminBlockChangedEvent | AdminReportChangedEvent
"""Any event of a admin session."""


AdminSignal = AdminBinChangedSignal
"""Any signal of a admin session."""


ClipEvent = ClipSessionStartedEvent | ClipSessionPausedEvent | ClipSessionResumedEvent | ClipSessionEndedEvent | ClipSessionUpdatedEvent | ClipDeletedEvent | ClipMemberChangedEvent | ClipLinkChangedEvent | ClipSlowModeChangedEvent | ClipSubmittedEvent | ClipEditedEvent | ClipMarkedEvent | ClipRemovedEvent | ClipMomentMarkedEvent | ClipMomentRemovedEvent | ClipMomentsRestoredEvent | ClipReviewChangedEvent | ClipBestChangedEvent | ClipPeopleChangedEvent | ClipRequestDeclinedEvent
"""Any event of a clip session."""


JamEvent = JamEditedEvent | JamTransportChangedEvent | JamRemixedEvent | JamVisibilityChangedEvent | JamRecordingAddedEvent | JamRecordingDeletedEvent | JamRecordingRestoredEvent | JamVersionNamedEvent | JamDeletedEvent | JamMemberChangedEvent | JamEditingLockedEvent | JamSlowModeChangedEvent | JamPeopleChangedEvent | JamRequestDeclinedEvent
"""Any event of a jam session."""


VoiceEvent = VoiceSessionUpdatedEvent | VoiceStatusChangedEvent | VoiceSessionClosedEvent | VoiceDeletedEvent | VoiceMemberChangedEvent | VoiceLinkChangedEvent | VoicePeopleChangedEvent | VoiceRequestDeclinedEvent | VoiceChunkAddedEvent | VoiceRecordingFinishedEvent | VoiceRecordingDeletedEvent | VoiceRecordingRestoredEvent | VoiceMaterialAddedEvent | VoiceMaterialDeletedEvent | VoiceMaterialRestoredEvent | VoiceTaskChangedEvent | VoiceTaskDeletedEvent | VoiceMaterialChangedEvent | VoiceSegmentChangedEvent | VoiceSegmentDeletedEvent | VoiceSpeakerChangedEvent | VoiceJobChangedEvent
"""Any event of a voice session."""


ListeningEvent = ListeningEntriesChangedEvent | ListeningBookChangedEvent | ListeningBookmarkChangedEvent | ListeningClearedEvent
"""Any event of a listening session."""


HomeEvent = HomeRowChangedEvent | HomeRowRemovedEvent
"""Any event of a home session."""


FleetEvent = FleetMinuteEvent
"""Any event of a fleet session."""


AnyEvent = ClipEvent | JamEvent | VoiceEvent | AdminEvent | ListeningEvent | HomeEvent | FleetEvent
"""Any event of any kind of session."""


ClipSignal = ClipAudienceSignal | ClipHeatSignal
"""Any signal of a clip session."""


JamSignal = JamPresenceSignal | JamPresenceLeftSignal | JamPeerSignal
"""Any signal of a jam session."""


VoiceSignal = VoicePresenceSignal | VoicePresenceLeftSignal | VoicePeerSignal
"""Any signal of a voice session."""


FleetSignal = FleetProcessSignal
"""Any signal of a fleet session."""


AnySignal = ClipSignal | JamSignal | VoiceSignal | AdminSignal | FleetSignal
"""Any signal of any kind of session."""


AnySubscribed = ClipSubscribed | JamSubscribed | VoiceSubscribed | AdminSubscribed | ListeningSubscribed | HomeSubscribed | FleetSubscribed
"""`snapshot`, or `events` when `since` could be continued. `now` is the server's clock in Unix ms. A snapshot
whose `next_cursor` is a string is the first page of a large one: `next_page` reads the rest (SY22)."""


Breaks = Literal["cut", "counted"]
"""Whether the recorded video contains the breaks between segments."""


ExportFormat = Literal["csv", "json"]
"""What a history can be saved as."""


Format = Literal["youtube", "text", "csv", "json", "edl", "fcpxml", "premiere", "otio", "losslesscut", "links", "discord"]
"""The formats of an export."""


FrameRate = Literal["23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94", "59.94df", "60"]
"""The frame rates of an editor's timeline; `df` means drop-frame."""


JamTransport = JamPlaying | JamStopped
"""The shared transport."""


JobState = Literal["queued", "running", "done", "failed"]
"""JobState"""


JobType = Literal["DONE_MULTIPROMPT", "POST_PROCESS", "TRANSCRIBE", "CREATE_TASKS", "PROBE", "TRANSCRIBE_MATERIAL"]
"""DONE_MULTIPROMPT follows a close (V20), POST_PROCESS assembles a recording, TRANSCRIBE writes it down,
CREATE_TASKS reads all texts for tasks and a summary. PROBE finds out what an attached file is,
TRANSCRIBE_MATERIAL writes down one that is a voice."""


Link = Literal["nobody", "view", "edit"]
"""What somebody may do who has the link and no role."""


MaterialKind = Literal["voice", "text", "photo", "document"]
"""The types of attachments (V7)."""


Per = Literal["moment", "tap"]
"""What gets a line, a row or a marker: each moment, as the review shows it, or each tap (C22)."""


Presence = dict[str, Any]
"""A client's presence, of any shape; `name` is the name that the server has of the user."""


RecordingState = Literal["recording", "uploading", "whole"]
"""`recording` until the recorder has sent the number of chunks, `uploading` until all have arrived, then
`whole`."""


Role = Literal["owner", "co-owner", "editor", "viewer"]
"""A member's role. A co-owner may do everything except delete the session and decide who owns it."""


Scope = Literal["read", "mark", "edit"]
"""`read` sees what its maker sees, `mark` marks moments, `edit` changes content and runs a stream. None of
them includes another one."""


Show = Literal["best", "all", "clipped"]
"""Which moments: the best by heat, all, or those marked as clipped."""


Status = Literal["created", "active", "paused", "ended"]
"""The four states of C1."""


Tag = Literal["epic", "funny", "rip", "clutch", "win"]
"""The quick tags (C26)."""


TextFormat = Literal["txt", "md", "srt", "vtt", "json", "docx"]
"""The formats of an export; the value is the file's ending."""


VoiceStatus = Literal["ready", "recording", "cutting", "paused", "final_uploading", "closed", "error"]
"""The seven states of V13."""
