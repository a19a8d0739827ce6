import { loadPromClient } from '../../../lib/metrics/load-prom-client.cjs';

describe('loadPromClient', () => {
  afterEach(() => jest.resetModules());

  it('finds what is installed', () => {
    expect(loadPromClient().Registry).toBeInstanceOf(Function);
  });

  it('says what to install', () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    jest.doMock('prom-client', () => {
      throw missing;
    });
    expect(() => loadPromClient()).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_MISSING_PROM_CLIENT',
        message: expect.stringContaining('npm install prom-client'),
        cause: missing,
      }),
    );
  });

  it('hides no other failure', () => {
    jest.doMock('prom-client', () => {
      throw new Error('broken');
    });
    expect(() => loadPromClient()).toThrow('broken');
  });
});
