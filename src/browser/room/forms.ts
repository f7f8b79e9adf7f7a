import type { Answer } from "../../shared/events.js";
import { confirmed } from "../base/confirm.js";
import { need, on } from "../base/dom.js";
import { sentenceFor, t } from "../base/i18n.js";
import { closeMenu } from "../base/menus.js";
import type { People } from "./people/member-list.js";
import type { Requests } from "./socket.js";
import { notice } from "./toast.js";

type Handle = (form: HTMLFormElement, data: FormData, submitter: HTMLElement | null) => Promise<void>;

/** The page's plain forms, asked over the socket instead, so that the page stays. */
export function startForms(requests: Requests, people: People): void {
  whenSubmitted("[data-edit]", async (form, data) => {
    const request = { seq: seqOf(form), chat: String(data.get("chat")) };
    if (await worked(requests.editChat(request))) need("#say").focus();
  });
  whenSubmitted("[data-remove]", async (form) => {
    if (!(await confirmed(t("chat.removeSure"), t("chat.delete")))) return;
    // What had the focus is about to go.
    if (await worked(requests.removeChat({ seq: seqOf(form) }))) need("#stream").focus();
  });
  whenSubmitted("[data-kick]", async (_form, data, submitter) => {
    const member = String(data.get("member"));
    const ban = submitter?.getAttribute("name") === "ban";
    const name = people.get(member)?.name ?? "";
    const question = t(ban ? "people.banSure" : "people.kickSure", { name });
    if (!(await confirmed(question, t(ban ? "people.ban" : "people.kick")))) return;
    if (!(await worked(requests.kick({ member, ban })))) return;
    notice(t("chat.sentOut", { name }), "check");
    need("#people").focus();
  });
  whenSubmitted("[data-nickname]", async (form, data) => {
    if (await worked(requests.nickname({ name: String(data.get("name")) }))) closeMenuOf(form);
  });
  whenSubmitted("[data-rename]", async (form, data) => {
    const title = String(data.get("title"));
    if (!(await confirmed(t("menu.renameSure", { title }), t("menu.renameSubmit")))) return;
    if (await worked(requests.renameRoom({ title }))) closeMenuOf(form);
  });
  // Without scripts its form unfolds here; it is sent as it is, since nothing of the page stays.
  on(document, "click", "[data-close] > summary", async (summary, event) => {
    event.preventDefault();
    if (!(await confirmed(t("menu.closeHint"), t("menu.closeSubmit")))) return;
    need<HTMLFormElement>("form", summary.parentElement!).submit();
  });
}

function whenSubmitted(selector: string, handle: Handle): void {
  on(document, "submit", selector, (target, event) => {
    event.preventDefault();
    const { submitter } = event as SubmitEvent;
    void handle(target as HTMLFormElement, new FormData(target as HTMLFormElement), submitter);
  });
}

async function worked(asked: Promise<Answer<unknown>>): Promise<boolean> {
  const answer = await asked;
  if (!answer.ok) notice(sentenceFor(answer.error.code));
  return answer.ok;
}

const seqOf = (form: HTMLElement): number => Number(form.closest<HTMLElement>("[data-seq]")?.dataset.seq);

function closeMenuOf(form: HTMLElement): void {
  const menu = form.closest<HTMLDetailsElement>("details.menu");
  if (menu) closeMenu(menu);
}
