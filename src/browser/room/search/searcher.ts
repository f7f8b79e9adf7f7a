import type { Chat } from "../../../shared/events.js";
import { limits } from "../../../shared/limits.js";
import { isHit } from "../../../shared/search/found-props.js";
import type { SendRequest } from "../socket.js";

const DEBOUNCE_MS = 200;
const USUAL_WAIT_S = 10;
const BUSY_CODES: ReadonlySet<string> = new Set(["TOO_MANY_REQUESTS", "BUSY"]);

export interface SearchState {
  q: string;
  status: "idle" | "searching" | "done" | "offline" | "refused";
  chats: readonly Chat[];
  more: boolean;
  lookedThrough: number;
  code: string;
}

interface SearcherOptions {
  sendRequest: SendRequest;
  getLastSeq: () => number;
  onChange: (state: SearchState) => void;
}

const nothing: SearchState = { q: "", status: "idle", chats: [], more: false, lookedThrough: 0, code: "" };

/** Asks as one types. An answer that a newer question has overtaken is dropped. */
export class Searcher {
  readonly #options: SearcherOptions;
  #state = nothing;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #before: number | undefined;

  constructor(options: SearcherOptions) {
    this.#options = options;
  }

  get state(): SearchState {
    return this.#state;
  }

  ask(text: string): void {
    const q = text.replace(/\s+/g, " ").trim();
    if (q === this.#state.q) return;
    this.#cancel();
    if ([...q].length < limits.search.least) return this.#set({ ...nothing, q });
    this.#set({ ...this.#state, q, status: "searching", more: false });
    this.#timer = setTimeout(() => this.#search(undefined), DEBOUNCE_MS);
  }

  lookFurther(): void {
    const { status, more } = this.#state;
    if (status !== "done" || !more) return;
    this.#set({ ...this.#state, status: "searching" });
    void this.#search(this.#before);
  }

  resume(): void {
    if (this.#state.status !== "offline") return;
    this.#set({ ...this.#state, status: "searching" });
    void this.#search(this.#before);
  }

  /** Messages are edited and removed while they stand among the results. */
  update(chat: Chat): void {
    const { chats, q } = this.#state;
    if (!chats.some(({ seq }) => seq === chat.seq)) return;
    const others = (one: Chat) => (one.seq === chat.seq ? (isHit(chat, q) ? [chat] : []) : [one]);
    this.#set({ ...this.#state, chats: chats.flatMap(others) });
  }

  #cancel(): void {
    this.#round++;
    this.#before = undefined;
    clearTimeout(this.#timer);
  }

  async #search(before: number | undefined): Promise<void> {
    const round = this.#round;
    this.#before = before;
    const { q } = this.#state;
    const top = this.#options.getLastSeq();
    const answer = await this.#options.sendRequest("search", before === undefined ? { q } : { q, before });
    if (round !== this.#round) return;
    if (answer.ok) {
      const { chats, more, searchedTo } = answer.data;
      const known = before === undefined ? [] : this.#state.chats;
      const lookedThrough = Math.max(0, top - searchedTo + 1);
      this.#before = searchedTo;
      this.#set({ ...this.#state, status: "done", chats: [...known, ...chats], more, lookedThrough });
    } else if (BUSY_CODES.has(answer.error.code)) {
      const wait = (answer.error.retryAfter ?? USUAL_WAIT_S) * 1000;
      this.#timer = setTimeout(() => this.#search(before), wait);
    } else {
      const { code } = answer.error;
      this.#set({ ...this.#state, status: code === "OFFLINE" ? "offline" : "refused", code });
    }
  }

  #set(state: SearchState): void {
    this.#state = state;
    this.#options.onChange(state);
  }
}
