/** `npx ssecast init` in fresh apps, up to the first event in a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from '../../../scripts/lib/example.mjs';
import { buildApp, quietly } from '../support/apps.mjs';
import { versions } from '../support/cells.mjs';
import { check } from '../support/check.mjs';
import { launchChromium } from '../support/chromium.mjs';
import { installFresh, nextIn, writeFresh } from '../support/fresh-app.mjs';
import { answering, freePort, startProgram } from '../support/process.mjs';

/** Seconds from the command to the event in the browser, besides installs. */
const kBudget = 60;
/** For the page: the first stream of a process loads the addon. */
const kPatience = 20_000;

const cells = ['14.2', '15.5', 'newest'].flatMap((name) =>
  ['TypeScript', 'JavaScript'].flatMap((language) =>
    ['app', 'pages'].map((router) => ({ name, language, router })),
  ),
);

const versionOf = (name) => versions.find((version) => version.name === name);

async function startApp(folder) {
  const port = await freePort();
  const program = startProgram(process.execPath, [nextIn(folder), 'start'], {
    cwd: folder,
    env: { NODE_ENV: 'production', NODE_OPTIONS: '', PORT: String(port), HOSTNAME: '127.0.0.1' },
  });
  const origin = `http://127.0.0.1:${port}`;
  await answering(program, 'next start', async () => (await fetch(origin)).status === 200);
  return { origin, end: () => program.end() };
}

/** Presses the button as soon as it can be pressed, and waits for the event. */
async function firstEvent(origin) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${origin}/live-example`);
    await page.getByRole('button').click({ timeout: kPatience });
    const line = page.getByRole('listitem').first();
    await line.waitFor({ timeout: kPatience });
    return await line.textContent();
  } finally {
    await browser.close();
  }
}

/** @param judgesTime a quick run does not: other rows run beside it */
async function run(cell, folder, judgesTime) {
  const command = path.join(folder, 'node_modules/.bin/ssecast');
  writeFresh(folder, cell);
  const began = performance.now();
  await quietly('npx ssecast init', command, ['init', '--yes'], folder);
  await buildApp({ app: folder, program: nextIn(folder) }, []);
  const app = await startApp(folder);
  try {
    const line = await firstEvent(app.origin);
    const seconds = (performance.now() - began) / 1000;
    // It ends with 1 where it would still change something.
    await quietly('npx ssecast init, again', command, ['init'], folder);
    return {
      ok: line.includes('Hello from the server') && (!judgesTime || seconds < kBudget),
      figure: `the first event in the browser ${seconds.toFixed(0)} s after the command (at most ${kBudget})`,
    };
  } finally {
    await app.end();
  }
}

export default {
  name: 'init',
  title: 'npx ssecast init in a fresh app',
  holdsWhen:
    'the example page gets its event without an edit, within a minute, and a second run changes nothing',
  async run({ quick, versions: only, in: kept }) {
    const parent = kept ?? mkdtempSync(path.join(tmpdir(), 'ssecast-init-'));
    try {
      const tarball = await pack();
      const todo = quick
        ? cells.filter(({ name }) => name === 'newest').slice(0, 1)
        : cells.filter(({ name }) => only === undefined || only.includes(name));
      const checks = [];
      for (const cell of todo) {
        const what = `Next ${cell.name}, ${cell.language}, ${cell.router === 'app' ? 'App Router' : 'pages'}`;
        checks.push(
          await check(what, async () => {
            const version = versionOf(cell.name);
            return run(cell, await installFresh({ in: parent, version, tarball }), !quick);
          }),
        );
      }
      return checks;
    } finally {
      if (kept === undefined) rmSync(parent, { recursive: true, force: true });
    }
  },
};
