import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const inside = fileURLToPath(new URL('../support/dead-peers-inside.mjs', import.meta.url));

/** Runs a script in a network of its own, where it may make packets vanish. */
async function inOwnNetwork(script, argument) {
  // The administrator may have one as it is, which also works where user namespaces do not.
  const own = process.getuid() === 0 ? ['--net'] : ['--map-root-user', '--net'];
  const child = spawn('unshare', [...own, process.execPath, script, argument], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`no network of its own to lose packets in: ${complaints.trim()}`);
  return JSON.parse(output);
}

export default {
  name: 'dead-peers',
  title: 'Peers that vanish without closing, that reset, and that close',
  holdsWhen: 'the server notices vanished peers within connectionTimeout, and the others at once',
  async run({ quick }) {
    const clients = 50;
    const connectionTimeout = quick ? 4_000 : 10_000;
    const checks = [];
    for (const directPath of [true, false]) {
      for (const traffic of [false, true]) {
        const result = await inOwnNetwork(
          inside,
          JSON.stringify({ clients, connectionTimeout, directPath, traffic }),
        );
        const { silentMs, left, resetMs, closeMs } = result;
        checks.push({
          ok:
            left === 0 &&
            silentMs <= connectionTimeout &&
            silentMs > connectionTimeout / 2 &&
            resetMs < 500 &&
            closeMs < 500,
          figure:
            `${directPath ? 'direct' : 'stream'} path, ${traffic ? 'with traffic' : 'idle'}: ${clients} vanished peers ` +
            `noticed after ${silentMs} ms of ${connectionTimeout} (${left} left), resets after ${resetMs} ms, closes after ${closeMs} ms`,
        });
      }
    }
    return checks;
  },
};
