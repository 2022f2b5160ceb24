import type { ReactiveController, ReactiveControllerHost } from "lit";
import { client } from "../../app/client";
import { type HomeRow, homeFeed } from "../../home/feed";
import { RowsOf } from "../../home/rows-of";
import { errorSentence } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { showToast } from "../../ui/toast";

export type Row = contract.VoiceRow;

const REFRESH_MS = 5_000;

/** What a row of the home says of a row of the list. */
function said(row: HomeRow): Pick<Row, "session_name" | "status" | "interrupted"> {
  const { interrupted } = row.facts as contract.VoiceFacts;
  return { session_name: row.title ?? "", status: row.state as Row["status"], interrupted };
}

/** Whether the feed's row says something else: the list was read before a change, or the row is a second behind. */
function differs(row: Row): boolean {
  const live = homeFeed.rows.get(row.session_id);
  if (!live?.facts) return false;
  const { session_name, status, interrupted } = said(live);
  return session_name !== row.session_name || status !== row.status || interrupted !== row.interrupted;
}

/** The sessions that the user may read, the newest first; it follows the home, and others' sessions by asking. */
export class SessionRows implements ReactiveController {
  rows: readonly Row[] | undefined;
  cursor: string | null = null;
  project = "";
  error: unknown;
  private readonly homeRows = new RowsOf(homeFeed, "voice");
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.timer = setInterval(this.refreshOthers, REFRESH_MS);
    homeFeed.addEventListener("rows", this.rowsChanged);
    document.addEventListener("visibilitychange", this.refresh);
    addEventListener("rt-restored", this.refresh);
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
    homeFeed.removeEventListener("rows", this.rowsChanged);
    document.removeEventListener("visibilitychange", this.refresh);
    removeEventListener("rt-restored", this.refresh);
  }

  async load(more = false): Promise<void> {
    this.error = undefined;
    try {
      const page = await this.nextPage((more && this.cursor) || undefined);
      this.rows = [...(more ? (this.rows ?? []) : []), ...page.items];
      this.cursor = page.next_cursor;
      this.rowsChanged(); // those that changed while the list was on its way
    } catch (error) {
      if (more) showToast({ kind: "error", text: errorSentence(error) });
      else this.error = error;
    }
    this.host.requestUpdate();
  }

  /** The first of the following pages that is not empty: a project may have nothing on most of them. */
  private async nextPage(cursor: string | undefined): Promise<contract.VoiceList> {
    const query = { cursor, project: this.project || undefined };
    const page = await client.request<contract.VoiceList>("GET", "/voicebot/sessions", { query });
    return page.items.length === 0 && page.next_cursor ? this.nextPage(page.next_cursor) : page;
  }

  /** Names and pictograms change at once; a session that came or went is read with the list. */
  private readonly rowsChanged = (): void => {
    if (!this.rows || !homeFeed.loaded) return;
    const isFirst = !this.homeRows.begun;
    const { added, gone, changed } = this.homeRows.changes();
    this.rows = this.rows
      .filter((row) => !gone.includes(row.session_id))
      .map((row) => {
        const live = changed.get(row.session_id)?.row;
        return live?.facts ? { ...row, ...said(live) } : row;
      });
    this.host.requestUpdate();
    if (added || (isFirst && this.rows.some(differs))) void this.refresh();
  };

  /** The home knows nothing of a project's sessions that the user has no part in: those are asked for. */
  private readonly refreshOthers = (): void => {
    if (this.rows?.some((row) => !homeFeed.rows.get(row.session_id)?.facts)) void this.refresh();
  };

  /** One request for all visible rows, while the page is visible: it also shows what others record. */
  private readonly refresh = async (): Promise<void> => {
    if (document.hidden || !this.rows) return;
    const { project } = this;
    const query = { project: project || undefined };
    const page = await client
      .request<contract.VoiceList>("GET", "/voicebot/sessions", { query })
      .catch(() => null);
    if (!page || !this.rows || project !== this.project) return;
    const fresh = new Map(page.items.map((row) => [row.session_id, row]));
    const added = page.items.filter((row) => !this.rows?.some((one) => one.session_id === row.session_id));
    const isWhole = page.next_cursor === null; // missing rows were deleted
    this.rows = [
      ...added,
      ...this.rows
        .filter((row) => !isWhole || fresh.has(row.session_id))
        .map((row) => fresh.get(row.session_id) ?? row),
    ];
    this.host.requestUpdate();
  };
}
