import { ConfigError, type Env } from "./readers.js";

/** Shown on each page. */
export interface SiteSettings {
  readonly name: string;
  readonly contact: Contact | undefined;
  readonly termsUrl: string | undefined;
  readonly privacyUrl: string | undefined;
}

export interface Contact {
  readonly href: string;
  readonly text: string;
}

export const DEFAULT_NAME = "gif-chat";
const MAX_NAME = 40;
const MAX_URL = 500;
const UNSEEN = /\p{Cc}|\p{Zl}|\p{Zp}|[\u202a-\u202e\u2066-\u2069]/u;
const MAIL = /^(?:mailto:)?([^\s@<>"?&#%:,;\\]{1,64}@[^\s@<>"?&#%:,;\\/]{1,255})$/i;

export const readSite = (env: Env): SiteSettings => ({
  name: siteName(env),
  contact: contact(env),
  termsUrl: env.TERMS_URL ? webUrl("TERMS_URL", env.TERMS_URL, /^https?:$/) : undefined,
  privacyUrl: env.PRIVACY_URL ? webUrl("PRIVACY_URL", env.PRIVACY_URL, /^https?:$/) : undefined,
});

function siteName(env: Env): string {
  const name = (env.SITE_NAME || DEFAULT_NAME).trim();
  if (!name || [...name].length > MAX_NAME || UNSEEN.test(name))
    throw new ConfigError(`SITE_NAME must be one line of 1 to ${MAX_NAME} characters`);
  return name;
}

function contact(env: Env): Contact | undefined {
  if (!env.CONTACT) return undefined;
  const [, address] = MAIL.exec(env.CONTACT) ?? [];
  if (address) return { href: `mailto:${encodeURI(address)}`, text: address };
  const href = webUrl("CONTACT", env.CONTACT, /^https:$/);
  return { href, text: href.replace(/^https:\/\//, "").replace(/\/$/, "") };
}

function webUrl(name: string, text: string, protocols: RegExp): string {
  const url = URL.canParse(text) && text.length <= MAX_URL ? new URL(text) : undefined;
  if (!url || !protocols.test(url.protocol) || url.username || url.password)
    throw new ConfigError(
      `${name} must be ${name === "CONTACT" ? "a mail address or " : ""}a URL such as https://example.org/page`,
    );
  return url.href;
}
