const TOKEN = /((?:\/|%2f)(?:i|hook)(?:\/|%2f))[^/?#\s]+/gi;

/** Without what was searched for, and without tokens: who reads a log must not come in by it. */
export const loggedPath = (url: string): string => withoutTokens(url.replace(/[?#].*/s, ""));

export const withoutTokens = (text: string): string => text.replace(TOKEN, "$1***");
