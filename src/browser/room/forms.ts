import type { Answer } from "../../shared/events.js";
import { showConfirmDialog } from "../base/confirm.js";
import { delegate, getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { showFieldError } from "../elements/field-error.js";
import { startNicknameForm } from "../elements/nickname-form.js";
import { findChat, readSeq } from "./chats/chat-element.js";
import type { MemberList } from "./people/member-list.js";
import { finishEdit } from "./sending/edit-forms.js";
import type { SendRequest } from "./socket.js";
import { showToast } from "./toast.js";

/** Sends the page's plain forms over the socket, so that the page does not reload. */
export function startForms(sendRequest: SendRequest, memberList: MemberList): void {
  startChatForms(sendRequest);
  startKickForm(sendRequest, memberList);
  startHostForms(sendRequest, memberList);
  startNicknameForm((name) => sendRequest("nickname", { name }));
  // With scripts a dialog replaces the unfolding form. It is still posted, since the page goes away.
  delegate(document, "click", "[data-close] > summary", async (summary, event) => {
    event.preventDefault();
    if (!(await showConfirmDialog(t("menu.closeSure"), t("menu.closeSubmit"), "close-room"))) return;
    getElement<HTMLFormElement>("form", summary.parentElement!).submit();
  });
}

function startChatForms(sendRequest: SendRequest): void {
  onSubmit("[data-edit]", async (form, data) => {
    const field = getElement<HTMLTextAreaElement>("textarea", form);
    const seq = readSeq(findChat(form));
    const answer = await sendRequest("editChat", { seq, chat: String(data.get("chat")) });
    if (!answer.ok) return showFieldError(field, errorMessage(answer.error.code));
    finishEdit(seq);
  });
  onSubmit("[data-remove]", async (form) => {
    if (!(await showConfirmDialog(t("chat.removeSure"), t("chat.delete"), "delete"))) return;
    // The focus moves to what stands in the message's place.
    await succeeds(sendRequest("removeChat", { seq: readSeq(findChat(form)) }));
  });
}

function startKickForm(sendRequest: SendRequest, memberList: MemberList): void {
  onSubmit("[data-kick]", async (_form, data, submitter) => {
    const member = String(data.get("member"));
    const ban = submitter?.getAttribute("name") === "ban";
    const name = memberList.get(member)?.name ?? "";
    const question = t(ban ? "people.banSure" : "people.kickSure", { name });
    const [verb, icon] = ban ? [t("people.ban"), "ban"] : [t("people.kick"), "leave"];
    if (!(await showConfirmDialog(question, verb, icon))) return;
    if (!(await succeeds(sendRequest("kick", { member, ban })))) return;
    showToast(t(ban ? "chat.banned" : "chat.sentOut", { name }), "check");
    getElement("#people").focus();
  });
}

function startHostForms(sendRequest: SendRequest, memberList: MemberList): void {
  onSubmit("[data-set-host]", async ({ dataset }, data) => {
    const member = String(data.get("member"));
    if (!(await succeeds(sendRequest("hosts", { member, on: dataset.setHost === "on" })))) return;
    memberList.closeTools(member);
  });
}

type SubmitHandler = (form: HTMLFormElement, data: FormData, submitter: HTMLElement | null) => Promise<void>;

function onSubmit(selector: string, handle: SubmitHandler): void {
  delegate(document, "submit", selector, (target, event) => {
    event.preventDefault();
    const { submitter } = event as SubmitEvent;
    void handle(target as HTMLFormElement, new FormData(target as HTMLFormElement), submitter);
  });
}

async function succeeds(request: Promise<Answer<unknown>>): Promise<boolean> {
  const answer = await request;
  if (!answer.ok) showToast(errorMessage(answer.error.code));
  return answer.ok;
}
