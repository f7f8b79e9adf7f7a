export const packNames = ["yes", "no"] as const;

export type PackName = (typeof packNames)[number];
