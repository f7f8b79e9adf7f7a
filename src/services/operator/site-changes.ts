import type { Announcement, News } from "../../shared/events.js";
import type { Context } from "../ports.js";
import { toAnnouncement } from "./site-switches.js";

interface Lobby {
  news(): Promise<News>;
}

/** Each instance tells its own clients what it finds changed, whichever instance changed it. */
export class SiteChanges {
  readonly #context: Context;
  readonly #lobby: Lobby;
  #announced: Announcement | undefined;
  #isLobbyHidden = false;

  constructor(context: Context, lobby: Lobby) {
    this.#context = context;
    this.#lobby = lobby;
    context.events.on("siteRulesChanged", () => {
      this.#tellAnnouncement();
      this.#tellLobbies();
    });
  }

  #tellAnnouncement(): void {
    const { siteRules, broadcaster } = this.#context;
    const now = siteRules.announcement && toAnnouncement(siteRules.announcement);
    const before = this.#announced;
    if (now?.at === before?.at) return;
    this.#announced = now;
    if (now) broadcaster.announced(now);
    else if (before) broadcaster.announced({ ...before, text: "" });
  }

  /** The end of the hour reaches them with the next news. */
  #tellLobbies(): void {
    const { siteRules, broadcaster, background } = this.#context;
    if (siteRules.isLobbyHidden === this.#isLobbyHidden) return;
    this.#isLobbyHidden = siteRules.isLobbyHidden;
    void background.run(async () => broadcaster.news(await this.#lobby.news()));
  }
}
