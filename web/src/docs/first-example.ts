import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../app/client";
import { navigate } from "../app/router";
import { Shortcuts } from "../app/shortcuts";
import { Tick } from "../app/tick";
import { t } from "../i18n";
import { errorSentence, isCoded, retryAfter } from "../i18n/errors";
import { copyText } from "../ui/clipboard";
import { key } from "../ui/key";
import { segmented } from "../ui/segmented";
import { type ExampleLanguage, prepared, STEPS, whole } from "./examples";
import "./first-example.css";
import { EXAMPLE } from "./words";

interface Answer {
  readonly ok: boolean;
  readonly text: string;
  readonly ms?: number;
}

const TITLE = "Friday night";
const CHOICE = "roomtone:docs-language";

/** The first thing that a developer reads: four calls to copy, and the same calls made from here. */
@customElement("rt-first-example")
export class FirstExample extends LitElement {
  @state() private chosen: ExampleLanguage = remembered();
  @state() private copied = false;
  @state() private answers: readonly (Answer | undefined)[] = [];
  @state() private running = false;
  @state() private made: string | undefined;
  /** When the example may run again, in ms of the page's clock, after a refusal that asks to wait. */
  @state() private waitUntil = 0;

  constructor() {
    super();
    new Tick(this, () => this.waits > 0);
    new Shortcuts(this, () => [{ key: "C", label: t(EXAMPLE.copy), run: () => void this.copy() }]);
  }

  /** Seconds until the example may run again. */
  private get waits(): number {
    return Math.max(0, Math.ceil((this.waitUntil - performance.now()) / 1000));
  }

  override createRenderRoot() {
    return this;
  }

  private choose(chosen: ExampleLanguage): void {
    this.chosen = chosen;
    this.copied = false;
    try {
      localStorage.setItem(CHOICE, chosen);
    } catch {
      // without storage the choice holds until the page is closed
    }
  }

  private async copy(): Promise<void> {
    this.copied = await copyText(whole(this.chosen, location.origin));
  }

  /** Makes calls 2 to 4 as the reader, who is somebody already. */
  private async run(): Promise<void> {
    this.running = true;
    this.made = undefined;
    const { name } = await client.ensureUser().catch(() => ({ name: "" }));
    this.answers = [{ ok: true, text: t(EXAMPLE.leftOut, { name }) }];
    let id = "";
    const calls: (() => Promise<unknown>)[] = [
      async () => {
        const made = await client.request("POST", "/api/clip-sessions", {
          body: { title: TITLE, game: "Celeste" },
        });
        id = made.id;
        this.made = id;
        return made;
      },
      () => client.request<unknown>("POST", `/api/clip-sessions/${id}/start`, { body: {} }),
      () =>
        client.request<unknown>("POST", `/api/clip-sessions/${id}/clips`, {
          body: { note: "What a save", tag: "epic" },
        }),
    ];
    try {
      for (const call of calls) {
        const before = performance.now();
        const answer = await call();
        const ms = Math.max(1, Math.round(performance.now() - before));
        this.answers = [...this.answers, { ok: true, text: short(answer), ms }];
      }
    } catch (error) {
      this.answers = [...this.answers, { ok: false, text: errorSentence(error) }];
      if (isCoded(error) && error.code === "rate_limited")
        this.waitUntil = performance.now() + retryAfter(error) * 1000;
    } finally {
      this.running = false;
    }
  }

  private async deleteAgain(id: string): Promise<void> {
    try {
      await client.request("DELETE", `/api/clip-sessions/${id}`);
      this.made = undefined;
      this.answers = [];
    } catch (error) {
      this.answers = [...this.answers.slice(0, -1), { ok: false, text: errorSentence(error) }];
    }
  }

  private answer(index: number): TemplateResult {
    const step = STEPS[index];
    const real = this.answers[index];
    if (this.answers.length === 0)
      return html`<b class="example-status">${step?.status}</b><pre>${step?.answer}</pre>`;
    if (!real) return html`<span class="label">…</span>`;
    if (!real.ok) return html`<p class="example-refused" role="alert">${real.text}</p>`;
    if (real.ms === undefined) return html`<p class="label">${real.text}</p>`;
    return html`<b class="example-status">${step?.status}</b> <span class="label">${t(EXAMPLE.ms, { n: real.ms })}</span><pre>${real.text}</pre>`;
  }

  private foot(): TemplateResult | typeof nothing {
    const { made } = this;
    if (made === undefined || this.running) return nothing;
    return html`<div class="example-foot" role="status">
      <p>${t(EXAMPLE.made, { title: TITLE })}</p>
      ${key({ label: t(EXAMPLE.open), press: () => navigate(`/clips/${made}`) })}
      ${key({ label: t(EXAMPLE.remove), press: () => void this.deleteAgain(made) })}
    </div>`;
  }

  override render() {
    const wait = this.waits;
    return html`<section class="example panel" aria-labelledby="first-example">
      <div class="example-head">
        <h2 id="first-example" class="section">${t(EXAMPLE.title)}</h2>
        ${segmented<ExampleLanguage>({
          label: t(EXAMPLE.language),
          name: "example-language",
          value: this.chosen,
          options: [
            { value: "curl", label: "curl" },
            { value: "javascript", label: "JavaScript" },
            { value: "python", label: "Python" },
          ],
          change: (chosen) => this.choose(chosen),
        })}
        <div class="example-keys">
          ${key({ label: t(this.copied ? EXAMPLE.copied : EXAMPLE.copy), icon: "copy", shortcut: "C", done: this.copied, press: () => void this.copy() })}
          ${key({
            label: wait > 0 ? t(EXAMPLE.again, { n: wait }) : t(EXAMPLE.run),
            icon: "play",
            kind: "primary",
            busy: this.running,
            reason: wait > 0 ? t(EXAMPLE.tooFast) : undefined,
            press: () => void this.run(),
          })}
        </div>
      </div>
      <div class="example-columns">
        <div class="example-code" role="region" tabindex="0" aria-label=${t(EXAMPLE.code)}>
          <pre>${prepared(this.chosen, location.origin)}</pre>
          <ol>
            ${STEPS.map((step) => html`<li><p>${t(step.words)}</p><pre>${step.code[this.chosen]}</pre></li>`)}
          </ol>
        </div>
        <div class="example-answers">
          <h3 class="label">${t(EXAMPLE.back)} · ${t(this.answers.length === 0 ? EXAMPLE.recorded : EXAMPLE.real)}</h3>
          <ol>${STEPS.map((_, index) => html`<li>${this.answer(index)}</li>`)}</ol>
        </div>
      </div>
      ${this.foot()}
    </section>`;
  }
}

function remembered(): ExampleLanguage {
  try {
    const chosen = localStorage.getItem(CHOICE);
    if (chosen === "javascript" || chosen === "python") return chosen;
  } catch {
    // storage is refused in some private windows
  }
  return "curl";
}

/** The members of an answer that the example is about; never a token. */
function short(answer: unknown): string {
  const members = Object.entries(answer as Record<string, unknown>).filter(([name]) =>
    ["id", "status", "viewer_url", "offset_hms", "note", "tag"].includes(name),
  );
  return `{${members.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(",\n ")}, …}`;
}
