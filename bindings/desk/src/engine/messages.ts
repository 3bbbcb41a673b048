/** What the page and the worker say to each other. Every request has a number, by which it is answered. */

import type { Diagnostic, Finding, Settings, Text } from "../contract";
import type { Case } from "../model/case";
import type { Sums } from "../model/figures";

/** A file that was dropped or chosen. */
export interface Given {
  /** Its path within what was dropped. */
  name: string;
  file: File;
}

/** A contract and its findings, in full. */
export interface Detail {
  row: number;
  values: Record<string, unknown> | null;
  raw: string | null;
  findings: Finding[];
}

/** A verdict that came out otherwise under changed rules. */
export interface Change {
  /** The contract, by the number of its row; none for findings about no contract. */
  row: number | null;
  subject: Text;
  rule: string;
  before: string;
  after: string;
  message: Text | null;
}

/** What came of trying changed rules. */
export interface Trial {
  diagnostics: Diagnostic[];
  /** The verdicts that changed; none where the rules do not compile. */
  changes: Change[] | null;
}

/** A record that the files may hold. */
export interface Root {
  name: string;
  label: Text;
}

/** How far a long run is; it is told now and then. */
export interface Far {
  ja: string;
  en: string;
  /** Between 0 and 1, where that is known. */
  part: number | null;
  count?: number;
}

export type Tell = (far: Far) => void;

export type Request =
  | { kind: "packed"; data: string }
  | { kind: "files"; files: Given[] }
  /** Judges once more by other settings; `chosen` where that says what the files hold that wait for it. */
  | { kind: "judge"; settings: Settings; chosen: boolean }
  | { kind: "detail"; row: number }
  | { kind: "evidence"; marks: number[] }
  | { kind: "sums" }
  | { kind: "report" }
  | { kind: "diagnose"; files: Record<string, string>; packs: string[] }
  | { kind: "try"; files: Record<string, string>; packs: string[] }
  | { kind: "break" };

/** Rules to judge by: files of packs and which of them are run; or compiled. */
export interface RulesGiven {
  files: Record<string, string>;
  packs: string[];
  bundle?: Uint8Array<ArrayBuffer>;
}

/** What the worker answers. */
export type Answer =
  | { kind: "case"; case: Case }
  | { kind: "detail"; detail: Detail }
  | { kind: "evidence"; findings: Finding[] }
  | { kind: "sums"; sums: Sums }
  | { kind: "report"; blob: Blob }
  | { kind: "diagnostics"; diagnostics: Diagnostic[] }
  | { kind: "trial"; trial: Trial }
  | { kind: "choose"; roots: Root[] }
  | { kind: "fault"; ja: string; en: string; diagnostics?: Diagnostic[]; broken?: boolean; mild?: boolean };

export type FromWorker = { id: number; answer: Answer } | { id: number; progress: Far };
