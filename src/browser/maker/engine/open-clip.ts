export { closeClip } from "./close-clip.js";
export { type ReadPicturesOptions, readPictures } from "./sources/read-pictures.js";
export { probeVideo, type ReadVideoOptions, readVideo } from "./sources/read-video.js";
export { type RecordOptions, recordStream } from "./sources/record-stream.js";
