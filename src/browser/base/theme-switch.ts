import { findAll } from "./dom.js";
import { t } from "./i18n.js";

const YEAR_S = 365 * 24 * 3600;

const page = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = (): boolean => (page.dataset.theme ? page.dataset.theme === "dark" : system.matches);

/** A cookie, so that the server renders the next page in this theme. Choosing the system's theme clears it. */
function switchTheme(): void {
  const wanted = isDark() ? "light" : "dark";
  const followsSystem = (wanted === "dark") === system.matches;
  if (followsSystem) delete page.dataset.theme;
  else page.dataset.theme = wanted;
  for (const meta of findAll<HTMLMetaElement>("meta[name=theme-color]"))
    meta.media = meta.dataset.scheme === wanted ? "all" : "not all";
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API yet
  document.cookie = `theme=${wanted}; path=/; samesite=lax; max-age=${followsSystem ? 0 : YEAR_S}`;
}

export function startThemeSwitch(): void {
  const updateLabels = () => {
    const text = t(isDark() ? "theme.light" : "theme.dark");
    for (const button of findAll("[data-theme-switch]")) {
      button.setAttribute("aria-label", text);
      button.title = text;
    }
  };
  for (const button of findAll("[data-theme-switch]")) {
    button.addEventListener("click", () => {
      switchTheme();
      updateLabels();
    });
  }
  system.addEventListener("change", updateLabels);
  updateLabels();
}
