export const purposes = ["room", "guess", "session", "knock"] as const;

export type Purpose = (typeof purposes)[number];
