import { getElement } from "../base/dom.js";
import type { ShareFlag } from "./share-flag.js";
import { takeShare } from "./waiting-share.js";

/** Puts what was shared into the room's tray and composer. Only where the visitor looks: several tabs may load. */
export async function takeShareIntoRoom(
  at: number,
  addPictures: (files: File[]) => boolean,
  flagShare: ShareFlag["flagShare"],
): Promise<void> {
  if (document.hidden) return;
  const isLeft = await takeShare((share) => {
    if (share.at !== at || !addPictures(share.pictures)) return false;
    if (share.text) addText(share.text);
    return true;
  });
  if (!isLeft) flagShare(false);
}

function addText(text: string): void {
  const field = getElement<HTMLTextAreaElement>("#say");
  field.value = [field.value, text].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
