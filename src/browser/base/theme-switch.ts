import { all } from "./dom.js";
import { preferences } from "./storage.js";
import { t } from "./words.js";

const page = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = (): boolean => (page.dataset.theme ? page.dataset.theme === "dark" : system.matches);

/** To choose what the system says anyway is to follow the system again. */
function turn(): void {
  const wanted = isDark() ? "light" : "dark";
  const followsSystem = (wanted === "dark") === system.matches;
  if (followsSystem) delete page.dataset.theme;
  else page.dataset.theme = wanted;
  preferences.write("theme", followsSystem ? null : wanted);
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
