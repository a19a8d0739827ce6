import type { BlockStatement } from 'acorn';

/** Where the `register` of an instrumentation file is. */
export type Register =
  | { kind: 'none' }
  | { kind: 'block'; body: BlockStatement }
  /** The body of an arrow function, with its parentheses. */
  | { kind: 'expression'; start: number; end: number }
  /** A constant that is no function here. From `start` to `end`: its `export`. */
  | { kind: 'value'; local: string; start: number; end: number }
  /** An `export { … }` and what it becomes without `register`, which is then called `local` here. */
  | { kind: 'export'; local: string; start: number; end: number; replacement: string }
  | { kind: 'unknown'; why: string };
