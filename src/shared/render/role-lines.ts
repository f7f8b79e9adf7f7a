import type { MessageKey, Translate } from "../i18n/catalogue.js";
import type { Roles } from "./roles.js";

interface Readers {
  me: string;
  /** Of somebody who is or was here, as far as the page knows. */
  nameOf: (id: string) => string | undefined;
}

interface Line {
  of: MessageKey;
  you: MessageKey;
}

const lines = {
  made: { of: "role.made", you: "role.madeYou" },
  demoted: { of: "role.demoted", you: "role.demotedYou" },
  acts: { of: "role.acts", you: "role.actsYou" },
} as const satisfies Record<string, Line>;

export function toRoleLines(before: Roles, after: Roles, { me, nameOf }: Readers, t: Translate): string[] {
  const line = (id: string, { of, you }: Line): string[] => {
    if (id === me) return [t(you)];
    const name = nameOf(id);
    return name ? [t(of, { name })] : [];
  };
  const { acting } = after;
  return [
    ...after.hosts.filter((id) => !before.hosts.includes(id)).flatMap((id) => line(id, lines.made)),
    ...before.hosts.filter((id) => !after.hosts.includes(id)).flatMap((id) => line(id, lines.demoted)),
    ...(acting !== undefined && acting !== before.acting ? line(acting, lines.acts) : []),
    ...(isHostBack(before, after, me) ? [t("role.back")] : []),
  ];
}

/** Not if the acting host was made a host, nor to the host who came back. */
function isHostBack(before: Roles, after: Roles, me: string): boolean {
  if (before.acting === undefined || after.acting !== undefined) return false;
  return !after.hosts.includes(before.acting) && !after.hosts.includes(me);
}
