import '../support/fake-native.js';
import { record } from '../../../lib/native/record.cjs';
import { register } from '../../../lib/next/instrumentation.js';
import { register as registerInEdge } from '../../../lib/next/instrumentation-edge.js';

describe('register', () => {
  afterEach(() => {
    delete process.env.NEXT_RUNTIME;
  });

  it.each([undefined, 'edge'])('does nothing in the runtime %p', (runtime) => {
    if (runtime !== undefined) process.env.NEXT_RUNTIME = runtime;
    register();
    registerInEdge();
    expect(record.capturesRequests).toBe(false);
  });

  it('listens to the requests of Node', () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    expect(record.capturesRequests).toBe(true);
  });
});
