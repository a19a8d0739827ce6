import { loadBinding } from '../../../lib/native/load-binding.cjs';
import { fs } from '../../../lib/native/untraced.cjs';

jest.mock('../../../lib/native/untraced.cjs', () => ({
  fs: { existsSync: jest.fn(), readdirSync: jest.fn(), readFileSync: jest.fn() },
}));

const files = jest.mocked(fs);
const architecture = process.arch;

function failure(): Error & { code: string } {
  try {
    loadBinding();
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error('it was loaded');
}

describe('loadBinding', () => {
  beforeEach(() => {
    // So that no addon that was built here can be found by chance.
    Object.defineProperty(process, 'arch', { value: 'pdp11' });
    files.readFileSync.mockReturnValue('{ "name": "ssecast" }');
  });

  afterEach(() => {
    Object.defineProperty(process, 'arch', { value: architecture });
  });

  it('names the addon that is missing, those that are there, and how to build one', () => {
    files.existsSync.mockImplementation((file) => String(file).endsWith('prebuilds'));
    files.readdirSync.mockReturnValue(['linux-x64', 'darwin-arm64'] as never);
    const error = failure();
    expect(error.code).toBe('ERR_SSECAST_ADDON_MISSING');
    expect(error.message).toContain(`no addon for ${process.platform}-pdp11`);
    expect(error.message).toContain('only darwin-arm64, linux-x64 is there');
    expect(error.message).toContain('npx ssecast build');
  });

  it('names the option for an app that was built on another system', () => {
    files.existsSync.mockImplementation((file) => String(file).endsWith('prebuilds'));
    files.readdirSync.mockReturnValue(['darwin-arm64'] as never);
    expect(failure().message).toMatch(/withSSECast\(nextConfig, { platforms: \['\w+-pdp11'\] }\)/);
  });

  it('says that no addon is there at all', () => {
    files.existsSync.mockReturnValue(false);
    expect(failure().message).toContain('no other is there either');
  });

  it.each([
    ['another package', () => '{ "name": "my-app" }'],
    ['a file that is not JSON', () => 'nonsense'],
    [
      'nothing',
      () => {
        throw new Error('ENOENT');
      },
    ],
  ])('tells a copy in a bundle, which lies beside %s, to use withSSECast', (_what, read) => {
    files.existsSync.mockReturnValue(false);
    files.readFileSync.mockImplementation(read);
    const error = failure();
    expect(error.code).toBe('ERR_SSECAST_BUNDLED');
    expect(error.message).toContain("from 'ssecast/next/config'");
    expect(error.message).toContain("make 'ssecast/native' external");
  });

  it('says why an addon that is there cannot be loaded', () => {
    files.existsSync.mockReturnValue(true);
    const error = failure();
    expect(error.code).toBe('ERR_SSECAST_ADDON_INCOMPATIBLE');
    expect(error.message).toContain(`its addon for ${process.platform}-pdp11`);
    expect(error.cause).toHaveProperty('message');
  });

  it.each([
    ['', { glibcVersionRuntime: '2.36' }],
    ['-musl', {}],
  ])('looks for linux…%s by what Node was linked with', (suffix, header) => {
    const report = jest.spyOn(process.report as NodeJS.ProcessReport, 'getReport');
    report.mockReturnValue({ header } as never);
    files.existsSync.mockReturnValue(false);
    expect(failure().message).toContain(`linux-pdp11${suffix}:`);
    report.mockRestore();
  });
});
