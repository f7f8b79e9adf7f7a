import { createElement, createIcon } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

export function createSaveButton(): HTMLElement {
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
