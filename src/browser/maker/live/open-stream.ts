export type LiveKind = "camera" | "screen";
export type Problem = "insecure" | "denied" | "missing" | "busy" | "screenDenied" | "failed";

export interface CameraChoice {
  facing: "user" | "environment";
  deviceId?: string;
}

export const canShowScreen = (): boolean =>
  "getDisplayMedia" in (navigator.mediaDevices ?? {}) && matchMedia("(pointer: fine)").matches;

export class LiveError extends Error {
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(`The live picture is missing: ${problem}`, options);
    this.name = "LiveError";
  }
}

export async function openStream(kind: LiveKind, choice: CameraChoice): Promise<MediaStream> {
  // Its type leaves out that browsers have none without https.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new LiveError("insecure");
  try {
    if (kind === "screen")
      return await devices.getDisplayMedia({ video: { frameRate: { ideal: 15 } }, audio: false });
    return await devices.getUserMedia({ video: toConstraints(choice), audio: false });
  } catch (cause) {
    throw new LiveError(toProblem(kind, cause), { cause });
  }
}

const toConstraints = ({ facing, deviceId }: CameraChoice): MediaTrackConstraints => ({
  ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: facing }),
  width: { ideal: 640 },
  height: { ideal: 480 },
});

function toProblem(kind: LiveKind, error: unknown): Problem {
  const { name } = error as DOMException;
  if (name === "NotAllowedError") return kind === "screen" ? "screenDenied" : "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "failed";
}

export function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

const settingsOf = (stream: MediaStream): MediaTrackSettings =>
  stream.getVideoTracks()[0]?.getSettings() ?? {};

export const isMirrored = (kind: LiveKind, stream: MediaStream): boolean =>
  kind === "camera" && settingsOf(stream).facingMode !== "environment";

/** Phones name the side that a camera faces; elsewhere the cameras come one after the other. */
export async function findOtherCamera(stream: MediaStream): Promise<CameraChoice | undefined> {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(
    ({ kind }) => kind === "videoinput",
  );
  if (cameras.length < 2) return undefined;
  const { facingMode, deviceId } = settingsOf(stream);
  if (facingMode) return { facing: facingMode === "environment" ? "user" : "environment" };
  const next = (cameras.findIndex((camera) => camera.deviceId === deviceId) + 1) % cameras.length;
  return { facing: "user", deviceId: cameras[next]!.deviceId };
}
