// WebAssembly as the bundler puts it into the entries that carry it with them.

declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
