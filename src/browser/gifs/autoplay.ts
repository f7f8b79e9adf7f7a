import { all, need, on } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { preferences } from "../base/safe-storage.js";
import { openViewer } from "./viewer.js";

type Choice = "play" | "pause";

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Nothing moves by itself for those who asked for stillness, or who pay for every byte. */
function playByDefault(): boolean {
  const chosen = preferences.read("gifs");
  if (chosen) return chosen === "play";
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return !reduced.matches && !connection?.saveData;
}

let playAll = playByDefault();
const visible = new WeakSet<Element>();

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) visible.add(target);
    else visible.delete(target);
    settle(target as HTMLElement);
  }
});

/** Stills first; what is in sight plays, unless this visitor says otherwise for all or for one. */
export function startGifs(list: HTMLElement): void {
  for (const gif of all(".gif", list)) seen.observe(gif);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node instanceof HTMLElement) for (const gif of all(".gif", node)) seen.observe(gif);
    }
  }).observe(list, { childList: true });
  on(list, "click", "[data-toggle]", (button) => toggle(need(".gif", button.closest("li")!)));
  on(list, "click", ".gif a", (link, event) => {
    event.preventDefault();
    const gif = link.closest<HTMLElement>(".gif")!;
    if (gif.matches(".covered:not(.shown)")) uncover(gif);
    else openViewer(link as HTMLAnchorElement, need<HTMLImageElement>("img", link).alt);
  });
  startSwitch(list);
}

function startSwitch(list: HTMLElement): void {
  const show = () => {
    for (const button of all("[data-play-all]")) {
      button.setAttribute("aria-pressed", String(playAll));
      button.title = t(playAll ? "gif.playing" : "gif.paused");
      need("use", button).setAttribute("href", playAll ? "#i-pause" : "#i-play");
    }
    for (const gif of all(".gif", list)) settle(gif);
  };
  const set = (play: boolean) => {
    playAll = play;
    for (const gif of all(".gif", list)) delete gif.dataset.choice;
    show();
  };
  for (const button of all("[data-play-all]")) {
    button.addEventListener("click", () => {
      set(!playAll);
      preferences.write("gifs", playAll ? "play" : "pause");
    });
  }
  reduced.addEventListener("change", () => set(playByDefault()));
  show();
}

function toggle(gif: HTMLElement): void {
  gif.dataset.choice = (isPlaying(gif) ? "pause" : "play") satisfies Choice;
  if (gif.dataset.choice === "play") gif.classList.add("shown");
  settle(gif);
}

function uncover(gif: HTMLElement): void {
  gif.classList.add("shown");
  settle(gif);
}

function isPlaying(gif: HTMLElement): boolean {
  if (gif.matches(".covered:not(.shown)")) return false;
  return gif.dataset.choice ? gif.dataset.choice === "play" : playAll;
}

function settle(gif: HTMLElement): void {
  const link = need<HTMLAnchorElement>("a", gif);
  const image = need<HTMLImageElement>("img", link);
  const playing = isPlaying(gif);
  const { gif: moving, still } = link.dataset;
  const wanted = playing && visible.has(gif) ? moving : still;
  if (wanted && image.getAttribute("src") !== wanted) image.src = wanted;
  const button = gif.querySelector("[data-toggle]");
  button?.setAttribute("aria-label", t(playing ? "gif.pause" : "gif.play"));
  button?.querySelector("use")?.setAttribute("href", playing ? "#i-pause" : "#i-play");
}
