import { runFixture } from '../support/run-fixture.js';

describe('a process', () => {
  it('has no thread more after importing, configuring and publishing', async () => {
    const { code, printed, errors } = await runFixture('import-only.mjs');
    expect(errors).toBe('');
    expect(code).toBe(0);
    const { before, imported, published } = printed as Record<string, number>;
    // Fewer is possible: a thread that Node had at its start may have ended.
    expect(imported).toBeLessThanOrEqual(before as number);
    expect(published).toBeLessThanOrEqual(before as number);
  });
});

describe.each(['direct', 'stream'])('a process with open streams on the %s path', (path) => {
  const clients = { total: 20, direct: 0, stream: 0, pending: 0, [path]: 20 };

  it.each(['exit', 'end', 'close'])('ends without a crash or a hang: %s', async (way) => {
    const { code, signal, printed, errors } = await runFixture('exit.mjs', [way, path]);
    expect({ code, signal, errors }).toEqual({ code: 0, signal: null, errors: '' });
    expect(printed).toEqual(clients);
  });

  it('ends with the error of an uncaught exception', async () => {
    const { code, signal, errors } = await runFixture('exit.mjs', ['throw', path]);
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(errors).toContain('on purpose');
  });

  it('ends on SIGTERM while it publishes', async () => {
    const { code, signal, errors } = await runFixture('exit.mjs', ['sigterm', path], 'SIGTERM');
    expect({ code, signal, errors }).toEqual({ code: null, signal: 'SIGTERM', errors: '' });
  });
});

describe('worker threads', () => {
  const nothing = { more: 0, closed: false, reopened: true, main: true, worker: 0 };

  it('may import and end', async () => {
    const { code, printed, errors } = await runFixture('workers.mjs', ['import']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(printed).toMatchObject(nothing);
  });

  it('reach the clients of the process by the name of the broadcaster', async () => {
    const { code, printed, errors } = await runFixture('workers.mjs', ['publish']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(printed).toMatchObject({ ...nothing, worker: 3 });
  });

  it.each(['direct', 'stream'])('may be stopped with streams open on the %s path', async (path) => {
    const { code, printed, errors } = await runFixture('workers.mjs', ['streams', path]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(printed).toMatchObject({ ...nothing, stream: 0, direct: 1 });
  });

  it('may close the broadcaster, which the other threads then find closed', async () => {
    const { code, printed, errors } = await runFixture('workers.mjs', ['close']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(printed).toMatchObject({ closed: true, reopened: true, main: false });
  });
});
