import { settings } from "./settings";

export type Theme = "light" | "dark" | "system";

export function theme(): Theme {
  const chosen = settings.get("theme");
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Puts the choice on the root element; `system` leaves the decision to `prefers-color-scheme`. */
export function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
