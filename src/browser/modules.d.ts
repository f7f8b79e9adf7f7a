declare module "nunjucks/browser/nunjucks-slim.js" {
  import nunjucks from "nunjucks";
  export default nunjucks;
}

declare module "views:*.css" {
  const text: string;
  export default text;
}

declare module "views:*.njk" {
  const template: unknown;
  export default template;
}

declare module "styles:*.css" {
  const url: string;
  export default url;
}

declare module "*.txt" {
  const text: string;
  export default text;
}
