import { createStore, del, get, keys, type UseStore } from "idb-keyval";
import type { Edit } from "../engine/types.js";

const MAX_AGE_MS = 600_000;

export interface KeptEdit {
  at: number;
  edit: Edit;
}

let opened: { clips: UseStore; edits: UseStore } | undefined;

/** Apart, since an edit changes often and a clip is large. Their keys are rooms. */
export function draftStores(): { clips: UseStore; edits: UseStore } {
  opened ??= {
    clips: createStore("gif-chat-clips", "drafts"),
    edits: createStore("gif-chat-edits", "drafts"),
  };
  return opened;
}

export async function findFreshEdit(room: string): Promise<Edit | undefined> {
  const kept = await get<KeptEdit>(room, draftStores().edits);
  return kept && Math.abs(Date.now() - kept.at) < MAX_AGE_MS ? kept.edit : undefined;
}

export async function removeDraft(room: string): Promise<void> {
  const { clips, edits } = draftStores();
  await Promise.all([del(room, clips), del(room, edits)]);
}

/** Removes those that are too old, and that of a room that has ended. Resolves to whether any is left. */
export async function sweepDrafts(endedRoom?: string): Promise<boolean> {
  const { clips, edits } = draftStores();
  let isAnyLeft = false;
  for (const room of new Set([...(await keys<string>(clips)), ...(await keys<string>(edits))])) {
    if (room === endedRoom || !(await findFreshEdit(room))) await removeDraft(room);
    else isAnyLeft = true;
  }
  return isAnyLeft;
}
