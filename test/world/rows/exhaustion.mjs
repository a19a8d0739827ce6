/** What a process that has nothing left answers, and that it lives on. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { inFolder } from '../../stress/support/harness.mjs';
import { startOrigin } from '../support/origin-process.mjs';
import { ask, openReader } from '../support/reader.mjs';

/** Streams opened with so many descriptors left; the server answers each somehow, and lives. */
async function withDescriptors(spare) {
  const origin = await startOrigin({}, { around: ['sh', '-c', 'ulimit -n 200; exec "$@"', 'sh'] });
  const opened = [];
  const seen = [];
  try {
    await origin.ask('exhaust', { spare });
    for (let i = 0; i < 3; i++) {
      const reader = await openReader({ port: origin.port, path: '/events', limit: 3 }).catch(
        (error) => ({ status: error.code ?? 'no answer', close: () => undefined }),
      );
      opened.push(reader);
      if (reader.status !== 200 && reader.status !== 'no answer') await reader.ended;
      seen.push(reader.status === 200 ? 200 : `${reader.status} ${codeIn(reader.text?.())}`.trim());
    }
    const told = await origin.ask('use');
    for (const reader of opened) reader.close();
    await origin.ask('release');
    const after = await openReader({ port: origin.port, path: '/events' });
    const { n } = await origin.ask('publish');
    const got = after.status === 200 && (await after.next('numbered')).json().n === n;
    after.close();
    return { seen, told, ok: got && [...seen, told.code ?? 'ok'].every(isKnown), lives: got };
  } finally {
    await origin.quit();
  }
}

const codeIn = (text) => /ERR_SSECAST_\w+/.exec(text ?? '')?.[0] ?? '';

/** An answer that says what it is: success, an error of ours, or none where accept itself had nothing. */
const isKnown = (each) => /^(200|ok|no answer|E[A-Z]+|5\d\d.*|ERR_SSECAST_\w+)$/.test(String(each));

async function descriptors(spare) {
  const what = `${spare} descriptors left before the first client`;
  try {
    const { seen, told, ok, lives } = await withDescriptors(spare);
    return {
      ok,
      figure:
        `${what}: streams answered ${seen.join(', ')}; publish ${told.code ?? 'works'}; ` +
        `with descriptors again it ${lives ? 'serves' : 'does not serve'}`,
    };
  } catch (error) {
    return { ok: false, figure: `${what}: ${error.message.split('\n').slice(0, 3).join(' ')}` };
  }
}

/** A history file that cannot be read or written. */
async function historyFile(what, file) {
  const origin = await startOrigin({ history: { file } });
  try {
    const reader = await openReader({ port: origin.port, path: '/events' });
    const { status } = reader;
    const told = await origin.ask('use');
    const got = status === 200 && (await reader.next('numbered')).json();
    const { code: drained = 'done' } = await origin.ask('attempt', { name: 'drain' });
    const { status: alive } = await ask({ port: origin.port, path: '/alive' });
    return {
      ok: status === 200 && Boolean(got) && alive === 200,
      figure:
        `a history file that ${what}: a stream is answered ${status}, publish ${told.code ?? 'works'}, ` +
        `drain: ${drained}, the process lives`,
    };
  } catch (error) {
    const said = error.message.split('\n').slice(0, 3).join(' ');
    return { ok: false, figure: `a history file that ${what}: ${said}` };
  } finally {
    await origin.quit();
  }
}

export default {
  name: 'exhaustion',
  title: 'No descriptors, and history files that cannot be',
  holdsWhen: 'the process lives, errors have codes, and it serves again when it can',
  async run({ quick }) {
    const checks = [];
    for (const spare of quick ? [0, 1, 2, 3] : [0, 1, 2, 3, 4, 5, 6, 8, 10]) {
      checks.push(await descriptors(spare));
    }
    return inFolder(async (folder) => {
      const directory = path.join(folder, 'directory');
      mkdirSync(directory);
      checks.push(await historyFile('is a directory', directory));
      checks.push(await historyFile('gives EIO', '/proc/self/mem'));
      checks.push(await historyFile('has no folder', path.join(folder, 'missing/history')));
      return checks;
    });
  },
};
