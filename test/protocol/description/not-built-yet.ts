/** Routes of the table that Express does not have so far. Remove each that is built, and this file with the last. */
export const notBuiltYet: readonly string[] = [
  "POST /room/:id/hooks",
  "GET /room/:id/hooks",
  "DELETE /room/:id/hooks/:hook",
  "POST /room/:id/hooks/:hook/delete",
  "POST /hook/:token",
  "GET /room/:id/events",
];
