import { findKind } from "../gifs/file-kind.js";
import { pageData } from "../room/page-data.js";
import { showToast } from "../room/toast.js";
import { chooseFiles } from "./choose-files.js";
import { type Draft, DraftKeeper, hasDraft, restoreDraft } from "./drafts/drafts.js";
import { EditView } from "./edit/edit-view.js";
import { wholeEdit } from "./engine/edit.js";
import { closeClip } from "./engine/open-clip.js";
import type { Clip } from "./engine/types.js";
import { LiveView } from "./live/live-view.js";
import type { LiveKind } from "./live/open-stream.js";
import { MakerDialog } from "./maker-dialog.js";
import { text } from "./texts/load-texts.js";
import type { Accept, MakerSource, SourceKind } from "./view.js";
import { PicturesView } from "./views/pictures-view.js";
import { SourcesView } from "./views/sources-view.js";
import { VideoView } from "./views/video-view.js";

/** Beyond it a GIF is made smaller: it would take long to arrive on a phone. */
const GOOD_BYTES = 2_000_000;

/** Leads from a source to a clip, and from a clip to a GIF. */
export class Maker {
  readonly #dialog = new MakerDialog({
    onBack: () => this.#goBack(),
    onDrop: (files) => void this.#onDrop(files),
    isMade: () => this.#clip !== undefined,
  });
  readonly #drafts = new DraftKeeper(pageData.room);
  readonly #accept: Accept;
  #hasDraft: boolean;
  #clip: Clip | undefined;
  #kind: SourceKind = "camera";
  #file: File | undefined;

  constructor(hasDraft: boolean, accept: Accept) {
    this.#hasDraft = hasDraft;
    this.#accept = accept;
  }

  async open(source?: MakerSource): Promise<void> {
    const closed = this.#dialog.open();
    if (!source) this.#showSources();
    else if (source.kind === "files") await this.#showFiles(source.files);
    else this.#showLive(source.kind);
    const isDiscarded = await closed;
    if (this.#file && !this.#accept(this.#file)) await this.#sayWhetherKept();
    else if (isDiscarded || this.#file) this.#drafts.delete();
    this.#drafts.stop();
    this.#closeClip();
  }

  #showSources(): void {
    const view = new SourcesView({
      hasDraft: this.#hasDraft,
      onChosen: (kind) => this.#choose(kind),
      onDraft: () => void this.#restore(),
      onDraftDeleted: () => {
        this.#hasDraft = false;
        this.#drafts.delete();
      },
    });
    this.#dialog.show(view, { isFirst: true });
  }

  #choose(kind: SourceKind): void {
    if (kind === "camera" || kind === "screen") this.#showLive(kind);
    else chooseFiles(kind, (files) => void this.#showFiles(files));
  }

  #showLive(kind: LiveKind): void {
    const view = new LiveView({
      kind,
      announce: (message) => this.#dialog.announce(message),
      onClip: (clip) => this.#onClip(clip, kind),
      chooseVideo: () => this.#choose("video"),
      choosePictures: () => this.#choose("pictures"),
    });
    this.#dialog.show(view);
  }

  async #showFiles(files: File[]): Promise<void> {
    const [first] = files;
    if (!first) return this.#showSources();
    const kind = await findSource(first);
    const options = {
      onClip: (clip: Clip) => this.#onClip(clip, kind),
      chooseOther: () => this.#choose(kind),
    };
    this.#dialog.show(kind === "video" ? new VideoView(first, options) : new PicturesView(files, options));
  }

  #onClip(clip: Clip, kind: SourceKind): void {
    const made = { clip, kind, edit: wholeEdit(clip) };
    this.#drafts.keep(made);
    this.#showEdit(made);
  }

  async #restore(): Promise<void> {
    const draft = await restoreDraft(pageData.room);
    this.#hasDraft = false;
    if (!draft) return this.#showSources();
    this.#drafts.keep(draft);
    this.#showEdit(draft);
  }

  #showEdit({ clip, kind, edit }: Draft): void {
    this.#closeClip();
    this.#clip = clip;
    this.#kind = kind;
    this.#hasDraft = false;
    const view = new EditView(clip, edit, {
      maxBytes: Math.min(pageData.maxGifBytes, GOOD_BYTES),
      onEdit: (changed) => this.#drafts.keepEdit(changed),
      onUse: (file) => this.#use(file),
    });
    const isLive = kind === "camera" || kind === "screen";
    this.#dialog.show(view, isLive ? { backLabel: text("recordAgain") } : {});
  }

  async #goBack(): Promise<void> {
    if (!this.#clip) return this.#showSources();
    if (!(await this.#dialog.asksToDiscard())) return;
    this.#drafts.stop();
    this.#drafts.delete();
    if (this.#kind === "camera" || this.#kind === "screen") this.#showLive(this.#kind);
    else this.#showSources();
    this.#closeClip();
  }

  async #onDrop(files: File[]): Promise<void> {
    if (this.#clip) {
      if (!(await this.#dialog.asksToDiscard())) return;
      this.#drafts.delete();
    }
    await this.#showFiles(files);
    this.#closeClip();
  }

  #use(gif: Blob): void {
    const name = `${this.#kind}-${toDay(new Date())}.gif`;
    this.#file = new File([gif], name, { type: "image/gif" });
    this.#dialog.close();
  }

  async #sayWhetherKept(): Promise<void> {
    await this.#drafts.finish();
    if (await hasDraft(pageData.room)) showToast(text("kept"));
  }

  #closeClip(): void {
    if (this.#clip) closeClip(this.#clip);
    this.#clip = undefined;
  }
}

async function findSource(file: File): Promise<"pictures" | "video"> {
  const kind = await findKind(file);
  if (kind === "other") return file.type.startsWith("image/") ? "pictures" : "video";
  return kind === "video" ? "video" : "pictures";
}

const toDay = (now: Date): string =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
