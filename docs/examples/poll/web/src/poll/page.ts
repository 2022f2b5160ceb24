import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../app/header";
import { client } from "../app/client";
import { setPageTitle } from "../app/page-title";
import type { EventOf, SnapshotOf, Subscription } from "../sdk";
import { key } from "../ui/key";
import { loading } from "../ui/states";

/** `/polls/{sessionId}`: the question, a key for each answer, and the count as it changes. */
@customElement("rt-poll-page")
export class PollPage extends LitElement {
  @property() sessionId = "";
  @state() private poll: SnapshotOf<"poll"> | undefined;
  private subscription: Subscription | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.subscription = client.subscribe<"poll">(this.sessionId, {
      onSnapshot: (poll) => this.show(poll),
      onEvent: (event: EventOf<"poll">) => this.show(event.data.poll),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.subscription?.close();
  }

  private show(poll: SnapshotOf<"poll">): void {
    this.poll = poll;
    setPageTitle(poll.question);
  }

  private vote(option: number): void {
    void client.command("vote", { session_id: this.sessionId, option });
  }

  override render() {
    const { poll } = this;
    if (!poll) return loading(html`<h1>Poll</h1>`);
    const winner = poll.winner === null ? undefined : (poll.options[poll.winner] ?? "nobody");
    return html`<rt-header></rt-header>
      <main id="content" tabindex="-1">
        <h1>${poll.question}</h1>
        <ul>
          ${poll.options.map(
            (option, number) =>
              html`<li>${key({ label: `${option}: ${poll.counts[number]}`, press: () => this.vote(number) })}</li>`,
          )}
        </ul>
        <p role="status">${winner === undefined ? "" : `The winner is ${winner}`}</p>
      </main>`;
  }
}
