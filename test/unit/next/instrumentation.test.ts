import '../support/fake-native.js';
import { record } from '../../../lib/native/record.cjs';
import { holdSignal } from '../../../lib/native/signals.cjs';
import { createRegister, register } from '../../../lib/next/instrumentation.js';
import * as edge from '../../../lib/next/instrumentation-edge.js';

// The signals of the process that runs the tests are left alone.
jest.mock('../../../lib/native/signals.cjs', () => ({ holdSignal: jest.fn() }));

const held = () => jest.mocked(holdSignal).mock.calls.map(([signal]) => signal);

describe('register', () => {
  beforeEach(() => {
    process.env.NEXT_RUNTIME = 'nodejs';
    record.drainsOnSignals = false;
    jest.mocked(holdSignal).mockClear();
  });

  afterEach(() => {
    delete process.env.NEXT_RUNTIME;
  });

  it.each([undefined, 'edge'])('does nothing in the runtime %p', (runtime) => {
    delete process.env.NEXT_RUNTIME;
    if (runtime !== undefined) process.env.NEXT_RUNTIME = runtime;
    register();
    createRegister()();
    edge.register();
    edge.createRegister({ deadline: 5 })();
    expect(record.capturesRequests).toBe(false);
    expect(held()).toEqual([]);
  });

  it('listens to the requests of Node, and holds the signals', () => {
    register();
    register();
    expect(record.capturesRequests).toBe(true);
    expect(held()).toEqual(['SIGTERM', 'SIGINT']);
  });

  it('does nothing before Next calls it', () => {
    createRegister({ signals: ['SIGHUP'] });
    expect(held()).toEqual([]);
  });

  it('holds the signals that it is given, or none', () => {
    createRegister({ signals: false })();
    expect(held()).toEqual([]);
    createRegister({ signals: ['SIGHUP'] })();
    expect(held()).toEqual(['SIGHUP']);
  });
});
