import type { Member } from "../../../shared/events.js";
import { faces } from "../../../shared/render/seat-dots.js";
import { all, need } from "../../base/dom.js";
import { draw } from "../../base/templates.js";
import { isOwner, place } from "../page-data.js";

/** Who is in the room, as the list and the room's bar show them. */
export class People {
  readonly #list = need("[data-people]");
  readonly #members = new Map<string, Member>();
  #max = 0;

  get count(): number {
    return this.#members.size;
  }

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  /** The whole list, as the server knows it at a connection. */
  reset(members: Member[], max: number): void {
    this.#max = max;
    this.#members.clear();
    for (const member of members) this.#members.set(member.id, member);
    this.#list.replaceChildren(...members.map(drawMember));
    this.#count();
  }

  setMax(max: number): void {
    this.#max = max;
    this.#count();
  }

  put(member: Member): void {
    this.#members.set(member.id, member);
    const old = this.#row(member.id);
    if (old) old.replaceWith(drawMember(member));
    else this.#list.append(drawMember(member));
    this.#count();
  }

  remove(id: string): void {
    this.#members.delete(id);
    this.#row(id)?.remove();
    this.#count();
  }

  #row(id: string): Element | null {
    return this.#list.querySelector(`[data-member="${CSS.escape(id)}"]`);
  }

  #count(): void {
    const members = [...this.#members.values()];
    for (const count of all("[data-count]")) count.textContent = `${members.length} / ${this.#max}`;
    const { shown } = faces({ members, people: members.length }, 5);
    need("[data-faces]").replaceChildren(...shown.map((m) => need<SVGElement>(".chip", drawMember(m))));
  }
}

const drawMember = (m: Member): HTMLElement =>
  draw("partials/member.njk", {
    m,
    me: place.me,
    ownerId: place.ownerId,
    isOwner: isOwner(),
    roomId: place.room,
  });
