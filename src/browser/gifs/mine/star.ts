import { preferences } from "../../base/safe-storage.js";
import { showToast } from "../../room/toast.js";
import { loadTexts, text } from "../shelf/texts/load-texts.js";
import { describePicture } from "./describe-picture.js";
import { keepMine, listMine, removeMine } from "./mine-store.js";
import { toPlace } from "./to-hash.js";

const ASKED = "mine-asked";

export interface Starred {
  url: string;
  alt: string;
}

async function findHash(url: string): Promise<string | undefined> {
  const [all, place] = await Promise.all([listMine(), toPlace(url)]);
  return all.find(({ places }) => places.includes(place))?.hash;
}

/** Without storage, nothing is starred. */
export const isStarred = (url: string): Promise<boolean> =>
  findHash(url).then(
    (hash) => hash !== undefined,
    () => false,
  );

/** Resolves to whether it is starred then, and says what it did. */
export async function toggleStar(picture: Starred): Promise<boolean> {
  await loadTexts();
  try {
    const hash = await findHash(picture.url);
    return hash ? await remove(hash) : await keep(picture);
  } catch (error) {
    console.warn(error);
    showToast(text("noStorage"));
    return false;
  }
}

async function remove(hash: string): Promise<false> {
  await removeMine(hash);
  showToast(text("unstarred"), "check");
  return false;
}

async function keep({ url, alt }: Starred): Promise<boolean> {
  const bytes = await fetchPicture(url);
  const places = [await toPlace(url)];
  const described = bytes && (await describePicture(bytes, { alt, addedAt: Date.now(), places }));
  if (!described) {
    showToast(text("failed"));
    return false;
  }
  const kept = await keepMine(described.picture, described.file);
  if (kept === "full") showToast(text("full"));
  else showToast(text("starred"), "check");
  if (kept === "kept") askToPersist();
  return kept !== "full";
}

async function fetchPicture(url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    // The server has none of a room that is gone, but the browser may.
    const response = await fetch(url, { cache: "force-cache" });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined; // No connection: the caller says so.
  }
}

/** Once: some browsers ask the visitor. */
function askToPersist(): void {
  if (preferences.read(ASKED)) return;
  preferences.write(ASKED, "yes");
  void navigator.storage?.persist?.();
}
