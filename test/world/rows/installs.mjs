/** The tarball, installed by each package manager where nothing can be compiled, and a stream from it. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { check } from '../support/check.mjs';
import { ask, bareEnvironment, installManager, managers } from '../support/managers.mjs';
import { packForEveryPlatform } from '../support/tarball.mjs';

/** An app of plain Node that has the package, and nothing else. */
function writeApp(app, tarball, files = {}) {
  mkdirSync(app, { recursive: true });
  const dependencies = { ssecast: `file:${tarball}` };
  const manifest = { name: 'app', version: '1.0.0', private: true, dependencies };
  writeFileSync(path.join(app, 'package.json'), JSON.stringify(manifest));
  cpSync(fromRoot('test/world/plain/stream.mjs'), path.join(app, 'stream.mjs'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(app, name), text);
}

async function installAndStream(manager, index, folder, tarball) {
  const own = await installManager(manager, folder);
  const env = await bareEnvironment(folder);
  const app = path.join(folder, `app-${index}`);
  writeApp(app, tarball, manager.files);
  await ask(manager.install(own, app), app, env);
  const start = manager.runs?.(own, 'stream.mjs') ?? [process.execPath, 'stream.mjs'];
  const said = JSON.parse((await ask(start, app, env)).trim().split('\n').at(-1));
  const isPnp = existsSync(path.join(app, '.pnp.cjs'));
  return {
    ok: said.direct === 1 && said.stream === 0,
    figure: `installed${isPnp ? ' without node_modules' : ''}; clients: ${JSON.stringify(said)}`,
  };
}

export default {
  name: 'installs',
  title: 'The tarball, installed by each package manager without a compiler',
  holdsWhen: 'a stream of the installed package is on the direct path and delivers',
  async run({ quick }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-installs-'));
    try {
      const tarball = path.join(folder, 'ssecast.tgz');
      cpSync(await packForEveryPlatform(), tarball);
      const todo = quick ? managers.filter(({ quick: isQuick }) => isQuick) : managers;
      const checks = [];
      const cells = [];
      for (const [index, manager] of todo.entries()) {
        const made = await check(manager.name, () =>
          installAndStream(manager, index, folder, tarball),
        );
        checks.push(made);
        cells.push({ manager: manager.name, ok: made.ok });
      }
      return { checks, installs: cells };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
