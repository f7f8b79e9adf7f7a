import { createElement, findAll } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { pageData } from "../page-data.js";
import { createSaveButton } from "./save-button.js";

export function createEndActions(): HTMLElement[] {
  const { next, title } = pageData;
  const goOn = next
    ? createElement("a", { class: "button primary", href: next.url }, t("ending.goNext"))
    : createElement(
        "a",
        { class: "button primary", href: `/room?${new URLSearchParams({ title })}` },
        t("ended.newRoom"),
      );
  const maySave = !pageData.isSpectator && document.querySelector("[data-chats] [data-seq]");
  return maySave ? [goOn, createSaveButton()] : [goOn];
}

export function createUnsentText(): HTMLElement[] {
  const edits = findAll<HTMLTextAreaElement>("[data-edit] textarea").filter(isChanged);
  const fields = [...findAll<HTMLTextAreaElement>("#say"), ...edits];
  const text = fields.flatMap(({ value }) => value.trim() || []).join("\n\n");
  if (!text) return [];
  const field = createElement(
    "textarea",
    { class: "input", id: "unsent", rows: "2", dir: "auto", readonly: true },
    text,
  );
  field.addEventListener("focus", () => field.select());
  const label = createElement("label", { for: "unsent" }, t("ended.unsent"));
  return [createElement("div", { class: "field unsent" }, label, field)];
}

const isChanged = ({ value, defaultValue }: HTMLTextAreaElement): boolean => value !== defaultValue;
