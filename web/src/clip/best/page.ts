import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { locale, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { isCoded, reference } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { copyText } from "../../ui/clipboard";
import { logo } from "../../ui/icons";
import { key } from "../../ui/key";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { TAGS, tagChip } from "../moments/tags";
import { hms } from "../timeline";
import "./best.css";
import { BEST } from "./words";

/**
 * `/c/{sessionId}/best`: what a streamer has published of a stream, for everybody (CL22). Without the header, whose
 * account menu would make a guest of every reader.
 */
@customElement("rt-clip-best-page")
export class ClipBestPage extends LitElement {
  @property() sessionId = "";
  @state() private best: contract.BestPage | undefined;
  @state() private error: unknown;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(BEST.page));
    void this.load();
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      const path = `/api/clip-sessions/${encodeURIComponent(this.sessionId)}/best`;
      this.best = await client.request<contract.BestPage>("GET", path);
      setPageTitle(this.best.title);
    } catch (error) {
      this.error = error;
    }
  }

  private async copy({ moments }: contract.BestPage): Promise<void> {
    const lines = moments.map((one) =>
      [one.url ?? this.time(one), nameOf(one)].filter((part) => part !== "").join(" "),
    );
    if (await copyText(lines.join("\n"))) showToast({ text: t(BEST.copied), icon: "check" });
  }

  private time({ part, video_seconds }: contract.BestMoment): string {
    const isInParts = this.best?.moments.some((one) => one.part > 1);
    return isInParts ? `${t(BEST.part, { n: part })} ${hms(video_seconds)}` : hms(video_seconds);
  }

  private row(moment: contract.BestMoment): TemplateResult {
    const { url, note, tag, length_seconds } = moment;
    const time = this.time(moment);
    return html`<li class="best-row">
      ${url ? html`<a class="time best-time" href=${url} target="_blank" rel="noopener noreferrer">${time}</a>` : html`<span class="time best-time">${time}</span>`}
      <span class="best-title">${note === null ? nothing : html`<bdi>${visible(note)}</bdi>`} ${tag ? tagChip(tag) : note === null ? t(BEST.moment) : nothing}</span>
      <span class="label num best-length">${t(BEST.length, { n: length_seconds })}</span>
    </li>`;
  }

  private content(best: contract.BestPage): TemplateResult {
    const day = best.started_at === null ? undefined : new Date(best.started_at);
    const date = day?.toLocaleDateString(locale(), { day: "numeric", month: "long", year: "numeric" });
    return html`<div class="best-head">
        <div><h1><bdi>${visible(best.title)}</bdi></h1>
          <p class="label"><bdi>${visible([best.game, date].filter(Boolean).join(" · "))}</bdi></p></div>
        ${key({ label: t(BEST.copy), icon: "copy", press: () => void this.copy(best) })}
      </div>
      <section class="panel best-list" aria-labelledby="best"><h2 class="section" id="best">${t(BEST.page)}</h2>
        <ol>${best.moments.map((moment) => this.row(moment))}</ol></section>`;
  }

  override render() {
    const { best, error } = this;
    let content: TemplateResult;
    if (best) content = this.content(best);
    else if (error === undefined) content = loading(html`<h1 class="visually-hidden">${t(BEST.page)}</h1>`);
    else if (isCoded(error) && error.code === "session_not_found")
      content = emptyState(t(BEST.none), t(BEST.noneHelp), undefined, true);
    else
      content = html`<h1>${t(BEST.page)}</h1>${errorState(t(BEST.failed), () => void this.load(), reference(error))}`;
    const foot = html`<p class="best-foot"><a class="brand" href="/" aria-label="Roomtone">${logo()}<span class="wordmark">Roomtone</span></a></p>`;
    const isLoading = best === undefined && error === undefined;
    return html`<main id="content" tabindex="-1" class="page best">${content}${isLoading ? nothing : foot}</main>`;
  }
}

/** Its title as text: the note, otherwise the tag. */
function nameOf({ note, tag }: contract.BestMoment): string {
  const known = TAGS.find((one) => one.tag === tag);
  return note ?? (known ? `${known.emoji} ${known.word}` : "");
}
