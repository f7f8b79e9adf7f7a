import { createElement, createIcon, delegate, findAll } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { startProofPages } from "../../base/proofs.js";
import { showLocalTimes } from "../../base/timestamps.js";
import { pageData } from "../page-data.js";
import { showToast } from "../toast.js";
import { type PageAnswer, type PageRequest, requestPage, toFormRequest } from "./request-page.js";

// Opens the room's other pages in a dialog, because leaving the room's page would give up the seat. Without scripts
// they are pages like any other.
export function startPanel(): void {
  const panel = new Panel();
  delegate(document, "click", "a[data-panel]", (target, event) => {
    if (event.defaultPrevented || opensElsewhere(event)) return;
    event.preventDefault();
    void panel.open(target as HTMLAnchorElement);
  });
  delegate(
    panel.dialog,
    "click",
    `[data-panel-close], a[href="/room/${pageData.room}"]`,
    (_target, event) => {
      if (opensElsewhere(event)) return;
      event.preventDefault();
      panel.close();
    },
  );
  // On the document, so that scripts of certain forms come first.
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !panel.dialog.contains(form)) return;
    event.preventDefault();
    void panel.submit(form, event.submitter);
  });
  panel.dialog.addEventListener("proven", (event) => {
    event.preventDefault();
    void panel.submit(event.target as HTMLFormElement, null);
  });
}

const opensElsewhere = ({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  ctrlKey || metaKey || shiftKey || altKey;

class Panel {
  readonly #notices = createElement("div", { "data-notices": true, role: "status" });
  readonly #content = createElement("div");
  readonly dialog = createElement(
    "dialog",
    { class: "page-panel", "aria-labelledby": "panel-title" },
    createElement(
      "button",
      {
        class: "button quiet bare",
        type: "button",
        "data-panel-close": true,
        "aria-label": t("panel.close"),
      },
      createIcon("close"),
    ),
    this.#notices,
    this.#content,
  );
  #url = location.href;
  #opener: HTMLElement | undefined;
  #request: PageRequest | undefined;

  constructor() {
    this.dialog.addEventListener("close", () => this.#onClosed());
    closeOnBackdrop(this.dialog);
  }

  async open(link: HTMLAnchorElement): Promise<void> {
    if (!this.dialog.open) this.#opener = link;
    link.ariaBusy = "true";
    await this.#load({ url: link.href });
    link.ariaBusy = null;
  }

  submit(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    return this.#load(toFormRequest(form, submitter, this.#url));
  }

  close(): void {
    this.dialog.close();
  }

  /** One request at a time, so that an impatient second click does nothing. */
  async #load(request: PageRequest): Promise<void> {
    if (this.#request) return;
    this.#request = request;
    this.#content.ariaBusy = "true";
    const answer = await requestPage(request);
    if (this.#request !== request) return;
    this.#request = undefined;
    this.#content.ariaBusy = null;
    this.#show(answer);
  }

  #show(answer: PageAnswer): void {
    if (answer.kind === "elsewhere") location.assign(answer.url);
    else if (answer.kind === "failed") this.#showProblem(answer.message);
    else if (answer.kind === "page") this.#showPage(answer);
    else {
      this.close();
      for (const flash of answer.flashes)
        showToast(flash.textContent.trim(), flash.matches(".error") ? "warn" : "check");
    }
  }

  #showProblem(message: string): void {
    if (!this.dialog.open) return showToast(message);
    const line = createElement("p", { class: "flash error" }, createIcon("warn"), message);
    this.#notices.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  #showPage({ url, box, flashes }: PageAnswer & { kind: "page" }): void {
    const page = document.importNode(box, true);
    const heading = page.querySelector<HTMLElement>("h1, h2");
    heading?.setAttribute("id", "panel-title");
    heading?.setAttribute("tabindex", "-1");
    for (const link of findAll("a[href='/']", page)) link.remove();
    this.#url = url;
    this.#notices.replaceChildren(...flashes.map((flash) => document.importNode(flash, true)));
    this.#content.replaceChildren(page);
    showLocalTimes(page);
    this.#showModal();
    this.dialog.scrollTop = 0;
    (page.querySelector<HTMLElement>("[aria-invalid=true], [autofocus]") ?? heading)?.focus();
    startProofPages(page);
  }

  #showModal(): void {
    if (this.dialog.open) return;
    const menu = this.#opener?.closest<HTMLDetailsElement>("details.menu");
    if (menu) {
      menu.open = false;
      this.#opener = menu.querySelector("summary") ?? undefined;
    }
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  #onClosed(): void {
    this.dialog.remove();
    this.#request = undefined;
    this.#content.ariaBusy = null;
    this.#content.replaceChildren();
    this.#notices.replaceChildren();
    this.#opener?.focus();
  }
}

/** Only if the press began there too: selecting text may end outside. */
function closeOnBackdrop(dialog: HTMLDialogElement): void {
  let beganOutside = false;
  dialog.addEventListener("pointerdown", ({ target }) => {
    beganOutside = target === dialog;
  });
  dialog.addEventListener("click", ({ target }) => {
    if (beganOutside && target === dialog) dialog.close();
  });
}
