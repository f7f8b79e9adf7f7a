import { loadStyles } from "../base/load-styles.js";
import { pageData } from "../room/page-data.js";
import { hasDraft } from "./drafts/drafts.js";
import { Maker } from "./maker.js";
import { loadTexts } from "./texts/load-texts.js";
import type { MakerSource } from "./view.js";

export type { MakerSource } from "./view.js";

let isOpen = false;

/** The GIF that was made, `undefined` if the maker was closed without one. */
export async function openMaker(source?: MakerSource): Promise<File | undefined> {
  if (isOpen) return undefined;
  isOpen = true;
  try {
    const [isKept] = await Promise.all([hasDraft(pageData.room), loadTexts(), loadStyles("maker")]);
    return await new Maker(isKept).open(source);
  } finally {
    isOpen = false;
  }
}
