import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { setPageTitle } from "../app/page-title";
import "../app/header";
import { Shortcuts } from "../app/shortcuts";
import { t } from "../i18n";
import { field } from "../ui/field";
import { emptyState, errorState, loading } from "../ui/states";
import { type AsyncApi, type Call, filtered, grouped, httpCalls, type OpenApi, socketCalls } from "./calls";
import "./docs.css";
import "./first-example";
import type { Field } from "./schema";
import { limits, refusals, waysOn } from "./ways";
import { DOCS } from "./words";

/** The contract for people: made from the same documents that programs read. */
@customElement("rt-docs-page")
export class DocsPage extends LitElement {
  @state() private calls: readonly Call[] | undefined;
  @state() private version = "";
  @state() private typed = "";
  @state() private failed = false;
  @state() private opened: ReadonlySet<string> = new Set();
  private limits: Readonly<Record<string, number>> = {};

  constructor() {
    super();
    new Shortcuts(this, () => [{ key: "/", label: t(DOCS.filter), run: () => this.filter() }]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(DOCS.page));
    addEventListener("hashchange", this.reveal);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.reveal);
  }

  /** Shows what the address names, also when its group is closed or the filter hides it. */
  private readonly reveal = async (): Promise<void> => {
    const id = location.hash.slice(1);
    const call = this.calls?.find((one) => one.id === id || `group-${one.group}` === id);
    if (call) {
      if (call.id === id && !filtered([call], this.typed).length) this.typed = "";
      this.opened = new Set([...this.opened, call.group]);
      await this.updateComplete;
    }
    document.getElementById(id)?.scrollIntoView();
  };

  private toggled(group: string, isOpen: boolean): void {
    if (this.typed.trim() || this.opened.has(group) === isOpen) return;
    const opened = new Set(this.opened);
    if (isOpen) opened.add(group);
    else opened.delete(group);
    this.opened = opened;
  }

  private filter(): void {
    this.querySelector<HTMLInputElement>("#docs-filter")?.focus();
  }

  private async load(): Promise<void> {
    this.failed = false;
    try {
      const [openapi, asyncapi, limits] = await Promise.all([
        fetched<OpenApi>("/openapi.json"),
        fetched<AsyncApi>("/asyncapi.json"),
        fetched<Record<string, number>>("/api/limits"),
      ]);
      this.limits = Object.fromEntries(Object.entries(limits).filter(([, one]) => typeof one === "number"));
      this.calls = [...httpCalls(openapi), ...socketCalls(asyncapi)];
      this.version = openapi.info.version;
    } catch {
      this.failed = true;
      return;
    }
    await this.updateComplete;
    if (location.hash) await this.reveal();
  }

  private fields(title: string, fields: readonly Field[]): TemplateResult | typeof nothing {
    if (fields.length === 0) return nothing;
    return html`<table class="docs-fields">
      <caption>${title}</caption>
      <tbody>
        ${fields.map(
          (field) => html`<tr>
            <th scope="row"><code>${field.name}</code>${field.required ? nothing : html` <span class="label">${t(DOCS.optional)}</span>`}</th>
            <td><span class="docs-type">${field.type}</span>${field.about ? html`<br />${prose(field.about)}` : nothing}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private call(call: Call): TemplateResult {
    return html`<article class="docs-call panel" id=${call.id}>
      <h3><a href=${`#${call.id}`}><span class="docs-kind">${call.kind}</span> <code>${call.name}</code></a></h3>
      <p>${prose(call.about)}</p>
      ${call.who ? html`<p class="label">${t(DOCS.who, { who: call.who })}</p>` : nothing}
      ${this.fields(t(DOCS.takes), call.takes)} ${this.fields(t(DOCS.gives), call.gives)}
      ${call.refusals.length ? html`<p class="docs-refusals"><span class="label">${t(DOCS.refuses)}</span> ${call.refusals.map((one) => html`<code>${one}</code> `)}</p>` : nothing}
    </article>`;
  }

  private content(calls: readonly Call[]): TemplateResult {
    const shown = filtered(calls, this.typed);
    if (shown.length === 0)
      return html`<div class="panel">${emptyState(t(DOCS.none, { typed: this.typed }))}</div>`;
    const groups = [...grouped(shown)];
    const isOpen = (group: string) => this.typed.trim() !== "" || this.opened.has(group);
    return html`<div class="docs-columns">
      <nav class="docs-index" aria-label=${t(DOCS.contents)}>
        ${groups.map(
          ([group, members]) => html`<h2 class="label"><a href=${`#group-${group}`}>${titled(group)}</a></h2>
            <ul ?hidden=${!isOpen(group)}>
              ${members.map((call) => html`<li><a href=${`#${call.id}`}><span class="docs-kind">${call.kind}</span> ${call.name}</a></li>`)}
            </ul>`,
        )}
      </nav>
      <div class="docs-list">
        ${groups.map(
          ([group, members]) => html`<details class="docs-group" id=${`group-${group}`} ?open=${isOpen(group)}
            @toggle=${(event: Event) => this.toggled(group, (event.target as HTMLDetailsElement).open)}>
            <summary><h2 class="section">${titled(group)}</h2> <span class="label num">${members.length}</span></summary>
            ${isOpen(group) ? members.map((call) => this.call(call)) : nothing}
          </details>`,
        )}
        ${this.typed.trim() ? nothing : html`${refusals(calls)}${limits(this.limits, calls)}`}
      </div>
    </div>`;
  }

  private body(): TemplateResult {
    if (this.calls) return this.content(this.calls);
    if (this.failed)
      return html`<div class="panel">${errorState(t(DOCS.failed), () => void this.load())}</div>`;
    return loading(html`<div class="panel docs-bone"></div>`);
  }

  override render() {
    return html`<rt-header></rt-header>
      <main id="content" tabindex="-1" class="page docs">
        <h1>${t(DOCS.title)}${this.version ? html` <span class="label">${this.version}</span>` : nothing}</h1>
        <p>${t(DOCS.intro)}</p>
        <rt-first-example></rt-first-example>
        ${waysOn()}
        <h2 class="docs-reference">${t(DOCS.reference)}</h2>
        <p>${t(DOCS.language)} ${t(DOCS.programs)} <a href="/openapi.json">OpenAPI 3.1</a>, <a href="/asyncapi.json">AsyncAPI 3</a>.</p>
        ${field({
          id: "docs-filter",
          class: "docs-filter",
          label: t(DOCS.filter),
          value: this.typed,
          input: (typed) => {
            this.typed = typed;
          },
        })}
        ${this.body()}
      </main>`;
  }
}

async function fetched<Document>(path: string): Promise<Document> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Document;
}

/** `AccountExports` as a title: Account exports. */
function titled(group: string): string {
  return group.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Text whose words between backticks are code. */
function prose(text: string): TemplateResult {
  return html`${text.split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part))}`;
}
