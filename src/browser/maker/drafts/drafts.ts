import { createStore, del, entries, get, set, type UseStore } from "idb-keyval";
import type { Clip, Edit } from "../engine/types.js";
import type { SourceKind } from "../view.js";
import { draftFlag } from "./draft-flag.js";
import { type KeptFrame, keepFrames, restoreFrames } from "./kept-frames.js";

const MAX_AGE_MS = 600_000;

interface Draft {
  at: number;
  kind: SourceKind;
  frames: KeptFrame[];
  width: number;
  height: number;
  edit: Edit;
}

export interface RestoredDraft {
  clip: Clip;
  kind: SourceKind;
  edit: Edit;
}

let opened: UseStore | undefined;
const store = (): UseStore => {
  opened ??= createStore("gif-chat-maker", "drafts");
  return opened;
};

const isFresh = ({ at }: Draft): boolean => Date.now() - at < MAX_AGE_MS;

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
  const draft = await unlessForbidden(() => get<Draft>(room, store()));
  return draft !== undefined && isFresh(draft);
}

export async function restoreDraft(room: string): Promise<RestoredDraft | undefined> {
  const draft = await unlessForbidden(() => get<Draft>(room, store()));
  if (!draft) return undefined;
  const { kind, edit, width, height } = draft;
  return { clip: { frames: await restoreFrames(draft.frames), width, height }, kind, edit };
}

export async function cleanUp(endedRoom?: string): Promise<void> {
  await unlessForbidden(async () => {
    const kept = await entries<string, Draft>(store());
    const gone = kept.filter(([room, draft]) => room === endedRoom || !isFresh(draft));
    await Promise.all(gone.map(([room]) => del(room, store())));
    if (gone.length === kept.length) draftFlag.clear();
  });
}

/** Does one thing after the other, so that what was deleted does not come back. */
export class DraftKeeper {
  readonly #room: string;
  #last: Promise<unknown> = Promise.resolve();
  #keeping = new AbortController();
  #draft: Draft | undefined;

  constructor(room: string) {
    this.#room = room;
  }

  keep({ clip, kind, edit }: RestoredDraft): void {
    this.#keeping.abort();
    this.#keeping = new AbortController();
    const { signal } = this.#keeping;
    const { width, height } = clip;
    this.#queue(async () => {
      const frames = await keepFrames(clip, signal);
      if (signal.aborted) return;
      this.#draft = { at: Date.now(), kind, frames, width, height, edit };
      draftFlag.set();
      await set(this.#room, this.#draft, store());
    });
  }

  keepEdit(edit: Edit): void {
    const { signal } = this.#keeping;
    this.#queue(async () => {
      if (!this.#draft || signal.aborted) return;
      Object.assign(this.#draft, { edit, at: Date.now() });
      await set(this.#room, this.#draft, store());
    });
  }

  delete(): Promise<unknown> {
    this.#keeping.abort();
    this.#draft = undefined;
    this.#queue(async () => {
      await del(this.#room, store());
      await cleanUp();
    });
    return this.#last;
  }

  /** The clip's pictures are about to be closed. */
  stop(): void {
    this.#keeping.abort();
  }

  #queue(work: () => Promise<void>): void {
    this.#last = this.#last.then(() => unlessForbidden(work));
  }
}
