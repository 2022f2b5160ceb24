import type { TemplateResult } from "lit";
import type { IconName } from "../ui/icons";

/** A section of the admin page: its address, and the element that shows it. */
export interface Section {
  readonly name:
    | "overview"
    | "sessions"
    | "alerts"
    | "jobs"
    | "reports"
    | "abuse"
    | "connections"
    | "audit"
    | "deleted"
    | "transfer";
  readonly path: string;
  readonly icon: IconName;
  /** The key that goes there after `G`. */
  readonly key: string;
  readonly show: (sessionId: string) => TemplateResult;
}
