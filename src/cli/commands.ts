export interface Command {
  /** As it is typed, with what it takes. */
  readonly usage: string;
  readonly does: string;
  /** Loaded when it is asked for. Resolves with the code to exit with, 0 if with nothing. */
  run(words: string[]): Promise<number | undefined>;
}

export const commands: Readonly<Record<string, Command>> = {
  doctor: {
    usage: "doctor",
    does: "checks what it runs on and its settings, and says what to change",
    run: async () => (await import("./doctor/index.js")).doctor(),
  },
  backup: {
    usage: "backup DIR",
    does: "copies what a running server keeps",
    run: async (words) => (await import("./backup.js")).backup(words),
  },
};
