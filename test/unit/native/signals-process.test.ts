import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { type CompiledNative, compileNative } from '../support/compiled-native.js';
import { eventually } from '../support/http.js';

/** A binding whose dispatcher the fixture finds, and nothing behind it. */
const binding = `
exports.loadBinding = () => ({
  setDispatcher: (dispatcher) => Object.assign(globalThis, { dispatcher }),
  openBroadcaster: () => ({ addressed: new Float64Array(1) }),
});
`;

describe('a process with drainOnSignals', () => {
  let native: CompiledNative;
  let child: ChildProcess;
  let printed: string;

  beforeAll(() => {
    native = compileNative(binding);
  });

  afterEach(() => child.kill('SIGKILL'));
  afterAll(() => native.remove());

  /** Starts the fixture. @returns its port */
  async function start(listens: string, duration: number): Promise<number> {
    const fixture = path.join(__dirname, 'fixtures/server.mjs');
    child = spawn(process.execPath, [fixture, native.folder, listens, String(duration)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
    await eventually(() => /port \d+\n/.test(printed));
    return Number(/port (\d+)\n/.exec(printed)?.[1]);
  }

  const lines = () => printed.trim().split('\n').slice(1);

  it('drains, then the server ends, and a connection that says nothing more does not keep it', async () => {
    const port = await start('next', 300);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('ok');
    const idle = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(idle, 'connect');
    // Newer versions of Node do not wait for connections without a request; for half of one all do.
    idle.write('GET / HTTP/1.1\r\n');
    // The server is another process: give it time to read that.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([143, null]);
    expect(lines()).toEqual(['drains', 'drained', 'heard SIGTERM 15']);
    const took = performance.now() - begun;
    expect(took).toBeGreaterThan(1_200);
    expect(took).toBeLessThan(2_500);
    idle.destroy();
  });

  it('ends by the signal itself where nobody listens', async () => {
    await start('nobody', 100);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([null, 'SIGTERM']);
    // What was published meanwhile has to be written: a signal runs no clean-up.
    expect(lines()).toEqual(['drains', 'drained', 'closed']);
  });

  it('ends on a second signal without waiting any longer', async () => {
    await start('nobody', 60_000);
    child.kill('SIGTERM');
    await eventually(() => printed.includes('drains'));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(child.signalCode).toBeNull();
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([null, 'SIGTERM']);
    expect(lines()).toEqual(['drains', 'closed']);
  });
});
