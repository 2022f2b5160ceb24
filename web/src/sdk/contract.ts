/* Made from the server's contract by `make docs`. Do not edit. */

/**
 * The four states of C1.
 */
export type Status = "created" | "active" | "paused" | "ended";
/**
 * The seven states of V13.
 */
export type VoiceStatus =
  "ready" | "recording" | "cutting" | "paused" | "final_uploading" | "closed" | "error";
/**
 * The quick tags (C26).
 */
export type Tag = "epic" | "funny" | "rip" | "clutch" | "win";
/**
 * The shared transport.
 */
export type JamTransport = JamPlaying | JamStopped;
/**
 * `snapshot`, or `events` when `since` could be continued. `now` is the server's clock in Unix ms. A snapshot whose
 * `next_cursor` is a string is the first page of a large one: `next_page` reads the rest (SY22).
 */
export type AnySubscribed =
  | ClipSubscribed
  | JamSubscribed
  | VoiceSubscribed
  | AdminSubscribed
  | ListeningSubscribed
  | HomeSubscribed
  | FleetSubscribed;
/**
 * Any event of a clip session.
 */
export type ClipEvent =
  | ClipSessionStartedEvent
  | ClipSessionPausedEvent
  | ClipSessionResumedEvent
  | ClipSessionEndedEvent
  | ClipSessionUpdatedEvent
  | ClipDeletedEvent
  | ClipMemberChangedEvent
  | ClipLinkChangedEvent
  | ClipSlowModeChangedEvent
  | ClipSubmittedEvent
  | ClipEditedEvent
  | ClipMarkedEvent
  | ClipRemovedEvent
  | ClipMomentMarkedEvent
  | ClipMomentRemovedEvent
  | ClipMomentsRestoredEvent
  | ClipReviewChangedEvent
  | ClipBestChangedEvent
  | ClipPeopleChangedEvent
  | ClipRequestDeclinedEvent;
/**
 * A member's role. A co-owner may do everything except delete the session and decide who owns it.
 */
export type Role = "owner" | "co-owner" | "editor" | "viewer";
/**
 * What somebody may do who has the link and no role.
 */
export type Link = "nobody" | "view" | "edit";
/**
 * Whether the recorded video contains the breaks between segments.
 */
export type Breaks = "cut" | "counted";
/**
 * Any event of a jam session.
 */
export type JamEvent =
  | JamEditedEvent
  | JamTransportChangedEvent
  | JamRemixedEvent
  | JamVisibilityChangedEvent
  | JamRecordingAddedEvent
  | JamRecordingDeletedEvent
  | JamRecordingRestoredEvent
  | JamVersionNamedEvent
  | JamDeletedEvent
  | JamMemberChangedEvent
  | JamEditingLockedEvent
  | JamSlowModeChangedEvent
  | JamPeopleChangedEvent
  | JamRequestDeclinedEvent;
/**
 * Any event of a voice session.
 */
export type VoiceEvent =
  | VoiceSessionUpdatedEvent
  | VoiceStatusChangedEvent
  | VoiceSessionClosedEvent
  | VoiceDeletedEvent
  | VoiceMemberChangedEvent
  | VoiceLinkChangedEvent
  | VoicePeopleChangedEvent
  | VoiceRequestDeclinedEvent
  | VoiceChunkAddedEvent
  | VoiceRecordingFinishedEvent
  | VoiceRecordingDeletedEvent
  | VoiceRecordingRestoredEvent
  | VoiceMaterialAddedEvent
  | VoiceMaterialDeletedEvent
  | VoiceMaterialRestoredEvent
  | VoiceTaskChangedEvent
  | VoiceTaskDeletedEvent
  | VoiceMaterialChangedEvent
  | VoiceSegmentChangedEvent
  | VoiceSegmentDeletedEvent
  | VoiceSpeakerChangedEvent
  | VoiceJobChangedEvent;
/**
 * `recording` until the recorder has sent the number of chunks, `uploading` until all have arrived, then
 * `whole`.
 */
export type RecordingState = "recording" | "uploading" | "whole";
/**
 * The types of attachments (V7).
 */
export type MaterialKind = "voice" | "text" | "photo" | "document";
export type JobState = "queued" | "running" | "done" | "failed";
/**
 * DONE_MULTIPROMPT follows a close (V20), POST_PROCESS assembles a recording, TRANSCRIBE writes it down,
 * CREATE_TASKS reads all texts for tasks and a summary. PROBE finds out what an attached file is, TRANSCRIBE_MATERIAL
 * writes down one that is a voice.
 */
export type JobType =
  "DONE_MULTIPROMPT" | "POST_PROCESS" | "TRANSCRIBE" | "CREATE_TASKS" | "PROBE" | "TRANSCRIBE_MATERIAL";
/**
 * Any event of a admin session.
 */
export type AdminEvent =
  | AdminTaskChangedEvent
  | AdminAuditedEvent
  | AdminAlertsChangedEvent
  | AdminJobsChangedEvent
  | AdminBlockChangedEvent
  | AdminReportChangedEvent;
/**
 * Any event of a listening session.
 */
export type ListeningEvent =
  | ListeningEntriesChangedEvent
  | ListeningBookChangedEvent
  | ListeningBookmarkChangedEvent
  | ListeningClearedEvent;
/**
 * Any event of a home session.
 */
export type HomeEvent = HomeRowChangedEvent | HomeRowRemovedEvent;
/**
 * Any signal of a clip session.
 */
export type ClipSignal = ClipAudienceSignal | ClipHeatSignal;
/**
 * Any signal of a jam session.
 */
export type JamSignal = JamPresenceSignal | JamPresenceLeftSignal | JamPeerSignal;
/**
 * Any signal of a voice session.
 */
export type VoiceSignal = VoicePresenceSignal | VoicePresenceLeftSignal | VoicePeerSignal;
/**
 * `read` sees what its maker sees, `mark` marks moments, `edit` changes content and runs a stream. None of them
 * includes another one.
 */
export type Scope = "read" | "mark" | "edit";

export interface Contract {
  events: {
    create_tasks_from_chunks: {
      answer: AskedJobs;
      payload: SessionRef;
    };
    edit_session: {
      answer: EditedSession;
      payload: EditSession;
    };
    end_session: {
      answer: OneSession;
      payload: SessionRef;
    };
    keep_recording: {
      answer: Lease;
      payload: KeepRecording;
    };
    mark_clip: {
      answer: OneClip;
      payload: MarkClip;
    };
    mark_moment: {
      answer: OneMoment;
      payload: MarkMoment;
    };
    mark_moments: {
      answer: OneMoment;
      payload: MarkMoments;
    };
    next_page: {
      answer: SnapshotPage;
      payload: NextPage;
    };
    pause_session: {
      answer: OneSession;
      payload: SessionRef;
    };
    post_process_session: {
      answer: AskedJobs;
      payload: SessionRef;
    };
    refresh_token: {
      answer: Account;
      payload: TokenToRenew;
    };
    remove_clip: {
      answer: MomentDeleted;
      payload: RemoveClip;
    };
    remove_moment: {
      answer: MomentDeleted;
      payload: RemoveMoment;
    };
    report_recording: {
      answer: Lease;
      payload: ReportRecording;
    };
    resume_session: {
      answer: OneSession;
      payload: SessionRef;
    };
    session_done: {
      answer: DoneAnswer;
      payload: SessionRef;
    };
    set_transport: {
      answer: TransportSet;
      payload: SetTransport;
    };
    signal_peer: {
      answer: EmptyPayload;
      payload: PeerSignal;
    };
    start_session: {
      answer: OneSession;
      payload: SessionRef;
    };
    submit_clip: {
      answer: OneClip;
      payload: SubmitClip;
    };
    subscribe_on_session: {
      answer: AnySubscribed;
      payload: SubscribeOnSession;
    };
    sync_clock: {
      answer: ClockReading;
      payload: EmptyPayload;
    };
    track_playback: {
      answer: Tracked;
      payload: PlayerReport;
    };
    unsubscribe_from_session: {
      answer: EmptyPayload;
      payload: SessionRef;
    };
    update_presence: {
      answer: EmptyPayload;
      payload: UpdatePresence;
    };
    wait_durable: {
      answer: Reached;
      payload: Handlers_Api_Durability__Since;
    };
  };
  kinds: {
    admin: {
      event: AdminEvent;
      signal: AdminSignal;
      snapshot: DeskView;
      subscribed: AdminSubscribed;
    };
    clip: {
      event: ClipEvent;
      signal: ClipSignal;
      snapshot: ClipSessionView;
      subscribed: ClipSubscribed;
    };
    fleet: {
      event: FleetEvent;
      signal: FleetSignal;
      snapshot: FleetView;
      subscribed: FleetSubscribed;
    };
    home: {
      event: HomeEvent;
      signal: never;
      snapshot: HomeView;
      subscribed: HomeSubscribed;
    };
    jam: {
      event: JamEvent;
      signal: JamSignal;
      snapshot: JamView;
      subscribed: JamSubscribed;
    };
    listening: {
      event: ListeningEvent;
      signal: never;
      snapshot: HistoryView;
      subscribed: ListeningSubscribed;
    };
    voice: {
      event: VoiceEvent;
      signal: VoiceSignal;
      snapshot: VoiceView;
      subscribed: VoiceSubscribed;
    };
  };
  routes: {
    "DELETE /admin/accounts/{user_id}": {
      answer: AccountEnd;
      body: null;
    };
    "DELETE /admin/blocks/{block_id}": {
      answer: AdminBlock;
      body: null;
    };
    "DELETE /admin/sessions/{session_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/auth/me": {
      answer: AccountEnd;
      body: DeletionWanted;
    };
    "DELETE /api/clip-sessions/{session_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/clip-sessions/{session_id}/best": {
      answer: null;
      body: null;
    };
    "DELETE /api/clip-sessions/{session_id}/clips/{clip_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/clip-sessions/{session_id}/moments": {
      answer: null;
      body: null;
    };
    "DELETE /api/deleted/clip-sessions/{session_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/deleted/sessions/{session_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/deleted/sessions/{session_id}/samples/{sample}": {
      answer: null;
      body: null;
    };
    "DELETE /api/keys/{key_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/listening": {
      answer: Deleted;
      body: null;
    };
    "DELETE /api/listening/books/{book_id}": {
      answer: Book;
      body: null;
    };
    "DELETE /api/listening/books/{book_id}/bookmarks/{bookmark_id}": {
      answer: BookmarkChanged;
      body: null;
    };
    "DELETE /api/listening/sessions": {
      answer: Deleted;
      body: null;
    };
    "DELETE /api/listening/sessions/{entry_id}": {
      answer: Entry;
      body: null;
    };
    "DELETE /api/people/{session_id}/invitations/{invitation_id}": {
      answer: null;
      body: null;
    };
    "DELETE /api/people/{session_id}/request": {
      answer: null;
      body: null;
    };
    "DELETE /api/sessions/{uuid}": {
      answer: null;
      body: null;
    };
    "DELETE /api/sessions/{uuid}/samples/{sample}": {
      answer: null;
      body: null;
    };
    "DELETE /api/webhooks/{webhook_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/deleted/{session_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/deleted/{session_id}/materials/{material_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/deleted/{session_id}/recordings/{recording_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/sessions/{session_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/sessions/{session_id}/materials/{material_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/sessions/{session_id}/materials/{material_id}/chunks": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/sessions/{session_id}/recordings/{recording_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/sessions/{session_id}/segments/{segment_id}": {
      answer: null;
      body: null;
    };
    "DELETE /voicebot/sessions/{session_id}/tasks/{task_id}": {
      answer: null;
      body: null;
    };
    "GET /admin/abuse": {
      answer: AbuseFound;
      body: null;
    };
    "GET /admin/alerts": {
      answer: AlertList;
      body: null;
    };
    "GET /admin/audit": {
      answer: AuditPage;
      body: null;
    };
    "GET /admin/backup": {
      answer: BackupState;
      body: null;
    };
    "GET /admin/blocks": {
      answer: BlockPage;
      body: null;
    };
    "GET /admin/deleted": {
      answer: DeletedByAdmins;
      body: null;
    };
    "GET /admin/export": {
      answer: null;
      body: null;
    };
    "GET /admin/jobs": {
      answer: AdminJobs;
      body: null;
    };
    "GET /admin/metrics": {
      answer: AdminMetrics;
      body: null;
    };
    "GET /admin/reports": {
      answer: ReportPage;
      body: null;
    };
    "GET /admin/series": {
      answer: Series;
      body: null;
    };
    "GET /admin/sessions": {
      answer: AdminSessionList;
      body: null;
    };
    "GET /admin/sessions/{session_id}": {
      answer: AdminDetail;
      body: null;
    };
    "GET /admin/tasks": {
      answer: TaskList;
      body: null;
    };
    "GET /api/auth/me": {
      answer: Visitor;
      body: null;
    };
    "GET /api/auth/me/deletion": {
      answer: OwnAccountEnd;
      body: null;
    };
    "GET /api/auth/me/export": {
      answer: null;
      body: null;
    };
    "GET /api/auth/sign-in": {
      answer: SignInPage;
      body: null;
    };
    "GET /api/clip-sessions": {
      answer: ClipSessionList;
      body: null;
    };
    "GET /api/clip-sessions/{session_id}": {
      answer: ClipSessionView;
      body: null;
    };
    "GET /api/clip-sessions/{session_id}/best": {
      answer: BestPage;
      body: null;
    };
    "GET /api/clip-sessions/{session_id}/export": {
      answer: null;
      body: null;
    };
    "GET /api/clip-sessions/{session_id}/export/preview": {
      answer: ExportPreview;
      body: null;
    };
    "GET /api/deleted/clip-sessions": {
      answer: DeletedSessionList;
      body: null;
    };
    "GET /api/deleted/sessions": {
      answer: DeletedSessionList;
      body: null;
    };
    "GET /api/home": {
      answer: HomeView;
      body: null;
    };
    "GET /api/home/people": {
      answer: KnownPeople;
      body: null;
    };
    "GET /api/hooks/moment/{key}": {
      answer: Clip;
      body: null;
    };
    "GET /api/invitations/{token}": {
      answer: InvitationView;
      body: null;
    };
    "GET /api/keys": {
      answer: ScriptKeyList;
      body: null;
    };
    "GET /api/limits": {
      answer: ServerLimits;
      body: null;
    };
    "GET /api/listening/books": {
      answer: BookPage;
      body: null;
    };
    "GET /api/listening/books/{book_id}/artwork": {
      answer: null;
      body: null;
    };
    "GET /api/listening/books/{book_id}/bookmarks": {
      answer: BookmarkPage;
      body: null;
    };
    "GET /api/listening/export": {
      answer: null;
      body: null;
    };
    "GET /api/listening/sessions": {
      answer: EntryPage;
      body: null;
    };
    "GET /api/listening/statistics": {
      answer: Statistics;
      body: null;
    };
    "GET /api/people/{session_id}": {
      answer: SessionPeople;
      body: null;
    };
    "GET /api/people/{session_id}/senders": {
      answer: SessionSenders;
      body: null;
    };
    "GET /api/sessions/{uuid}": {
      answer: JamSession;
      body: null;
    };
    "GET /api/sessions/{uuid}/history": {
      answer: JamHistory;
      body: null;
    };
    "GET /api/sessions/{uuid}/history/{version}": {
      answer: EarlierJam;
      body: null;
    };
    "GET /api/sessions/{uuid}/samples": {
      answer: JamRecordingList;
      body: null;
    };
    "GET /api/sessions/{uuid}/samples/{sample}": {
      answer: null;
      body: null;
    };
    "GET /api/usage": {
      answer: Usage;
      body: null;
    };
    "GET /api/webhooks": {
      answer: WebhookList;
      body: null;
    };
    "GET /voicebot/deleted": {
      answer: DeletedList;
      body: null;
    };
    "GET /voicebot/projects/{project}": {
      answer: ProjectWords;
      body: null;
    };
    "GET /voicebot/search": {
      answer: VoiceFound;
      body: null;
    };
    "GET /voicebot/sessions": {
      answer: VoiceList;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}": {
      answer: VoiceView;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/access": {
      answer: VoiceAccess;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/archive": {
      answer: null;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/export": {
      answer: null;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/materials/{material_id}/chunks": {
      answer: FileUpload;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/materials/{material_id}/file": {
      answer: null;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/recordings/{recording_id}": {
      answer: RecordingChunks;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/recordings/{recording_id}/audio": {
      answer: null;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/segments/{segment_id}/history": {
      answer: SegmentHistory;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/sound": {
      answer: SessionSound;
      body: null;
    };
    "GET /voicebot/sessions/{session_id}/sound/file": {
      answer: null;
      body: null;
    };
    "PATCH /api/auth/me": {
      answer: IssuedToken;
      body: NameChange;
    };
    "PATCH /api/clip-sessions/{session_id}": {
      answer: ClipSession;
      body: ClipSessionChange;
    };
    "PATCH /api/clip-sessions/{session_id}/clips/{clip_id}": {
      answer: Clip;
      body: ClipChange;
    };
    "PATCH /api/clip-sessions/{session_id}/moments": {
      answer: OneMoment;
      body: MomentMark;
    };
    "PATCH /api/clip-sessions/{session_id}/review": {
      answer: Review;
      body: ReviewChange;
    };
    "PATCH /api/listening/books/{book_id}": {
      answer: Book;
      body: BookChange;
    };
    "PATCH /api/people/{session_id}": {
      answer: SessionPeople;
      body: SetLink;
    };
    "PATCH /api/sessions/{uuid}": {
      answer: ChangedJam;
      body: JamChange;
    };
    "PATCH /api/sessions/{uuid}/history/{version}": {
      answer: NamedVersion;
      body: NameVersion;
    };
    "PATCH /voicebot/projects/{project}": {
      answer: ProjectWords;
      body: ProjectWordsChange;
    };
    "PATCH /voicebot/sessions/{session_id}": {
      answer: VoiceSession;
      body: VoiceSessionChange;
    };
    "PATCH /voicebot/sessions/{session_id}/materials/{material_id}": {
      answer: Material;
      body: NoteChange;
    };
    "PATCH /voicebot/sessions/{session_id}/segments/{segment_id}": {
      answer: SpeechSegment;
      body: SegmentChange;
    };
    "PATCH /voicebot/sessions/{session_id}/tasks/{task_id}": {
      answer: Task;
      body: TaskChange;
    };
    "POST /admin/abuse/take-down": {
      answer: AdminTask;
      body: TakeDownWanted;
    };
    "POST /admin/blocks": {
      answer: AdminBlock;
      body: BlockWanted;
    };
    "POST /admin/import": {
      answer: ImportedSessions;
      body: null;
    };
    "POST /admin/jobs/{session_id}/{job_id}/retry": {
      answer: null;
      body: null;
    };
    "POST /admin/orphans/count": {
      answer: OrphansFound;
      body: OrphansWanted;
    };
    "POST /admin/orphans/delete": {
      answer: AdminTask;
      body: DeleteOrphans;
    };
    "POST /admin/recalculate": {
      answer: AdminTask;
      body: null;
    };
    "POST /admin/reports/{report_id}/close": {
      answer: UserReport;
      body: ReportClosed;
    };
    "POST /admin/sessions/{session_id}/restore": {
      answer: null;
      body: null;
    };
    "POST /admin/tasks/{task_id}/bring-back": {
      answer: AdminTask;
      body: null;
    };
    "POST /admin/tasks/{task_id}/stop": {
      answer: AdminTask;
      body: null;
    };
    "POST /api/auth/guest": {
      answer: IssuedToken;
      body: NewGuest;
    };
    "POST /api/auth/login": {
      answer: IssuedToken;
      body: NewLogin;
    };
    "POST /api/auth/login/look": {
      answer: LoginView;
      body: Proof;
    };
    "POST /api/auth/logout": {
      answer: null;
      body: null;
    };
    "POST /api/auth/recovery_key": {
      answer: RecoveryKey;
      body: NewRecoveryKey;
    };
    "POST /api/auth/refresh": {
      answer: IssuedToken;
      body: null;
    };
    "POST /api/auth/sign_out_others": {
      answer: OthersSignedOut;
      body: null;
    };
    "POST /api/auth/telegram": {
      answer: MiniAppToken;
      body: Launch;
    };
    "POST /api/auth/ticket": {
      answer: LoginLink;
      body: null;
    };
    "POST /api/clip-sessions": {
      answer: ClipSession;
      body: NewClipSession;
    };
    "POST /api/clip-sessions/{session_id}/best": {
      answer: BestPage;
      body: BestChoice;
    };
    "POST /api/clip-sessions/{session_id}/clips": {
      answer: Clip;
      body: ClipSubmission;
    };
    "POST /api/clip-sessions/{session_id}/control": {
      answer: Controlled;
      body: ControlTicket;
    };
    "POST /api/clip-sessions/{session_id}/control-link": {
      answer: ControlLink;
      body: null;
    };
    "POST /api/clip-sessions/{session_id}/{action}": {
      answer: ClipSession;
      body: null;
    };
    "POST /api/deleted/clip-sessions/{session_id}/restore": {
      answer: ClipSession;
      body: null;
    };
    "POST /api/deleted/sessions/{session_id}/restore": {
      answer: null;
      body: null;
    };
    "POST /api/durability": {
      answer: Reached;
      body: Handlers_Api_Durability__Since;
    };
    "POST /api/hooks/moment": {
      answer: Clip;
      body: NewPress;
    };
    "POST /api/hooks/moment/{key}": {
      answer: Clip;
      body: NewPress;
    };
    "POST /api/invitations/{token}": {
      answer: JoinedSession;
      body: null;
    };
    "POST /api/keys": {
      answer: MadeKey;
      body: NewKey;
    };
    "POST /api/listening/books": {
      answer: Book;
      body: NewBook;
    };
    "POST /api/listening/import/audiobookshelf": {
      answer: ImportAnswer;
      body: AudiobookshelfImport;
    };
    "POST /api/listening/import/listenbrainz": {
      answer: ImportAnswer;
      body: ListenBrainzImport;
    };
    "POST /api/listening/playback": {
      answer: Tracked;
      body: PlayerReport;
    };
    "POST /api/listening/sessions/batch": {
      answer: BatchAnswer;
      body: Batch;
    };
    "POST /api/listening/sessions/{entry_id}/restore": {
      answer: OneEntry;
      body: null;
    };
    "POST /api/people/{session_id}/answer": {
      answer: null;
      body: AnswerRequest;
    };
    "POST /api/people/{session_id}/invitations": {
      answer: MadeInvitation;
      body: NewInvitation;
    };
    "POST /api/people/{session_id}/invited": {
      answer: null;
      body: InviteUser;
    };
    "POST /api/people/{session_id}/invited/answer": {
      answer: JoinedSession;
      body: AnswerInvitation;
    };
    "POST /api/people/{session_id}/invited/revoke": {
      answer: null;
      body: NamedUser;
    };
    "POST /api/people/{session_id}/networks/{network}/removal": {
      answer: Removed;
      body: null;
    };
    "POST /api/people/{session_id}/removals": {
      answer: Removed;
      body: Removal;
    };
    "POST /api/people/{session_id}/request": {
      answer: null;
      body: null;
    };
    "POST /api/people/{session_id}/role": {
      answer: null;
      body: SetRole;
    };
    "POST /api/people/{session_id}/steps/{step}/undo": {
      answer: Undone;
      body: null;
    };
    "POST /api/reports/{session_id}": {
      answer: null;
      body: NewReport;
    };
    "POST /api/sessions": {
      answer: CreatedJam;
      body: NewJam;
    };
    "POST /api/sessions/{uuid}/history": {
      answer: NamedVersion;
      body: NameVersion;
    };
    "POST /api/sessions/{uuid}/history/{version}/restore": {
      answer: UpdatedJam;
      body: RestoreVersion;
    };
    "POST /api/sessions/{uuid}/publish": {
      answer: PublishedJam;
      body: null;
    };
    "POST /api/sessions/{uuid}/remix": {
      answer: RemixedJam;
      body: null;
    };
    "POST /api/sessions/{uuid}/samples": {
      answer: StoredSample;
      body: null;
    };
    "POST /api/sessions/{uuid}/samples/{sample}/restore": {
      answer: null;
      body: null;
    };
    "POST /api/webhooks": {
      answer: MadeWebhook;
      body: WebhookWanted;
    };
    "POST /api/webhooks/deliveries/{delivery_id}/again": {
      answer: null;
      body: null;
    };
    "POST /api/webhooks/{webhook_id}/resume": {
      answer: null;
      body: null;
    };
    "POST /voicebot/activate_session": {
      answer: Activated;
      body: SessionRef;
    };
    "POST /voicebot/active_session": {
      answer: ActiveSession;
      body: NoBody;
    };
    "POST /voicebot/create_session": {
      answer: VoiceSession;
      body: NewVoiceSession;
    };
    "POST /voicebot/deleted/{session_id}/restore": {
      answer: VoiceSession;
      body: null;
    };
    "POST /voicebot/sessions/{session_id}/jobs/{job_id}/retry": {
      answer: Job;
      body: null;
    };
    "POST /voicebot/sessions/{session_id}/materials": {
      answer: Material;
      body: NewText;
    };
    "POST /voicebot/sessions/{session_id}/materials/{material_id}/finish": {
      answer: Material;
      body: FinishFile;
    };
    "POST /voicebot/sessions/{session_id}/materials/{material_id}/restore": {
      answer: Material;
      body: null;
    };
    "POST /voicebot/sessions/{session_id}/recordings/{recording_id}/finish": {
      answer: Recording;
      body: FinishRecording;
    };
    "POST /voicebot/sessions/{session_id}/recordings/{recording_id}/restore": {
      answer: Recording;
      body: null;
    };
    "POST /voicebot/sessions/{session_id}/segments/{segment_id}/join": {
      answer: SpeechSegment;
      body: SegmentJoin;
    };
    "POST /voicebot/sessions/{session_id}/segments/{segment_id}/split": {
      answer: SpeechSegment;
      body: SegmentSplit;
    };
    "POST /voicebot/sessions/{session_id}/tasks": {
      answer: Task;
      body: NewTask;
    };
    "POST /voicebot/sessions/{session_id}/tasks/{task_id}/restore": {
      answer: Task;
      body: null;
    };
    "POST /voicebot/sessions/{session_id}/undo": {
      answer: null;
      body: null;
    };
    "PUT /admin/desk": {
      answer: DeskPlace;
      body: null;
    };
    "PUT /admin/fleet": {
      answer: Fleet;
      body: null;
    };
    "PUT /admin/fleet/sessions/{session_id}": {
      answer: null;
      body: null;
    };
    "PUT /api/auth/token": {
      answer: Account;
      body: Token;
    };
    "PUT /api/home": {
      answer: Home;
      body: null;
    };
    "PUT /api/listening": {
      answer: Listening;
      body: null;
    };
    "PUT /api/listening/books/{book_id}/artwork": {
      answer: Book;
      body: null;
    };
    "PUT /api/listening/books/{book_id}/bookmarks/{bookmark_id}": {
      answer: BookmarkChanged;
      body: NewBookmark;
    };
    "PUT /api/sessions/{uuid}": {
      answer: UpdatedJam;
      body: WholeState;
    };
    "PUT /voicebot/sessions/{session_id}/materials/{material_id}/chunks/{number}": {
      answer: StoredFileChunk;
      body: null;
    };
    "PUT /voicebot/sessions/{session_id}/materials/{material_id}/file": {
      answer: Material;
      body: null;
    };
    "PUT /voicebot/sessions/{session_id}/recordings/{recording_id}/chunks/{number}": {
      answer: StoredChunk;
      body: null;
    };
    "PUT /voicebot/sessions/{session_id}/segments/{segment_id}/speaker": {
      answer: SpeechSegment;
      body: SegmentSpeaker;
    };
    "PUT /voicebot/sessions/{session_id}/speakers/{speaker_id}": {
      answer: null;
      body: SpeakerNamed;
    };
  };
  sends: {
    resync: Resync;
    token_expired: TokenExpired;
  };
}
/**
 * The requested jobs.
 */
export interface AskedJobs {
  jobs: string[];
}
/**
 * A session. Other fields are refused, except those of V19: the token alone says who the user is.
 */
export interface SessionRef {
  session_id: string;
}
/**
 * `seq` of the edit's event, or of the last event when nothing changed; `dropped`: paths of tracks that do not
 * exist any more.
 */
export interface EditedSession {
  dropped: string[];
  seq: number;
}
/**
 * Sets paths; null sets a path to its default, and removes a track. The same `edit_id` again changes nothing.
 */
export interface EditSession {
  /**
   * Chosen by the client
   */
  edit_id: string;
  session_id: string;
  set: {
    [k: string]: unknown;
  };
}
/**
 * The session after the change.
 */
export interface OneSession {
  session: ClipSession;
}
/**
 * One live stream (C21). Times are Unix ms as attributes and ISO 8601 in JSON.
 */
export interface ClipSession {
  control_url: string;
  created_at: string;
  game: string;
  id: string;
  lead_seconds: number;
  shows_heat: boolean;
  slow_seconds: number;
  status: Status;
  title: string;
  updated_at: string;
  viewer_url: string;
}
/**
 * The session after the report. A recorder that records or uploads must report again within `lease_ms`; otherwise
 * the session is `interrupted`.
 */
export interface Lease {
  lease_ms: number;
  session: VoiceSession;
}
/**
 * A session in answers; `is_active` says that it is open. Times are Unix ms as attributes, ISO in JSON.
 *
 * `interrupted`: the recorder did not renew its lease; it was last alive at `interrupted_at`, and nobody has taken
 * over. `recorder_name` is the name of the user who records or recorded last; null before, and after a close.
 * `vocabulary` are words and names that are used here, and `language` (ISO 639-1, "" for any) is the one that is
 * spoken: both help the transcription. `summary` is null until there is one; `summary_edited`: a person wrote it. With
 * `live_listening`, whoever may read it may listen while it is recorded.
 */
export interface VoiceSession {
  access_level: "private" | "public" | "restricted";
  created_at: string;
  done_count: number;
  interrupted: boolean;
  interrupted_at: string | null;
  is_active: boolean;
  language: string;
  live_listening: boolean;
  project: string | null;
  recorder_name: string | null;
  session_id: string;
  session_name: string;
  status: VoiceStatus;
  summary: string | null;
  summary_edited: boolean;
  updated_at: string;
  url: string;
  vocabulary: string;
}
/**
 * A sign of life of the recorder, with its status. It does not open a closed session and does not take over.
 */
export interface KeepRecording {
  recording_id?: string | null;
  session_id: string;
  status: "recording" | "cutting" | "final_uploading";
}
/**
 * The tap after the change.
 */
export interface OneClip {
  clip: Clip;
}
/**
 * One tap (C21).
 *
 * `offset_seconds` is the value to use: the reaction lead is already subtracted. `raw_offset_seconds` is the offset
 * before that. `tapped_at` is when the viewer pressed, `created_at` when the server stored it: they differ for a tap
 * that waited offline.
 */
export interface Clip {
  clipped: boolean;
  created_at: string;
  id: string;
  note: string | null;
  note_edited: boolean;
  offset_hms: string;
  offset_seconds: number;
  person: string;
  raw_offset_seconds: number;
  segment_id: string;
  segment_index: number;
  session_id: string;
  submitted_by: string | null;
  tag: Tag | null;
  tapped_at: string;
}
/**
 * Whether a tap has been cut out.
 */
export interface MarkClip {
  clip_id: string;
  clipped: boolean;
  session_id: string;
}
/**
 * How many taps the moment has.
 */
export interface OneMoment {
  taps: number;
}
/**
 * Whether a moment, named by its segment and offsets, has been cut out.
 */
export interface MarkMoment {
  clipped: boolean;
  first_seconds: number;
  last_seconds: number;
  segment_index: number;
  session_id: string;
}
/**
 * Whether moments, a hundred at most, have been cut out.
 */
export interface MarkMoments {
  clipped: boolean;
  /**
   * @maxItems 100
   */
  moments: MomentRef[];
  session_id: string;
}
/**
 * Names a moment: its segment and the offsets of its first and its last tap, both included.
 */
export interface MomentRef {
  first_seconds: number;
  last_seconds: number;
  segment_index: number;
}
/**
 * More rows of the snapshot's lists; `next_cursor` is null at the end. If `role` or the epoch differs from the
 * snapshot's, start again with a new snapshot.
 */
export interface SnapshotPage {
  next_cursor: string | null;
  position: FeedPosition;
  role: string;
  rows: {
    [k: string]: unknown[];
  };
}
/**
 * A position in a feed. In another epoch, older numbers mean nothing.
 */
export interface FeedPosition {
  epoch: string;
  seq: number;
}
/**
 * A page of a session's snapshot: `next_cursor` of the page before.
 */
export interface NextPage {
  cursor: string;
  session_id: string;
}
/**
 * The user behind a token and when the token ends, Unix ms.
 */
export interface Account {
  /**
   * Unix milliseconds
   */
  expires_at: number;
  user: Person;
}
/**
 * Who is signed in.
 */
export interface Person {
  guest: boolean;
  id: string;
  name: string;
  permissions: string[];
  roles: string[];
}
/**
 * A newer token of the same user.
 */
export interface TokenToRenew {
  token: string;
}
/**
 * How many taps were removed, and the step that undoes it.
 */
export interface MomentDeleted {
  step: number;
  taps: number;
}
/**
 * The tap to remove.
 */
export interface RemoveClip {
  clip_id: string;
  session_id: string;
}
/**
 * A moment, named by its segment and offsets.
 */
export interface RemoveMoment {
  first_seconds: number;
  last_seconds: number;
  segment_index: number;
  session_id: string;
}
/**
 * The recorder's status; `closed` is set only by closing. `recording_id` tells two tabs of one user apart. With
 * `takes_over` false, `recording` is refused while another recorder is alive (`conflict`).
 */
export interface ReportRecording {
  recording_id?: string | null;
  session_id: string;
  status: VoiceStatus;
  takes_over?: boolean;
}
/**
 * The session after the close, and how often it has been closed.
 */
export interface DoneAnswer {
  done_count: number;
  session: VoiceSession;
}
/**
 * The shared transport now.
 */
export interface TransportSet {
  transport: JamTransport;
}
/**
 * The shared transport plays: at `at` (Unix ms, the server's clock) it was at `step`.
 */
export interface JamPlaying {
  /**
   * Unix milliseconds
   */
  at: number;
  playing: true;
  step: number;
}
/**
 * The shared transport is stopped.
 */
export interface JamStopped {
  playing: false;
}
/**
 * Starts or stops the shared transport.
 */
export interface SetTransport {
  playing: boolean;
  session_id: string;
}
/**
 * An empty object.
 */
export interface EmptyPayload {}
/**
 * A signaling message to set up a direct connection: `to` is the connection that a signal came from; without it
 * every subscriber receives the message. At most 16 KiB of JSON to one, 512 bytes to all.
 */
export interface PeerSignal {
  data: {
    [k: string]: unknown;
  };
  session_id: string;
  to?: string | null;
}
/**
 * A viewer's tap.
 */
export interface SubmitClip {
  note?: string | null;
  session_id: string;
  submission_id?: string | null;
  submitted_by?: string | null;
  tag?: Tag | null;
  tapped_at?: number | null;
}
/**
 * The answer to a subscription of a clip session.
 */
export interface ClipSubscribed {
  events?: ClipEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "owner" | "viewer";
  snapshot?: ClipSessionView | null;
}
/**
 * The session has changed its state; `segment` is the one that was opened or closed.
 */
export interface ClipSessionStartedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SessionMoved;
  seq: number;
  session_id: string;
  type: "session_started";
}
/**
 * The session has changed its state; `segment` is the one that was opened or closed.
 */
export interface SessionMoved {
  segment: Segment | null;
  session: ClipSession;
}
/**
 * A part of the stream between two breaks (C21); open while `end_time` is None.
 */
export interface Segment {
  created_at: string;
  end_time: string | null;
  id: string;
  index: number;
  session_id: string;
  start_time: string;
}
/**
 * The session has changed its state; `segment` is the one that was opened or closed.
 */
export interface ClipSessionPausedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SessionMoved;
  seq: number;
  session_id: string;
  type: "session_paused";
}
/**
 * The session has changed its state; `segment` is the one that was opened or closed.
 */
export interface ClipSessionResumedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SessionMoved;
  seq: number;
  session_id: string;
  type: "session_resumed";
}
/**
 * The session has changed its state; `segment` is the one that was opened or closed.
 */
export interface ClipSessionEndedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SessionMoved;
  seq: number;
  session_id: string;
  type: "session_ended";
}
/**
 * The session after the change.
 */
export interface ClipSessionUpdatedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneSession;
  seq: number;
  session_id: string;
  type: "session_updated";
}
/**
 * An empty object.
 */
export interface ClipDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EmptyPayload;
  seq: number;
  session_id: string;
  type: "deleted";
}
/**
 * Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not told who
 * it is.
 */
export interface ClipMemberChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MemberChanged;
  seq: number;
  session_id: string;
  type: "member_changed";
}
/**
 * Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not told who
 * it is.
 */
export interface MemberChanged {
  role: Role | "banned" | null;
  user_id: string | null;
}
/**
 * What the link lets everybody do; everybody has to subscribe again.
 */
export interface ClipLinkChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: LinkChanged;
  seq: number;
  session_id: string;
  type: "link_changed";
}
/**
 * What the link lets everybody do; everybody has to subscribe again.
 */
export interface LinkChanged {
  link: Link;
}
/**
 * The seconds between two moments or edits of one person; 0 is none.
 */
export interface ClipSlowModeChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SlowModeChanged;
  seq: number;
  session_id: string;
  type: "slow_mode_changed";
}
/**
 * The seconds between two moments or edits of one person; 0 is none.
 */
export interface SlowModeChanged {
  seconds: number;
}
/**
 * The tap after the change.
 */
export interface ClipSubmittedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneClip;
  seq: number;
  session_id: string;
  type: "clip_submitted";
}
/**
 * The tap after the change.
 */
export interface ClipEditedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneClip;
  seq: number;
  session_id: string;
  type: "clip_edited";
}
/**
 * Whether a tap has been cut out.
 */
export interface ClipMarkedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: ClipMarked;
  seq: number;
  session_id: string;
  type: "clip_marked";
}
/**
 * Whether a tap has been cut out.
 */
export interface ClipMarked {
  clip_id: string;
  clipped: boolean;
}
/**
 * A tap that was removed.
 */
export interface ClipRemovedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: ClipRemoved;
  seq: number;
  session_id: string;
  type: "clip_removed";
}
/**
 * A tap that was removed.
 */
export interface ClipRemoved {
  clip_id: string;
}
/**
 * Whether taps of a moment have been cut out: at most fifty. A moment with more taps has several events.
 */
export interface ClipMomentMarkedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MomentMarked;
  seq: number;
  session_id: string;
  type: "moment_marked";
}
/**
 * Whether taps of a moment have been cut out: at most fifty. A moment with more taps has several events.
 */
export interface MomentMarked {
  clip_ids: string[];
  clipped: boolean;
}
/**
 * Taps that were removed: at most fifty of one moment, or about a hundred of removed people. More taps have several
 * events.
 */
export interface ClipMomentRemovedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MomentRemoved;
  seq: number;
  session_id: string;
  type: "moment_removed";
}
/**
 * Taps that were removed: at most fifty of one moment, or about a hundred of removed people. More taps have several
 * events.
 */
export interface MomentRemoved {
  clip_ids: string[];
}
/**
 * Moments that a step took away and that are there again; at most sixteen in one event.
 */
export interface ClipMomentsRestoredEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MomentsRestored;
  seq: number;
  session_id: string;
  type: "moments_restored";
}
/**
 * Moments that a step took away and that are there again; at most sixteen in one event.
 */
export interface MomentsRestored {
  clips: Clip[];
}
/**
 * What a streamer decided; null is as it was, and so is every cut and span that is not named.
 */
export interface ClipReviewChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: ReviewChanged;
  seq: number;
  session_id: string;
  type: "review_changed";
}
/**
 * What a streamer decided; null is as it was, and so is every cut and span that is not named.
 */
export interface ReviewChanged {
  around: Around | null;
  breaks: Breaks | null;
  /**
   * @maxItems 100
   */
  cuts: Cut[];
  /**
   * @maxItems 100
   */
  spans: Span[];
  video: VideoPart[] | null;
}
/**
 * How much of the stream belongs to a moment before and after its peak, where nobody set in and out.
 */
export interface Around {
  after_seconds: number;
  before_seconds: number;
}
/**
 * Whether a moment begins at a second: the first tap from there on begins one, or what would begin there belongs to
 * the moment before. Null takes the decision back.
 */
export interface Cut {
  begins: boolean | null;
  second: number;
  segment_index: number;
}
/**
 * In and out of the moment that contains a second, both in seconds of its segment. Null takes them back.
 */
export interface Span {
  in_seconds: number | null;
  out_seconds: number | null;
  second: number;
  segment_index: number;
}
/**
 * A recorded video, or one part of it: one point says where it begins, a second one how fast it runs (D36).
 */
export interface VideoPart {
  /**
   * @minItems 1
   * @maxItems 2
   */
  points: [VideoPoint] | [VideoPoint, VideoPoint];
  url: string | null;
}
/**
 * A place of the stream, and where it is in the video, in ms; before the video's beginning it is negative.
 */
export interface VideoPoint {
  offset_seconds: number;
  segment_index: number;
  video_ms: number;
}
/**
 * When the best moments were published; null when they were taken back.
 */
export interface ClipBestChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: BestChanged;
  seq: number;
  session_id: string;
  type: "best_changed";
}
/**
 * When the best moments were published; null when they were taken back.
 */
export interface BestChanged {
  published_at: number | null;
}
/**
 * An empty object.
 */
export interface ClipPeopleChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EmptyPayload;
  seq: number;
  session_id: string;
  type: "people_changed";
}
/**
 * The user who asked for more and does not get it.
 */
export interface ClipRequestDeclinedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: RequestDeclined;
  seq: number;
  session_id: string;
  type: "request_declined";
}
/**
 * The user who asked for more and does not get it.
 */
export interface RequestDeclined {
  user_id: string;
}
/**
 * A session as one user may see it; `now` is the server's clock in Unix ms. A viewer sees their own clips only.
 * `next_cursor` leads to the next page of the clips, null at the end. `review` is for streamers, on the first page.
 * `heat` is how many people have marked a moment in the last ten seconds, 0 when the session does not show it.
 */
export interface ClipSessionView {
  clips: Clip[];
  heat: number;
  may_mark: boolean;
  next_cursor: string | null;
  /**
   * Unix milliseconds
   */
  now: number;
  review: Review | null;
  role: "owner" | "viewer";
  segments: Segment[];
  session: ClipSession;
  viewers: number;
}
/**
 * All that was decided about a stream's moments.
 */
export interface Review {
  around: Around1;
  /**
   * Whether the recorded video contains the breaks between segments.
   */
  breaks: "cut" | "counted";
  cuts: Cut[];
  published_at: number | null;
  spans: Span[];
  video: VideoPart[];
}
/**
 * How much of the stream belongs to a moment before and after its peak, where nobody set in and out.
 */
export interface Around1 {
  after_seconds: number;
  before_seconds: number;
}
/**
 * The answer to a subscription of a jam session.
 */
export interface JamSubscribed {
  events?: JamEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "editor" | "viewer";
  snapshot?: JamView | null;
}
/**
 * The changed paths, in the form of `edit_session`. While the shared transport plays, a new tempo or swing begins
 * at the step of `transport`, which is still to come.
 */
export interface JamEditedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: Edited;
  seq: number;
  session_id: string;
  type: "edited";
}
/**
 * The changed paths, in the form of `edit_session`. While the shared transport plays, a new tempo or swing begins
 * at the step of `transport`, which is still to come.
 */
export interface Edited {
  edit_id: string;
  set: {
    [k: string]: unknown;
  };
  transport?: JamTransport | null;
}
/**
 * The shared transport now.
 */
export interface JamTransportChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: TransportSet;
  seq: number;
  session_id: string;
  type: "transport_changed";
}
/**
 * How many remixes there are.
 */
export interface JamRemixedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: Remixed;
  seq: number;
  session_id: string;
  type: "remixed";
}
/**
 * How many remixes there are.
 */
export interface Remixed {
  remixCount: number;
}
/**
 * Whether everybody with the link may open the jam, and what it lets them do.
 */
export interface JamVisibilityChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: VisibilityChanged;
  seq: number;
  session_id: string;
  type: "visibility_changed";
}
/**
 * Whether everybody with the link may open the jam, and what it lets them do.
 */
export interface VisibilityChanged {
  isPublic: boolean;
  link?: Link | null;
}
/**
 * Which recording was added, deleted or brought back.
 */
export interface JamRecordingAddedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: JamRecordingChanged;
  seq: number;
  session_id: string;
  type: "recording_added";
}
/**
 * Which recording was added, deleted or brought back.
 */
export interface JamRecordingChanged {
  sampleId: string;
}
/**
 * Which recording was added, deleted or brought back.
 */
export interface JamRecordingDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: JamRecordingChanged;
  seq: number;
  session_id: string;
  type: "recording_deleted";
}
/**
 * Which recording was added, deleted or brought back.
 */
export interface JamRecordingRestoredEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: JamRecordingChanged;
  seq: number;
  session_id: string;
  type: "recording_restored";
}
/**
 * The name that a version has now; null for none. A version may be new, or gone with its name.
 */
export interface JamVersionNamedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: VersionNamed;
  seq: number;
  session_id: string;
  type: "version_named";
}
/**
 * The name that a version has now; null for none. A version may be new, or gone with its name.
 */
export interface VersionNamed {
  name: string | null;
  version: string;
}
/**
 * An empty object.
 */
export interface JamDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EmptyPayload;
  seq: number;
  session_id: string;
  type: "deleted";
}
/**
 * Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not told who
 * it is.
 */
export interface JamMemberChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MemberChanged;
  seq: number;
  session_id: string;
  type: "member_changed";
}
/**
 * Whether only owners may edit for now.
 */
export interface JamEditingLockedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EditingLocked;
  seq: number;
  session_id: string;
  type: "editing_locked";
}
/**
 * Whether only owners may edit for now.
 */
export interface EditingLocked {
  locked: boolean;
}
/**
 * The seconds between two moments or edits of one person; 0 is none.
 */
export interface JamSlowModeChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SlowModeChanged;
  seq: number;
  session_id: string;
  type: "slow_mode_changed";
}
/**
 * An empty object.
 */
export interface JamPeopleChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EmptyPayload;
  seq: number;
  session_id: string;
  type: "people_changed";
}
/**
 * The user who asked for more and does not get it.
 */
export interface JamRequestDeclinedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: RequestDeclined;
  seq: number;
  session_id: string;
  type: "request_declined";
}
/**
 * A jam at the start of a subscription; `seq` is the number of its last event, `link` what the link lets
 * everybody do, `locked` whether only owners may edit for now.
 */
export interface JamView {
  limits: JamLimits;
  link: Link;
  locked: boolean;
  seq: number;
  session: JamSession;
}
/**
 * The limits of this installation: the most tracks, the slowest and the fastest tempo.
 */
export interface JamLimits {
  /**
   * @minItems 2
   * @maxItems 2
   */
  tempo: [number, number];
  tracks: number;
}
/**
 * A jam (S6, K18). Times in Unix ms; `lastAccessedAt` and `orphaned` are from before this read (D6).
 */
export interface JamSession {
  /**
   * Unix milliseconds
   */
  createdAt: number;
  id: string;
  immutable: boolean;
  isPublic: boolean;
  /**
   * Unix milliseconds
   */
  lastAccessedAt: number;
  layout: {
    [k: string]: TrackLayout;
  };
  name: string | null;
  orphaned: boolean;
  ownerId: string | null;
  parentDeleted: boolean;
  publishedFrom: string | null;
  remixCount: number;
  remixedFrom: string | null;
  remixedFromName: string | null;
  state: JamState;
  transport: JamTransport;
  /**
   * Unix milliseconds
   */
  updatedAt: number;
}
/**
 * A track's `order`, a fractional index, and its colour, 0–7.
 */
export interface TrackLayout {
  color: number;
  order: string;
}
/**
 * A whole state (S7).
 */
export interface JamState {
  swing: number;
  tempo: number;
  tracks: JamTrack[];
  version: number;
}
/**
 * A track (S8); the lists are as long as `stepCount`, or longer when a later step is set.
 */
export interface JamTrack {
  id: string;
  muted: boolean;
  name: string;
  parameterLocks: (ParameterLock | null)[];
  playbackMode: "oneshot" | "gate";
  sampleId: string;
  soloed: boolean;
  stepCount: number;
  steps: boolean[];
  transpose: number;
  volume: number;
}
/**
 * How one step differs from its track (S9).
 */
export interface ParameterLock {
  pitch?: number | null;
  volume?: number | null;
}
/**
 * The answer to a subscription of a voice session.
 */
export interface VoiceSubscribed {
  events?: VoiceEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "owner" | "editor" | "reader";
  snapshot?: VoiceView | null;
}
/**
 * The session after the change.
 */
export interface VoiceSessionUpdatedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneVoiceSession;
  seq: number;
  session_id: string;
  type: "session_updated";
}
/**
 * The session after the change.
 */
export interface OneVoiceSession {
  session: VoiceSession;
}
/**
 * The recorder's status.
 */
export interface VoiceStatusChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: StatusChanged;
  seq: number;
  session_id: string;
  type: "status_changed";
}
/**
 * The recorder's status.
 */
export interface StatusChanged {
  session: VoiceSession;
  status: VoiceStatus;
}
/**
 * The session after the close, and how often it has been closed.
 */
export interface VoiceSessionClosedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: DoneAnswer;
  seq: number;
  session_id: string;
  type: "session_closed";
}
/**
 * An empty object.
 */
export interface VoiceDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EmptyPayload;
  seq: number;
  session_id: string;
  type: "deleted";
}
/**
 * Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not told who
 * it is.
 */
export interface VoiceMemberChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MemberChanged;
  seq: number;
  session_id: string;
  type: "member_changed";
}
/**
 * What the link lets everybody do; everybody has to subscribe again.
 */
export interface VoiceLinkChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: LinkChanged;
  seq: number;
  session_id: string;
  type: "link_changed";
}
/**
 * An empty object.
 */
export interface VoicePeopleChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EmptyPayload;
  seq: number;
  session_id: string;
  type: "people_changed";
}
/**
 * The user who asked for more and does not get it.
 */
export interface VoiceRequestDeclinedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: RequestDeclined;
  seq: number;
  session_id: string;
  type: "request_declined";
}
/**
 * A chunk that has arrived.
 */
export interface VoiceChunkAddedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: ChunkAdded;
  seq: number;
  session_id: string;
  type: "chunk_added";
}
/**
 * A chunk that has arrived.
 */
export interface ChunkAdded {
  chunk: number;
  recording: Recording;
  recording_id: string;
}
/**
 * A recording in answers. `chunk_count` chunks are on the server, `total` are expected; it is null until the
 * recorder has sent it. From `audio_url` on, all fields are null until the recording is assembled; `fragments` are the
 * parts between cuts, `peaks` 0–255 over the whole length. What was said in
 * it are the session's segments with its id as their source.
 */
export interface Recording {
  audio_url: string | null;
  by: string;
  bytes: number;
  chunk_count: number;
  created_at: string;
  duration_ms: number | null;
  finished_at: string | null;
  fragments: number | null;
  media_type: string | null;
  number: number;
  peaks: number[] | null;
  recording_id: string;
  state: RecordingState;
  total: number | null;
}
/**
 * The recording after the change.
 */
export interface VoiceRecordingFinishedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneRecording;
  seq: number;
  session_id: string;
  type: "recording_finished";
}
/**
 * The recording after the change.
 */
export interface OneRecording {
  recording: Recording;
}
/**
 * A recording moved to the bin; its jobs are over.
 */
export interface VoiceRecordingDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: RecordingDeleted;
  seq: number;
  session_id: string;
  type: "recording_deleted";
}
/**
 * A recording moved to the bin; its jobs are over.
 */
export interface RecordingDeleted {
  recording_id: string;
}
/**
 * The recording after the change.
 */
export interface VoiceRecordingRestoredEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneRecording;
  seq: number;
  session_id: string;
  type: "recording_restored";
}
/**
 * The attached item as it is now.
 */
export interface VoiceMaterialAddedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MaterialAdded;
  seq: number;
  session_id: string;
  type: "material_added";
}
/**
 * The attached item as it is now.
 */
export interface MaterialAdded {
  material: Material;
}
/**
 * Something attached to a session. The fields about a file are null for a text; `digest` is the file's SHA-256 in
 * hexadecimal.
 *
 * A file that begins like sound is a document until a worker has read it. Then it is a voice, with its length
 * (`duration_ms`) and waveform (`peaks`, 0–255), or it stays a document, and `problem` says why.
 *
 * What came from a chat may be forwarded from an author, answer another material of the session, which may be deleted
 * since, or be a part of an album, whose parts stand in their order.
 */
export interface Material {
  album?: string | null;
  by: string;
  created_at: string;
  digest: string | null;
  duration_ms: number | null;
  file_url: string | null;
  filename: string | null;
  forwarded_from?: string | null;
  kind: MaterialKind;
  material_id: string;
  media_type: string | null;
  peaks: number[] | null;
  problem: string | null;
  reply_to?: string | null;
  size: number | null;
  source: "web" | "telegram";
  text: string | null;
}
/**
 * A material moved to the bin.
 */
export interface VoiceMaterialDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MaterialDeleted;
  seq: number;
  session_id: string;
  type: "material_deleted";
}
/**
 * A material moved to the bin.
 */
export interface MaterialDeleted {
  material_id: string;
}
/**
 * The attached item as it is now.
 */
export interface VoiceMaterialRestoredEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MaterialAdded;
  seq: number;
  session_id: string;
  type: "material_restored";
}
/**
 * A task after a person changed or restored it.
 */
export interface VoiceTaskChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: TaskChanged;
  seq: number;
  session_id: string;
  type: "task_changed";
}
/**
 * A task after a person changed or restored it.
 */
export interface TaskChanged {
  task: Task;
}
/**
 * Something to do. `source_id` is the recording or material where it was found or said, at `at_ms` of its sound;
 * `due` a day, `assignee` the id of who is to do it and `assignee_name` their name then, null when it is not known.
 * `edited`: a person added it, or changed more than whether it is done. Tasks stand by `position`, then by id.
 */
export interface Task {
  assignee: string | null;
  assignee_name: string | null;
  at_ms: number | null;
  done: boolean;
  due: string | null;
  edited: boolean;
  position: number;
  source_id: string | null;
  task_id: string;
  text: string;
}
/**
 * A deleted task.
 */
export interface VoiceTaskDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: TaskDeleted;
  seq: number;
  session_id: string;
  type: "task_deleted";
}
/**
 * A deleted task.
 */
export interface TaskDeleted {
  task_id: string;
}
/**
 * The attached item as it is now.
 */
export interface VoiceMaterialChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: MaterialAdded;
  seq: number;
  session_id: string;
  type: "material_changed";
}
/**
 * A segment that is new, or other than before.
 */
export interface VoiceSegmentChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SegmentChanged;
  seq: number;
  session_id: string;
  type: "segment_changed";
}
/**
 * A segment that is new, or other than before.
 */
export interface SegmentChanged {
  segment: SpeechSegment;
}
/**
 * A piece of what was said in a recording or in an attached voice, its source; times are ms in its sound.
 *
 * `speaker` is a label: who it is, is said by the speaker with this id, if somebody has named them. `words` has where
 * each word of the text begins, as hundredths of a second after `start_ms`, two bytes each (unsigned, little-endian)
 * in base64; null when it is not known. `edited`: a person has changed it. `revision` counts its changes.
 */
export interface SpeechSegment {
  edited: boolean;
  end_ms: number;
  language: string | null;
  revision: number;
  segment_id: string;
  source_id: string;
  speaker: string | null;
  start_ms: number;
  text: string;
  words: string | null;
}
/**
 * A segment that is gone: deleted, joined with another, or heard differently.
 */
export interface VoiceSegmentDeletedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SegmentDeleted;
  seq: number;
  session_id: string;
  type: "segment_deleted";
}
/**
 * A segment that is gone: deleted, joined with another, or heard differently.
 */
export interface SegmentDeleted {
  segment_id: string;
}
/**
 * Who a speaker is; with an empty name nobody knows.
 */
export interface VoiceSpeakerChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: SpeakerChanged;
  seq: number;
  session_id: string;
  type: "speaker_changed";
}
/**
 * Who a speaker is; with an empty name nobody knows.
 */
export interface SpeakerChanged {
  speaker: Speaker;
}
/**
 * The name that a person gave to a label.
 */
export interface Speaker {
  name: string;
  speaker_id: string;
}
/**
 * A job's state; when it is done, the recording that it changed and the tasks that it found. A job that has changed
 * several recordings has one event for each.
 */
export interface VoiceJobChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: JobChanged;
  seq: number;
  session_id: string;
  type: "job_changed";
}
/**
 * A job's state; when it is done, the recording that it changed and the tasks that it found. A job that has changed
 * several recordings has one event for each.
 */
export interface JobChanged {
  job: Job;
  recording?: Recording | null;
  tasks?: Task[] | null;
}
/**
 * A job in answers. `progress` is 0–100; `error` is a text that says why it failed or is tried again; `problem` is
 * a code when the page has its own text for the reason.
 */
export interface Job {
  attempts: number;
  error: string | null;
  job_id: string;
  material_id: string | null;
  problem: ("budget_exhausted" | "not_for_guests") | null;
  progress: number;
  recording_id: string | null;
  state: JobState;
  type: JobType;
  updated_at: string;
}
/**
 * A session with everything in it; also the snapshot of a subscription. The segments of a recording or an attached
 * voice stand together, in the order in which they are heard. An `editor` may record and close like the
 * `owner`, a `reader` may only read. `transcription` says whether a transcription service is set. `next_cursor` leads
 * to the next page of the lists, null at the end.
 */
export interface VoiceView {
  ice_servers: IceServer[];
  jobs: Job[];
  materials: Material[];
  next_cursor: string | null;
  /**
   * Unix milliseconds
   */
  now: number;
  recordings: Recording[];
  role: "owner" | "editor" | "reader";
  segments: SpeechSegment[];
  session: VoiceSession;
  speakers: Speaker[];
  tasks: Task[];
  transcription: boolean;
}
/**
 * ICE servers of browsers (RTCIceServer); STUN needs no name.
 */
export interface IceServer {
  credential?: string | null;
  urls: string[];
  username?: string | null;
}
/**
 * The answer to a subscription of a admin session.
 */
export interface AdminSubscribed {
  events?: AdminEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "admin";
  snapshot?: DeskView | null;
}
/**
 * A task after a step.
 */
export interface AdminTaskChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: OneTask;
  seq: number;
  session_id: string;
  type: "task_changed";
}
/**
 * A task after a step.
 */
export interface OneTask {
  task: AdminTask;
}
/**
 * A long piece of work. `done` of `total` sessions are through, `skipped` of them were left alone, as somebody used
 * them meanwhile. `found` counts what a recalculation found wrong, and repaired. Times are Unix ms, 0 for not yet.
 */
export interface AdminTask {
  about: {
    [k: string]: string | number;
  };
  attempts: number;
  by: string;
  done: number;
  /**
   * Unix milliseconds
   */
  ended_at: number;
  found: {
    [k: string]: number;
  };
  id: string;
  name: "recalculate" | "delete_orphans" | "take_down" | "bring_back";
  skipped: number;
  /**
   * Unix milliseconds
   */
  started_at: number;
  state: "running" | "done" | "stopped" | "failed";
  stopping: boolean;
  total: number;
}
/**
 * A line of the audit log; `at` in Unix ms.
 */
export interface AdminAuditedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: AuditLine;
  seq: number;
  session_id: string;
  type: "audited";
}
/**
 * A line of the audit log; `at` in Unix ms.
 */
export interface AuditLine {
  /**
   * Unix milliseconds
   */
  at: number;
  entry: AuditEntry;
  id: string;
}
/**
 * What an admin did: who, which action, and about what.
 */
export interface AuditEntry {
  about: {
    [k: string]: string | number | boolean | null;
  };
  action: string;
  by: string;
  name: string;
}
/**
 * Everything that is alarming now.
 */
export interface AdminAlertsChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: Alerting;
  seq: number;
  session_id: string;
  type: "alerts_changed";
}
/**
 * Everything that is alarming now.
 */
export interface Alerting {
  alerts: Alert[];
}
/**
 * Something that has passed its threshold (K29), and since when (Unix ms). Storage and spending are shares of their
 * limits, lags are in ms, `creations` are those of the last minute, `large_sessions` those above 100 KB, and
 * `late_jobs` the runs that no worker has finished within ten minutes, `failed_jobs` those that failed for good within
 * an hour, and `rejected_input` the requests and events of a minute that were malformed, too large or too frequent.
 */
export interface Alert {
  name:
    | "redis_near_limit"
    | "media_near_limit"
    | "bus_lag"
    | "loop_lag"
    | "creations"
    | "large_sessions"
    | "late_jobs"
    | "failed_jobs"
    | "rejected_input"
    | "spending";
  /**
   * Unix milliseconds
   */
  since: number;
  threshold: number;
  value: number;
}
/**
 * How many runs of jobs are not over, and how many have failed for good.
 */
export interface AdminJobsChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: JobCounts;
  seq: number;
  session_id: string;
  type: "jobs_changed";
}
/**
 * How many runs of jobs are not over, and how many have failed for good.
 */
export interface JobCounts {
  failed: number;
  waiting: number;
}
/**
 * A block that began or changed, or was lifted.
 */
export interface AdminBlockChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: AdminBlockChange;
  seq: number;
  session_id: string;
  type: "block_changed";
}
/**
 * A block that began or changed, or was lifted.
 */
export interface AdminBlockChange {
  block: AdminBlock;
  is_lifted: boolean;
}
/**
 * A user with all their ids (`users`), or the guests of a network. `until` in Unix ms, 0 for ever.
 */
export interface AdminBlock {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string;
  by_name: string;
  id: string;
  reason: string;
  /**
   * Unix milliseconds
   */
  until: number;
  users: string[];
  value: string;
  way: "user" | "network";
}
/**
 * A report that is new, or was closed.
 */
export interface AdminReportChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: UserReportChange;
  seq: number;
  session_id: string;
  type: "report_changed";
}
/**
 * A report that is new, or was closed.
 */
export interface UserReportChange {
  report: UserReport;
}
/**
 * A user's report of a session; `closed_at` is 0 while it is open.
 */
export interface UserReport {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string;
  by_name: string;
  /**
   * Unix milliseconds
   */
  closed_at: number;
  closed_by: string | null;
  id: string;
  kind: "clip" | "jam" | "voice";
  reason: "spam" | "insult" | "violence" | "private" | "copyright" | "other";
  session_id: string;
  state: "open" | "acted" | "dismissed";
  text: string;
}
/**
 * What admins see change: tasks (the newest first), alerts, and the counts of jobs.
 */
export interface DeskView {
  alerts: Alert[];
  jobs: JobCounts;
  tasks: AdminTask[];
}
/**
 * The answer to a subscription of a listening session.
 */
export interface ListeningSubscribed {
  events?: ListeningEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "listener";
  snapshot?: HistoryView | null;
}
/**
 * Entries that are new or grew, ids of those that are gone, and the player that did it, if one did.
 */
export interface ListeningEntriesChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: EntriesChanged;
  seq: number;
  session_id: string;
  type: "entries_changed";
}
/**
 * Entries that are new or grew, ids of those that are gone, and the player that did it, if one did.
 */
export interface EntriesChanged {
  count: number;
  entries: Entry[];
  player: Player | null;
  removed: string[];
}
/**
 * A row of the history (I1): when, for how long, and what of the book is shown with it.
 */
export interface Entry {
  artist: string | null;
  artwork_url: string | null;
  /**
   * Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id
   */
  book_id: string;
  book_name: string;
  book_title: string | null;
  /**
   * Unix milliseconds
   */
  ended_at: number;
  hidden: boolean;
  id: string;
  /**
   * Unix milliseconds
   */
  started_at: number;
}
/**
 * The last that was heard of a player. One that plays and was not heard for 15 s is gone.
 */
export interface Player {
  /**
   * Unix milliseconds
   */
  at: number;
  book_id: string;
  device: string;
  /**
   * Chosen by the client
   */
  id: string;
  position_ms: number | null;
  status: "playing" | "stopped";
}
/**
 * A book that is new or was changed.
 */
export interface ListeningBookChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: BookChanged;
  seq: number;
  session_id: string;
  type: "book_changed";
}
/**
 * A book that is new or was changed.
 */
export interface BookChanged {
  book: Book;
}
/**
 * A book. A hidden one is gone from the library and stays in the history (I18).
 */
export interface Book {
  /**
   * Unix milliseconds
   */
  added_at: number;
  artist: string | null;
  artwork_url: string | null;
  duration_ms: number | null;
  finished_at: number | null;
  hidden: boolean;
  /**
   * Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id
   */
  id: string;
  name: string;
  place: Place | null;
  title: string | null;
}
/**
 * Where a book was left, by which player, and when.
 */
export interface Place {
  /**
   * Unix milliseconds
   */
  at: number;
  device: string;
  /**
   * Chosen by the client
   */
  player_id: string;
  /**
   * Where in the audio, in ms
   */
  position_ms: number;
}
/**
 * A bookmark of a book that was set; null when it was removed.
 */
export interface ListeningBookmarkChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: BookmarkChanged;
  seq: number;
  session_id: string;
  type: "bookmark_changed";
}
/**
 * A bookmark of a book that was set; null when it was removed.
 */
export interface BookmarkChanged {
  /**
   * Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id
   */
  book_id: string;
  bookmark: Bookmark | null;
  /**
   * Chosen by the client
   */
  id: string;
}
/**
 * A place in a book, and when it was set.
 */
export interface Bookmark {
  /**
   * Unix milliseconds
   */
  at: number;
  /**
   * Chosen by the client
   */
  id: string;
  /**
   * Where in the audio, in ms
   */
  position_ms: number;
}
/**
 * Every entry was deleted; `books` says whether the books were, too.
 */
export interface ListeningClearedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: Cleared;
  seq: number;
  session_id: string;
  type: "cleared";
}
/**
 * Every entry was deleted; `books` says whether the books were, too.
 */
export interface Cleared {
  books: boolean;
}
/**
 * The newest entries, and the players that were heard. `count` is how many entries there are.
 */
export interface HistoryView {
  count: number;
  entries: Entry[];
  /**
   * Unix milliseconds
   */
  now: number;
  players: Player[];
}
/**
 * The answer to a subscription of a home session.
 */
export interface HomeSubscribed {
  events?: HomeEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "owner";
  snapshot?: HomeView | null;
}
/**
 * A row that is new or says something else.
 */
export interface HomeRowChangedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: RowChanged;
  seq: number;
  session_id: string;
  type: "row_changed";
}
/**
 * A row that is new or says something else.
 */
export interface RowChanged {
  row: HomeRow;
}
/**
 * A session of this user, one that was shared with them, or one that they are invited to.
 *
 * `state` is a clip session's status, a voice session's pictogram, `playing` or `stopped` for a jam and for the
 * listening history, whose title is the book that was heard last; its row changes when listening begins and ends. Who
 * is only invited has no role and sees neither state nor facts. `listed` is true for what the user made, joined or
 * asked for; otherwise it was shared with them without being asked. `requests` are the oldest ones, for owners and
 * co-owners. `changed_at` may be 10 seconds behind the edits of a jam.
 */
export interface HomeRow {
  by_name: string | null;
  /**
   * Unix milliseconds
   */
  changed_at: number;
  /**
   * Unix milliseconds
   */
  created_at: number;
  facts: ClipFacts | JamFacts | VoiceFacts | ListeningFacts | null;
  id: string;
  invitation: Offer | null;
  kind: "clip" | "jam" | "voice" | "listening";
  listed: boolean;
  requests: AccessRequest[];
  role: Role | null;
  state: string | null;
  title: string | null;
}
/**
 * `live_since` is when the open segment began; `heat` has the taps in each of 48 equal parts of the stream, null
 * without a tap; `taps` is null for viewers.
 */
export interface ClipFacts {
  game: string;
  heat: number[] | null;
  live_since: number | null;
  taps: number | null;
}
/**
 * `pattern`: the first 16 steps of the first four tracks that have one; of each the number of its color times
 * 65,536, plus 2 to the power of each step that is on.
 */
export interface JamFacts {
  pattern: number[];
  tracks: number;
}
/**
 * `interrupted`: the recorder is not heard any more. `duration_ms` is the length of all recordings, `peaks` the
 * waveform of the longest: at most 32 heights of 0 to 255, `speakers` the first three names that people gave to
 * voices.
 */
export interface VoiceFacts {
  duration_ms: number;
  interrupted: boolean;
  open_tasks: number;
  peaks: number[] | null;
  project: string | null;
  recorder_name: string | null;
  speakers: string[];
}
/**
 * Of the book that was heard last: `device` is where, `heard` how much of it in percent, null while it plays or its
 * length is not known. `artwork_url` is the path of its uploaded picture, for this user alone.
 */
export interface ListeningFacts {
  artist: string | null;
  artwork_url: string | null;
  device: string | null;
  heard: number | null;
}
/**
 * An invitation that waits for an answer.
 */
export interface Offer {
  /**
   * Unix milliseconds
   */
  at: number;
  by_name: string | null;
  /**
   * Unix milliseconds
   */
  ends_at: number;
  role: Role;
}
/**
 * Somebody who may only look asks for more.
 */
export interface AccessRequest {
  /**
   * Unix milliseconds
   */
  at: number;
  name: string | null;
  user_id: string;
}
/**
 * A session that this user has no part in any more.
 */
export interface HomeRowRemovedEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: RowRemoved;
  seq: number;
  session_id: string;
  type: "row_removed";
}
/**
 * A session that this user has no part in any more.
 */
export interface RowRemoved {
  id: string;
}
/**
 * All rows, in no order; at most 1,000, those whose sessions changed last.
 */
export interface HomeView {
  rows: HomeRow[];
}
/**
 * The answer to a subscription of a fleet session.
 */
export interface FleetSubscribed {
  events?: FleetEvent[] | null;
  /**
   * Unix milliseconds
   */
  now: number;
  position: FeedPosition;
  role: "admin";
  snapshot?: FleetView | null;
}
/**
 * Any event of a fleet session.
 */
export interface FleetEvent {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  data: Minute;
  seq: number;
  session_id: string;
  type: "minute";
}
/**
 * A stretch of time from `at`: the most connections and subscriptions at once, and how often something was done.
 * `done` has `events`, `deliveries`, `rejected` (requests and events), `made_<kind>`, `reads_<kind>` and
 * `writes_<kind>` of sessions, and `fan_out_<n>`: events whose fan-out took up to the n-th bound.
 */
export interface Minute {
  /**
   * Unix milliseconds
   */
  at: number;
  connections: number;
  done: {
    [k: string]: number;
  };
  subscribers: number;
}
/**
 * The processes that run, and the last hour.
 */
export interface FleetView {
  minutes: Minute[];
  /**
   * Unix milliseconds
   */
  now: number;
  processes: Process[];
}
/**
 * One process, as it reports itself. `a_second` figures are of the time since its last report.
 */
export interface Process {
  /**
   * Unix milliseconds
   */
  at: number;
  bus_lag_ms: number;
  /**
   * @maxItems 10
   */
  busiest:
    | []
    | [Busy]
    | [Busy, Busy]
    | [Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy, Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy, Busy, Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy, Busy, Busy, Busy, Busy, Busy]
    | [Busy, Busy, Busy, Busy, Busy, Busy, Busy, Busy, Busy, Busy];
  connections: number;
  deliveries_a_second: number;
  events_a_second: number;
  feeds: number;
  host: string;
  id: string;
  is_draining: boolean;
  loop_lag_ms: number;
  memory_bytes: number;
  pid: number;
  role: "web" | "worker";
  /**
   * Unix milliseconds
   */
  started_at: number;
  subscribers: number;
  version: string;
  /**
   * @maxItems 32
   */
  watched: Watched[];
}
/**
 * A session with many subscribers in this process.
 */
export interface Busy {
  feed: string;
  session_id: string;
  subscribers: number;
}
/**
 * A session that an admin looks at: its subscribers in this process, how many of them have not taken everything
 * yet, and the most bytes that wait for one.
 */
export interface Watched {
  behind: number;
  most_waiting_bytes: number;
  session_id: string;
  subscribers: number;
}
/**
 * Subscribes to a session; with `since`, the answer has only the missing events, if the log still has them.
 */
export interface SubscribeOnSession {
  session_id: string;
  since?: Handlers_Live_Subscriptions__Since | null;
}
/**
 * The position of the last event that the client has received.
 */
export interface Handlers_Live_Subscriptions__Since {
  epoch: string;
  seq: number;
}
/**
 * The server's clock in Unix ms.
 */
export interface ClockReading {
  /**
   * Unix milliseconds
   */
  now: number;
}
/**
 * What became of a report. `throttled`: too soon after the last one, which is no error. `dropped`: it had lasted
 * less than a second. `other_owner`: only the main player counts.
 */
export interface Tracked {
  entry: Entry | null;
  result: "tracked" | "throttled" | "finalized" | "dropped" | "unknown_book" | "nothing" | "other_owner";
}
/**
 * A status of a player. `ago_ms` is how long ago it was, by the player's own clock; a heartbeat is sent every five
 * seconds while it plays.
 */
export interface PlayerReport {
  ago_ms?: number;
  /**
   * Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id
   */
  book_id: string;
  device?: string;
  /**
   * Chosen by the client
   */
  owner_id?: string;
  /**
   * Chosen by the client
   */
  player_id: string;
  position_ms?: number | null;
  status: string;
}
/**
 * What others see of this client, of any shape, at most 2 KiB of JSON.
 */
export interface UpdatePresence {
  presence: {
    [k: string]: unknown;
  };
  session_id: string;
}
/**
 * `durable`: every change that was answered after the answer with that `run` and before this call is on the disk,
 * and survives a power cut. `applied`: it is in Redis, as every answer without an error says; whether it is on the
 * disk is not known, or another run of Redis answers, which may have lost it. `run` is for the next call.
 */
export interface Reached {
  durability: "applied" | "durable";
  run: string;
}
/**
 * `run`: that of an answer from before the changes. Without it the answer is `applied`, and names the run.
 */
export interface Handlers_Api_Durability__Since {
  run?: string | null;
}
/**
 * Any signal of a admin session.
 */
export interface AdminSignal {
  by: string | null;
  data: BinChanged;
  session_id: string;
  type: "bin_changed";
}
/**
 * A session that went to the bin of admins, or came back.
 */
export interface BinChanged {
  session_id: string;
}
/**
 * How many people watch.
 */
export interface ClipAudienceSignal {
  by: string | null;
  data: Viewers;
  session_id: string;
  type: "audience";
}
/**
 * How many people watch.
 */
export interface Viewers {
  viewers: number;
}
/**
 * How many people have marked a moment in the last ten seconds.
 */
export interface ClipHeatSignal {
  by: string | null;
  data: Heat;
  session_id: string;
  type: "heat";
}
/**
 * How many people have marked a moment in the last ten seconds.
 */
export interface Heat {
  people: number;
}
/**
 * Any signal of a fleet session.
 */
export interface FleetSignal {
  by: string | null;
  data: Process;
  session_id: string;
  type: "process";
}
/**
 * A client's presence, of any shape; `name` is the name that the server has of the user.
 */
export interface JamPresenceSignal {
  by: string | null;
  data: Presence;
  session_id: string;
  type: "presence";
}
/**
 * A client's presence, of any shape; `name` is the name that the server has of the user.
 */
export interface Presence {
  [k: string]: unknown;
}
/**
 * A client's presence, of any shape; `name` is the name that the server has of the user.
 */
export interface JamPresenceLeftSignal {
  by: string | null;
  data: Presence;
  session_id: string;
  type: "presence_left";
}
/**
 * A signaling message of another browser; `from` is the connection to answer to.
 */
export interface JamPeerSignal {
  by: string | null;
  data: FromPeer;
  session_id: string;
  type: "peer";
}
/**
 * A signaling message of another browser; `from` is the connection to answer to.
 */
export interface FromPeer {
  from: string;
  [k: string]: unknown;
}
/**
 * A client's presence, of any shape; `name` is the name that the server has of the user.
 */
export interface VoicePresenceSignal {
  by: string | null;
  data: Presence;
  session_id: string;
  type: "presence";
}
/**
 * A client's presence, of any shape; `name` is the name that the server has of the user.
 */
export interface VoicePresenceLeftSignal {
  by: string | null;
  data: Presence;
  session_id: string;
  type: "presence_left";
}
/**
 * A signaling message of another browser; `from` is the connection to answer to.
 */
export interface VoicePeerSignal {
  by: string | null;
  data: FromPeer;
  session_id: string;
  type: "peer";
}
/**
 * What the deletion of an account takes and leaves. `deleted` counts the sessions of each kind that are theirs
 * alone; with them go their listening history, keys, webhooks, bin, home and name. `left` of their sessions others
 * own too, and these stay with them. In `others` further sessions something of theirs stays: moments, notes, edits
 * and recordings, under a name that says nothing. Jams without an owner are nobody's, and stay.
 */
export interface AccountEnd {
  deleted: {
    [k: string]: number;
  };
  left: number;
  name: string;
  others: number;
}
/**
 * `confirm` repeats the name. `key` is the recovery key, unless this device has signed in within the last ten
 * minutes; a guest without one has nothing else to show.
 */
export interface DeletionWanted {
  confirm: string;
  key?: string | null;
}
/**
 * How many entries were deleted.
 */
export interface Deleted {
  entries: number;
}
/**
 * What a user or an address made, a page in the order of ids, and counts of everything. `kinds` counts what they
 * made, `sent` others' clip sessions with moments of theirs. `to_take_down` is what a take-down would take. `spared`
 * of the sessions made from an address belong to people who have signed in. At most 5,000 of each are found:
 * `is_whole` says whether these are all. Addresses, and in whose sessions somebody marked moments, are kept for
 * `address_days`. What they changed in others' jams and voice sessions is not kept by person.
 */
export interface AbuseFound {
  address: string | null;
  address_days: number;
  addresses: FoundAddress[];
  block: AdminBlock | null;
  is_whole: boolean;
  items: FoundSession[];
  kinds: {
    [k: string]: number;
  };
  next_cursor: string | null;
  owners: FoundUser[];
  sent: number;
  spared: number;
  to_take_down: number;
  user: string | null;
  users: string[];
}
/**
 * An address that a user came from, and when they last did, Unix ms.
 */
export interface FoundAddress {
  address: string;
  /**
   * Unix milliseconds
   */
  at: number;
}
/**
 * A session that they made, or a session of somebody else's that they sent something to.
 */
export interface FoundSession {
  how: "made" | "sent";
  session: AdminSession;
}
/**
 * A row of the list. `status` is `orphan` when nobody has used it for 90 days; times are Unix ms.
 */
export interface AdminSession {
  /**
   * Unix milliseconds
   */
  createdAt: number;
  id: string;
  kind: "clip" | "jam" | "voice" | "listening";
  /**
   * Unix milliseconds
   */
  lastAccessedAt: number;
  name: string;
  owners: string[];
  remixCount: number;
  remixDepth: number;
  sizeBytes: number;
  status: "orphan" | "active";
  /**
   * Unix milliseconds
   */
  updatedAt: number;
}
/**
 * Somebody whose sessions were made from an address, and how many.
 */
export interface FoundUser {
  id: string;
  sessions: number;
}
/**
 * The same with the thresholds of all alerts; 0 means never.
 */
export interface AlertList {
  alerts: Alert[];
  thresholds: {
    [k: string]: number;
  };
}
/**
 * The newest lines first; `next_before` leads to older ones, null at the end.
 */
export interface AuditPage {
  items: AuditLine[];
  next_before: string | null;
}
/**
 * `every_hours` is null where no worker makes backups. A backup is late when it is twice as old as that, or a week
 * without a schedule.
 */
export interface BackupState {
  every_hours: number | null;
  is_late: boolean;
  last: LastBackup | null;
}
/**
 * `ended_at` in Unix ms, `bytes` of the store and the media together.
 */
export interface LastBackup {
  bytes: number;
  ended_at: number;
  files: number;
  keys: number;
}
/**
 * Those that have not ended, the newest first. `next_before` leads on, null at the end.
 */
export interface BlockPage {
  items: AdminBlock[];
  next_before: string | null;
}
/**
 * The newest first; `next_cursor` leads on, null at the end.
 */
export interface DeletedByAdmins {
  items: DeletedByAdmin[];
  next_cursor: string | null;
}
/**
 * A session in the bin of admins; at `gone_at` it is deleted for good.
 */
export interface DeletedByAdmin {
  by: string;
  /**
   * Unix milliseconds
   */
  deleted_at: number;
  /**
   * Unix milliseconds
   */
  gone_at: number;
  id: string;
  kind: "clip" | "jam" | "voice";
  title: string;
}
/**
 * A page; `next_cursor` leads on, null at the end. A page may have fewer rows than asked for.
 */
export interface AdminJobs {
  counts: JobCounts;
  items: AdminJob[];
  next_cursor: string | null;
}
/**
 * A run of a job of a session; `since` (Unix ms) is when it was asked for, or when it failed. A job of the admins'
 * desk (`kind` is `admin`) is a task or a message to the webhook.
 */
export interface AdminJob {
  attempts: number;
  error: string;
  job_id: string;
  kind: "voice" | "admin";
  progress: number;
  session_id: string;
  /**
   * Unix milliseconds
   */
  since: number;
  state: "waiting" | "running" | "failed";
}
/**
 * The metrics of all sessions together and of each kind; `remixTreeDepth` is the longest chain of remixes.
 */
export interface AdminMetrics {
  costs: Costs;
  kinds: {
    [k: string]: KindMetrics;
  };
  life: LifeFigures;
  remixTreeDepth: number;
  sessions: SessionCounts;
  storage: StorageCounts;
}
/**
 * Estimates in dollars a month. Reads and writes are those that were measured in the last 30 days.
 */
export interface Costs {
  estimatedReadsMonthly: number;
  estimatedWritesMonthly: number;
  storageMonthly: number;
}
/**
 * The metrics of one kind of session.
 */
export interface KindMetrics {
  costs: Costs;
  sessions: SessionCounts;
  storage: StorageCounts;
}
/**
 * How many sessions there are. Active: used within 24 hours; today: the UTC day; orphaned: not used for 90 days.
 */
export interface SessionCounts {
  activeToday: number;
  createdToday: number;
  orphaned90Days: number;
  total: number;
}
/**
 * The bytes of the sessions' content, files not included, and of an average session.
 */
export interface StorageCounts {
  averageBytes: number;
  totalBytes: number;
}
/**
 * How sessions are made and used (S22). What was made today counts deleted sessions too; the average age of a
 * session at its last access is in ms.
 */
export interface LifeFigures {
  averageAgeAtLastAccess: number;
  inactive90Days: number;
  madeToday: number;
  remixedToday: number;
}
/**
 * The newest first; `open` of them all are open. `next_before` leads on, null at the end.
 */
export interface ReportPage {
  items: UserReport[];
  next_before: string | null;
  open: number;
}
/**
 * The points of a chart, the latest last, each `step_ms` long; where nothing was measured there is none.
 */
export interface Series {
  period: string;
  points: Minute[];
  step_ms: number;
}
/**
 * A page. A request looks at a bounded number of sessions (`examined`): a page may have few or no rows and still a
 * `next_cursor`, which is null at the end. The counts are of all sessions, or of the kind that was asked for.
 */
export interface AdminSessionList {
  examined: number;
  items: AdminSession[];
  next_cursor: string | null;
  orphaned: number;
  summary: string;
  total: number;
}
/**
 * One session as it is stored: `content` has its parts by name, as far as they fit into a megabyte (`truncated`
 * otherwise). The tree has the jams above and below it, at most 500.
 */
export interface AdminDetail {
  accesses: AccessNote[];
  content: {
    [k: string]:
      | {
          [k: string]: string;
        }
      | string[];
  };
  header: {
    [k: string]: string;
  };
  people: AdminPerson[];
  session: AdminSession;
  tree: TreeNode[];
  truncated: boolean;
}
/**
 * When somebody used the session, and with what: a browser, a program over HTTP (`api`) or over a socket (`sdk`),
 * or the Telegram bot; `at` in Unix ms.
 */
export interface AccessNote {
  /**
   * Unix milliseconds
   */
  at: number;
  client: "page" | "api" | "sdk" | "bot";
}
/**
 * Somebody who takes part, with their role.
 */
export interface AdminPerson {
  id: string;
  role: string;
}
/**
 * A jam in a tree of remixes. One that was deleted has no name.
 */
export interface TreeNode {
  exists: boolean;
  id: string;
  name: string | null;
  parent: string | null;
  remixCount: number;
}
/**
 * The newest first; at most 100.
 */
export interface TaskList {
  items: AdminTask[];
}
/**
 * Who is signed in and until when, Unix ms; both are null without a token. `has_recovery_key`: whether they have
 * made one that works.
 */
export interface Visitor {
  expires_at: number | null;
  has_recovery_key?: boolean;
  user: Person | null;
}
/**
 * `needs_key`: give the recovery key, or sign in again first. `proof` says which of both there is.
 */
export interface OwnAccountEnd {
  deleted: {
    [k: string]: number;
  };
  left: number;
  name: string;
  needs_key: boolean;
  others: number;
  proof: "none" | "key" | "sign_in";
}
/**
 * Where people sign in at the identity provider; null without one. It sends them back to the address in its query
 * parameter `return_to`, with the token as `#token=…`.
 */
export interface SignInPage {
  login_url: string | null;
}
/**
 * Newest first; `next_cursor` is null at the end.
 */
export interface ClipSessionList {
  items: ClipSessionRow[];
  next_cursor: string | null;
}
/**
 * A session in the streamer's list: how many moments it has, and where they lie on its timeline.
 */
export interface ClipSessionRow {
  control_url: string;
  created_at: string;
  game: string;
  heat: number[];
  id: string;
  lead_seconds: number;
  moments: number;
  shows_heat: boolean;
  slow_seconds: number;
  status: Status;
  title: string;
  updated_at: string;
  viewer_url: string;
}
/**
 * What everybody may read of a stream, in the order of the video; `left_out` is how many moments found no room.
 */
export interface BestPage {
  game: string;
  left_out: number;
  moments: BestMoment[];
  started_at: number | null;
  title: string;
}
/**
 * A moment in a part of the video, counted from 1: where its clip begins and how long it is, in seconds.
 */
export interface BestMoment {
  length_seconds: number;
  note: string | null;
  part: number;
  tag: Tag | null;
  url: string | null;
  video_seconds: number;
}
/**
 * An export as text, and sentences about what was added, merged or left out. `left_out` are the lines that found no
 * room.
 */
export interface ExportPreview {
  content: string;
  filename: string;
  left_out: string[];
  media_type: string;
  notes: string[];
}
/**
 * What the user can bring back, the newest first; at most 500.
 */
export interface DeletedSessionList {
  items: DeletedSessionRow[];
}
/**
 * A session in the bin; at `gone_at` it is deleted for good. An untitled one has an empty title.
 */
export interface DeletedSessionRow {
  deleted_at: string;
  gone_at: string;
  session_id: string;
  title: string;
}
/**
 * Who took part in a session of the user's within 90 days, and people of their projects.
 */
export interface KnownPeople {
  people: KnownUser[];
}
/**
 * Somebody who may be invited by name.
 */
export interface KnownUser {
  name: string | null;
  user_id: string;
}
/**
 * What an invitation is for. `has_it`: the caller has this role or a higher one already; `url` is the session's
 * page.
 */
export interface InvitationView {
  by_name: string | null;
  has_it: boolean;
  kind: string;
  role: Role;
  title: string | null;
  url: string;
}
/**
 * The caller's keys, the newest first, with those that ended within 30 days. At most `most` may work.
 */
export interface ScriptKeyList {
  keys: ScriptKeyView[];
  most: number;
}
/**
 * A key. `session_title` is null for all sessions, and for one that is not on the caller's home. `ended_at` is set
 * for one that has ended, with `why`: `revoked`, `signed_out`, `joined`; null for time.
 */
export interface ScriptKeyView {
  ended_at: number | null;
  ends_at: number | null;
  id: string;
  in_address: boolean;
  /**
   * Unix milliseconds
   */
  made_at: number;
  name: string;
  scopes: Scope[];
  session_id: string | null;
  session_title: string | null;
  used_at: number | null;
  why: string | null;
}
/**
 * What a client may send. Sizes are bytes, lengths are characters; a limit of 0 is none. Links of voice sessions
 * may have one of the `old_hosts`. After `retention_days` without use streams and voice sessions go to their owners'
 * bins (D42).
 */
export interface ServerLimits {
  body_bytes: number;
  chunk_bytes: number;
  clip_gap_seconds: number;
  clip_max_tap_age_seconds: number;
  display_name_length?: number;
  events_a_second: number;
  file_bytes: number;
  guest_bytes: number;
  jam_edit_paths: number;
  jam_name_length: number;
  jam_track_name_length: number;
  jam_tracks: number;
  material_bytes: number;
  media_guest_bytes: number;
  media_owner_bytes: number;
  media_seconds: number;
  message_bytes: number;
  note_length?: number;
  old_hosts: string[];
  owner_bytes: number;
  recording_bytes: number;
  retention_days: number;
  session_bytes: number;
  sessions_a_minute: number;
  title_length?: number;
  uploads_at_once: number;
}
/**
 * The last used first; `next_cursor` is null at the end.
 */
export interface BookPage {
  items: Book[];
  next_cursor: string | null;
}
/**
 * Every bookmark of a book, by their place.
 */
export interface BookmarkPage {
  items: Bookmark[];
}
/**
 * The latest first; `next_cursor` is null at the end.
 */
export interface EntryPage {
  items: Entry[];
  next_cursor: string | null;
}
/**
 * Wall-clock time in ms. Time on two devices at once counts once: `left_out_ms` is the rest. A book has all of its
 * own time. `current_streak` ends today or yesterday, whatever the period is.
 */
export interface Statistics {
  books: BookTotal[];
  current_streak: number;
  days: Day[];
  days_listened: number;
  finished: number;
  /**
   * @minItems 24
   * @maxItems 24
   */
  hours: [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number
  ];
  left_out_ms: number;
  listened_ms: number;
  longest_streak: number;
  today: string;
  zone: string;
}
/**
 * A book and how long it was listened to in the period.
 */
export interface BookTotal {
  book: Book;
  ms: number;
}
/**
 * A day and how long was listened on it.
 */
export interface Day {
  date: string;
  ms: number;
}
/**
 * Who takes part in a session. `requests`, `invitations`, `invited`, `steps`, and members who are `banned`, are for
 * owners and co-owners; viewers of a stream see no members at all. `slow_seconds` are the least between two moments or
 * edits of one person (PE12).
 */
export interface SessionPeople {
  invitations: Invitation[];
  invited: InvitedPerson[];
  kind: string;
  link: Link;
  links: Link[];
  locked: boolean;
  members: SessionMember[];
  requests: AccessRequest[];
  roles: Role[];
  slow_seconds: number;
  steps: ModerationStep[];
  you: You;
}
/**
 * An invitation that works. `uses` 0 is any number; `ends_at` null has no end.
 */
export interface Invitation {
  by: string;
  by_name: string | null;
  ends_at: number | null;
  id: string;
  note: string | null;
  role: Role;
  used: number;
  uses: number;
}
/**
 * Somebody who was invited by name and has not answered yet.
 */
export interface InvitedPerson {
  /**
   * Unix milliseconds
   */
  at: number;
  by_name: string | null;
  /**
   * Unix milliseconds
   */
  ends_at: number;
  name: string | null;
  role: Role;
  user_id: string;
}
/**
 * Somebody with a role, or who was removed (`banned`). `name` is null for somebody named by id alone.
 */
export interface SessionMember {
  name: string | null;
  role: Role | "banned";
  since: number | null;
  user_id: string;
}
/**
 * What somebody who decides did (PE13). Which of the fields from `user_id` on are set depends on the `type`:
 * `removed` (a person, or the guests of a network), `moment` (one that was deleted), `role`, `link`, `locked` or
 * `slow_mode`. `moments` is how many it took away, tap by tap, `undone_at` (Unix ms) when it was undone. `by` is null
 * for an admin of the installation.
 */
export interface ModerationStep {
  /**
   * Unix milliseconds
   */
  at: number;
  before?: string | null;
  by: string | null;
  by_name: string | null;
  id: number;
  link?: Link | null;
  locked?: boolean | null;
  moments?: number;
  name?: string | null;
  network?: string | null;
  offset_hms?: string | null;
  people?: number | null;
  role?: string | null;
  seconds?: number | null;
  seconds_before?: number | null;
  segment_index?: number | null;
  type: "removed" | "moment" | "role" | "link" | "locked" | "slow_mode";
  undone_at?: number | null;
  user_id?: string | null;
}
/**
 * The caller: the role they have, by whatever reason, whether they may edit (in a clip session: mark moments), and
 * whether they have asked for more.
 */
export interface You {
  asked: boolean;
  may_edit: boolean;
  role: Role;
  user_id: string;
}
/**
 * Those who sent most first, at most fifty of each.
 */
export interface SessionSenders {
  networks: SessionNetwork[];
  people: SessionSender[];
}
/**
 * A network that several people came from; `kept_out` when its guests cannot mark moments.
 */
export interface SessionNetwork {
  kept_out: boolean;
  moments: number;
  network: string;
  people: number;
}
/**
 * Somebody who marked moments. `network` is the same for people of one network, and tells nothing else of them.
 */
export interface SessionSender {
  moments: number;
  name: string | null;
  network: string | null;
  user_id: string;
}
/**
 * Newest first.
 */
export interface JamHistory {
  items: JamVersion[];
}
/**
 * A state that is kept: when it was last edited, by whom, and its name if it has one.
 */
export interface JamVersion {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  id: string;
  name: string | null;
  tempo: number;
  tracks: number;
}
/**
 * An earlier state, to listen to.
 */
export interface EarlierJam {
  /**
   * Unix milliseconds
   */
  at: number;
  by: string | null;
  id: string;
  layout: {
    [k: string]: TrackLayout;
  };
  name: string | null;
  state: JamState;
}
/**
 * Oldest first. `own` of them were made in this session, of at most `most`. `deleted` is what the caller may bring
 * back, the newest first.
 */
export interface JamRecordingList {
  deleted: DeletedJamRecording[];
  items: JamRecording[];
  most: number;
  own: number;
}
/**
 * A recording in the session's bin; at `goneAt` it is deleted for good.
 */
export interface DeletedJamRecording {
  at: number | null;
  by: string | null;
  /**
   * Unix milliseconds
   */
  deletedAt: number;
  /**
   * Unix milliseconds
   */
  goneAt: number;
  isInherited: boolean;
  name: string | null;
  sampleId: string;
  seconds: number;
  size: number;
}
/**
 * A recording of the session. `by` made it at `at`; `isInherited`: in the session that this one is a copy of.
 */
export interface JamRecording {
  at: number | null;
  by: string | null;
  isInherited: boolean;
  name: string | null;
  sampleId: string;
  seconds: number;
  size: number;
}
/**
 * `files` are recordings and attached files, `content` everything else of the caller's sessions; both with the
 * bin.
 */
export interface Usage {
  content: Share;
  files: Share;
}
/**
 * Bytes; a limit of 0 is none.
 */
export interface Share {
  limit_bytes: number;
  used_bytes: number;
}
/**
 * The caller's webhooks and their latest deliveries, the newest first.
 */
export interface WebhookList {
  deliveries: DeliveryView[];
  most: number;
  webhooks: WebhookView[];
}
/**
 * An event for a webhook. `waiting` has `next_at`; `sent` has the answer's `status` and `took_ms`; `failed` is
 * tried no more.
 */
export interface DeliveryView {
  /**
   * Unix milliseconds
   */
  at: number;
  attempts: number;
  error: string | null;
  id: string;
  next_at: number | null;
  session_id: string;
  state: "waiting" | "sent" | "failed";
  status: number | null;
  title: string;
  took_ms: number | null;
  tried_at: number | null;
  type:
    | "stream.started"
    | "stream.ended"
    | "moment.hot"
    | "jam.published"
    | "recording.done"
    | "transcript.ready"
    | "task.made"
    | "member.joined";
  webhook_id: string;
}
/**
 * `failing_since`: since when nothing was taken; `off_at` with `why`: nothing is sent any more. `sent`: how many
 * were taken.
 */
export interface WebhookView {
  events: (
    | "stream.started"
    | "stream.ended"
    | "moment.hot"
    | "jam.published"
    | "recording.done"
    | "transcript.ready"
    | "task.made"
    | "member.joined"
  )[];
  failing_since: number | null;
  id: string;
  /**
   * Unix milliseconds
   */
  made_at: number;
  off_at: number | null;
  sent: number;
  sent_at: number | null;
  session_id: string | null;
  session_title: string | null;
  url: string;
  why: string | null;
}
/**
 * What the user can restore, newest first; at most 500.
 */
export interface DeletedList {
  items: DeletedItem[];
}
/**
 * Something in the bin. `item_id` is the session's id for a session; `title` is a material's name or text, `number`
 * a recording's; at `gone_at` it is deleted for good.
 */
export interface DeletedItem {
  deleted_at: string;
  gone_at: string;
  item_id: string;
  kind: "session" | "recording" | "material";
  number: number;
  session_id: string;
  session_name: string;
  title: string;
}
/**
 * Both help the transcription in every session of the project; "" for none.
 */
export interface ProjectWords {
  language: string;
  vocabulary: string;
}
/**
 * The newest sessions first. The counts are of the places in these sessions, of each kind without regard to its own
 * filter. `is_whole` is false while the index is being made, so something may be missing.
 */
export interface VoiceFound {
  is_whole: boolean;
  items: FoundVoiceSession[];
  next_cursor: string | null;
  places: number;
  projects: PlaceCount[];
  where: PlaceCount[];
  who: PlaceCount[];
}
/**
 * A session that has every word; `name` as the text of a place, `place_count` of its places fit the filters, the
 * first of which are here.
 */
export interface FoundVoiceSession {
  name: string[];
  place_count: number;
  places: VoicePlace[];
  session: VoiceRow;
}
/**
 * A place: a segment of `speech` at `at_ms` of its source, whose sound is at `audio_url`, a `note` or a `task`.
 * `who` said it, if somebody has named them. `text` has plain and found parts in turn, the first plain.
 */
export interface VoicePlace {
  at_ms: number;
  audio_url: string | null;
  source_id: string;
  text: string[];
  where: "name" | "speech" | "note" | "task";
  who: string;
}
/**
 * A session in a list; `duration_ms` is the length of its recordings and attached voices, `open_tasks` how many are
 * not done, `speakers` the first three names that people gave to voices.
 */
export interface VoiceRow {
  access_level: "private" | "public" | "restricted";
  created_at: string;
  done_count: number;
  duration_ms: number;
  interrupted: boolean;
  interrupted_at: string | null;
  is_active: boolean;
  language: string;
  live_listening: boolean;
  materials: number;
  open_tasks: number;
  project: string | null;
  recorder_name: string | null;
  recordings: number;
  session_id: string;
  session_name: string;
  speakers: string[];
  status: VoiceStatus;
  summary: string | null;
  summary_edited: boolean;
  updated_at: string;
  url: string;
  vocabulary: string;
}
/**
 * How many places.
 */
export interface PlaceCount {
  count: number;
  name: string;
}
/**
 * Newest first; `next_cursor` is null at the end.
 */
export interface VoiceList {
  items: VoiceRow[];
  next_cursor: string | null;
}
/**
 * Who may read a session, for its owner and co-owners: `allowed_users` while it is `restricted` (V32).
 */
export interface VoiceAccess {
  access_level: "private" | "public" | "restricted";
  allowed_users: string[];
}
/**
 * What has arrived of a file that comes in chunks: who goes on with it sends the other numbers.
 */
export interface FileUpload {
  bytes: number;
  chunks: number[];
  material_id: string;
}
/**
 * A recording and the numbers of the chunks that have arrived: who resumes the upload sends the others.
 */
export interface RecordingChunks {
  audio_url: string | null;
  by: string;
  bytes: number;
  chunk_count: number;
  chunks: number[];
  created_at: string;
  duration_ms: number | null;
  finished_at: string | null;
  fragments: number | null;
  media_type: string | null;
  number: number;
  peaks: number[] | null;
  recording_id: string;
  state: RecordingState;
  total: number | null;
}
/**
 * The newest first: the last 1,000 changes of a session are kept, and 256 KB of them.
 */
export interface SegmentHistory {
  /**
   * @maxItems 2000
   */
  items: FormerText[];
}
/**
 * What a segment said until somebody replaced it, and who did.
 */
export interface FormerText {
  at: string;
  by: string;
  name: string;
  text: string;
}
/**
 * The sound of a session: how many recordings and attached voices it has, and their length. Unless `is_whole`, some
 * of a recording is missing: it is on another device, or could not be read. `problem` says why there is no file
 * now.
 */
export interface SessionSound {
  duration_ms: number;
  is_whole: boolean;
  problem: ("recording" | "assembling" | "silent" | "too_large") | null;
  sounds: number;
}
/**
 * A token; it is also set as the HttpOnly cookie `roomtone_token`.
 */
export interface IssuedToken {
  /**
   * Unix milliseconds
   */
  expires_at: number;
  token: string;
  user: Person;
}
/**
 * The name that others see.
 */
export interface NameChange {
  name: string;
}
/**
 * The fields of a session to change; a field that is left out stays as it is.
 */
export interface ClipSessionChange {
  game?: string | null;
  lead_seconds?: number | null;
  shows_heat?: boolean | null;
  title?: string | null;
}
/**
 * What is changed about a tap (C18, CL17): a field that is left out stays as it is, a null note or tag is
 * removed.
 */
export interface ClipChange {
  clipped?: boolean | null;
  note?: string | null;
  tag?: Tag | null;
}
/**
 * Whether a moment has been cut out.
 */
export interface MomentMark {
  clipped: boolean;
}
/**
 * What to change; a field that is left out stays as it is, and so does every cut and span that is not named.
 */
export interface ReviewChange {
  around?: Around | null;
  breaks?: Breaks | null;
  /**
   * @maxItems 100
   */
  cuts?: Cut[];
  /**
   * @maxItems 100
   */
  spans?: Span[];
  video?: VideoPart[] | null;
}
/**
 * The fields to change.
 */
export interface BookChange {
  artist?: string | null;
  artwork_url?: string | null;
  finished?: boolean | null;
  hidden?: boolean | null;
  title?: string | null;
}
/**
 * What the link lets everybody do; whether only owners may edit for now (a jam); the least seconds between two
 * moments or edits of one person, 0 for none.
 */
export interface SetLink {
  link?: Link | null;
  locked?: boolean | null;
  slow_seconds?: number | null;
}
/**
 * The new name and access.
 */
export interface ChangedJam {
  id: string;
  isPublic: boolean;
  name: string | null;
  /**
   * Unix milliseconds
   */
  updatedAt: number;
}
/**
 * A new name; null removes it. Only the owner decides whether everybody with the link may open the session.
 */
export interface JamChange {
  isPublic?: boolean | null;
  name?: string | null;
}
/**
 * The version and its name now.
 */
export interface NamedVersion {
  id: string;
  name: string | null;
}
/**
 * The name of a version; null takes it away.
 */
export interface NameVersion {
  name: string | null;
}
/**
 * The fields to change; a field that is left out stays as it is.
 */
export interface ProjectWordsChange {
  language?: string | null;
  vocabulary?: string | null;
}
/**
 * The fields to change; a field that is left out stays as it is. An empty name becomes the name of a new session.
 * Only the owner changes who may read it (V32), and whether it is heard live. Whoever is named in `allowed_users`
 * reads; when they accept their invitation, they get `allowed_role` (D17). A `summary` that a person writes is not
 * replaced; an empty one is made anew with the next search for tasks (VO6).
 */
export interface VoiceSessionChange {
  access_level?: ("private" | "public" | "restricted") | null;
  allowed_role?: "viewer" | "editor";
  allowed_users?: string[] | null;
  language?: string | null;
  live_listening?: boolean | null;
  project?: string | null;
  session_name?: string | null;
  summary?: string | null;
  vocabulary?: string | null;
}
/**
 * Another text of an attached text.
 */
export interface NoteChange {
  text: string;
}
/**
 * Another text. `revision` is that of the segment which was read: a change that somebody made meanwhile is not
 * lost.
 */
export interface SegmentChange {
  revision: number;
  text: string;
}
/**
 * New fields; one that is left out stays as it is. `assignee` is the id of somebody with a role in the session,
 * `due` a day, `after` the id of the task it is to stand after; null takes the first two away, and is the first
 * place.
 */
export interface TaskChange {
  after?: string | null;
  assignee?: string | null;
  done?: boolean | null;
  due?: string | null;
  text?: string | null;
}
/**
 * `confirm` repeats `to_take_down` of what was found. With `block`, the user or the guests of the address are
 * blocked in the same step, for `days`, 0 for ever.
 */
export interface TakeDownWanted {
  address?: string | null;
  block: boolean;
  confirm: number;
  days?: number;
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  reason?: string;
  user?: string | null;
}
/**
 * A user, or the guests of a network; `days` 0 is for ever.
 */
export interface BlockWanted {
  days?: number;
  network?: string | null;
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  reason?: string;
  user?: string | null;
}
/**
 * How many sessions are new, how many were left as they are, and how many files came.
 */
export interface ImportedSessions {
  files: number;
  imported: number;
  skipped: number;
}
/**
 * How many there are, last used at `unused_since` (Unix ms) or before. Nothing is deleted yet.
 */
export interface OrphansFound {
  count: number;
  /**
   * Unix milliseconds
   */
  unused_since: number;
}
/**
 * Orphans that nobody has used for so many days, of one kind or of all.
 */
export interface OrphansWanted {
  kind?: ("clip" | "jam" | "voice") | null;
  older_than_days?: number;
}
/**
 * The same, with what was answered: `confirm` repeats the number.
 */
export interface DeleteOrphans {
  confirm: number;
  kind?: ("clip" | "jam" | "voice") | null;
  older_than_days?: number;
  unused_since: number;
}
/**
 * What came of it.
 */
export interface ReportClosed {
  outcome: "acted" | "dismissed";
}
/**
 * Nobody needs an account; a guest without a name gets one. `session_id` is the session whose link brought them:
 * many guests behind one address then count against their session's limit.
 */
export interface NewGuest {
  name?: string | null;
  session_id?: string | null;
}
/**
 * Signs in. With `bring`, everything of the guest who this browser is now belongs to whom it signs in as.
 */
export interface NewLogin {
  bring?: boolean;
  by: "ticket" | "key" | "provider";
  secret: string;
}
/**
 * Whom a proof signs in, where it comes from, and who this browser is now: null for nobody. `is_you`: the same.
 * `may_bring`: whether what this browser's guest has can be given to whom it signs in as.
 */
export interface LoginView {
  is_you: boolean;
  may_bring: boolean;
  source: ("telegram" | "device") | ("key" | "provider");
  user: LoginName;
  you: LoginName | null;
}
/**
 * Somebody's name, and whether they are a guest.
 */
export interface LoginName {
  guest: boolean;
  name: string;
}
/**
 * What shows who somebody is: a one-time link's secret, a recovery key, or a token of the identity provider.
 */
export interface Proof {
  by: "ticket" | "key" | "provider";
  secret: string;
}
/**
 * A recovery key and the address that signs in with it. They are in this answer alone: the server keeps only the
 * digest.
 */
export interface RecoveryKey {
  key: string;
  url: string;
}
/**
 * `key` is the recovery key that the new one takes the place of: needed when there is one, unless this device has
 * signed in within the last ten minutes.
 */
export interface NewRecoveryKey {
  key?: string | null;
}
/**
 * `recovery_key_void`: another device had made the recovery key within the last 30 days, so it is void too.
 */
export interface OthersSignedOut {
  /**
   * Unix milliseconds
   */
  expires_at: number;
  recovery_key_void: boolean;
  token: string;
  user: Person;
}
/**
 * The page's token. It is no cookie: whoever this browser is elsewhere stays who they are.
 */
export interface MiniAppToken {
  /**
   * Unix milliseconds
   */
  expires_at: number;
  token: string;
  user: Person;
}
/**
 * `init_data` is what Telegram put into the address of the page, unchanged.
 */
export interface Launch {
  init_data: string;
}
/**
 * The address is in this answer alone: the server keeps only its digest. It works for `seconds`.
 */
export interface LoginLink {
  seconds: number;
  url: string;
}
/**
 * What creates a session (C5).
 */
export interface NewClipSession {
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  game?: string;
  lead_seconds?: number;
  like?: string | null;
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  title?: string;
}
/**
 * Which moments are published: the filter of the review, as in an export (CL14). With `notes`, viewers' notes are
 * titles too.
 */
export interface BestChoice {
  find?: string;
  most?: number;
  notes?: boolean;
  people?: number;
  /**
   * Which moments: the best by heat, all, or those marked as clipped.
   */
  show?: "best" | "all" | "clipped";
}
/**
 * A viewer's tap (C12). `tapped_at` is Unix ms on the server's clock, for a tap that had to wait.
 */
export interface ClipSubmission {
  note?: string | null;
  submission_id?: string | null;
  submitted_by?: string | null;
  tag?: Tag | null;
  tapped_at?: number | null;
}
/**
 * The session that the user now owns too.
 */
export interface Controlled {
  role: "owner" | "viewer";
  session: ClipSession;
}
/**
 * The ticket of a control link.
 */
export interface ControlTicket {
  ticket: string;
}
/**
 * Makes the first user who opens it an owner too; once, for ten minutes.
 */
export interface ControlLink {
  /**
   * Unix milliseconds
   */
  expires_at: number;
  url: string;
}
/**
 * `author` is somebody in a chat, for whom the moment counts; without one it is the key's maker. The same
 * `submission_id` again marks nothing more.
 */
export interface NewPress {
  author?: string | null;
  note?: string | null;
  submission_id?: string | null;
}
/**
 * The page of the session that the caller takes part in now.
 */
export interface JoinedSession {
  url: string;
}
/**
 * `key` is in this answer alone: the server keeps its digest, which is its `id`. `moment_url` marks a moment when
 * it is called by POST, for a key that may mark and stand in an address; otherwise null.
 */
export interface MadeKey {
  id: string;
  key: string;
  moment_url: string | null;
}
/**
 * What a new key may do. `session_id` null: in all of the caller's sessions that they own or help to run. `days`
 * until it ends, null for no end. `in_address`: it may stand in an address, which others may read in histories and
 * logs of their own.
 */
export interface NewKey {
  days?: number | null;
  in_address?: boolean;
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  name: string;
  /**
   * @minItems 1
   * @maxItems 3
   */
  scopes: [Scope] | [Scope, Scope] | [Scope, Scope, Scope];
  session_id?: string | null;
}
/**
 * A book as a player knows it. What a book has already is kept.
 */
export interface NewBook {
  artist?: string | null;
  artwork_url?: string | null;
  duration_ms?: number | null;
  /**
   * Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id
   */
  id: string;
  name: string;
  title?: string | null;
}
/**
 * A result for each item, in their order.
 */
export interface ImportAnswer {
  items: ImportResult[];
}
/**
 * `known` was imported before. `id` is null for an item that could not be read.
 */
export interface ImportResult {
  entry_id: string | null;
  id: string | null;
  reason:
    | (
        | "invalid"
        | "no_length"
        | "library_full"
        | "ends_before_start"
        | "in_the_future"
        | "too_old"
        | "too_long"
        | "too_short"
        | "history_full"
        | "end_was_in_the_future"
      )
    | null;
  result: "stored" | "known" | "refused";
}
/**
 * A page of listening sessions of Audiobookshelf; its figures are not used.
 */
export interface AudiobookshelfImport {
  itemsPerPage?: number | null;
  numPages?: number | null;
  page?: number | null;
  /**
   * @minItems 1
   * @maxItems 500
   */
  sessions: [
    {
      [k: string]: unknown;
    },
    ...{
      [k: string]: unknown;
    }[]
  ];
  total?: number | null;
}
/**
 * What ListenBrainz calls a submission. Of each listen are used: `listened_at`, `track_metadata`, and what
 * `additional_info` says of its length.
 */
export interface ListenBrainzImport {
  listen_type?: "import" | "single";
  /**
   * @minItems 1
   * @maxItems 500
   */
  payload: [
    {
      [k: string]: unknown;
    },
    ...{
      [k: string]: unknown;
    }[]
  ];
}
/**
 * A result for each stretch, in their order; `skew_ms` was added to all times.
 */
export interface BatchAnswer {
  items: BatchResult[];
  skew_ms: number;
}
/**
 * `known` changed nothing. `reason` says why a stretch was refused, or what was corrected in it.
 */
export interface BatchResult {
  /**
   * Chosen by the client
   */
  client_id: string;
  entry_id: string | null;
  reason:
    | (
        | "unknown_book"
        | "ends_before_start"
        | "in_the_future"
        | "too_old"
        | "too_long"
        | "too_short"
        | "history_full"
        | "end_was_in_the_future"
      )
    | null;
  result: "stored" | "known" | "refused" | "other_owner";
}
/**
 * Stretches that waited on a device. `sent_at` is the device's clock when it sends them: when that is wrong by more
 * than five seconds, all times are corrected by as much. `player_id` and `device` are kept with the
 * places where books were left.
 */
export interface Batch {
  device?: string;
  /**
   * @minItems 1
   * @maxItems 500
   */
  items: [Stretch, ...Stretch[]];
  player_id?: string | null;
  sent_at?: number | null;
}
/**
 * A stretch of listening that a player kept while it was offline. The same `client_id` counts once. `position_ms`
 * is where it ended; a book that was played somewhere else since then stays there.
 */
export interface Stretch {
  /**
   * Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id
   */
  book_id: string;
  /**
   * Chosen by the client
   */
  client_id: string;
  /**
   * Unix milliseconds
   */
  ended_at: number;
  /**
   * Chosen by the client
   */
  owner_id?: string;
  position_ms?: number | null;
  /**
   * Unix milliseconds
   */
  started_at: number;
}
/**
 * The entry.
 */
export interface OneEntry {
  entry: Entry;
}
/**
 * Whether somebody who asked may edit from now on.
 */
export interface AnswerRequest {
  accept: boolean;
  user_id: string;
}
/**
 * The address is in this answer alone: the server keeps only its digest.
 */
export interface MadeInvitation {
  id: string;
  url: string;
}
/**
 * An invitation to make: for how many uses (0 for any number) and how long (null for no end); the note is for the
 * list.
 */
export interface NewInvitation {
  note?: string | null;
  role: Role;
  seconds?: number | null;
  uses?: number;
}
/**
 * Whom to invite, and as what. `GET /api/home/people` lists who may be invited.
 */
export interface InviteUser {
  role: Role;
  user_id: string;
}
/**
 * What the invited person says; a no can be taken back (`reconsider`) within ten minutes.
 */
export interface AnswerInvitation {
  answer: "accept" | "decline" | "reconsider";
}
/**
 * Whose invitation is taken back.
 */
export interface NamedUser {
  user_id: string;
}
/**
 * The step, by which it is undone, and how many moments it took away, tap by tap.
 */
export interface Removed {
  moments: number;
  step: number;
}
/**
 * Whom to keep out; `content` takes away what they sent too, in a clip session. `name` is how they are listed.
 */
export interface Removal {
  content?: boolean;
  name?: string | null;
  user_id: string;
}
/**
 * Another role for somebody; null takes it away, `banned` keeps them out. `name` is how they are listed.
 */
export interface SetRole {
  name?: string | null;
  role: Role | "banned" | null;
  user_id: string;
}
/**
 * How many moments came back, tap by tap.
 */
export interface Undone {
  moments: number;
}
/**
 * Why, and in the user's words.
 */
export interface NewReport {
  reason: "spam" | "insult" | "violence" | "private" | "copyright" | "other";
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  text?: string;
}
/**
 * The new session.
 */
export interface CreatedJam {
  /**
   * Unix milliseconds
   */
  createdAt: number;
  id: string;
  url: string;
}
/**
 * A new session; without a state it is empty.
 */
export interface NewJam {
  name?: string | null;
  state?: {
    [k: string]: unknown;
  };
}
/**
 * When it was changed.
 */
export interface UpdatedJam {
  id: string;
  /**
   * Unix milliseconds
   */
  updatedAt: number;
}
/**
 * `edit_id` identifies the edit that restores, as in `edit_session`; without one, it gets a random one.
 */
export interface RestoreVersion {
  edit_id?: string | null;
}
/**
 * The published copy, which nobody can change.
 */
export interface PublishedJam {
  /**
   * Unix milliseconds
   */
  createdAt: number;
  id: string;
  immutable: true;
  publishedFrom: string;
  url: string;
}
/**
 * The copy.
 */
export interface RemixedJam {
  /**
   * Unix milliseconds
   */
  createdAt: number;
  id: string;
  remixedFrom: string;
  url: string;
}
/**
 * The value for a track's `sampleId`, and the recording's length.
 */
export interface StoredSample {
  sampleId: string;
  seconds: number;
}
/**
 * `secret` signs what is sent (Standard Webhooks). It is in this answer alone.
 */
export interface MadeWebhook {
  id: string;
  secret: string;
}
/**
 * `url` is https, and its address public. `session_id` null: all sessions that the caller owns or helps to run.
 */
export interface WebhookWanted {
  /**
   * @minItems 1
   * @maxItems 8
   */
  events:
    | [
        | "stream.started"
        | "stream.ended"
        | "moment.hot"
        | "jam.published"
        | "recording.done"
        | "transcript.ready"
        | "task.made"
        | "member.joined"
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ]
    | [
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        ),
        (
          | "stream.started"
          | "stream.ended"
          | "moment.hot"
          | "jam.published"
          | "recording.done"
          | "transcript.ready"
          | "task.made"
          | "member.joined"
        )
      ];
  session_id?: string | null;
  url: string;
}
/**
 * The session that is active now (V16).
 */
export interface Activated {
  is_active: boolean;
  session_id: string;
  session_name: string;
  success: true;
  url: string;
}
/**
 * The user's active session, or null.
 */
export interface ActiveSession {
  active_session: ActiveBrief | null;
}
/**
 * A summary of the active session (V15); `is_active` says that it is open.
 */
export interface ActiveBrief {
  is_active: boolean;
  session_id: string;
  session_name: string;
  url: string;
}
/**
 * An empty object.
 */
export interface NoBody {}
/**
 * A session to create (V17). With `is_stand_in`, as for a session without a name, the name is only a stand-in, such
 * as the time: what is said first takes its place. `allowed_users` are ids of users who may read a `restricted`
 * session (V32).
 */
export interface NewVoiceSession {
  access_level?: "private" | "public" | "restricted";
  /**
   * @maxItems 200
   */
  allowed_users?: string[];
  is_stand_in?: boolean;
  project?: string | null;
  /**
   * One line: surrounding white space is removed, control characters and line breaks are refused
   */
  session_name?: string;
}
/**
 * A text to attach; a retry with the same `material_id` attaches nothing twice.
 */
export interface NewText {
  material_id?: string | null;
  text: string;
}
/**
 * How many chunks the file has, its name and its caption.
 */
export interface FinishFile {
  chunks: number;
  filename?: string;
  text?: string;
}
/**
 * How many chunks the recording has.
 */
export interface FinishRecording {
  chunks: number;
}
/**
 * The segment is joined with the one behind it. Both revisions are those which were read.
 */
export interface SegmentJoin {
  next_id: string;
  next_revision: number;
  revision: number;
}
/**
 * Where to split: the number of the word with which the second segment begins.
 */
export interface SegmentSplit {
  revision: number;
  word: number;
}
/**
 * A task that a person adds; a retry with the same `task_id` adds nothing twice. `source_id` and `at_ms` are the
 * second it comes from.
 */
export interface NewTask {
  at_ms?: number | null;
  source_id?: string | null;
  task_id?: string | null;
  text: string;
}
/**
 * The session that admins subscribe to.
 */
export interface DeskPlace {
  session_id: string;
}
/**
 * What to subscribe to, and the bounds of `fan_out_<n>` in seconds; the last count is of what took longer.
 */
export interface Fleet {
  fan_out_bounds: number[];
  id: string;
}
/**
 * A token that is valid here: from `python -m server token`, or of the identity provider.
 */
export interface Token {
  needs_role?: string | null;
  token: string;
}
/**
 * The user's own home: `id` is what to subscribe to.
 */
export interface Home {
  id: string;
  rows: number;
}
/**
 * The user's own history: `id` is what to subscribe to.
 */
export interface Listening {
  books: number;
  entries: number;
  id: string;
}
/**
 * Where in the book, and when it was set if that was earlier, on a device that was offline.
 */
export interface NewBookmark {
  at?: number | null;
  /**
   * Where in the audio, in ms
   */
  position_ms: number;
}
/**
 * The new content of the session. A body may be the answer of GET: fields that a PUT cannot change are ignored
 * (D21).
 */
export interface WholeState {
  /**
   * As GET gives it; ignored
   */
  createdAt?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  id?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  immutable?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  isPublic?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  lastAccessedAt?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  layout?: {
    [k: string]: unknown;
  };
  name?: string | null;
  /**
   * As GET gives it; ignored
   */
  orphaned?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  ownerId?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  parentDeleted?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  publishedFrom?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  remixCount?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  remixedFrom?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  remixedFromName?: {
    [k: string]: unknown;
  };
  state: unknown;
  /**
   * As GET gives it; ignored
   */
  transport?: {
    [k: string]: unknown;
  };
  /**
   * As GET gives it; ignored
   */
  updatedAt?: {
    [k: string]: unknown;
  };
}
/**
 * The answer to a chunk: how many bytes of the file are there now.
 */
export interface StoredFileChunk {
  bytes: number;
  material_id: string;
}
/**
 * The answer to a chunk: the recording as it is now.
 */
export interface StoredChunk {
  recording: Recording;
}
/**
 * Who says it, by name; the same name is the same speaker.
 */
export interface SegmentSpeaker {
  revision: number;
  speaker_name: string;
}
/**
 * A name for a label; an empty one takes it away.
 */
export interface SpeakerNamed {
  name: string;
}
/**
 * Nothing more comes until the client subscribes again, without `since`. `log_too_short`: its position is too old.
 * `store_restarted`: Redis started again or was replaced, and cannot tell whether it has everything that it had
 * published. `access_changed`: access to the session has changed, and the answer may be `forbidden`.
 */
export interface Resync {
  reason: string;
  session_id: string;
}
/**
 * The token has expired; the connection closes.
 */
export interface TokenExpired {}
