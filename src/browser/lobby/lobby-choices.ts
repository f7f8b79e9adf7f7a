import type { RoomView } from "../../shared/events.js";
import { isLively } from "../../shared/render/relative-time.js";
import { serverNow } from "../base/server-clock.js";

const HEARD_FIRST = 1e14;

export class LobbyChoices {
  readonly isAny: boolean;
  readonly #isLivelyFirst: boolean;
  readonly #isOpenOnly: boolean;

  constructor(query: URLSearchParams) {
    this.#isLivelyFirst = query.get("sort") === "lively";
    this.#isOpenOnly = query.get("open") === "on";
    this.isAny = this.#isLivelyFirst || this.#isOpenOnly;
  }

  fits(card: HTMLElement): boolean {
    return !this.#isOpenOnly || !card.matches(".full");
  }

  /** A room in which somebody speaks after a while goes to the top; among those that are lively, nothing moves. */
  rises({ secret, below, lastChatAt }: RoomView, known: string | undefined): boolean {
    const now = serverNow();
    return this.#isLivelyFirst && !secret && !below && isLively(lastChatAt, now) && !isLively(known, now);
  }

  /** Where the order has it, unless that is on a later page. */
  insert(
    list: HTMLElement,
    card: HTMLElement,
    { below }: RoomView,
    { isLastPage }: { isLastPage: boolean },
  ): void {
    const cards = [...list.children] as HTMLElement[];
    const next = below ? undefined : cards.find((other) => this.#timeOf(other) < this.#timeOf(card));
    if (next || isLastPage) list.insertBefore(card, next ?? null);
  }

  #timeOf({ dataset: { opened = "", last = "" } }: HTMLElement): number {
    return this.#isLivelyFirst && last ? HEARD_FIRST + Date.parse(last) : Date.parse(opened);
  }
}
