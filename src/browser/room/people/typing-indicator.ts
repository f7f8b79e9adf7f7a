import type { Member } from "../../../shared/events.js";
import { need } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

const SAY_EVERY = 2500;
const BELIEVE_FOR = 5000;

/** Says that one types, now and then, and shows who else does. */
export class Typing {
  readonly #line = need("[data-typing]");
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #memberOf: (id: string) => Member | undefined;
  #saidAt = 0;

  constructor(memberOf: (id: string) => Member | undefined) {
    this.#memberOf = memberOf;
  }

  tell(say: () => void): void {
    if (Date.now() - this.#saidAt < SAY_EVERY) return;
    this.#saidAt = Date.now();
    say();
  }

  heard(id: string): void {
    clearTimeout(this.#typing.get(id));
    this.#typing.set(
      id,
      setTimeout(() => this.stopped(id), BELIEVE_FOR),
    );
    this.#show();
  }

  stopped(id: string): void {
    clearTimeout(this.#typing.get(id));
    if (this.#typing.delete(id)) this.#show();
  }

  #show(): void {
    const names = [...this.#typing.keys()].flatMap((id) => this.#memberOf(id)?.name ?? []);
    this.#line.textContent = sentence(names);
  }
}

function sentence([first, second, ...others]: string[]): string {
  if (!first) return "";
  if (!second) return t("chat.typing", { name: first });
  return others.length ? t("chat.typingMany") : t("chat.typingTwo", { first, second });
}
