export { closeClip } from "./close-clip.js";
export { type ReadAnimationOptions, readAnimation } from "./read-animation.js";
export { type ReadPicturesOptions, readPictures } from "./read-pictures.js";
export { probeVideo, type ReadVideoOptions, readVideo } from "./read-video.js";
export { type RecordOptions, recordStream } from "./record-stream.js";
