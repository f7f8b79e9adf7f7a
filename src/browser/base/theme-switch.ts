import { all } from "./dom.js";
import { t } from "./i18n.js";

const YEAR_S = 365 * 24 * 3600;

const page = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = (): boolean => (page.dataset.theme ? page.dataset.theme === "dark" : system.matches);

/**
 * To choose what the system says anyway is to follow the system again. The choice is a cookie, so that the next page
 * comes in it, instead of being turned after it came.
 */
function turn(): void {
  const wanted = isDark() ? "light" : "dark";
  const followsSystem = (wanted === "dark") === system.matches;
  if (followsSystem) delete page.dataset.theme;
  else page.dataset.theme = wanted;
  // biome-ignore lint/suspicious/noDocumentCookie: what would replace it is not known to every browser yet
  document.cookie = `theme=${wanted}; path=/; samesite=lax; max-age=${followsSystem ? 0 : YEAR_S}`;
}

export function startThemeSwitch(): void {
  const label = () => {
    const text = t(isDark() ? "theme.light" : "theme.dark");
    for (const button of all("[data-theme-switch]")) {
      button.setAttribute("aria-label", text);
      button.title = text;
    }
  };
  for (const button of all("[data-theme-switch]")) {
    button.addEventListener("click", () => {
      turn();
      label();
    });
  }
  system.addEventListener("change", label);
  label();
}
