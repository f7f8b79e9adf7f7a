export interface Finding {
  readonly state: "ok" | "warning" | "problem" | "skipped";
  readonly about: string;
  /** Of a warning or a problem also what to change. */
  readonly text: string;
}

type Say = (about: string, text: string) => Finding;

export const ok: Say = (about, text) => ({ state: "ok", about, text });
export const warning: Say = (about, text) => ({ state: "warning", about, text });
export const problem: Say = (about, text) => ({ state: "problem", about, text });
export const skipped: Say = (about, text) => ({ state: "skipped", about, text });

/** Leaves out passwords of URIs, since people paste this output when they ask for help, and control characters. */
export const toLine = (text: string): string => text.replace(/\/\/\S*@/g, "//***@").replace(/\p{Cc}+/gu, " ");

export const messageOf = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
};
