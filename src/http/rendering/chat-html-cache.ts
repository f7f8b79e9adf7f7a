import nunjucks, { type Environment } from "nunjucks";
import type { Chat } from "../../shared/events.js";
import type { Language } from "../../shared/page-props.js";
import { present, startsGroup, type Viewer } from "../../shared/render/chat-props.js";
import { ageOf } from "../../shared/render/relative-time.js";

/** So many looks of one chat are kept: others see it than its author and the room's owner, and it grows older. */
const MOST_LOOKS = 12;

/**
 * A chat looks the same to nearly everybody who comes, so its HTML is kept with it: as long as the chat itself is
 * remembered, and not longer. A chat that was edited or removed is another one, without a look.
 */
export class DrawnChats {
  readonly #env: Environment;
  readonly #looks = new WeakMap<Chat, Map<string, string>>();

  constructor(env: Environment) {
    this.#env = env;
  }

  /** What the template has drawn, escaped by it. */
  draw(chats: readonly Chat[], viewer: Viewer, lang: Language): object {
    const now = Date.now();
    const drawn = chats.map((chat, i) => {
      const first = startsGroup(chat, chats[i - 1]);
      const mine = chat.author === viewer.id;
      // The time is shown once in a group.
      const age = first ? ageOf(chat.createdAt, now) : undefined;
      const look = `${lang} ${mine} ${viewer.isOwner} ${age?.unit} ${age?.count}`;
      return this.#keep(chat, look, () => this.#draw(chat, viewer, first, lang));
    });
    return new nunjucks.runtime.SafeString(drawn.join(""));
  }

  #keep(chat: Chat, look: string, draw: () => string): string {
    const looks = this.#looks.get(chat) ?? new Map<string, string>();
    this.#looks.set(chat, looks);
    const html = looks.get(look) ?? draw();
    if (looks.size >= MOST_LOOKS) looks.clear();
    looks.set(look, html);
    return html;
  }

  #draw(chat: Chat, viewer: Viewer, first: boolean, lang: Language): string {
    const c = present(chat, viewer, first);
    return this.#env.render("partials/chat.njk", { c, lang, roomId: chat.room });
  }
}
