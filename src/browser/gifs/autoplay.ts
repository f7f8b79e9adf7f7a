import { delegate, findAll, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { preferences } from "../base/safe-storage.js";
import { openViewer } from "./viewer.js";

type Choice = "play" | "pause";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** GIFs are paused for visitors who prefer reduced motion or save data. */
function shouldPlayByDefault(): boolean {
  const choice = preferences.read("gifs");
  if (choice) return choice === "play";
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return !reducedMotion.matches && !connection?.saveData;
}

let playAll = shouldPlayByDefault();
let isFrozen = false;

/** When the room has ended: another source could not be loaded any more. */
export function freezeGifs(): void {
  isFrozen = true;
  for (const link of findAll<HTMLAnchorElement>(".gif a"))
    link.href = getElement<HTMLImageElement>("img", link).src;
}

const visible = new WeakSet<Element>();

const visibility = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) visible.add(target);
    else visible.delete(target);
    updatePlayback(target as HTMLElement);
  }
});

/** Only visible GIFs load and play, unless the visitor has paused all of them or this one. */
export function startAutoplay(list: HTMLElement): void {
  for (const gif of findAll(".gif", list)) visibility.observe(gif);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node instanceof HTMLElement) for (const gif of findAll(".gif", node)) visibility.observe(gif);
    }
  }).observe(list, { childList: true });
  for (const event of ["load", "error"]) list.addEventListener(event, markBroken, { capture: true });
  delegate(list, "click", "[data-toggle]", (button) =>
    togglePlayback(getElement(".gif", button.closest("li")!)),
  );
  delegate(list, "click", ".gif a", (link, event) => {
    event.preventDefault();
    const gif = link.closest<HTMLElement>(".gif")!;
    if (gif.matches(".covered:not(.shown)")) uncover(gif);
    else openViewer(link as HTMLAnchorElement, { canSave: !isFrozen });
  });
  startPlayAllButtons(list);
}

function startPlayAllButtons(list: HTMLElement): void {
  const update = () => {
    for (const button of findAll("[data-play-all]")) {
      button.setAttribute("aria-pressed", String(playAll));
      button.title = t(playAll ? "gif.playing" : "gif.paused");
      getElement("use", button).setAttribute("href", playAll ? "#i-pause" : "#i-play");
    }
    for (const gif of findAll(".gif", list)) updatePlayback(gif);
  };
  const setPlayAll = (play: boolean) => {
    playAll = play;
    for (const gif of findAll(".gif", list)) delete gif.dataset.choice;
    update();
  };
  for (const button of findAll("[data-play-all]")) {
    button.addEventListener("click", () => {
      setPlayAll(!playAll);
      preferences.write("gifs", playAll ? "play" : "pause");
    });
  }
  reducedMotion.addEventListener("change", () => setPlayAll(shouldPlayByDefault()));
  update();
}

function markBroken({ type, target }: Event): void {
  (target as Element).closest(".gif")?.classList.toggle("broken", type === "error");
}

/** A browser does not try again by itself. */
export function reloadBrokenGifs(): void {
  for (const image of findAll<HTMLImageElement>(".gif img"))
    if (!isFrozen && image.complete && !image.naturalWidth) image.setAttribute("src", image.src);
}

function togglePlayback(gif: HTMLElement): void {
  gif.dataset.choice = (isPlaying(gif) ? "pause" : "play") satisfies Choice;
  if (gif.dataset.choice === "play") gif.classList.add("shown");
  updatePlayback(gif);
}

function uncover(gif: HTMLElement): void {
  gif.classList.add("shown");
  updatePlayback(gif);
}

function isPlaying(gif: HTMLElement): boolean {
  if (gif.matches(".covered:not(.shown)")) return false;
  return gif.dataset.choice ? gif.dataset.choice === "play" : playAll;
}

function updatePlayback(gif: HTMLElement): void {
  if (isFrozen) return;
  const link = getElement<HTMLAnchorElement>("a", gif);
  const image = getElement<HTMLImageElement>("img", link);
  const playing = isPlaying(gif);
  const { gif: moving, still } = link.dataset;
  const source = playing && visible.has(gif) ? moving : still;
  if (source && image.getAttribute("src") !== source) image.src = source;
  if (source === moving) link.dataset.played = "";
  const button = gif.querySelector("[data-toggle]");
  button?.setAttribute("aria-label", t(playing ? "gif.pause" : "gif.play"));
  button?.querySelector("use")?.setAttribute("href", playing ? "#i-pause" : "#i-play");
}
