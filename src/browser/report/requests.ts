import type { MessageKey } from "../../shared/i18n/catalogue.js";
import { errorMessage, t } from "../base/i18n.js";

const ownTexts: Record<string, MessageKey> = {
  ROOM_NOT_FOUND: "report.gone",
  TOO_MANY_REQUESTS: "report.tooMany",
};

export type Loaded = { box: HTMLElement } | { problem: string };

export async function loadReportPage(url: string): Promise<Loaded> {
  const answer = await request(url, { headers: { accept: "text/html" } });
  if (!answer) return { problem: t("panel.noAnswer") };
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  const box = page.querySelector("[data-report-form]")?.closest<HTMLElement>(".box");
  return box ? { box } : { problem: page.querySelector("[data-error]")?.textContent || t("error.UNKNOWN") };
}

export interface Problem {
  text: string;
  isOfField: boolean;
}

/** Resolves to `undefined` once it is accepted. */
export async function sendReport(form: HTMLFormElement): Promise<Problem | undefined> {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  const init = {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { accept: "application/json" },
  };
  const answer = await request(form.getAttribute("action") ?? "", init);
  if (!answer) return { text: t("panel.noAnswer"), isOfField: false };
  if (answer.status < 400) return undefined;
  const code = readCode(answer.text);
  const own = ownTexts[code];
  return { text: own ? t(own) : errorMessage(code), isOfField: answer.status === 422 };
}

async function request(
  url: string,
  init: RequestInit,
): Promise<{ status: number; text: string } | undefined> {
  try {
    const answer = await fetch(url, init);
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    // Without a connection, fetch throws a TypeError; anything else is a bug.
    if (!(error instanceof TypeError)) throw error;
    return undefined;
  }
}

/** A proxy in between may answer with a page of its own. */
function readCode(text: string): string {
  try {
    return (JSON.parse(text) as { error: { code: string } }).error.code;
  } catch {
    return "UNKNOWN";
  }
}
