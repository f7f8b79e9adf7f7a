import { Refusal } from "../errors.js";
import type { ActParts } from "./acts/acts.js";

const none = async (): Promise<never> => {
  throw new Refusal("NOT_FOUND");
};

export const standIns: Pick<ActParts, "reports" | "alike" | "bans"> = {
  reports: {
    list: async () => ({ reports: [], more: false, unreadable: 0 }),
    ...{ get: none, picture: none, decide: none },
    count: async () => 0,
    isReported: async () => new Set(),
  },
  alike: { inRooms: async () => [], blocked: async () => [] },
  bans: { ban: none, lift: none, list: async () => [] },
};
