export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
export const MAX_MESSAGE_BYTES = 48_000_000;
/** A reply may be a little larger than a document, for the fields around it. */
export const MAX_REPLY_BYTES = MAX_DOCUMENT_BYTES + 16 * 1024;
