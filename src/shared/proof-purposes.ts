export const purposes = ["room", "guess", "session", "knock", "site", "enter"] as const;

export type Purpose = (typeof purposes)[number];
