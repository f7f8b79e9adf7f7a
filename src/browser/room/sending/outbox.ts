import type { Chat } from "../../../shared/events.js";
import { tab } from "../../base/safe-storage.js";
import { place } from "../page-data.js";
import type { ChatSocket, Requests } from "../socket.js";

export interface Letter {
  clientId: string;
  chat: string;
  writtenAt: string;
  /** The code of the refusal, once it was refused. */
  refused?: string;
}

/** Refusals that time alone puts right: waiting is better than asking the visitor to press a button. */
const PASSING = new Set(["TOO_MANY_REQUESTS", "BUSY", "OFFLINE", "INTERNAL"]);
const PAUSE = 2000;
const KEY = `outbox:${place.room}`;

/**
 * What was said and is not yet known to be stored. It outlives a reload and a lost connection; the clientId makes
 * sending twice harmless, and one at a time keeps the order.
 */
export class Outbox {
  readonly #socket: ChatSocket;
  readonly #requests: Requests;
  readonly #changed: (letter: Letter, connected: boolean) => void;
  readonly #stored: (letter: Letter, chat: Chat) => void;
  #letters: Letter[] = read();
  #sending = false;

  constructor(
    socket: ChatSocket,
    requests: Requests,
    changed: (letter: Letter, connected: boolean) => void,
    stored: (letter: Letter, chat: Chat) => void,
  ) {
    this.#socket = socket;
    this.#requests = requests;
    this.#changed = changed;
    this.#stored = stored;
    for (const event of ["connect", "disconnect"] as const) socket.on(event, () => this.#tellAll());
  }

  get letters(): readonly Letter[] {
    return this.#letters;
  }

  get isWaiting(): boolean {
    return this.#letters.some(({ refused }) => !refused);
  }

  post(chat: string): void {
    const letter = { clientId: makeId(), chat, writtenAt: new Date().toISOString() };
    this.#letters.push(letter);
    this.#save();
    this.#tell(letter);
    void this.flush();
  }

  again(clientId: string): void {
    const letter = this.#letters.find((one) => one.clientId === clientId);
    if (!letter) return;
    delete letter.refused;
    this.#save();
    this.#tell(letter);
    void this.flush();
  }

  drop(clientId: string): void {
    this.#letters = this.#letters.filter((letter) => letter.clientId !== clientId);
    this.#save();
  }

  /** Nothing can be sent from here any more, and each one says why. */
  giveUp(code: string): void {
    for (const letter of this.#letters) letter.refused ??= code;
    this.#save();
    this.#tellAll();
  }

  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#next(); next; next = this.#next()) {
      if (!(await this.#send(next))) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    this.#sending = false;
  }

  #next(): Letter | undefined {
    return this.#socket.connected ? this.#letters.find((letter) => !letter.refused) : undefined;
  }

  async #send(letter: Letter): Promise<boolean> {
    const { clientId, chat } = letter;
    const answer = await this.#requests.chat({ clientId, chat });
    if (!this.#letters.includes(letter)) return true;
    if (answer.ok) {
      this.drop(clientId);
      this.#stored(letter, answer.data);
      return true;
    }
    if (PASSING.has(answer.error.code)) return false;
    letter.refused = answer.error.code;
    this.#save();
    this.#tell(letter);
    return true;
  }

  #tellAll(): void {
    for (const letter of this.#letters) this.#tell(letter);
  }

  #tell(letter: Letter): void {
    this.#changed(letter, this.#socket.connected);
  }

  #save(): void {
    tab.write(KEY, this.#letters.length ? JSON.stringify(this.#letters) : null);
  }
}

function read(): Letter[] {
  const kept = tab.read(KEY);
  if (!kept) return [];
  try {
    return JSON.parse(kept);
  } catch (error) {
    console.warn("What waited to be sent could not be read.", error);
    return [];
  }
}

/** `crypto.randomUUID` needs https, which a server in a home network may not have. */
export function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
