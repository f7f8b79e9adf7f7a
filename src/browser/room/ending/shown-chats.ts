import type { Reaction } from "../../../shared/events.js";
import type { ShownQuote } from "../../../shared/render/chat-props.js";
import type { Segment } from "../../../shared/render/rich-text.js";
import { findAll } from "../../base/dom.js";
import { lang } from "../../base/i18n.js";
import { readReactions } from "../reactions/reaction-row.js";

export interface ShownChat {
  seq: string;
  author: { name: string; color: string };
  first: boolean;
  bot: boolean;
  day?: string;
  time: string;
  createdAt: string;
  segments: Segment[];
  reactions: Reaction[];
  removedAt?: boolean;
  editedAt?: boolean;
  gif?: { width: number; height: number; frames: number; alt?: string };
  image?: HTMLImageElement;
  replyTo?: ShownQuote;
}

const SAFE_HREF = /^(?:https?|mailto):/;

export function readShownChats(): ShownChat[] {
  const dayFormat = new Intl.DateTimeFormat(lang, { dateStyle: "full" });
  const timeFormat = new Intl.DateTimeFormat(lang, { timeStyle: "short" });
  const colors = new Map<string, string>();
  let lastDay = "";
  return findAll("[data-chats] > [data-seq]:not(.muted)").map((element) => {
    const { seq = "", author = "", name = "", at = "" } = element.dataset;
    const hue = element
      .querySelector(".who .chip")
      ?.getAttribute("class")
      ?.match(/\bh(\d+)\b/)?.[1];
    if (hue) colors.set(author, `oklch(0.59 0.145 ${hue})`);
    const day = dayFormat.format(new Date(at));
    const isNewDay = day !== lastDay;
    lastDay = day;
    return {
      seq,
      author: { name, color: colors.get(author) ?? "gray" },
      first: isNewDay || element.matches(".first"),
      bot: element.querySelector(".who .bot") !== null,
      ...(isNewDay && { day }),
      time: timeFormat.format(new Date(at)),
      createdAt: at,
      reactions: readReactions(element),
      ...readContent(element),
    };
  });
}

function readContent(
  element: HTMLElement,
): Omit<ShownChat, "seq" | "author" | "first" | "bot" | "time" | "createdAt" | "reactions"> {
  if (element.querySelector(".removed")) return { segments: [], removedAt: true };
  const replyTo = readReply(element);
  const image = element.querySelector<HTMLImageElement>(".gif img");
  if (image) {
    const alt = element.querySelector(".gif figcaption")?.textContent;
    const frames = element.querySelector(".gif-toggle") ? 2 : 1;
    const [width, height] = [image.naturalWidth || image.width, image.naturalHeight || image.height];
    return { ...replyTo, segments: [], image, gif: { width, height, frames, ...(alt && { alt }) } };
  }
  const words = element.querySelector(".words .folded") ?? element.querySelector(".words");
  return {
    ...replyTo,
    segments: [...(words?.childNodes ?? [])].flatMap(toSegment),
    ...(element.querySelector(".edited") && { editedAt: true }),
  };
}

function readReply(element: HTMLElement): Pick<ShownChat, "replyTo"> {
  const quote = element.querySelector<HTMLElement>(".quote");
  if (!quote) return {};
  const seq = Number(quote.dataset.quote);
  const name = quote.querySelector(".name")?.textContent;
  const plain = quote.querySelector(".quoted")?.textContent ?? "";
  return { replyTo: name ? { seq, name, hue: 0, plain } : { seq, removed: true } };
}

const MARKS: Partial<Record<string, Segment["kind"]>> = {
  STRONG: "bold",
  EM: "italic",
  S: "struck",
  LABEL: "spoiler",
  BLOCKQUOTE: "quote",
};

function toSegment(node: ChildNode): Segment[] {
  const text = node.textContent ?? "";
  if (node instanceof Text) return [{ kind: "text", text }];
  if (node instanceof HTMLAnchorElement)
    return [SAFE_HREF.test(node.protocol) ? { kind: "link", text, href: node.href } : { kind: "text", text }];
  if (node.nodeName === "CODE") return [{ kind: "code", text }];
  if (node.nodeName === "PRE") return [{ kind: "block", text }];
  const kind = MARKS[node.nodeName];
  const holder = node instanceof HTMLLabelElement ? node.querySelector("span") : node;
  return kind ? [{ kind, text: "", children: [...(holder?.childNodes ?? [])].flatMap(toSegment) }] : [];
}
