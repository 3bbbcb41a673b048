// Rules as a Standard Schema (https://standardschema.dev), which form libraries take as it is: issues with the paths of fields.

import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

import type { DataError, Document, Finding, Missing, Severity, Text } from "./contract.js";
import type { Lang } from "./errors.js";
import { given } from "./given.js";
import { gravity, isAsGrave } from "./gravity.js";
import type { Options, RuleSet } from "./rules.js";

/** What is validated, and what is an issue. */
export interface StandardOptions extends Omit<Options, "all" | "name"> {
  /** The language of messages. */
  lang?: Lang;
  /** How grave a failure must be to be an issue: `error` where nothing is said. */
  failLevel?: Severity;
  /** Whether what could not be judged is an issue. It is, unless this is `false`. */
  failOnUnknown?: boolean;
  /** Whether rules over several records are run too. One record alone seldom lets them come to a verdict. */
  portfolio?: boolean;
}

/** An issue, with the finding or the data error that it comes from. */
export interface Issue extends StandardSchemaV1.Issue {
  /** The path of the field; empty where it is about the record as a whole. */
  readonly path: readonly (string | number)[];
  /** The rule's id, or the code of the data error. */
  readonly code: string;
  /** How grave it is. */
  readonly severity: Severity;
  /** Whether the rule could not be judged. */
  readonly undetermined: boolean;
  /** Whether it is a value that could not be read, rather than a finding of a rule. */
  readonly unread: boolean;
}

/** A schema that form libraries take. */
export type RecordSchema<T> = StandardSchemaV1<T, T> & StandardJSONSchemaV1<T, T>;

/**
 * The rules as a Standard Schema for one record; its value is what was given.
 *
 * @throws {SettingsError} where an option does not fit the rules: now, rather than when something is validated
 * @throws {TypeError} where there is no such language, or none so grave
 */
export function standardSchema<T = Record<string, unknown>>(rules: RuleSet, options: StandardOptions = {}): RecordSchema<T> {
  issues(rules, {}, options);
  const converter = {
    input: ({ target }: StandardJSONSchemaV1.Options) => inTarget(rules.schema(options.record), target),
    output: ({ target }: StandardJSONSchemaV1.Options) => inTarget(rules.schema(options.record), target),
  };
  return {
    "~standard": {
      version: 1,
      vendor: "sadame",
      validate: (value: unknown) => {
        const found = issues(rules, value, options);
        return found.length > 0 ? { issues: found } : { value: value as T };
      },
      jsonSchema: converter,
    },
  };
}

/** What the rules have against a record. */
export function issues(rules: RuleSet, record: unknown, options: StandardOptions = {}): Issue[] {
  const { lang = "ja", failLevel = "error", failOnUnknown = true, portfolio = false, ...others } = options;
  given("lang", "`ja` or `en`", lang === "ja" || lang === "en");
  gravity("failLevel", failLevel);
  const wider = portfolio ? [] : rules.about.rules.filter((rule) => rule.portfolio).map((rule) => rule.rule);
  const document = rules.check([record], { ...others, ignore: [...(others.ignore ?? []), ...wider] });
  return issuesOf(document, { lang, failLevel, failOnUnknown });
}

/** The issues in a report on one record. */
export function issuesOf(document: Document, told: { lang: Lang; failLevel: Severity; failOnUnknown: boolean }): Issue[] {
  const { lang, failLevel, failOnUnknown } = told;
  const errors = document.data_errors.filter((error) => error.level === "error").map((error) => ofError(error, lang));
  const unread = new Set(errors.map((error) => error.path.join("/")));
  const grave = document.findings.filter((it) => isAsGrave(it.severity, failLevel) && it.standing !== "accepted");
  const failures = grave.filter((it) => it.outcome === "fail");
  const unknown = grave.filter((it) => failOnUnknown && it.outcome === "unknown");
  // A field that cannot be read has its issue already.
  const open = unknown.flatMap((it) => ofUnknown(it, lang)).filter((issue) => !unread.has(issue.path.join("/")) || issue.path.length === 0);
  return [...errors, ...failures.flatMap((it) => ofFailure(it, lang)), ...open];
}

function ofError(error: DataError, lang: Lang): Issue {
  const message = error.place[lang] ? `${error.place[lang]}: ${error.reason[lang]}` : error.reason[lang];
  return { message, path: path(error.path), code: error.code, severity: "error", undetermined: false, unread: true };
}

function ofFailure(finding: Finding, lang: Lang): Issue[] {
  const message = finding.message?.[lang] ?? finding.title[lang];
  return fieldsOf(finding).map((at) => ({ message, path: path(at), code: finding.rule, severity: finding.severity, undetermined: false, unread: false }));
}

function ofUnknown(finding: Finding, lang: Lang): Issue[] {
  const missing = finding.missing.length > 0 ? finding.missing : [undefined];
  const message = (it: Missing | undefined) => {
    const why = it ? `: ${place(it.place, lang)} ${it.reason[lang]}` : "";
    return `${finding.title[lang]} (${finding.word[lang]})${why}`;
  };
  const at = (it: Missing | undefined) => (it?.path.startsWith("/") ? path(it.path) : []);
  return missing.map((it) => ({ message: message(it), path: at(it), code: finding.rule, severity: finding.severity, undetermined: true, unread: false }));
}

function place(text: Text, lang: Lang): string {
  return text[lang];
}

/**
 * The fields that a failure is about, as JSON pointers: those in the comparison that decided; where it names none, the element, or the record.
 */
export function fieldsOf(finding: Finding): string[] {
  const decided = finding.comparisons.filter((it) => it.held === false).at(-1);
  const names = new Set(decided?.text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
  const named = finding.facts.map((fact) => fact.path).filter((at) => names.has(at.split("/").at(-1) ?? ""));
  const own = finding.subject.kind === "record" ? finding.subject.path : "";
  return named.length > 0 ? [...new Set(named)] : [own];
}

/** A JSON pointer as the names and numbers in it. */
export function path(pointer: string): (string | number)[] {
  const steps = pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.map((step) => (/^(0|[1-9][0-9]*)$/.test(step) ? Number(step) : step));
}

/** A schema in a dialect that is asked for. */
function inTarget(schema: Record<string, unknown>, target: string): Record<string, unknown> {
  if (target === "draft-2020-12") return schema;
  if (target !== "draft-07") throw new Error(`JSON Schema is given as draft-2020-12 or draft-07, not as ${target}`);
  const { $defs, ...rest } = schema;
  const old = JSON.stringify({ ...rest, definitions: $defs, $schema: "http://json-schema.org/draft-07/schema#" });
  return JSON.parse(old.replaceAll('"#/$defs/', '"#/definitions/')) as Record<string, unknown>;
}
