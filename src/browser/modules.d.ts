declare module "nunjucks/browser/nunjucks-slim.js" {
  // The part that runs precompiled templates; the same interface without the compiler.
  import nunjucks from "nunjucks";
  export default nunjucks;
}

declare module "views:*" {
  const template: unknown;
  export default template;
}
