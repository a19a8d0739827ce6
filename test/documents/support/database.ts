/** A table in memory, asked in the words of document 5. */
export interface Database<Tables extends object> {
  insertInto<Name extends keyof Tables>(
    table: Name,
  ): { values(row: Omit<Tables[Name], 'id'>): Returning<Tables[Name]> };
  updateTable<Name extends keyof Tables>(
    table: Name,
  ): { set(change: Partial<Tables[Name]>): Update<Tables[Name]> };
  selectFrom<Name extends keyof Tables>(table: Name): Select<Tables[Name]>;
}

interface Returning<Row> {
  returningAll(): { executeTakeFirstOrThrow(): Promise<Row> };
}

interface Update<Row> {
  where<Column extends keyof Row>(column: Column, is: '=', value: Row[Column]): Update<Row>;
  execute(): Promise<void>;
}

interface Select<Row> {
  where<Column extends keyof Row>(column: Column, is: '=', value: Row[Column]): Select<Row>;
  count(): { executeTakeFirst(): Promise<{ count: bigint } | undefined> };
}

export function createDatabase<Tables extends object>(): Database<Tables> {
  const tables = new Map<unknown, object[]>();
  const rowsOf = (table: unknown) => {
    const rows = tables.get(table) ?? [];
    tables.set(table, rows);
    return rows;
  };
  const matching = (rows: object[], column: unknown, value: unknown) =>
    rows.filter((row) => (row as Record<string, unknown>)[String(column)] === value);

  function update(rows: object[], change: object): Update<never> {
    return {
      where: (column, _is, value) => update(matching(rows, column, value), change),
      async execute() {
        for (const row of rows) Object.assign(row, change);
      },
    };
  }

  function select(rows: object[]): Select<never> {
    return {
      where: (column, _is, value) => select(matching(rows, column, value)),
      count: () => ({ executeTakeFirst: async () => ({ count: BigInt(rows.length) }) }),
    };
  }

  return {
    insertInto: (table) => ({
      values: (given) => ({
        returningAll: () => ({
          async executeTakeFirstOrThrow() {
            const rows = rowsOf(table);
            const row = { id: rows.length + 1, ...given };
            rows.push(row);
            return row as never;
          },
        }),
      }),
    }),
    updateTable: (table) => ({ set: (change) => update(rowsOf(table), change) as never }),
    selectFrom: (table) => select(rowsOf(table)) as never,
  };
}
