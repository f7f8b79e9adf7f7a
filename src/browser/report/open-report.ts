import { createElement, createIcon, delegate, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { loadStyles } from "../base/load-styles.js";
import { preferences } from "../base/safe-storage.js";
import { countReason } from "./count-reason.js";
import { prepareNotices, showNotice } from "./notice.js";
import { loadReportPage, type Problem, sendReport } from "./requests.js";

/** Shows the page that the link leads to in a dialog: to leave a room's page would give up the seat. */
export async function openReport(link: HTMLElement, url: string): Promise<void> {
  if (link.ariaBusy) return;
  link.ariaBusy = "true";
  prepareNotices();
  try {
    const [loaded] = await Promise.all([loadReportPage(url), loadStyles("report")]);
    if ("problem" in loaded) return showNotice(loaded.problem, "warn");
    if (!document.querySelector("dialog.report")) new ReportDialog(link, loaded.box).open();
  } finally {
    link.ariaBusy = null;
  }
}

class ReportDialog {
  readonly #opener: HTMLElement;
  readonly #thanks: HTMLElement;
  readonly #content: HTMLElement;
  readonly #dialog: HTMLDialogElement;

  constructor(link: HTMLElement, box: HTMLElement) {
    this.#opener = closeMenuOf(link);
    this.#content = document.importNode(box, true);
    const { content } = getElement<HTMLTemplateElement>("[data-thanks]", this.#content);
    this.#thanks = getElement(".box", content);
    this.#dialog = this.#createDialog();
    this.#dialog.addEventListener("close", () => {
      this.#dialog.remove();
      this.#opener.focus();
    });
    delegate(this.#dialog, "click", "[data-report-close]", (_, event) => {
      event.preventDefault();
      this.#dialog.close();
    });
    delegate(this.#dialog, "submit", "[data-report-form]", (form, event) => {
      event.preventDefault();
      void this.#send(form as HTMLFormElement);
    });
    countReason(this.#content);
  }

  open(): void {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#focusHeading();
  }

  #createDialog(): HTMLDialogElement {
    const close = createElement(
      "button",
      { class: "button quiet bare", type: "button", "data-panel-close": true, "data-report-close": true },
      createIcon("close"),
    );
    close.ariaLabel = t("panel.close");
    const attributes = { class: "page-panel report", "aria-labelledby": "report-title" };
    return createElement("dialog", attributes, close, this.#content);
  }

  async #send(form: HTMLFormElement): Promise<void> {
    // An impatient second press sends nothing.
    if (form.ariaBusy) return;
    form.ariaBusy = "true";
    const problem = await sendReport(form);
    form.ariaBusy = null;
    if (!this.#dialog.open) return;
    if (problem) showProblem(form, problem);
    else this.#showThanks();
  }

  /** Where it can offer nothing more, the dialog is in the way. */
  #showThanks(): void {
    const author = this.#thanks.querySelector<HTMLElement>("[data-mute]")?.dataset.mute;
    if (!author || !mayMute(author)) {
      this.#dialog.close();
      return showNotice(getElement("[data-thanks-text]", this.#thanks).textContent ?? "", "check");
    }
    getElement("h2", this.#thanks).id = "report-title";
    this.#content.replaceChildren(...this.#thanks.childNodes);
    this.#focusHeading();
  }

  #focusHeading(): void {
    const heading = getElement("#report-title", this.#dialog);
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** A room's page folds the messages of those whom this browser has muted. */
function mayMute(author: string): boolean {
  const isRoom = document.querySelector("[data-chats]") !== null;
  return isRoom && !preferences.read("muted")?.split(" ").includes(author);
}

function showProblem(form: HTMLFormElement, { text, isOfField }: Problem): void {
  form.querySelector("#reason-error")?.remove();
  const error = createElement(
    "p",
    { class: "field-error", id: "reason-error", role: "alert" },
    createIcon("warn", "tiny"),
    createElement("span", {}, text),
  );
  const reason = getElement<HTMLTextAreaElement>("#reason", form);
  if (!isOfField) return getElement(".row", form).before(error);
  reason.after(error);
  reason.setAttribute("aria-invalid", "true");
  reason.setAttribute("aria-describedby", "reason-hint reason-error");
  reason.addEventListener("input", () => clearProblem(reason, error), { once: true });
  reason.focus();
}

function clearProblem(reason: HTMLTextAreaElement, error: HTMLElement): void {
  error.remove();
  reason.removeAttribute("aria-invalid");
  reason.setAttribute("aria-describedby", "reason-hint");
}

/** The link is hidden then, so the focus returns to the menu's button. */
function closeMenuOf(link: HTMLElement): HTMLElement {
  const menu = link.closest<HTMLDetailsElement>("details.menu");
  if (!menu) return link;
  menu.open = false;
  return menu.querySelector("summary") ?? link;
}
