import { createReadStream, readFileSync } from "node:fs";
import type { Application } from "express";
import { projectRoot } from "../../lib/project-root.js";
import { randomId } from "../../lib/random-id.js";
import type { Content, Transcript, TranscriptPicture } from "../../services/index.js";
import type { Chat } from "../../shared/events.js";
import type { Language } from "../../shared/i18n/languages.js";
import { type ChatHeader, startsGroup, toChatProps } from "../../shared/render/chat-props.js";

/** A multiple of three, so that base64 needs no padding inside. */
const READ_BYTES = 48 * 1024;

const styles = readFileSync(`${projectRoot}views/transcript/transcript.css`, "utf8");

export interface TranscriptOptions {
  lang: Language;
  timeZone: string;
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  pictures: { find(chat: Chat): Promise<TranscriptPicture | undefined> };
}

/** Made piece by piece, so that a transcript of any length needs the memory of one page. */
export class TranscriptHtml {
  readonly #app: Application;
  readonly #options: TranscriptOptions;
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  /** Stands in the HTML where a picture or the style goes. Random, so that no message can hold it. */
  readonly #marker = randomId();
  #last: ChatHeader | undefined;
  #lastDay = "";
  /** By address of the picture: the message that shows it first. */
  readonly #firsts = new Map<string, number>();

  constructor(app: Application, options: TranscriptOptions) {
    const { lang, timeZone } = options;
    this.#app = app;
    this.#options = options;
    this.#day = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeZone });
    this.#time = new Intl.DateTimeFormat(lang, { timeStyle: "short", timeZone });
  }

  async *write({ room, by, takenAt, pages }: Transcript): AsyncGenerator<string> {
    const { lang, timeZone } = this.#options;
    const opened = this.#day.format(new Date(room.createdAt));
    const taken = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short", timeZone }).format(
      takenAt,
    );
    const about = { room, opened, taken, takenBy: by.name, timeZone };
    const start = await this.#render("start", { ...about, styles: this.#marker });
    yield start.replace(this.#marker, () => `<style>${styles}</style>`);
    let count = 0;
    for await (const chats of pages()) {
      count += chats.length;
      yield* this.#writePage(chats);
    }
    yield await this.#render("end", { ...about, count });
  }

  async *#writePage(chats: Chat[]): AsyncGenerator<string> {
    const { inTurn, pictures } = this.#options;
    const props = chats.map((chat) => this.#toProps(chat));
    const html = await inTurn(() => this.#render("chats", { chats: props, picture: this.#marker }));
    const withPicture = chats.filter(({ gif, removedAt }) => gif && !removedAt);
    for (const [i, piece] of html.split(this.#marker).entries()) {
      if (i > 0) yield* toDataUrl(await pictures.find(withPicture[i - 1]!));
      yield piece;
    }
  }

  #toProps(chat: Chat) {
    const day = this.#day.format(new Date(chat.createdAt));
    const isNewDay = day !== this.#lastDay;
    const first = isNewDay || startsGroup(chat, this.#last);
    this.#last = chat;
    this.#lastDay = day;
    const time = this.#time.format(new Date(chat.createdAt));
    const props = toChatProps(chat, { id: "", isOwner: false }, first);
    return { ...props, time, ...(isNewDay && { day }), sameAs: this.#findFirst(chat) };
  }

  #findFirst({ gif, seq }: Chat): number | undefined {
    const first = gif && this.#firsts.get(gif.url);
    if (gif && !first) this.#firsts.set(gif.url, seq);
    return first;
  }

  #render(name: string, values: object): Promise<string> {
    return new Promise((resolve, reject) =>
      this.#app.render(`transcript/${name}`, { lang: this.#options.lang, ...values }, (error, html) =>
        error ? reject(error) : resolve(html),
      ),
    );
  }
}

/** A picture that was removed meanwhile leaves an empty image, with its description. */
async function* toDataUrl(picture: TranscriptPicture | undefined): AsyncGenerator<string> {
  const chunks = picture && read(picture.content)[Symbol.asyncIterator]();
  let chunk = await chunks?.next().catch(endIfGone);
  yield picture && chunk && !chunk.done ? `data:${picture.type};base64,` : "data:,";
  let rest = Buffer.alloc(0);
  while (chunks && chunk && !chunk.done) {
    const bytes = Buffer.concat([rest, chunk.value]);
    const whole = bytes.length - (bytes.length % 3);
    yield bytes.toString("base64", 0, whole);
    rest = bytes.subarray(whole);
    chunk = await chunks.next().catch(endIfGone);
  }
  yield rest.toString("base64");
}

function endIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

const read = (content: Content): AsyncIterable<Uint8Array> =>
  "path" in content
    ? createReadStream(content.path, { highWaterMark: READ_BYTES })
    : content.read(0, content.bytes - 1);
