declare module "gifenc" {
  type Colour = number[];
  interface FrameOptions {
    palette?: Colour[];
    transparent?: boolean;
    transparentIndex?: number;
    delay?: number;
    dispose?: number;
    colorDepth?: number;
  }
  interface Encoder {
    writeFrame(pixels: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, colours: number, options: { format: "rgb565" }): Colour[];
  };
  export default gifenc;
}
