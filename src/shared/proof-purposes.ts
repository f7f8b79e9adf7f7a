export const purposes = ["room", "guess", "session", "knock", "site"] as const;

export type Purpose = (typeof purposes)[number];
