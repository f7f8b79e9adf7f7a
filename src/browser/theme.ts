/*
 * Runs before the first paint, and so as a blocking script of a few bytes: a page that flashes white at someone
 * who chose dark is worse than a request the stylesheet's own hides.
 */
const page = document.documentElement;
page.classList.add("js");
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) page.dataset.theme = chosen;
} catch {
  // Storage can be forbidden; the system's scheme stands then.
}
