import type { LobbyPage } from "../../shared/lobby-props.js";

type Shown = Pick<LobbyPage, "q" | "sort" | "open" | "previous" | "next">;

/** Each keeps the choices that it does not change. */
export function toLobbyLinks({ q, sort, open, previous, next }: Shown): LobbyPage["links"] {
  const to = (change: Partial<{ q: string; sort: string; open: boolean; before: string | null }>) => {
    const asked = { q, sort, open, before: null, ...change };
    const query = new URLSearchParams({
      ...(asked.q && { q: asked.q }),
      ...(asked.sort === "lively" && { sort: "lively" }),
      ...(asked.open && { open: "on" }),
      ...(asked.before && { before: asked.before }),
    });
    return query.size ? `/?${query}` : "/";
  };
  return {
    newest: to({ sort: "new" }),
    lively: to({ sort: "lively" }),
    seats: to({ open: !open }),
    all: to({ q: "" }),
    previous: to({ before: previous }),
    next: to({ before: next }),
  };
}
