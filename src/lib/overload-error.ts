/** Work was refused because too much is waiting, or because the server is shutting down. A retry may succeed. */
export class OverloadError extends Error {}
