import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Database, type JSValue, type Statement } from 'node-sqlite3-wasm';
import { schema } from './schema';

/** A transaction here takes milliseconds; a lock of this age belongs to a process that was killed. */
const staleLock = 10_000;

interface Opened {
  database: Database;
  /** Statements by their text. This app has a fixed number of them. */
  statements: Map<string, Statement>;
}

/** Next evaluates this file once for each of its bundles; the file on disk is opened once. */
const shared = globalThis as { ssecastDemoDatabase?: Opened };

/** Opens on first use: `next build` imports the routes, and must not open the file. */
function open(): Opened {
  if (shared.ssecastDemoDatabase) return shared.ssecastDemoDatabase;
  const folder = process.env.SSECAST_DEMO_DATA ?? path.join(process.cwd(), 'data');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'demo.sqlite');
  removeStaleLock(`${file}.lock`);
  const database = new Database(file);
  database.exec(schema);
  shared.ssecastDemoDatabase = { database, statements: new Map() };
  return shared.ssecastDemoDatabase;
}

function removeStaleLock(lock: string): void {
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found && Date.now() - found.mtimeMs > staleLock) rmSync(lock, { recursive: true });
}

function prepare(sql: string): Statement {
  const { database, statements } = open();
  let statement = statements.get(sql);
  if (!statement) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}

/** All rows. Values are bound, never concatenated into the text. */
export function all<Row>(sql: string, ...values: JSValue[]): Row[] {
  return prepare(sql).all(values) as Row[];
}

/** The first row. */
export function first<Row>(sql: string, ...values: JSValue[]): Row | undefined {
  return (prepare(sql).all(values) as Row[])[0];
}

/** @returns how many rows it changed, and the id of the one it inserted */
export function run(sql: string, ...values: JSValue[]): { changes: number; id: number } {
  const { changes, lastInsertRowid } = prepare(sql).run(values);
  return { changes, id: Number(lastInsertRowid) };
}
