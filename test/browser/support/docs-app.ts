import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers, freePort } from './example-app.js';

const root = path.resolve(__dirname, '../../..');
const folder = path.join(root, 'build/docs-app');
const modules = path.join(root, 'examples/next-app/node_modules');
const next = path.join(modules, 'next/dist/bin/next');

const pages = [
  'start',
  'tasks/notify-a-user',
  'tasks/live-list',
  'tasks/chat-room',
  'tasks/progress',
  'tasks/revoke-a-user',
];

/** Of code that a page adds to the top of a file: `// lib/live.ts: one more line`. */
const added = /^```ts\n\/\/ (\S+\.ts): one more line\n([\s\S]*?)^```$/gm;

/** The files of a page of docs: code whose first line is a comment with the path of the file. */
function filesOf(page: string): [file: string, text: string][] {
  const blocks = textOf(page).matchAll(
    /^```(?:ts|tsx|js)\n\/\/ (\S+\.(?:ts|tsx|mjs))\n([\s\S]*?)^```$/gm,
  );
  return [...blocks].map(([, file, code]) => [file as string, code as string]);
}

const textOf = (page: string) => readFileSync(path.join(root, 'docs', `${page}.md`), 'utf8');

/** The app that a reader has after start.md and all tasks, with a stand-in for sign-in and database. */
export function writeDocsApp(): string[] {
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(__dirname, 'docs-app'), folder, { recursive: true });
  symlinkSync(path.relative(folder, modules), path.join(folder, 'node_modules'));
  const files: [string, string][] = [
    ...pages.flatMap(filesOf),
    ['package.json', '{ "type": "module" }'],
    ['app/layout.tsx', layout],
    ['tsconfig.json', JSON.stringify(tsconfig)],
  ];
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  for (const [, file, line] of pages.flatMap((page) => [...textOf(page).matchAll(added)])) {
    const target = path.join(folder, file as string);
    writeFileSync(target, `${line}${readFileSync(target, 'utf8')}`);
  }
  // Turbopack and the tracing of files follow no link that leaves their root.
  const config = path.join(folder, 'next.config.mjs');
  const text = readFileSync(config, 'utf8');
  const options = `{ outputFileTracingRoot: '${root}', turbopack: { root: '${root}' } }`;
  writeFileSync(config, text.replace('withSSECast({})', `withSSECast(${options})`));
  return files.map(([file]) => file);
}

const layout = `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`;

const tsconfig = {
  extends: '../../examples/next-app/tsconfig.json',
  compilerOptions: { paths: { '@/*': ['./*'] } },
  include: ['next-env.d.ts', '**/*.ts', '**/*.tsx'],
  exclude: ['node_modules'],
};

const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };

/** Builds it: the compiler checks the types of every page. */
export function buildDocsApp(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build'], {
    ...{ cwd: folder, env, encoding: 'utf8' },
  });
  if (status !== 0) throw new Error(`The app of the docs cannot be built:\n${stdout}${stderr}`);
}

export interface DocsApp {
  readonly origin: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** @param before the app that had the port */
export async function startDocsApp(before?: DocsApp): Promise<DocsApp> {
  const port = before?.port ?? (await freePort());
  const args = [next, 'start', '--port', String(port), '--hostname', '127.0.0.1'];
  const server: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    env,
    stdio: 'inherit',
  });
  const origin = `http://127.0.0.1:${port}`;
  await answers(`${origin}/report`, () => {
    if (server.exitCode !== null) throw new Error('next start ended');
  });
  return {
    origin,
    port,
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
  };
}
