import styles from "views:transcript/transcript.css";
import { toFileName } from "../../../shared/render/file-name.js";
import { createElement } from "../../base/dom.js";
import { lang, t } from "../../base/i18n.js";
import { serverNow } from "../../base/server-clock.js";
import { pageData } from "../page-data.js";
import { readShownChats, type ShownChat } from "./shown-chats.js";
import { PictureReader } from "./shown-pictures.js";
import { renderTranscript } from "./transcript-views.js";

const REVOKE_MS = 60_000;

/** The server has forgotten the room, so the file has what this page still shows. */
export async function saveConversation(): Promise<void> {
  const savedAt = new Date(serverNow());
  const parts = await createFile(readShownChats(), savedAt);
  const url = URL.createObjectURL(new Blob(parts, { type: "text/html" }));
  const link = createElement("a", { href: url, download: toFileName(pageData.title, savedAt), hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
}

async function createFile(chats: ShownChat[], savedAt: Date): Promise<string[]> {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "full" });
  const dayAndTime = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short" });
  // Stands in the HTML where a picture or the style goes. Random, so that no message can hold it.
  const marker = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const about = {
    room: { title: pageData.title, owner: { name: pageData.ownerName } },
    opened: day.format(new Date(pageData.createdAt)),
    taken: dayAndTime.format(savedAt),
    takenBy: pageData.me.name,
    timeZone,
    styles: marker,
  };
  const [before = "", after = ""] = renderTranscript("start", about).split(marker);
  const pictures = new PictureReader();
  const firsts = new Map<string, string>();
  const parts = [before, `<style>${styles}</style>`, after];
  for (const chat of chats) {
    const picture = chat.image && (await pictures.read(chat.image));
    const url = picture && chat.image?.closest("a")?.dataset.gif;
    const sameAs = url ? firsts.get(url) : undefined;
    if (url && !sameAs) firsts.set(url, chat.seq);
    const shown = chat.image && !picture ? withoutPicture(chat) : { ...chat, sameAs };
    const [start = "", end = ""] = renderTranscript("chats", { chats: [shown], picture: marker }).split(
      marker,
    );
    parts.push(start, picture ?? "", end);
  }
  parts.push(renderTranscript("end", { isGone: true, count: chats.length }));
  return parts;
}

function withoutPicture({ gif, image: _, ...chat }: ShownChat): ShownChat {
  const key = gif && gif.frames > 1 ? "chat.gifBy" : "chat.pictureBy";
  return { ...chat, segments: [{ kind: "text", text: `[${gif?.alt ?? t(key, chat.author)}]` }] };
}
