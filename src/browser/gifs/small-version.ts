import type { Chat } from "../../shared/events.js";
import { updateReactions } from "../room/reactions/reaction-row.js";

/**
 * A picture that is shown has nothing to edit but its small version and reactions. Drawn anew, it would begin to play
 * from its start, and lose the focus.
 */
export function updateGif(shown: HTMLElement | undefined, { gif, reactions = [], change }: Chat): boolean {
  const link = gif && shown?.querySelector<HTMLElement>(`[data-gif="${CSS.escape(gif.url)}"]`);
  if (!shown || !link || change === undefined) return false;
  if (gif.small) link.dataset.small = gif.small;
  updateReactions(shown, { reactions, change });
  return true;
}
