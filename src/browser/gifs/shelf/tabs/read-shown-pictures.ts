import { findAll, getElement } from "../../../base/dom.js";
import { readSeq } from "../../../room/chats/chat-element.js";
import type { RoomPicture } from "./room-pictures.js";

const list = getElement("[data-chats]");
const PICTURES = ".chat[data-seq]:not(.muted) > .said > .gif:not(.covered:not(.shown)) > a";

export interface ShownRange {
  pictures: RoomPicture[];
  firstSeq: number;
  lastSeq: number;
}

/** Read from the page, which saves a request. */
export function readShownPictures(): ShownRange {
  const chats = findAll(":scope > .chat[data-seq]", list);
  const [first, last] = [chats[0], chats.at(-1)];
  return {
    pictures: findAll<HTMLAnchorElement>(PICTURES, list).map(toPicture),
    firstSeq: first ? readSeq(first) : 0,
    lastSeq: last ? readSeq(last) : 0,
  };
}

export function readAlt(link: Element): string {
  return link.parentElement?.querySelector("figcaption")?.textContent ?? "";
}

function toPicture(link: HTMLAnchorElement): RoomPicture {
  const chat = link.closest<HTMLElement>(".chat")!;
  const { gif: url = "", still = "", small } = link.dataset;
  const { author = "", name = "" } = chat.dataset;
  const isMoving = link.parentElement?.querySelector("[data-toggle]") !== null;
  return {
    ...{ seq: readSeq(chat), author, by: name, url, still, isMoving, alt: readAlt(link) },
    ...(small && { small }),
  };
}
