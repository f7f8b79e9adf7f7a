import path from "node:path";
import { parseArgs } from "node:util";
import { isLanguage, type Language, languages } from "../../../src/shared/i18n/languages.js";

/** Which pictures are asked for. */
export interface Order {
  languages: Language[];
  widths: number[];
  scheme: "light" | "dark";
  out: string;
}

/** The variable in which tests find it. */
export const ORDER = "GIF_CHAT_PICTURES";

/** `undefined` without `--languages`: the pictures of the documents are meant. */
export function readOrder(args: string[]): Order | undefined {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    allowPositionals: true,
    options: { languages: text, widths: text, scheme: text, out: text },
  });
  if (values.languages === undefined) return undefined;
  const asked = values.languages === "all" ? languages : values.languages.split(",");
  const unknown = asked.filter((one) => !isLanguage(one));
  if (unknown.length) throw new Error(`No such language: ${unknown.join(", ")}. ${languages.join(", ")}`);
  const widths = (values.widths ?? "360,1440").split(",").map(Number);
  if (!widths.every((one) => one >= 200 && one <= 4000))
    throw new Error("--widths: numbers from 200 to 4000");
  if (!["light", "dark", undefined].includes(values.scheme)) throw new Error("--scheme: light or dark");
  const scheme = values.scheme === "dark" ? "dark" : "light";
  return { languages: asked as Language[], widths, scheme, out: path.resolve(values.out ?? "pictures") };
}
