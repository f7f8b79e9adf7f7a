import axios from "axios";
import type { ErrorView } from "../../../shared/events.js";
import { pageData } from "../../room/page-data.js";

export type Failure = Pick<ErrorView, "code" | "retryAfter">;

interface UploadOptions {
  file: Promise<File> | undefined;
  /** Read when the file is ready, since a description may be written until then. */
  getFields: () => object;
  signal: AbortSignal;
  onProgress: (progress: number) => void;
}

/** Resolves to nothing if the picture is stored. */
export async function upload(options: UploadOptions): Promise<Failure | undefined> {
  const { signal, onProgress } = options;
  try {
    const gif = await options.file;
    if (gif && gif.size > pageData.maxGifBytes) return { code: "GIF_TOO_BIG" };
    signal.throwIfAborted();
    const fields = Object.entries({ ...options.getFields(), ...(gif && { gif }) }).filter(
      ([, value]) => value,
    );
    await axios.postForm(`/room/${pageData.room}/gif`, Object.fromEntries(fields), {
      signal,
      headers: { Accept: "application/json" },
      onUploadProgress: ({ progress = 0 }) => onProgress(progress),
    });
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}

function toFailure(error: unknown): Failure {
  const { response } = error as { response?: { data?: { error?: ErrorView } } };
  if (!response) return { code: "OFFLINE" };
  return response.data?.error ?? { code: "UNKNOWN" };
}
