import { showConfirmDialog } from "../base/confirm.js";
import { delegate, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { pageData } from "./page-data.js";
import type { MemberList } from "./people/member-list.js";
import { hasEnded } from "./room-ended.js";

/** One careless click must not end a room for good. */
export function askBeforeLeavingLast(memberList: MemberList): void {
  const form = getElement<HTMLFormElement>("[data-leave]");
  const endsRoom = () => pageData.endsWhenLeft && memberList.count === 1 && !hasEnded();
  const ask = async (event: Event) => {
    if (!endsRoom()) return;
    event.preventDefault();
    if (await showConfirmDialog(t("leave.lastSure"), t("leave.lastSubmit"), "leave")) form.submit();
  };
  form.addEventListener("submit", ask);
  delegate(document, "click", "[data-back]", (_link, event) => {
    const isElsewhere = event.metaKey || event.ctrlKey || event.shiftKey;
    if (!isElsewhere) void ask(event);
  });
}
