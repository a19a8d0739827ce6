import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const fixture = path.join(__dirname, '../fixtures', 'exhausted.mjs');

/** In a process of its own, which an exception of C++ would end. @param limit of open files */
async function exhaust(what: string, argument = '', limit = 1024) {
  const command = `ulimit -n ${limit} && exec "$0" "$@"`;
  const { stdout } = await run('sh', ['-c', command, process.execPath, fixture, what, argument], {
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', NEXT_RUNTIME: 'nodejs' },
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

const served = { status: 200, told: true };

it('answers 503 while there is no descriptor for the first client, and goes on', async () => {
  const { refusals, answers, last, warnings } = await exhaust('descriptors', '', 200);
  // A worker needs an epoll, an eventfd and a timerfd.
  expect(answers[0]).toEqual({ status: 503, told: false });
  expect(answers[1]).toEqual({ status: 503, told: false });
  const refused = answers.filter((answer: { status: number }) => answer.status === 503);
  expect(refusals.system).toBe(refused.length);
  // Logged once.
  const told = warnings.filter((text: string) => text.includes('ERR_SSECAST_SYSTEM'));
  expect(told).toEqual([
    expect.stringMatching(
      /ERR_SSECAST_SYSTEM Expected the system to give .*Too many open files.*ulimit -n/,
    ),
  ]);
  expect(last).toEqual(served);
});

describe('a history file that cannot be read', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-folder-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is reported when it is a folder', async () => {
    const { last, warnings } = await exhaust('file', folder);
    expect(last).toEqual(served);
    expect(warnings.join()).toMatch(/is not used: it is no regular file. It stays where it is/);
  });

  it('is reported when the disk fails', async () => {
    // Its first byte is memory that is not there: EIO.
    const { last, warnings } = await exhaust('file', '/proc/self/mem');
    expect(last).toEqual(served);
    expect(warnings.join()).toMatch(/is not used: it cannot be read \(Input\/output error\)/);
  });
});
