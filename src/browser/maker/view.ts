export interface View {
  readonly element: HTMLElement;
  readonly title: string;
  /** Where the keyboard starts. */
  focus(): void;
  close(): void;
}

export type Announce = (message: string) => void;

export type SourceKind = "camera" | "screen" | "video" | "pictures";

export type MakerSource = { kind: "camera" } | { kind: "screen" } | { kind: "files"; files: File[] };

/** False if the GIF that was made cannot be taken. */
export type Accept = (made: File) => boolean;

export const MAX_SECONDS = 6;
export const FPS = 12.5;

/** With one digit behind the point. */
export const toSeconds = (ms: number): number => Math.round(ms / 100) / 10;
