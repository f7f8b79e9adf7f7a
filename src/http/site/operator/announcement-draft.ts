import type { Request } from "express";

const MAX_KEPT = 500;

/** Keeps a typed announcement over a new sign-in. */
export const draftOf = (text: unknown): string =>
  typeof text === "string" ? [...text].slice(0, MAX_KEPT).join("") : "";

/** Until the next page with the form. */
export function keepDraft(req: Request, text: unknown): void {
  const draft = draftOf(text);
  delete req.session.flash?.announcement;
  if (draft.trim()) req.flash("announcement", "%s", draft);
}

export function takeDraft(req: Request): string {
  const [draft = ""] = req.session.flash?.announcement ? req.flash("announcement") : [];
  return draft;
}
