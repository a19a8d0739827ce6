import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const example = path.join(root, 'examples/next-app');

/** The program of Next that the example has installed. */
export const nextProgram = path.join(example, 'node_modules/next/dist/bin/next');

export interface ExampleCopy {
  readonly folder: string;
  write(file: string, text: string): void;
  remove(): void;
}

export interface CopyOptions {
  /** What is copied of its folder `app`; all of it without this. */
  app?: string;
}

/**
 * A copy of the example that a test may change. Not in a folder `.next*`, for webpack does not watch
 * those; and not outside of the repository, for Turbopack follows no link that leaves its root.
 * @param files written over those of the example
 */
export function copyExample(
  name: string,
  files: Record<string, string>,
  { app = '' }: CopyOptions = {},
): ExampleCopy {
  const folder = path.join(root, 'build', name);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  for (const each of [`app/${app}`, 'lib', 'instrumentation.ts', 'proxy.ts', 'tsconfig.json']) {
    cpSync(path.join(example, each), path.join(folder, each), { recursive: true });
  }
  const modules = path.join(example, 'node_modules');
  symlinkSync(path.relative(folder, modules), path.join(folder, 'node_modules'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write('package.json', '{ "type": "module" }');
  write('next.config.mjs', config);
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { folder, write, remove };
}

const config = `import path from 'node:path';
import { withSSECast } from 'ssecast/next/config';
const root = path.resolve(import.meta.dirname, '../..');
export default withSSECast({
  serverExternalPackages: ['node-sqlite3-wasm'],
  outputFileTracingRoot: root,
  turbopack: { root },
  // The build of the example itself has checked them.
  typescript: { ignoreBuildErrors: true },
});
`;
