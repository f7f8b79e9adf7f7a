import { createElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { type Emoji, tones, withTone } from "./emoji-list.js";

export interface ShownEmoji {
  emoji: string;
  name: string;
}

interface Group {
  id: string;
  title: string;
  list: Emoji[];
}

const titles: Record<string, string> = {
  smileys: t("emoji.smileys"),
  people: t("emoji.people"),
  nature: t("emoji.nature"),
  food: t("emoji.food"),
  travel: t("emoji.travel"),
  activities: t("emoji.activities"),
  objects: t("emoji.objects"),
  symbols: t("emoji.symbols"),
  flags: t("emoji.flags"),
};

export function toGroups(list: Emoji[], recent: string[]): Group[] {
  const groups = Object.entries(titles).map(([id, title]) => ({
    id,
    title,
    list: list.filter(({ group }) => group === id),
  }));
  const used = recent.flatMap((emoji) => findUsed(list, emoji) ?? []);
  return used.length ? [{ id: "recent", title: t("emoji.recent"), list: used }, ...groups] : groups;
}

function findUsed(list: Emoji[], emoji: string): Emoji | undefined {
  const found = list.find((one) => tones.some((tone) => withTone(one, tone) === emoji));
  return found && { ...found, emoji, takesTone: false };
}

export function createSection(id: string, title: string, list: ShownEmoji[]): HTMLElement {
  const heading = createElement("h2", { id: `emoji-${id}` }, title);
  const grid = createElement("div", { class: "emoji-grid" }, ...list.map(createButton));
  return createElement(
    "section",
    { "data-group": id, role: "group", "aria-labelledby": heading.id },
    heading,
    grid,
  );
}

const createButton = ({ emoji, name }: ShownEmoji): HTMLElement =>
  createElement(
    "button",
    { type: "button", tabindex: "-1", "data-emoji": emoji, "aria-label": name, title: name },
    emoji,
  );

export function createGroupLinks(list: Emoji[], onChoose: (group: string) => void): HTMLElement {
  const links = Object.entries(titles).map(([id, title]) => {
    const sign = list.find(({ group }) => group === id)?.emoji ?? "";
    const link = createElement("button", { type: "button", "aria-label": title, title }, sign);
    link.addEventListener("click", () => onChoose(id));
    return link;
  });
  return createElement("div", { class: "emoji-groups" }, ...links);
}

const toneNames = [
  t("emoji.tone0"),
  t("emoji.tone1"),
  t("emoji.tone2"),
  t("emoji.tone3"),
  t("emoji.tone4"),
  t("emoji.tone5"),
];
const HAND = { emoji: "✋", takesTone: true };

export function createToneChoice(chosen: string, onChoose: (tone: string) => void): HTMLElement {
  const choices = tones.map((tone, i) => {
    const input = createElement("input", {
      type: "radio",
      name: "emoji-tone",
      "aria-label": toneNames[i]!,
    });
    input.checked = tone === chosen;
    input.addEventListener("change", () => onChoose(tone));
    return createElement("label", { title: toneNames[i]! }, input, withTone(HAND, tone));
  });
  const label = createElement("legend", { class: "visually-hidden" }, t("emoji.tone"));
  return createElement("fieldset", { class: "emoji-tones" }, label, ...choices);
}
