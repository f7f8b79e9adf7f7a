import type { Environment } from "nunjucks";
import type { Chat } from "../../shared/events.js";
import type { Language } from "../../shared/i18n/languages.js";
import { type PageVisitor, roleOfAuthor, startsGroup, toChatProps } from "../../shared/render/chat-props.js";
import { createDayFormats, type DayFormats, toAge, toUtcDay } from "../../shared/render/relative-time.js";

const MAX_VARIANTS = 24;

// Only for speed: a page renders up to fifty chats, and most visitors see the same HTML.
// An edited or removed chat is a new object, so its old HTML is never shown.
export class ChatHtmlCache {
  readonly #env: Environment;
  readonly #variants = new WeakMap<Chat, Map<string, string>>();
  readonly #days = new Map<Language, DayFormats>();

  constructor(env: Environment) {
    this.#env = env;
  }

  render(chats: readonly Chat[], visitor: PageVisitor, lang: Language): string {
    const now = Date.now();
    let lastDay: number | undefined;
    const html = chats.map((chat, i) => {
      const date = new Date(chat.createdAt);
      const day = toUtcDay(date);
      const separator = day === lastDay ? "" : this.#renderDay(date, lang);
      const first = day !== lastDay || startsGroup(chat, chats[i - 1]);
      lastDay = day;
      const mine = chat.author === visitor.id;
      const age = first ? toAge(chat.createdAt, now) : undefined;
      const role = first ? roleOfAuthor(chat, visitor) : undefined;
      const own = ownReactions(chat, visitor) + mentionedNames(chat, visitor);
      const who = `${mine} ${visitor.id === ""} ${visitor.isOwner} ${role}`;
      const variant = `${lang} ${who} ${age?.unit} ${age?.count} ${own}`;
      const render = () => this.#renderChat(chat, visitor, first, lang);
      const isEdited = chat.seq === visitor.edit?.seq;
      return separator + (isEdited ? render() : this.#findOrRender(chat, variant, render));
    });
    return html.join("");
  }

  #findOrRender(chat: Chat, variant: string, render: () => string): string {
    const variants = this.#variants.get(chat) ?? new Map<string, string>();
    this.#variants.set(chat, variants);
    const html = variants.get(variant) ?? render();
    if (variants.size >= MAX_VARIANTS) variants.delete(variants.keys().next().value!);
    variants.set(variant, html);
    return html;
  }

  #renderDay(date: Date, lang: Language): string {
    const formats = this.#days.get(lang) ?? createDayFormats(lang, "UTC");
    this.#days.set(lang, formats);
    return this.#env.render("partials/day.njk", { day: formats.dateAndYear.format(date) });
  }

  #renderChat(chat: Chat, visitor: PageVisitor, first: boolean, lang: Language): string {
    const draft = chat.seq === visitor.edit?.seq ? visitor.edit : undefined;
    const props = { ...toChatProps(chat, visitor, first), draft };
    return this.#env.render("partials/chat.njk", { chat: props, lang });
  }
}

function ownReactions({ reactions = [] }: Chat, { id }: PageVisitor): string {
  return reactions.flatMap(({ emoji, members }) => (members.includes(id) ? emoji : [])).join("");
}

function mentionedNames({ mentions = [] }: Chat, { members = [] }: PageVisitor): string {
  if (!mentions.length) return "";
  return JSON.stringify([...members].flatMap(({ id, name }) => (mentions.includes(id) ? name : [])));
}
