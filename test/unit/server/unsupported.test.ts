describe('the entry for edge and browser bundles', () => {
  it('throws a sentence that says what to do', () => {
    expect(() => require('../../../lib/server/unsupported.cjs')).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_UNSUPPORTED_RUNTIME',
        message: expect.stringMatching(/runtime = 'edge'.*'ssecast\/react'/s),
      }),
    );
  });
});
