import maker from "styles:maker.css";
import report from "styles:reporting.css";
import shelf from "styles:shelf.css";
import { createElement } from "./dom.js";

const sheets = { maker, report, shelf };

const loading = new Map<keyof typeof sheets, Promise<void>>();

/** Styles of what is opened on demand. After a failure, loads them again at the next call. */
export function loadStyles(name: keyof typeof sheets): Promise<void> {
  const known = loading.get(name) ?? load(sheets[name]);
  loading.set(name, known);
  known.catch(() => loading.delete(name));
  return known;
}

function load(address: string): Promise<void> {
  const link = createElement("link", { rel: "stylesheet", href: new URL(address, import.meta.url).href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`The styles ${address} could not be loaded`));
    });
    document.head.append(link);
  });
}
