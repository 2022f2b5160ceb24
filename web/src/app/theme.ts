import { settings } from "./settings";

export type Theme = "light" | "dark" | "system";

export function theme(): Theme {
  const chosen = settings.get("theme");
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Sets the chosen theme on the root element; with `system`, `prefers-color-scheme` decides. */
export function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
