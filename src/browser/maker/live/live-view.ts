import { createElement } from "../../base/dom.js";
import { recordStream } from "../engine/open-clip.js";
import { type Clip, ClipError } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import { type Announce, FPS, toSeconds, type View } from "../view.js";
import { countDown } from "./countdown.js";
import { LiveControls } from "./live-controls.js";
import {
  type CameraChoice,
  findOtherCamera,
  isMirrored,
  LiveError,
  type LiveKind,
  openStream,
  stopStream,
} from "./open-stream.js";
import { createOffPanel, createProblemPanel } from "./problem-panel.js";

interface LiveOptions {
  kind: LiveKind;
  announce: Announce;
  onClip: (clip: Clip) => void;
  chooseVideo: () => void;
  choosePictures: () => void;
}

/** Shows what the camera or the screen gives, and records it. */
export class LiveView implements View {
  readonly title: string;
  readonly element = createElement("div", { class: "maker-live" });
  readonly #options: LiveOptions;
  readonly #video = createElement("video", { playsinline: true, "aria-hidden": "true" });
  readonly #count = createElement("p", { class: "maker-count number", "aria-hidden": "true", hidden: true });
  readonly #message = createElement("p", { class: "maker-waits soft" });
  readonly #stage = createElement(
    "div",
    { class: "maker-stage", role: "group", "aria-label": text("liveView") },
    ...[this.#video, this.#count, this.#message],
  );
  readonly #controls: LiveControls;
  #choice: CameraChoice = { facing: "user" };
  #stream: MediaStream | undefined;
  #recording: { cancel: AbortController; stop: AbortController } | undefined;
  #isClosed = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.title = text(options.kind);
    this.#controls = new LiveControls({
      record: () => void this.#record(),
      stop: () => this.#stopEarly(),
      flip: () => void this.#flip(),
    });
    this.#video.muted = true;
    document.addEventListener("visibilitychange", this.#onVisibility);
    void this.#start();
  }

  focus(): void {
    this.#controls.focus();
  }

  close(): void {
    this.#isClosed = true;
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#recording?.cancel.abort();
    this.#stop();
  }

  async #start(): Promise<void> {
    const { kind, announce } = this.#options;
    this.#stop();
    this.#message.textContent = text(kind === "screen" ? "startingScreen" : "starting");
    announce(this.#message.textContent);
    this.#show();
    try {
      const stream = await openStream(kind, this.#choice);
      if (this.#isClosed || (document.hidden && kind === "camera")) {
        stopStream(stream);
        return this.#showOff();
      }
      await this.#showLive(stream);
    } catch (error) {
      this.#showProblem(error);
    }
  }

  async #showLive(stream: MediaStream): Promise<void> {
    const { kind, announce } = this.#options;
    this.#stream = stream;
    for (const track of stream.getTracks()) track.addEventListener("ended", this.#onEnded);
    this.#video.srcObject = stream;
    this.#video.classList.toggle("mirrored", isMirrored(kind, stream));
    await this.#video.play();
    if (this.#stream !== stream) return;
    this.#message.textContent = "";
    announce(text(kind === "screen" ? "liveScreen" : "live"));
    const other = kind === "camera" ? await findOtherCamera(stream) : undefined;
    this.#controls.setReady(true, other !== undefined);
    this.#controls.focus();
  }

  async #flip(): Promise<void> {
    const other = this.#stream && (await findOtherCamera(this.#stream));
    if (!other) return;
    this.#choice = other;
    await this.#start();
  }

  async #record(): Promise<void> {
    const stream = this.#stream;
    if (!stream || this.#recording) return;
    const { cancel, stop } = { cancel: new AbortController(), stop: new AbortController() };
    this.#recording = { cancel, stop };
    this.#controls.setRecording("countdown");
    const isOver = await countDown(
      (seconds) => this.#showCount(seconds),
      AbortSignal.any([cancel.signal, stop.signal]),
    );
    this.#count.hidden = true;
    try {
      if (isOver) await this.#recordNow(stream, cancel.signal, stop.signal);
    } catch (error) {
      if (!this.#isClosed && !(error instanceof ClipError && error.code === "aborted"))
        this.#showProblem(error);
    } finally {
      this.#recording = undefined;
      this.#controls.setRecording("none");
      if (this.#stream && !stream.active) this.#showOff();
      this.#onVisibility();
    }
  }

  /** Before it has begun, this cancels it. */
  #stopEarly(): void {
    this.#recording?.stop.abort();
  }

  async #recordNow(stream: MediaStream, signal: AbortSignal, stop: AbortSignal): Promise<void> {
    const { seconds } = this.#controls;
    const { announce, onClip } = this.#options;
    this.#controls.setRecording("recording");
    announce(text("recording", { seconds }));
    const clip = await recordStream(stream, {
      ...{ seconds, fps: FPS, signal, stop },
      onProgress: (share) => this.#controls.showProgress(share),
    });
    if (this.#isClosed) return;
    const ms = clip.frames.reduce((sum, { durationMs }) => sum + durationMs, 0);
    announce(text("recorded", { seconds: toSeconds(ms) }));
    onClip(clip);
  }

  #showCount(seconds: number): void {
    this.#count.hidden = false;
    this.#count.textContent = String(seconds);
    this.#options.announce(seconds === 3 ? text("countdown", { seconds }) : String(seconds));
  }

  readonly #onEnded = (): void => {
    if (this.#recording) this.#stopEarly();
    else this.#showOff();
  };

  /** A hidden page has no reason to keep the camera on. */
  readonly #onVisibility = (): void => {
    if (!document.hidden || this.#recording || this.#options.kind === "screen" || !this.#stream) return;
    this.#showOff();
  };

  #showOff(): void {
    this.#stop();
    if (!this.#isClosed) this.#show(createOffPanel(this.#options.kind, () => void this.#start()));
  }

  #showProblem(error: unknown): void {
    this.#stop();
    if (this.#isClosed) return;
    const problem = error instanceof LiveError ? error.problem : "failed";
    const { chooseVideo, choosePictures } = this.#options;
    const panel = createProblemPanel(problem, {
      retry: () => void this.#start(),
      ...{ chooseVideo, choosePictures },
    });
    this.#show(panel);
    panel.querySelector("button")?.focus();
  }

  #show(panel?: HTMLElement): void {
    this.element.replaceChildren(...(panel ? [panel] : [this.#stage, this.#controls.element]));
  }

  #stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.removeEventListener("ended", this.#onEnded);
    stopStream(this.#stream);
    this.#stream = undefined;
    this.#video.srcObject = null;
    this.#controls.setReady(false, false);
  }
}
