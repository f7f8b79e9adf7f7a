import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 16;

/** The last part of a URL that is a right by itself. */
export const createToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** Stored instead of the token, so that who reads the database cannot use it. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64url");
