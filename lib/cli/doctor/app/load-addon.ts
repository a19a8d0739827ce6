import { execFile } from 'node:child_process';
import path from 'node:path';

/** The target of the addon that was loaded, or the sentence of the loader. */
export type Loaded = { target: string } | { failure: string };

/** The program of the child process. `ssecast/native` says itself what is wrong. */
const kProgram = `
process.report.excludeNetwork = true;
try {
  require(process.argv[1]);
  const { sharedObjects } = process.report.getReport();
  console.log(JSON.stringify({ file: sharedObjects.findLast((name) => name.endsWith('.node')) }));
} catch (error) {
  console.log(JSON.stringify({ failure: String(error.message) }));
}
process.exit();
`;

const kPatience = 15_000;

/** Loads the addon of a copy of the package in a process of its own: one that is damaged may end it. */
export function loadAddon(copy: string): Promise<Loaded> {
  const entry = path.join(copy, 'native/index.cjs');
  return new Promise((resolve) => {
    const options = { timeout: kPatience, env: { ...process.env, NODE_OPTIONS: '' } };
    execFile(process.execPath, ['-e', kProgram, entry], options, (error, output) => {
      resolve(error === null ? readAnswer(output) : { failure: howItEnded(error) });
    });
  });
}

function readAnswer(output: string): Loaded {
  const { file, failure } = JSON.parse(output.trim().split('\n').at(-1) || '{}');
  if (failure !== undefined) return { failure };
  return { target: path.basename(path.dirname(file ?? '')) || 'this system' };
}

function howItEnded({
  signal,
  code,
  killed,
}: {
  signal?: unknown;
  code?: unknown;
  killed?: boolean;
}) {
  if (killed) return `the addon did not load within ${kPatience / 1000} s`;
  return `the process that loads the addon ended with ${signal ?? code}`;
}
