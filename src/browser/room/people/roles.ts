import type { Hosts } from "../../../shared/events.js";
import { toRoleLines } from "../../../shared/render/role-lines.js";
import { type Role, roleOf } from "../../../shared/render/roles.js";
import { findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { renderTemplate } from "../../base/templates.js";
import { addSystemMessage } from "../chats/system-messages.js";
import { pageData } from "../page-data.js";
import type { MemberList } from "./member-list.js";
import { showToolsOfRole } from "./role-tools.js";

/**
 * Only from `hosts` and `welcome`: an `updateRoom` may have been read before the last `hosts`. The first welcome tells
 * nothing: the visitor has only just come.
 */
export function updateRoles(
  { hosts, acting }: Hosts,
  memberList: MemberList,
  { isTold }: { isTold: boolean },
): void {
  const before = pageData.roles;
  const after = { opener: before.opener, hosts, acting };
  if (before.acting === acting && before.hosts.join() === hosts.join()) return;
  const me = pageData.me.id;
  const mine = roleOf(after, me);
  pageData.roles = after;
  pageData.isHost = mine === "opener" || mine === "host";
  pageData.isModerator = mine !== undefined;
  showToolsOfRole();
  memberList.onRolesChanged();
  markAuthors();
  const nameOf = (id: string) => memberList.get(id)?.name ?? lastNameOf(id);
  if (isTold) for (const line of toRoleLines(before, after, { me, nameOf }, t)) addSystemMessage(line);
}

function markAuthors(): void {
  for (const header of findAll("[data-chats] [data-author] > .who")) {
    const role = roleOf(pageData.roles, header.parentElement!.dataset.author!);
    header.querySelector(".role-mark")?.remove();
    if (role) getElement(".chip", header).after(createMark(role));
  }
}

const createMark = (role: Role): HTMLElement => renderTemplate("partials/role-mark.njk", { role });

const lastNameOf = (id: string): string | undefined =>
  findAll(`[data-chats] [data-author="${CSS.escape(id)}"]`).at(-1)?.dataset.name;
