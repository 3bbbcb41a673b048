// The package and the form guard as one classic script, with the chunk `core` inside: for a page that is opened from a file. All is in `sadame`.

export * from "./inline.js";
export { SadameFormGuard, define, type CheckDetail } from "./form-guard.js";
export { issues, standardSchema } from "./standard-schema.js";
