import { createElement, createIcon } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { pageData } from "../page-data.js";

export function createEndActions(): HTMLElement[] {
  const { next, title } = pageData;
  const goOn = next
    ? createElement("a", { class: "button primary", href: next.url }, t("ending.goNext"))
    : createElement(
        "a",
        { class: "button primary", href: `/room?${new URLSearchParams({ title })}` },
        t("ended.newRoom"),
      );
  return document.querySelector("[data-chats] [data-seq]") ? [goOn, createSaveButton()] : [goOn];
}

/** A half-typed text can be copied. */
export function createUnsentText(): HTMLElement[] {
  // Missing for those who watch.
  const text = document.querySelector<HTMLTextAreaElement>("#say")?.value.trim();
  if (!text) return [];
  const field = createElement("textarea", { class: "input", id: "unsent", rows: "2", readonly: true }, text);
  const label = createElement("label", { for: "unsent" }, t("ended.unsent"));
  return [createElement("div", { class: "field unsent" }, label, field)];
}

function createSaveButton(): HTMLElement {
  // Loaded now and not at the click, when the server may be another version.
  const module = import("./save-conversation.js");
  const status = createElement("span", { class: "visually-hidden", role: "status" });
  const button = createElement(
    "button",
    { class: "button", type: "button" },
    createIcon("save"),
    t("ended.save"),
    status,
  );
  module.catch(() => button.remove());
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { saveConversation } = await module;
      await saveConversation();
      status.textContent = "";
    } catch (error) {
      console.warn(error);
      status.textContent = t("ended.saveFailed");
      status.classList.remove("visually-hidden");
    }
    button.disabled = false;
  });
  return button;
}
