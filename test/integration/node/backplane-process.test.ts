import { runFixture } from '../support/run-fixture.js';

describe('a process with a backplane', () => {
  it('ends by itself when it has nothing to send', async () => {
    const before = performance.now();
    const { code, printed, errors } = await runFixture('backplane.mjs', ['idle']);
    expect({ code, printed, errors }).toEqual({
      code: 0,
      printed: { reported: [], queued: 0, published: 1 },
      errors: '',
    });
    expect(performance.now() - before).toBeLessThan(8_000);
  });

  it('stays until what waits is rejected, which is logged and does not end it', async () => {
    const { code, printed, errors } = await runFixture('backplane.mjs', ['failing']);
    expect({ code, printed }).toEqual({
      code: 0,
      printed: { reported: ['ERR_SSECAST_BACKPLANE_UNCERTAIN'], queued: 0, published: 0 },
    });
    expect(errors).toContain("ssecast: a publish or disconnect of 'default' failed");
    expect(errors).not.toContain('UnhandledPromiseRejection');
  });
});
