/** A Markdown file is its text (next.config.mjs, vitest.config.ts). */
declare module "*.md" {
  const text: string;
  export default text;
}
