import { type ConfigData, HtmlValidate } from "html-validate";

const rules: NonNullable<ConfigData["rules"]> = {
  // Browsers take both, and Biome and most people write it small.
  "doctype-style": ["error", { style: "lowercase" }],
  // A line of a template that printed nothing.
  "no-trailing-whitespace": "off",
  // What HTML takes a button and a field for is what they are.
  "no-implicit-button-type": "off",
  "no-implicit-input-type": "off",
  // Nobody's own password, but one that a room's visitors share: no browser should offer or keep one.
  "autocomplete-password": "off",
  // As a list of choices that belong together.
  "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
  // In `noscript` only, on pages that wait for something.
  "meta-refresh": "off",
  // A list of suggestions beside a field that keeps the focus is no `<select>`.
  "prefer-native-element": ["error", { exclude: ["listbox"] }],
};

const ofServer = new HtmlValidate({ root: true, extends: ["html-validate:recommended"], rules });
/** Without what says how HTML is written: the browser writes it anew. */
const ofBrowser = new HtmlValidate({
  root: true,
  extends: [
    "html-validate:standard",
    "html-validate:a11y",
    "html-validate:document",
    "html-validate:browser",
  ],
  // It writes the first line its own way, and the files are our own server's.
  rules: { ...rules, "doctype-style": "off", "require-sri": "off" },
});

/** What is wrong with the HTML that a server sent, or that a page has after its scripts. */
export async function htmlFaults(html: string, from: "server" | "browser"): Promise<string[]> {
  const { results } = await (from === "server" ? ofServer : ofBrowser).validateString(html);
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, selector }) => `${from} ${ruleId}: ${message} (${selector})`);
}
