import type { Member } from "../../../shared/events.js";
import { toFaces } from "../../../shared/render/seat-dots.js";
import { delegate, findAll, getElement } from "../../base/dom.js";
import { renderTemplate } from "../../base/templates.js";
import { pageData } from "../page-data.js";
import { isMuted, toggleMute } from "./mutes.js";

export class MemberList {
  readonly #list = getElement("[data-people]");
  readonly #members = new Map<string, Member>();
  #max = 0;

  constructor() {
    delegate(this.#list, "click", "[data-mute]", ({ dataset }) => {
      const member = this.#members.get(dataset.mute ?? "");
      if (!member) return;
      toggleMute(member.id);
      this.addOrUpdate(member);
      this.#findRow(member.id)?.querySelector<HTMLElement>("summary")?.focus();
    });
  }

  get count(): number {
    return this.#members.size;
  }

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  reset(members: Member[], max: number): void {
    this.#max = max;
    this.#members.clear();
    for (const member of members) this.#members.set(member.id, member);
    this.#list.replaceChildren(...members.map(renderMember));
    this.#updateRoomBar();
  }

  setMax(max: number): void {
    this.#max = max;
    this.#updateRoomBar();
  }

  addOrUpdate(member: Member): void {
    this.#members.set(member.id, member);
    const row = this.#findRow(member.id);
    if (row) row.replaceWith(renderMember(member));
    else this.#list.append(renderMember(member));
    this.#updateRoomBar();
  }

  /** The visitor's own role decides what each row offers. */
  onRoleChanged(): void {
    this.#list.replaceChildren(...[...this.#members.values()].map(renderMember));
  }

  remove(id: string): void {
    this.#members.delete(id);
    this.#findRow(id)?.remove();
    this.#updateRoomBar();
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
    getElement("[data-share-surface]").hidden = members.length > 1 || pageData.isSpectator;
  }
}

function renderMember(member: Member): HTMLElement {
  return renderTemplate("partials/member.njk", {
    member,
    me: pageData.me,
    ownerId: pageData.ownerId,
    isHost: pageData.isHost,
    isModerator: pageData.isModerator,
    isMuted: isMuted(member.id),
    roomId: pageData.room,
    watching: pageData.isSpectator,
  });
}
