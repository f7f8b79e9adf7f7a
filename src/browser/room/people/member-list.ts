import type { Member, SeatedMember } from "../../../shared/events.js";
import { toFaces } from "../../../shared/render/faces.js";
import { delegate, findAll, getElement } from "../../base/dom.js";
import { renderTemplate } from "../../base/templates.js";
import { updateInPlace } from "../../elements/update-in-place.js";
import { rememberName } from "../mentions/known-names.js";
import { pageData } from "../page-data.js";
import { isMuted, toggleMute } from "./mutes.js";

export class MemberList {
  readonly #list = getElement("[data-people]");
  readonly #members = new Map<string, SeatedMember>();
  #max = 0;

  constructor() {
    // On the document: a report, too, offers it, of somebody who may have left.
    delegate(document, "click", "[data-mute]", ({ dataset: { mute = "" } }) => {
      toggleMute(mute);
      const member = this.#members.get(mute);
      if (member) this.#draw(member);
    });
  }

  get count(): number {
    return this.#members.size;
  }

  get all(): SeatedMember[] {
    return [...this.#members.values()];
  }

  get(id: string): SeatedMember | undefined {
    return this.#members.get(id);
  }

  reset(members: SeatedMember[], max: number): void {
    this.#max = max;
    const present = new Set(members.map(({ id }) => id));
    for (const row of findAll("[data-member]", this.#list))
      if (!present.has(row.dataset.member ?? "")) row.remove();
    this.#members.clear();
    for (const [i, member] of members.entries()) {
      const row = this.#draw(member);
      const { [i]: atPlace } = findAll("[data-member]", this.#list);
      // A row that is moved loses its focus, so only those at a wrong place are.
      if (row !== atPlace) this.#move(row, atPlace);
    }
    this.#updateRoomBar();
  }

  setMax(max: number): void {
    this.#max = max;
    this.#updateRoomBar();
  }

  add(member: Member): void {
    this.#draw(member);
    this.#updateRoomBar();
  }

  rename(member: Member): void {
    const away = this.#members.get(member.id)?.away;
    this.#draw({ ...member, ...(away && { away }) });
    this.#updateRoomBar();
  }

  setAway(id: string, isAway: boolean): void {
    const known = this.#members.get(id);
    if (!known) return;
    const { away: _, ...member } = known;
    this.#draw(isAway ? { ...member, away: true } : member);
  }

  /** The visitor's own role, too, decides what each row offers. */
  onRolesChanged(): void {
    for (const member of this.#members.values()) this.#draw(member);
  }

  remove(id: string): void {
    this.#members.delete(id);
    this.#findRow(id)?.remove();
    this.#updateRoomBar();
  }

  closeTools(id: string): void {
    const tools = this.#findRow(id)?.querySelector<HTMLDetailsElement>(".sure");
    if (tools) tools.open = false;
  }

  #draw(member: SeatedMember): Element {
    this.#members.set(member.id, member);
    rememberName(member);
    const old = this.#findRow(member.id);
    const row = renderMember(member);
    if (old) updateInPlace(old, row);
    else this.#list.append(row);
    return old ?? row;
  }

  #move(row: Element, before: Element | undefined): void {
    const editor = row.matches("[data-editing]") ? row.nextElementSibling : null;
    const focused = editor?.querySelector<HTMLElement>(":focus");
    this.#list.insertBefore(row, before ?? null);
    if (editor) row.after(editor);
    focused?.focus();
  }

  #findRow(id: string): Element | null {
    return this.#list.querySelector(`[data-member="${CSS.escape(id)}"]`);
  }

  #updateRoomBar(): void {
    const members = [...this.#members.values()];
    for (const count of findAll("[data-count]")) count.textContent = `${members.length} / ${this.#max}`;
    const { shown } = toFaces({ members, people: members.length }, 5);
    const chips = shown.map((member) => getElement<SVGElement>(".chip", renderMember(member)));
    getElement("[data-faces]").replaceChildren(...chips);
    const isAlone = members.length < 2 && !pageData.isSpectator;
    getElement("[data-share-surface]").hidden = !isAlone;
    const isEmpty = document.querySelector("[data-first-word]") !== null;
    getElement(".stream-inner").classList.toggle("alone", isAlone && isEmpty);
  }
}

function renderMember(member: SeatedMember): HTMLElement {
  return renderTemplate("partials/member.njk", {
    member,
    me: pageData.me,
    roles: pageData.roles,
    isMuted: isMuted(member.id),
    roomId: pageData.room,
    watching: pageData.isSpectator,
  });
}
