/* Made from the server's contract by `make docs`. Do not edit. */

/** What a client does after each refusal of the server (`Advice`). */
export const SERVER_ADVICE = {
  invalid_payload: "give_up",
  digest_mismatch: "retry",
  invalid_session_id: "give_up",
  unauthorized: "sign_in",
  forbidden: "give_up",
  blocked: "give_up",
  session_not_found: "give_up",
  not_found: "give_up",
  method_not_allowed: "give_up",
  invalid_transition: "give_up",
  session_not_active: "give_up",
  too_soon: "give_up",
  conflict: "give_up",
  precondition_failed: "give_up",
  ticket_spent: "give_up",
  request_timeout: "retry",
  too_large: "give_up",
  file_too_large: "give_up",
  unsupported_media: "give_up",
  storage_full: "give_up",
  rate_limited: "retry",
  internal_error: "retry",
  unavailable: "retry",
} as const;

/** Where the key of a command goes under which a repeat changes nothing and gives the first answer. */
export const KEY_FIELD: Readonly<Record<string, string>> = {
  submit_clip: "submission_id",
  edit_session: "edit_id",
};

/** Commands that set a value: a repeat sets it again. */
export const REPEATABLE: ReadonlySet<string> = new Set([
  "refresh_token",
  "next_page",
  "unsubscribe_from_session",
  "wait_durable",
  "mark_clip",
  "mark_moment",
  "mark_moments",
  "report_recording",
  "keep_recording",
]);
