import { t } from "../base/i18n.js";
import { showToast } from "./toast.js";

export async function pickEmoji(anchor: HTMLElement): Promise<string | undefined> {
  try {
    const { openEmojiPicker } = await import("../emoji/picker.js");
    return await openEmojiPicker(anchor);
  } catch {
    showToast(t("emoji.failed"));
    return undefined;
  }
}
