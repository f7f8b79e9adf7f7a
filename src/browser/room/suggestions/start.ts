import { getElement } from "../../base/dom.js";
import type { SuggestionSources } from "./sources.js";

const SIGNS = /[@＠:]/;

export function startSuggestions(sources: SuggestionSources): void {
  const field = getElement<HTMLTextAreaElement>("#say");
  const onInput = async (event: Event) => {
    if (!event.isTrusted || !SIGNS.test(field.value)) return;
    field.removeEventListener("input", onInput);
    try {
      const { Suggestions } = await import("./suggestions.js");
      new Suggestions(field, sources).onInput();
    } catch {
      // Typing goes on without them, and the next character tries again.
      field.addEventListener("input", onInput);
    }
  };
  field.addEventListener("input", onInput);
}
