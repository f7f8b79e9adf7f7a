import type { ChatRecord, ReactionRecord } from "../../db/models/chat.js";
import type { Chat } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { type Code, Refusal } from "../errors.js";
import type { ChatEdits } from "./chat-edits.js";

const GATHER_MS = 250;

interface ReactionRequest {
  visitor: string;
  emoji: string;
  on: boolean;
}

type Outcome = "changed" | "unchanged" | Extract<Code, "TOO_MANY_REACTIONS">;

interface Waiting {
  request: ReactionRequest;
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

  react(chat: ChatRecord, request: ReactionRequest): Promise<Chat> {
    return new Promise((resolve, reject) => {
      const key = `${chat.room} ${chat.seq}`;
      const waiting = this.#waiting.get(key);
      if (waiting) return void waiting.push({ request, resolve, reject });
      this.#waiting.set(key, [{ request, resolve, reject }]);
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
    let outcomes: Outcome[] = [];
    try {
      const chat = await this.#edits.react(found, (reactions) => {
        outcomes = batch.map(({ request }) => apply(reactions, request));
        return outcomes.includes("changed");
      });
      for (const [i, { resolve, reject }] of batch.entries()) {
        if (outcomes[i] === "TOO_MANY_REACTIONS") reject(new Refusal(outcomes[i]));
        else resolve(chat);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

export function wouldChange(reactions: readonly ReactionRecord[] = [], request: ReactionRequest): boolean {
  const outcome = apply(structuredClone([...reactions]), request);
  if (outcome === "TOO_MANY_REACTIONS") throw new Refusal(outcome);
  return outcome === "changed";
}

export function apply(reactions: ReactionRecord[], { visitor, emoji, on }: ReactionRequest): Outcome {
  const at = reactions.findIndex((one) => one.emoji === emoji);
  const found = reactions[at];
  if ((found?.members.includes(visitor) ?? false) === on) return "unchanged";
  if (!on) {
    found!.members = found!.members.filter((id) => id !== visitor);
    if (!found!.members.length) reactions.splice(at, 1);
    return "changed";
  }
  const own = reactions.filter(({ members }) => members.includes(visitor)).length;
  const inAll = reactions.reduce((sum, { members }) => sum + members.length, 0);
  if (own >= limits.reactions.ofOne || inAll >= limits.reactions.inAll) return "TOO_MANY_REACTIONS";
  if (!found && reactions.length >= limits.reactions.onChat) return "TOO_MANY_REACTIONS";
  if (found) found.members.push(visitor);
  else reactions.push({ emoji, members: [visitor] });
  return "changed";
}
