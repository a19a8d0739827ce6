import path from 'node:path';

/** Writes to the example's database as somebody does who has the file, while no server has it open. */
export function writeToDemo(folder: string, sql: string): void {
  const { Database } = require(
    path.resolve(__dirname, '../../../examples/next-app/node_modules/node-sqlite3-wasm'),
  );
  const database = new Database(path.join(folder, 'demo.sqlite'));
  database.exec(sql);
  database.close();
}
