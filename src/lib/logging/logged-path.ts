const TOKEN = /((?:\/|%2f)(?:i|hook|along)(?:\/|%2f))[^?#\s]+/gi;

/** Without the query, which may hold a search, and without tokens, which would let readers of the log in. */
export const loggedPath = (url: string): string => withoutTokens(url.replace(/[?#].*/s, ""));

/** In its line of the log, an address or a browser would tell who reports. */
export const isReportPath = (url: string): boolean => /^[^?#]*\/report\/*(?:[?#]|$)/i.test(url);

export const withoutTokens = (text: string): string => text.replace(TOKEN, "$1***");
