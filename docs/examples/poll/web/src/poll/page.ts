import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../app/header";
import { client } from "../app/client";
import { rememberOpened } from "../app/opened";
import { setPageTitle } from "../app/page-title";
import "../people/panel";
import { shareKeys } from "../people/share-keys";
import { PeopleWatch } from "../people/watch";
import type { EventOf, SnapshotOf, Subscription } from "../sdk";
import { key } from "../ui/key";
import { loading } from "../ui/states";
import { KIND, MEMBERS } from "./kind";

/** `/polls/{sessionId}`: the question, a key for each answer, and the count as it changes. */
@customElement("rt-poll-page")
export class PollPage extends LitElement {
  @property() sessionId = "";
  @state() private poll: SnapshotOf<"poll"> | undefined;
  private members: PeopleWatch | undefined;
  private subscription: Subscription | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.members = new PeopleWatch(this.sessionId, MEMBERS, () => this.requestUpdate());
    this.subscription = client.subscribe<"poll">(this.sessionId, {
      onSnapshot: (poll) => {
        this.show(poll);
        rememberOpened(KIND.kind, this.sessionId, poll.question);
      },
      onEvent: (event: EventOf<"poll">) => {
        if ("poll" in event.data) this.show(event.data.poll);
        this.members?.heard(event);
      },
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
    const { members, poll } = this;
    if (!poll || !members) return loading(html`<h1>Poll</h1>`);
    const winner = poll.winner === null ? undefined : (poll.options[poll.winner] ?? "nobody");
    return html`<rt-header .tools=${shareKeys(members)}></rt-header>
      <main id="content" tabindex="-1">
        <h1>${poll.question}</h1>
        <ul>
          ${poll.options.map(
            (option, number) =>
              html`<li>${key({ label: `${option}: ${poll.counts[number]}`, press: () => this.vote(number) })}</li>`,
          )}
        </ul>
        <p role="status">${winner === undefined ? "" : `The winner is ${winner}`}</p>
      </main>
      ${members.isOpen ? html`<rt-people .watch=${members} .people=${members.people} .title=${poll.question}></rt-people>` : nothing}`;
  }
}
