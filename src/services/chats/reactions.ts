import type { ChatRecord, ReactionRecord } from "../../db/models/chat.js";
import type { Chat } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { type Code, Refusal } from "../errors.js";
import type { ChatEdits } from "./chat-edits.js";

const GATHER_MS = 250;

interface Wish {
  visitor: string;
  emoji: string;
  on: boolean;
}

interface Waiting {
  wish: Wish;
  resolve: (chat: Chat) => void;
  reject: (reason: unknown) => void;
}

/** Many who react to a chat at once cost one write and one event each quarter of a second. The first does not wait. */
export class Reactions {
  readonly #edits: ChatEdits;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(edits: ChatEdits) {
    this.#edits = edits;
  }

  react(chat: ChatRecord, wish: Wish): Promise<Chat> {
    return new Promise((resolve, reject) => {
      const key = `${chat.room} ${chat.seq}`;
      const waiting = this.#waiting.get(key);
      if (waiting) return void waiting.push({ wish, resolve, reject });
      this.#waiting.set(key, [{ wish, resolve, reject }]);
      void this.#run(key, chat);
    });
  }

  async #run(key: string, chat: ChatRecord): Promise<void> {
    const waiting = this.#waiting.get(key)!;
    while (waiting.length) {
      const pause = new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      await this.#store(chat, waiting.splice(0));
      await pause;
    }
    this.#waiting.delete(key);
  }

  async #store(found: ChatRecord, batch: Waiting[]): Promise<void> {
    let refusals: (Code | undefined)[] = [];
    try {
      const chat = await this.#edits.react(found, (reactions) => {
        const before = JSON.stringify(reactions);
        refusals = batch.map(({ wish }) => apply(reactions, wish));
        return JSON.stringify(reactions) !== before;
      });
      for (const [i, { resolve, reject }] of batch.entries()) {
        const code = refusals[i];
        if (code) reject(new Refusal(code));
        else resolve(chat);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** Whether it would change anything, or why it may not. */
export function changes(reactions: readonly ReactionRecord[] = [], wish: Wish): boolean {
  const after = structuredClone(reactions) as ReactionRecord[];
  const refusal = apply(after, wish);
  if (refusal) throw new Refusal(refusal);
  return JSON.stringify(after) !== JSON.stringify(reactions);
}

export function apply(reactions: ReactionRecord[], { visitor, emoji, on }: Wish): Code | undefined {
  const at = reactions.findIndex((one) => one.emoji === emoji);
  const found = reactions[at];
  if (!on) {
    if (found) found.members = found.members.filter((id) => id !== visitor);
    if (found && !found.members.length) reactions.splice(at, 1);
    return undefined;
  }
  if (found?.members.includes(visitor)) return undefined;
  const own = reactions.filter(({ members }) => members.includes(visitor)).length;
  const inAll = reactions.reduce((sum, { members }) => sum + members.length, 0);
  if (own >= limits.reactions.ofOne || inAll >= limits.reactions.inAll) return "TOO_MANY_REACTIONS";
  if (!found && reactions.length >= limits.reactions.onChat) return "TOO_MANY_REACTIONS";
  if (found) found.members.push(visitor);
  else reactions.push({ emoji, members: [visitor] });
  return undefined;
}
