/** Templates print `text` escaped; nothing here creates HTML. */
export interface Segment {
  kind: "text" | "link" | "code" | "block" | "quote" | "mention" | MarkKind;
  /** Empty where there are children. */
  text: string;
  href?: string;
  children?: Segment[];
}

export type MarkKind = "bold" | "italic" | "struck" | "spoiler";

/** Joins what stands side by side, so that unused marks leave no trace. */
export function pushText(segments: Segment[], text: string): void {
  const last = segments.at(-1);
  if (last?.kind === "text") last.text += text;
  else if (text) segments.push({ kind: "text", text });
}
