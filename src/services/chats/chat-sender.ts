import type { GifRecord, NewChat } from "../../db/models/chat.js";
import { ascendingId } from "../../lib/random-id.js";
import type { Chat, Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Author, Context } from "../ports.js";
import { inputs, parse } from "../validation.js";
import type { ChatLog } from "./chat-log.js";
import { MAY_MENTION, mentionsIn } from "./mentions.js";
import type { Speaking } from "./speaking.js";

export interface Sending {
  clientId?: string | undefined;
  replyTo?: number | undefined;
}

interface Seating {
  assertSeated(visitor: Member, room: string): Promise<Member>;
  assertHook(hook: Author, room: string): Promise<Author>;
  membersOf(room: string): Promise<readonly Member[]>;
}

export class ChatSender {
  readonly #context: Context;
  readonly #seats: Seating;
  readonly #log: ChatLog;
  readonly #speaking: Speaking;

  constructor(context: Context, seats: Seating, log: ChatLog, speaking: Speaking) {
    this.#context = context;
    this.#seats = seats;
    this.#log = log;
    this.#speaking = speaking;
  }

  async send(visitor: Author, room: string, input: unknown): Promise<Chat> {
    const author = await this.assertMayWrite(visitor, room);
    const { clientId, replyTo, ...said } = parse(inputs.chat, input);
    return this.#send(author, room, { clientId, replyTo }, async (record) => {
      Object.assign(record, said satisfies Partial<NewChat>);
      const mentions = await this.mentionsIn(said.chat, room);
      if (mentions.length) record.mentions = mentions;
    });
  }

  /** Resolves to the author as this room knows them. A hook has no seat. */
  assertMayWrite(author: Author, room: string): Promise<Author> {
    return author.bot === undefined
      ? this.#seats.assertSeated(author, room)
      : this.#seats.assertHook(author, room);
  }

  async mentionsIn(text: string, room: string): Promise<string[]> {
    return MAY_MENTION.test(text) ? mentionsIn(text, await this.#seats.membersOf(room)) : [];
  }

  /** Before a picture is checked and stored, which costs more than a refusal. */
  async checkTurn(author: Author, room: string, sending: Sending): Promise<Chat | undefined> {
    const stored = this.#isExempt(author, room)
      ? undefined
      : await this.#speaking.checkTurn(author.id, room, sending.clientId);
    return stored ?? this.#checkReply(author.id, room, sending);
  }

  findSent(author: Member, room: string, { clientId }: Sending): Promise<Chat | undefined> {
    return this.#speaking.find(author.id, room, clientId);
  }

  async sendGif(visitor: Author, room: string, gif: GifRecord, sending: Sending): Promise<Chat> {
    const author = await this.assertMayWrite(visitor, room);
    return this.#send(author, room, sending, (record) => {
      record.gif = gif;
    });
  }

  #isExempt({ bot }: Author, room: string): boolean {
    return bot !== undefined || this.#speaking.isFree(room);
  }

  async #send(
    author: Author,
    room: string,
    sending: Sending,
    fill: (record: NewChat) => Promise<void> | void,
  ): Promise<Chat> {
    await this.#context.limiter.assertAllowed("chat", payerOf(author));
    const { clientId, replyTo } = sending;
    if (replyTo !== undefined) {
      const stored = await this.#checkReply(author.id, room, sending);
      if (stored) return stored;
    }
    if (!this.#isExempt(author, room)) {
      const stored = await this.#speaking.takeTurn(author.id, room, clientId);
      if (stored) return stored;
    }
    const record = newChat(author, room, clientId);
    if (author.bot !== undefined) record.bot = author.bot;
    if (replyTo !== undefined) record.replyTo = replyTo;
    await fill(record);
    // `return await` resolves two microtasks earlier than returning the promise.
    return await this.#log.append(record);
  }

  /** A chat that is repeated is answered with the first one, even if what it quotes has gone since. */
  async #checkReply(author: string, room: string, { clientId, replyTo }: Sending): Promise<Chat | undefined> {
    if (replyTo === undefined) return undefined;
    const quoted = await this.#context.models.chats.findOne({ room, seq: replyTo }, { removedAt: 1 }).lean();
    if (quoted && !quoted.removedAt) return undefined;
    const stored = await this.#speaking.find(author, room, clientId);
    if (stored) return stored;
    throw new Refusal("BAD_REPLY");
  }
}

/** A new hook brings no new rate, and its messages do not use up the maker's own. */
const payerOf = ({ id, bot }: Author): string => (bot === undefined ? id : `hooks ${bot}`);

/** `_id` comes first although it is set later: otherwise the embedded store would have to move it to the front. */
function newChat({ id: author, color: user, name }: Member, room: string, clientId = ascendingId()): NewChat {
  return { _id: undefined, room, seq: 0, author, clientId, user, name, createdAt: new Date() };
}
