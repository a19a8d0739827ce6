import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { literalOf, nodesWithin, parse } from './syntax.js';

/** The options of TypeScript that the checks look at, as the application has written them. */
export interface CompilerOptions {
  paths?: Record<string, string[]> | null;
  baseUrl?: string;
  moduleResolution?: string;
}

/** Those of tsconfig.json or jsconfig.json, which has comments and commas that JSON lacks. */
export async function readCompilerOptions(folder: string): Promise<CompilerOptions> {
  const file = ['tsconfig.json', 'jsconfig.json']
    .map((name) => path.join(folder, name))
    .find((each) => existsSync(each));
  const program = file && (await parse(`(${readFileSync(file, 'utf8')}\n)`));
  const object = program
    ? [...nodesWithin(program)].find(({ type }) => type === 'ObjectExpression')
    : undefined;
  const config = literalOf(object) as { compilerOptions?: CompilerOptions } | undefined;
  return config?.compilerOptions ?? {};
}
