import type { SeatedMember } from "../../../shared/events.js";

export interface SuggestionSources {
  getMembers: () => SeatedMember[];
  /** A mention in a whisper would tell nobody. */
  isForEveryone: () => boolean;
}
