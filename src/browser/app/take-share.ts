import { getElement } from "../base/dom.js";
import type { FlagShare } from "./share-flag.js";
import { takeShare } from "./waiting-share.js";

/** Puts what was shared into the room's tray and composer. Only where the visitor looks: several tabs may load. */
export async function takeShareIntoRoom(
  flagShare: FlagShare,
  addPictures: (files: File[]) => void,
): Promise<void> {
  if (document.hidden) return;
  flagShare(false);
  const share = await takeShare();
  if (share?.pictures.length) addPictures(share.pictures);
  if (!share?.text) return;
  const field = getElement<HTMLTextAreaElement>("#say");
  field.value = [field.value, share.text].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
