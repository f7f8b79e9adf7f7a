import { get, set } from "idb-keyval";
import type { Clip, Edit } from "../engine/types.js";
import type { SourceKind } from "../view.js";
import { draftFlag } from "./draft-flag.js";
import { type KeptFrame, keepFrames, restoreFrames } from "./kept-frames.js";
import { draftStores, findFreshEdit, type KeptEdit, removeDraft, sweepDrafts } from "./sweep-drafts.js";

interface KeptClip {
  kind: SourceKind;
  frames: KeptFrame[];
  width: number;
  height: number;
}

export interface Draft {
  clip: Clip;
  kind: SourceKind;
  edit: Edit;
}

/** A browser may forbid its database or run out of room; then there is no draft, and everything else works. */
async function unlessForbidden<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

export async function hasDraft(room: string): Promise<boolean> {
  if (!draftFlag.isSet()) return false;
  return (await unlessForbidden(() => findFreshEdit(room))) !== undefined;
}

export function restoreDraft(room: string): Promise<Draft | undefined> {
  return unlessForbidden(async () => {
    const kept = await get<KeptClip>(room, draftStores().clips);
    const edit = await findFreshEdit(room);
    if (!kept || !edit) return undefined;
    const { kind, width, height } = kept;
    return { clip: { frames: await restoreFrames(kept.frames), width, height }, kind, edit };
  });
}

/** Removes those that are too old, and that of a room that has ended. */
export async function cleanUp(endedRoom?: string): Promise<void> {
  await unlessForbidden(async () => {
    if (!(await sweepDrafts(endedRoom))) draftFlag.clear();
  });
}

/** Does one thing after the other, so that what was deleted does not come back. */
export class DraftKeeper {
  readonly #room: string;
  #last: Promise<unknown> = Promise.resolve();
  #keeping = new AbortController();
  #edit: Edit | undefined;

  constructor(room: string) {
    this.#room = room;
  }

  keep({ clip, kind, edit }: Draft): void {
    this.#keeping.abort();
    this.#keeping = new AbortController();
    this.#edit = edit;
    const { signal } = this.#keeping;
    const { width, height } = clip;
    this.#queue(signal, async () => {
      const frames = await keepFrames(clip, signal);
      if (signal.aborted) return;
      draftFlag.set();
      // First, since a clip without a fresh edit counts as too old.
      await set(this.#room, { at: Date.now(), edit }, draftStores().edits);
      await set(this.#room, { kind, frames, width, height }, draftStores().clips);
    });
  }

  keepEdit(edit: Edit): void {
    this.#edit = edit;
    const kept: KeptEdit = { at: Date.now(), edit };
    this.#queue(this.#keeping.signal, () => set(this.#room, kept, draftStores().edits));
  }

  async finish(): Promise<void> {
    if (this.#edit) this.keepEdit(this.#edit);
    await this.#last;
  }

  delete(): void {
    this.#keeping.abort();
    this.#queue(new AbortController().signal, async () => {
      await removeDraft(this.#room);
      await cleanUp();
    });
  }

  /** The pictures of the clip are about to be closed. */
  stop(): void {
    this.#keeping.abort();
  }

  #queue(signal: AbortSignal, work: () => Promise<void>): void {
    this.#last = this.#last.then(() => (signal.aborted ? undefined : unlessForbidden(work)));
  }
}
