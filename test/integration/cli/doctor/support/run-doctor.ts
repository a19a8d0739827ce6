import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Finding } from '../../../../../lib/cli/doctor/finding.js';

const program = path.resolve(__dirname, '../../../../../dist/esm/lib/cli/main.js');

export interface Examined {
  code: number;
  output: string;
  errors: string;
}

/** Runs `npx ssecast doctor`, as it is built. */
export function runDoctor(args: string[], cwd?: string): Promise<Examined> {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'doctor', ...args],
      { cwd, env, timeout: 55_000 },
      (error, output, errors) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
        resolve({ code, output, errors });
      },
    );
  });
}

/** What it finds besides `ok`: `check verdict`, with the text and the remedy. */
export async function findingsOf(args: string[], cwd?: string): Promise<Finding[]> {
  const { output, errors } = await runDoctor([...args, '--json'], cwd);
  if (output === '') throw new Error(`no report: ${errors}`);
  return JSON.parse(output).findings;
}

export const faultsOf = (findings: Finding[]): string[] =>
  findings
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ check, verdict }) => `${check}: ${verdict}`);

export function find(findings: Finding[], check: string): Finding {
  const found = findings.find((finding) => finding.check === check);
  if (found === undefined) throw new Error(`no finding ${check} in ${JSON.stringify(findings)}`);
  return found;
}
