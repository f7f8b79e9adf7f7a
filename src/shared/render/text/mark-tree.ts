import { MARKS, type Mark } from "./marks.js";
import { type MarkKind, pushText, type Segment } from "./segment.js";

/** Longer runs are lines or faces, not marks. */
const RUN = /\*+|_+|~+|\|+/g;
/** Enough for a letter of two code units. */
const NEAR = 2;

interface Open {
  sign: string;
  kind: MarkKind;
  children: Segment[];
}

/**
 * Pairs the marks of a text from left to right. Each kind is open at most once, so the depth is bounded and the time
 * linear, whatever the text.
 */
export class MarkTree {
  readonly #text: string;
  readonly #root: Segment[] = [];
  readonly #open: Open[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  addText(from: number, to: number): void {
    let at = from;
    const part = this.#text.slice(from, to);
    for (const { 0: sign, index } of part.matchAll(RUN)) {
      const mark = MARKS.get(sign);
      if (!mark) continue;
      pushText(this.#children, this.#text.slice(at, from + index));
      at = from + index + sign.length;
      this.#addMark(sign, mark, from + index);
    }
    pushText(this.#children, this.#text.slice(at, to));
  }

  add(segment: Segment): void {
    this.#children.push(segment);
  }

  /** Closes the open marks of a text that was cut, so that the beginning of a spoiler stays hidden. */
  end({ isCut }: { isCut: boolean }): Segment[] {
    while (this.#open.length) {
      if (isCut) this.#closeLast();
      else this.#undoLast();
    }
    return this.#root;
  }

  get #children(): Segment[] {
    return this.#open.at(-1)?.children ?? this.#root;
  }

  #addMark(sign: string, { kind, opensAfter, closesBefore }: Mark, index: number): void {
    const end = index + sign.length;
    const before = this.#text.slice(Math.max(0, index - NEAR), index);
    const after = this.#text.slice(end, end + NEAR);
    const isOpen = this.#open.some((one) => one.kind === kind);
    if (isOpen && /\S$/.test(before) && closesBefore.test(after) && !this.#isEmpty(kind)) this.#close(kind);
    else if (!isOpen && /^\S/.test(after) && opensAfter.test(before))
      this.#open.push({ sign, kind, children: [] });
    else pushText(this.#children, sign);
  }

  #isEmpty(kind: MarkKind): boolean {
    const last = this.#open.at(-1);
    return last?.kind === kind && !last.children.length;
  }

  #close(kind: MarkKind): void {
    while (this.#open.at(-1)?.kind !== kind) this.#undoLast();
    this.#closeLast();
  }

  #closeLast(): void {
    const { kind, children } = this.#open.pop()!;
    if (!children.length) return;
    // A block inside a line of text is not valid HTML.
    for (const child of children) if (child.kind === "block") child.kind = "code";
    this.#children.push({ kind, text: "", children });
  }

  #undoLast(): void {
    const { sign, children } = this.#open.pop()!;
    pushText(this.#children, sign);
    for (const child of children) {
      if (child.kind === "text") pushText(this.#children, child.text);
      else this.#children.push(child);
    }
  }
}
