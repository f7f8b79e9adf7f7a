import type { Member } from "../events.js";
import type { Translate } from "../i18n/catalogue.js";

const NAMED = 3;
const NAMED_OF_MANY = 2;
/** A member who returns within this time had only lost the connection. */
const BACK_WITHIN_MS = 60_000;

interface Renamed {
  before: string;
  name: string;
}

// All joins, leaves and renames since the last message, shown as one line.
export class MemberRun {
  readonly #came = new Map<string, string>();
  readonly #left = new Map<string, { name: string; at: number }>();
  readonly #renamed = new Map<string, Renamed>();

  get isEmpty(): boolean {
    return !this.#came.size && !this.#left.size && !this.#renamed.size;
  }

  come({ id, name }: Member, now: number): void {
    if (!this.forgetLeft(id, now)) this.#came.set(id, name);
  }

  leave({ id, name }: Member, now: number): void {
    this.#left.set(id, { name, at: now });
  }

  rename({ id, name }: Member, before: string): void {
    const first = this.#renamed.get(id)?.before ?? before;
    if (first === name) this.#renamed.delete(id);
    else this.#renamed.set(id, { before: first, name });
  }

  forgetLeft(id: string, now: number): boolean {
    const left = this.#left.get(id);
    return left !== undefined && now - left.at < BACK_WITHIN_MS && this.#left.delete(id);
  }

  toText(t: Translate): string {
    const came = [...this.#came.values()];
    const left = [...this.#left.values()].map(({ name }) => name);
    const renamed = [...this.#renamed.values()];
    return [
      ...(came.length ? [sentence("came", came, t)] : []),
      ...renamedSentences(renamed, t),
      ...(left.length ? [sentence("left", left, t)] : []),
    ].join(" · ");
  }
}

const sentences = {
  came: { one: "chat.cameIn", few: "chat.cameInTogether", many: "chat.cameInMany" },
  left: { one: "chat.left", few: "chat.leftTogether", many: "chat.leftMany" },
} as const;

function sentence(what: keyof typeof sentences, names: string[], t: Translate): string {
  const { one, few, many } = sentences[what];
  if (names.length === 1) return t(one, { name: names[0]! });
  if (names.length <= NAMED) return t(few, { names });
  return t(many, { names: names.slice(0, NAMED_OF_MANY), count: names.length - NAMED_OF_MANY });
}

function renamedSentences(renamed: Renamed[], t: Translate): string[] {
  if (renamed.length <= NAMED) return renamed.map(({ before, name }) => t("chat.renamed", { before, name }));
  const names = renamed.slice(0, NAMED_OF_MANY).map(({ name }) => name);
  return [t("chat.renamedMany", { names, count: renamed.length - NAMED_OF_MANY })];
}
