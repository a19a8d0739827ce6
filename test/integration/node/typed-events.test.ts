import { runFixture } from '../support/run-fixture.js';

describe('typed events of the built package', () => {
  it('take schemas of zod, valibot and arktype alike', async () => {
    const { code, errors, printed } = await runFixture('typed-events.mjs');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const sent = { text: 'a', count: 1 };
    const wrong = { code: 'ERR_SSECAST_INVALID_DATA', where: ['text'], told: true };
    expect(printed).toEqual({
      received: { zod: sent, valibot: sent, arktype: sent },
      refused: { zod: wrong, valibot: wrong, arktype: wrong },
    });
  });
});
