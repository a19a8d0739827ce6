/** The versions of Next: docs/compatibility.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { say } from '../../../scripts/lib/run.mjs';
import { buildApp, installApp, moveStandalone } from '../support/apps.mjs';
import { combinations } from '../support/cells.mjs';
import { drive } from '../support/drive.mjs';
import { cellsBefore, keepCells, merged } from '../support/known-cells.mjs';
import { startNext } from '../support/next-app.mjs';
import { packForEveryPlatform } from '../support/tarball.mjs';
import { addonsIn } from '../support/trace.mjs';

/** One server of one build. @returns its answers, by question */
async function serve(kind, installed, { bundler, version }, folder) {
  const isDev = kind === 'next dev';
  const flags = isDev ? version.dev[bundler] : [];
  const file = path.join(folder, `history-${kind.replace(' ', '-')}`);
  rmSync(file, { force: true });
  const start = (port) =>
    startNext(kind, installed, { port, flags, options: { history: { file } } });
  let { server, answers } = { server: await start(), answers: {} };
  try {
    ({ server, answers } = await drive(server, { app: installed.app, start, isDev }));
  } finally {
    await server.end();
  }
  return answers;
}

/** Seconds since it was asked last. */
function stopwatch() {
  let last = performance.now();
  return () => {
    const seconds = (performance.now() - last) / 1000;
    last = performance.now();
    return `${seconds.toFixed(0)} s`;
  };
}

const failed = (answers) => Object.entries(answers).filter(([, { ok }]) => !ok);

async function runCombination(combination, folder, tarball) {
  const { version, bundler, manager, servers, informs } = combination;
  const cells = [];
  const timed = stopwatch();
  const add = (server, next, answers) => {
    const cell = { version, next, bundler, manager, server, informs, answers };
    const bad = failed(answers).map(([name, { said }]) => `${name}: ${said}`);
    say(`    ${next}, ${bundler}, ${manager}, ${server}: ${bad.join('; ') || 'ok'} (${timed()})`);
    cells.push(cell);
  };
  let installed;
  try {
    installed = await installApp({ in: folder, version, manager, tarball });
    say(`    ${installed.next}, ${manager}: installed (${timed()})`);
    if (bundler in version.builds) {
      await buildApp(installed, version.builds[bundler]);
      say(`    ${installed.next}, ${bundler}: built (${timed()})`);
    }
  } catch (error) {
    const stage = installed === undefined ? 'install' : 'build';
    const answers = { [stage]: { ok: false, said: error.message } };
    for (const server of servers) add(server, installed?.next ?? version.name, answers);
    return cells;
  }
  for (const server of servers) {
    try {
      const answers = {};
      if (server === 'standalone') {
        installed.moved = moveStandalone(installed, folder);
        answers.addons = addonsIn(path.join(folder, 'moved', path.basename(installed.folder)));
      }
      Object.assign(answers, await serve(server, installed, combination, folder));
      add(server, installed.next, answers);
    } catch (error) {
      add(server, installed.next, { start: { ok: false, said: error.message } });
    }
  }
  return cells;
}

/** A check of the row, from a cell of the matrix. */
function check({ next, bundler, manager, server, informs, answers }) {
  const bad = failed(answers);
  const what = `Next ${next}, ${bundler}, ${manager}, ${server}`;
  const good = Object.entries(answers).map(([name, { said }]) =>
    said === 'yes' ? name : `${name} ${said}`,
  );
  const figure =
    bad.length === 0
      ? `${what}: ${good.join(', ')}`
      : `${what}: ${bad.map(([name, { said }]) => `${name}: ${said}`).join('; ')}`;
  return { ok: bad.length === 0, informs, figure };
}

export default {
  name: 'next',
  title: 'The tarball in fresh apps, on every version of Next',
  holdsWhen:
    'the direct path, delivery, a Server Action that sends, 401, hooks rendered on the server, a restart or an edit with a stream open, and one addon in a standalone folder',
  async run({ part, versions, in: kept }) {
    const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'ssecast-world-'));
    try {
      const tarball = await packForEveryPlatform();
      const known = kept === undefined ? [] : cellsBefore(folder, tarball);
      const cells = [];
      for (const combination of combinations(part, versions)) {
        cells.push(...(await runCombination(combination, folder, tarball)));
        if (kept !== undefined) keepCells(folder, tarball, merged(known, cells));
      }
      return { checks: cells.map(check), cells: merged(known, cells) };
    } finally {
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    }
  },
};
