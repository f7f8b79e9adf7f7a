import type { Answer, Member } from "../../shared/events.js";
import { delegate, findAll, getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { closeMenu } from "../base/menus.js";
import { clearFieldError, showFieldError } from "./field-error.js";

export function startNicknameForm(rename: (name: string) => Promise<Answer<Member>> = renameByRequest): void {
  delegate(document, "submit", "[data-nickname]", (form, event) => {
    event.preventDefault();
    void submit(form, rename);
  });
}

async function submit(form: HTMLElement, rename: typeof renameByRequest): Promise<void> {
  const field = getElement<HTMLInputElement>("[name=name]", form);
  const answer = await rename(field.value);
  if (!answer.ok) return showFieldError(field, errorMessage(answer.error.code));
  clearFieldError(field);
  showOwnName(answer.data);
  const menu = form.closest<HTMLDetailsElement>("details.menu");
  if (menu) closeMenu(menu);
}

async function renameByRequest(name: string): Promise<Answer<Member>> {
  try {
    const answer = await fetch("/nickname", {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ name }),
    });
    const body = await answer.json();
    return answer.ok ? { ok: true, data: body } : { ok: false, error: body.error };
  } catch (error) {
    // Without a connection, fetch throws a TypeError. A proxy in between answers something else than JSON.
    const code = error instanceof TypeError ? "OFFLINE" : "UNKNOWN";
    return { ok: false, error: { code, message: "" } };
  }
}

function showOwnName({ name }: Member): void {
  for (const element of findAll("[data-own-name]")) element.textContent = name;
  document.querySelector(".you > summary")?.setAttribute("aria-label", t("site.you", { name }));
}
