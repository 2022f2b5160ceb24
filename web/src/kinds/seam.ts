/**
 * The seam between shared pages and products: what a shared page asks of a kind of session. Each product answers in its
 * own `<product>/kind.ts`, as `KIND`. A page that shows sessions of every kind loads all of these files, so they hold plain
 * data and short functions; what only a press needs is loaded then.
 */
import type { nothing, TemplateResult } from "lit";
import type { Deleted } from "../bin/dialog";
import type { Phrase } from "../i18n";
import type { contract } from "../sdk";
import type { Question } from "../ui/dialog";
import type { IconName } from "../ui/icons";
import type { MenuItem } from "../ui/menu";

type HomeRow = contract.HomeRow;
export type RoleName = NonNullable<HomeRow["role"]>;
export type LinkName = contract.SessionPeople["link"];

export interface Kind {
  /** As the server declares it. */
  readonly kind: string;
  readonly order: number;
  readonly icon: IconName;
  readonly title: Phrase;
  /** What admins call one session; without it, the title. */
  readonly name?: Phrase;
  /** The page of a session for who has this role there. With null it is the page for who has the link alone. */
  readonly page: (id: string, role: RoleName | null) => string;
  readonly row: RowSeam;
  /** Without it, nobody begins a session on the home page. */
  readonly start?: StartSeam;
  /** Without it, a session is its owner's alone: nobody is invited, and no link opens it. */
  readonly people?: PeopleSeam;
  /** Without it, a session is not deleted as a whole, by admins neither. */
  readonly bin?: BinSeam;
  /** Whether a session that nobody uses goes to the bin, where the operator has set a retention (D42). */
  readonly isRetained?: true;
  /** Whether sessions are made from each other: admins see the tree. */
  readonly hasRemixes?: true;
}

/** A session on the home page. */
export interface RowSeam {
  /** Said when there is none. */
  readonly none: Phrase;
  /** States in which something goes on. A pause of under an hour counts for every kind. */
  readonly live: readonly string[];
  /** What stands below the title, before when it changed; null leaves one out. */
  readonly facts?: (row: HomeRow) => readonly (string | null)[];
  /** What goes on there, or how long it is. */
  readonly state?: (row: HomeRow) => TemplateResult | typeof nothing;
  /** Its picture at the row's end. */
  readonly miniature?: (row: HomeRow) => TemplateResult | typeof nothing;
  /** The address of a picture over the icon. */
  readonly picture?: (row: HomeRow) => string | null | undefined;
  /** The words for its link, where `Copy link` is not enough. */
  readonly link?: { readonly copy: Phrase; readonly copied: Phrase };
  /** Its menu, instead of opening, copying the link and deleting. */
  readonly menu?: () => MenuItem[];
}

/** How a session is begun: a panel of the landing page, and a key of the home page. */
export interface StartSeam {
  readonly address: string;
  /** Done in the press itself: only there a browser allows sound for what follows. */
  readonly prepare?: () => void;
  /** Asks something in the press itself, and goes to the address when it is answered. */
  readonly ask?: () => void;
  /** Whether it can be begun without a network. */
  readonly worksOffline?: true;
  /** Two lines for wide screens, one for phones. */
  readonly text: Phrase;
  readonly line: Phrase;
  readonly action: Phrase;
  /** On phones: below the panel's title, and among the keys of all products. */
  readonly shortAction: Phrase;
  readonly shortKey: Phrase;
  /** A small working picture of the product. */
  readonly miniature: () => Promise<() => TemplateResult>;
}

/** Who takes part in a session. */
export interface PeopleSeam {
  readonly roles: Readonly<Record<RoleName, Phrase>>;
  /** What the link lets people do. */
  readonly links: Readonly<Record<LinkName, Phrase>>;
  readonly canLock?: true;
  readonly share: ShareSeam;
  /** Slow mode: what everybody waits between, the word for no slow mode, and the other waits in seconds. */
  readonly slow?: { readonly between: Phrase; readonly off: Phrase; readonly seconds: readonly number[] };
  /** The titles of the list in two parts: owners and co-owners, and the others. */
  readonly parts?: { readonly staff: Phrase; readonly others: Phrase };
  /** What the question says before somebody is removed. */
  readonly removeText?: Phrase;
  /** Who decides sees who sent how much; these events change it. */
  readonly sent?: readonly string[];
}

/** The link of a session, which Share gives away. */
export interface ShareSeam {
  /** As in `Kind`. */
  readonly kind: string;
  /** The page that it opens. */
  readonly path: (id: string) => string;
  /** What it lets people do, in a sentence. */
  readonly says: Readonly<Record<Exclude<LinkName, "nobody">, Phrase>>;
}

/** Deleting a session, and bringing it back. */
export interface BinSeam {
  /** `DELETE` of this and an id deletes a session. */
  readonly sessions: string;
  /** `GET` answers what one has deleted, `POST` of this, an id and `/restore` brings a session back. */
  readonly deleted: string;
  /** What is asked before, and said after a session is deleted from the home page. */
  readonly question: (title: string, row: HomeRow) => Promise<Question & { readonly said: string }>;
  /** What one has deleted, where that is more than sessions. */
  readonly list?: () => Promise<readonly Deleted[]>;
  /** What this browser notes when a session is back. */
  readonly restored?: (id: string, title: string | null) => void;
}
