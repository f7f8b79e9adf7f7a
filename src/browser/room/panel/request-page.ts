import { findAll } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { pageData } from "../page-data.js";

export interface PageRequest {
  url: string;
  init?: RequestInit;
}

export type PageAnswer =
  | { kind: "page"; url: string; box: HTMLElement; flashes: HTMLElement[] }
  | { kind: "room"; flashes: HTMLElement[] }
  | { kind: "elsewhere"; url: string }
  | { kind: "failed"; message: string };

const roomPath = `/room/${pageData.room}`;

export function toFormRequest(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  base: string,
): PageRequest {
  const data = new FormData(form, submitter);
  // Not `form.action`, which a field with that name would hide.
  const url = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", base);
  const fields = new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
  if (form.getAttribute("method")?.toLowerCase() !== "post") {
    url.search = String(fields);
    return { url: url.href };
  }
  const isMultipart = form.enctype === "multipart/form-data";
  return { url: url.href, init: { method: "POST", body: isMultipart ? data : fields } };
}

export async function requestPage({ url, init }: PageRequest): Promise<PageAnswer> {
  try {
    const answer = await fetch(url, { ...init, headers: { accept: "text/html" } });
    return readAnswer(answer, await answer.text());
  } catch (error) {
    // Without a connection, fetch throws a TypeError; anything else is a bug.
    if (!(error instanceof TypeError)) throw error;
    return { kind: "failed", message: t("panel.noAnswer") };
  }
}

function readAnswer({ url, headers }: Response, text: string): PageAnswer {
  if (!headers.get("content-type")?.startsWith("text/html"))
    return { kind: "failed", message: text || t("error.UNKNOWN") };
  const page = new DOMParser().parseFromString(text, "text/html");
  const flashes = findAll(".flash", page);
  const { pathname } = new URL(url);
  if (pathname === roomPath) return { kind: "room", flashes };
  if (!pathname.startsWith(`${roomPath}/`)) return { kind: "elsewhere", url };
  const box = page.querySelector<HTMLElement>("main .box");
  if (box) return { kind: "page", url, box, flashes };
  const message = page.querySelector("[data-error]")?.textContent;
  return { kind: "failed", message: message || t("error.UNKNOWN") };
}
