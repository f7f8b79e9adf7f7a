import { loadStyles } from "../base/load-styles.js";
import { pageData } from "../room/page-data.js";
import { hasDraft } from "./drafts/drafts.js";
import { Maker } from "./maker.js";
import { loadTexts } from "./texts/load-texts.js";
import type { Accept, MakerSource } from "./view.js";

export type { Accept, MakerSource } from "./view.js";

let isOpen = false;

/** Resolves when it is closed. */
export async function openMaker(accept: Accept, source?: MakerSource): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  try {
    const [isKept] = await Promise.all([hasDraft(pageData.room), loadTexts(), loadStyles("maker")]);
    await new Maker(isKept, accept).open(source);
  } finally {
    isOpen = false;
  }
}
