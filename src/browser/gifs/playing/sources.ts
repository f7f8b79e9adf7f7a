import { getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

export const linkOf = (gif: HTMLElement): HTMLAnchorElement => getElement<HTMLAnchorElement>("a", gif);
const imageOf = (gif: HTMLElement): HTMLImageElement => getElement<HTMLImageElement>("img", gif);

export const isMoving = (gif: HTMLElement): boolean => {
  const { gif: whole, small } = linkOf(gif).dataset;
  const source = imageOf(gif).getAttribute("src");
  return source !== null && (source === whole || source === small);
};

/** A smaller version that comes while it moves is for the next time: it would begin anew. */
export function showMoving(gif: HTMLElement): void {
  if (isMoving(gif)) return;
  const { gif: whole, small } = linkOf(gif).dataset;
  setSource(gif, small || whole);
  linkOf(gif).dataset.played = small || whole;
}

export const showStill = (gif: HTMLElement): void => setSource(gif, linkOf(gif).dataset.still);

export function showButton(gif: HTMLElement, isPlaying: boolean): void {
  const button = gif.querySelector("[data-toggle]");
  button?.setAttribute("aria-label", t(isPlaying ? "gif.pause" : "gif.play"));
  button?.querySelector("use")?.setAttribute("href", isPlaying ? "#i-pause" : "#i-play");
}

function setSource(gif: HTMLElement, source: string | undefined): void {
  const image = imageOf(gif);
  if (source && image.getAttribute("src") !== source) image.src = source;
}
