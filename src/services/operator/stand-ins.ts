import { Refusal } from "../errors.js";
import type { ActParts } from "./acts/acts.js";

const none = async (): Promise<never> => {
  throw new Refusal("NOT_FOUND");
};

export const standIns: Pick<ActParts, "alike" | "bans"> = {
  alike: { inRooms: async () => [], blocked: async () => [] },
  bans: { ban: none, lift: none, list: async () => [] },
};
