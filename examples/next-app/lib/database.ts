import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Database, type JSValue, type Statement } from 'node-sqlite3-wasm';
import { schema } from './schema';

/**
 * Milliseconds. A transaction here takes a few; a lock of this age belongs to a process that was killed.
 */
const staleLock = 5_000;
/** Milliseconds to wait for the transaction of another process that has the file open, too. */
const busyTimeout = staleLock + 500;

interface Opened {
  database: Database;
  /** Statements by their text. This app has a fixed number of them. */
  statements: Map<string, Statement>;
}

/** Next evaluates this file once for each of its bundles; the file on disk is opened once. */
const shared = globalThis as { ssecastDemoDatabase?: Opened };

function fileOf(): string {
  const folder = process.env.SSECAST_DEMO_DATA ?? path.join(process.cwd(), 'data');
  return path.join(folder, 'demo.sqlite');
}

/** Opens on first use: `next build` imports the routes, and must not open the file. */
function open(): Opened {
  if (shared.ssecastDemoDatabase) return shared.ssecastDemoDatabase;
  const file = fileOf();
  mkdirSync(path.dirname(file), { recursive: true });
  removeStaleLock(file);
  const database = new Database(file);
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  database.exec(schema);
  shared.ssecastDemoDatabase = { database, statements: new Map() };
  return shared.ssecastDemoDatabase;
}

/** @returns whether there was one */
function removeStaleLock(file: string): boolean {
  const lock = `${file}.lock`;
  const found = statSync(lock, { throwIfNoEntry: false });
  const isStale = found !== undefined && Date.now() - found.mtimeMs > staleLock;
  if (isStale) rmSync(lock, { recursive: true, force: true });
  return isStale;
}

/** Runs a statement, and once more if the process that locked the file was killed meanwhile. */
function execute<Result>(sql: string, use: (statement: Statement) => Result): Result {
  try {
    return use(prepare(sql));
  } catch (error) {
    const isBusy = error instanceof Error && error.message === 'database is locked';
    if (!isBusy || !removeStaleLock(fileOf())) throw error;
    return use(prepare(sql));
  }
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
  return execute(sql, (statement) => statement.all(values)) as Row[];
}

/** The first row. */
export function first<Row>(sql: string, ...values: JSValue[]): Row | undefined {
  return all<Row>(sql, ...values)[0];
}

/** @returns how many rows it changed, and the id of the one it inserted */
export function run(sql: string, ...values: JSValue[]): { changes: number; id: number } {
  const { changes, lastInsertRowid } = execute(sql, (statement) => statement.run(values));
  return { changes, id: Number(lastInsertRowid) };
}
