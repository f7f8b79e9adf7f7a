declare module "csstree-validator" {
  /** What is wrong with a stylesheet. */
  export function validate(css: string): { message: string; line: number }[];
}

declare module "worker:*" {
  const url: string;
  export default url;
}
