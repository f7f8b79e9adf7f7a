import { createElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { serverNow } from "../../base/server-clock.js";
import { pageData } from "../page-data.js";
import { showToast } from "../toast.js";
import type { SearchedRoom } from "./searched-room.js";

export function createDayForm({ sendRequest }: SearchedRoom, goTo: (seq: number) => void): HTMLElement[] {
  const [min, max] = [toDay(new Date(pageData.createdAt)), toDay(new Date(serverNow()))];
  if (min === max) return [];
  const field = createElement("input", {
    class: "input",
    type: "date",
    id: "find-day",
    required: true,
    min,
    max,
  });
  const form = createElement(
    "form",
    { class: "field find-day" },
    createElement("label", { for: "find-day" }, t("find.day")),
    createElement("div", { class: "row" }, field, createElement("button", { class: "button" }, t("find.go"))),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Midnight of the visitor's own time zone.
    const since = new Date(`${field.value}T00:00`).toISOString();
    const answer = await sendRequest("history", { since, limit: 1 });
    const [first] = answer.ok ? answer.data.chats : [];
    if (first) goTo(first.seq);
    else showToast(t(answer.ok ? "find.quiet" : "find.failed"));
  });
  return [form];
}

function toDay(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
