import { LRUCache } from "lru-cache";
import type { Chat } from "../../shared/events.js";
import type { Language } from "../../shared/i18n/languages.js";
import { type PageVisitor, startsGroup } from "../../shared/render/chat-props.js";
import { untilNextAge } from "../../shared/render/relative-time.js";
import type { ChatHtmlCache } from "./chat-html-cache.js";

const MAX_BYTES = 16_000_000;
const MAX_AGE_MS = 60_000;

interface DrawnList {
  chats: readonly Chat[];
  html: Buffer;
}

/**
 * Only for speed: to most visitors a room's newest chats look alike. A list is shown again for the very same chats
 * alone, and an edited or removed chat is a new object.
 */
export class ChatListCache {
  readonly #single: ChatHtmlCache;
  readonly #seen = new WeakSet<Chat>();
  readonly #lists = new LRUCache<string, DrawnList>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ html }) => html.length,
    ttlAutopurge: true,
  });

  constructor(single: ChatHtmlCache) {
    this.#single = single;
  }

  render(chats: readonly Chat[], visitor: PageVisitor, lang: Language): Buffer {
    const last = chats.at(-1);
    if (!last || visitor.edit) return this.#draw(chats, visitor, lang);
    const key = `${last.room} ${lang} ${viewOf(chats, visitor)}`;
    const known = this.#lists.get(key);
    if (known && isSame(known.chats, chats)) return known.html;
    const html = this.#draw(chats, visitor, lang);
    // Older pages, and all pages while other instances write, are read anew each time.
    if (this.#seen.has(last)) this.#lists.set(key, { chats, html }, { ttl: shownFor(chats) });
    this.#seen.add(last);
    return html;
  }

  #draw(chats: readonly Chat[], visitor: PageVisitor, lang: Language): Buffer {
    return Buffer.from(this.#single.render(chats, visitor, lang));
  }
}

const isSame = (some: readonly Chat[], others: readonly Chat[]): boolean =>
  some.length === others.length && some.every((chat, i) => chat === others[i]);

/** Whatever in the list depends on who looks at it, and on who is there. */
function viewOf(chats: readonly Chat[], { id, isOwner, roles, members = [] }: PageVisitor): string {
  const isIn = ({ author, reactions = [] }: Chat) =>
    author === id || reactions.some((reaction) => reaction.members.includes(id));
  const mentioned = new Set(chats.flatMap(({ mentions = [] }) => mentions));
  const names = mentioned.size ? [...members].filter((member) => mentioned.has(member.id)) : [];
  return JSON.stringify([id === "" || chats.some(isIn) ? id : null, isOwner, roles, names]);
}

function shownFor(chats: readonly Chat[]): number {
  const now = Date.now();
  const ages = chats.filter((chat, i) => startsGroup(chat, chats[i - 1]));
  return Math.min(MAX_AGE_MS, ...ages.map(({ createdAt }) => untilNextAge(createdAt, now)));
}
