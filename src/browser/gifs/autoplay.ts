import { delegate, findAll, getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { preferences } from "../base/safe-storage.js";
import { showToast } from "../room/toast.js";
import { isMoving } from "./playing/sources.js";
import { Stage } from "./playing/stage.js";

type Choice = "play" | "pause";

const COVERED = ".covered:not(.shown)";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** GIFs are paused for visitors who prefer reduced motion or save data. */
function shouldPlayByDefault(): boolean {
  const choice = preferences.read("gifs");
  if (choice) return choice === "play";
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return !reducedMotion.matches && !connection?.saveData;
}

let playAll = shouldPlayByDefault();
let stage: Stage;

/** When the room has ended. */
export function freezeGifs(): void {
  stage.freeze();
  for (const link of findAll<HTMLAnchorElement>(".gif a"))
    link.href = getElement<HTMLImageElement>("img", link).src;
}

/** Only visible GIFs load and play, unless the visitor has paused all of them or this one. */
export function startAutoplay(list: HTMLElement): void {
  stage = new Stage(list, mayPlay);
  for (const event of ["load", "error"]) list.addEventListener(event, markBroken, { capture: true });
  delegate(list, "click", "[data-toggle]", (button) =>
    togglePlayback(getElement(".gif", button.closest("li")!)),
  );
  delegate(list, "click", ".gif a", (link, event) => {
    event.preventDefault();
    const gif = link.closest<HTMLElement>(".gif")!;
    if (!gif.matches(COVERED)) return void view(link as HTMLAnchorElement);
    gif.classList.add("shown");
    stage.update();
  });
  startPlayAllButtons(list);
}

async function view(link: HTMLAnchorElement): Promise<void> {
  const onClosed = () => stage.setDark(false);
  stage.setDark(true);
  try {
    const { openViewer } = await import("./viewer/viewer.js");
    openViewer(link, { canSave: !stage.isFrozen, onClosed });
  } catch {
    onClosed();
    showToast(errorMessage("OFFLINE"));
  }
}

function startPlayAllButtons(list: HTMLElement): void {
  const update = () => {
    for (const button of findAll("[data-play-all]")) {
      button.setAttribute("aria-pressed", String(playAll));
      button.title = t(playAll ? "gif.playing" : "gif.paused");
      getElement("use", button).setAttribute("href", playAll ? "#i-pause" : "#i-play");
    }
    stage.updateAll();
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
    if (!stage.isFrozen && image.complete && !image.naturalWidth) image.setAttribute("src", image.src);
}

function togglePlayback(gif: HTMLElement): void {
  gif.dataset.choice = (isMoving(gif) ? "pause" : "play") satisfies Choice;
  if (gif.dataset.choice === "play") gif.classList.add("shown");
  stage.update();
}

/** A still picture has no button, and nothing to play. */
function mayPlay(gif: HTMLElement): boolean {
  if (gif.matches(COVERED) || !gif.querySelector("[data-toggle]")) return false;
  return gif.dataset.choice ? gif.dataset.choice === "play" : playAll;
}
