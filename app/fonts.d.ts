/** A font's file is its address (next.config.mjs). */
declare module "*.woff2" {
  const address: string;
  export default address;
}
