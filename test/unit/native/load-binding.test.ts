import path from 'node:path';
import { loadBinding } from '../../../lib/native/load-binding.cjs';
import { fs } from '../../../lib/native/untraced.cjs';

jest.mock('../../../lib/native/untraced.cjs', () => ({
  fs: { existsSync: jest.fn(), readdirSync: jest.fn(), readFileSync: jest.fn() },
}));

const files = jest.mocked(fs);
const { platform, arch } = process;

function system(platform: string, arch: string): void {
  Object.defineProperty(process, 'platform', { value: platform });
  Object.defineProperty(process, 'arch', { value: arch });
}

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
    system(platform, 'pdp11');
    files.readFileSync.mockReturnValue('{ "name": "ssecast" }');
  });

  afterEach(() => {
    system(platform, arch);
  });

  it('says what it looked for, what is there, and how to build one where the package brings none', () => {
    files.existsSync.mockImplementation((file) => String(file).endsWith('prebuilds'));
    files.readdirSync.mockReturnValue(['linux-x64', 'darwin-arm64'] as never);
    const error = failure();
    expect(error.code).toBe('ERR_SSECAST_ADDON_MISSING');
    expect(error.message).toContain('on pdp11');
    expect(error.message).toMatch(/looked for \S+prebuilds.\w+-pdp11/);
    expect(error.message).toContain('there is only darwin-arm64, linux-x64');
    expect(error.message).toContain('The package brings addons for linux-x64, linux-x64-musl,');
    expect(error.message).toContain('npx ssecast build');
  });

  it('says that no addon is there at all', () => {
    files.existsSync.mockReturnValue(false);
    expect(failure().message).toContain('there is none at all');
  });

  it('tells a copy that was built on another system where the addon is', () => {
    system('win32', 'arm64');
    files.existsSync.mockImplementation((file) => String(file).endsWith('prebuilds'));
    files.readdirSync.mockReturnValue(['linux-x64'] as never);
    const { message } = failure();
    expect(message).toContain('no addon for this system, Windows on arm64');
    expect(message).toContain('The package brings native/prebuilds/win32-arm64');
    expect(message).toContain("`output: 'standalone'`");
    expect(message).toContain("withSSECast(nextConfig, { platforms: ['win32-arm64'] })");
    expect(message).toContain('copy that folder from the installed package');
    expect(message).not.toContain('ssecast build');
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
    expect(error.message).toMatch(/its addon for \w+ on pdp11/);
    expect(error.cause).toHaveProperty('message');
  });

  it.each([
    ['linux-arm64 with glibc', 'linux', 'arm64', { glibcVersionRuntime: '2.36' }, 'linux-arm64'],
    ['linux-arm64 with musl', 'linux', 'arm64', {}, 'linux-arm64-musl'],
    ['macOS', 'darwin', 'x64', {}, 'darwin-x64'],
    ['Windows', 'win32', 'x64', {}, 'win32-x64'],
  ])(
    'looks by platform, architecture and C library: %s',
    (_what, platform, arch, header, folder) => {
      system(platform, arch);
      const report = jest.spyOn(process.report as NodeJS.ProcessReport, 'getReport');
      report.mockReturnValue({ header } as never);
      files.existsSync.mockReturnValue(false);
      const { message } = failure();
      expect(path.basename(path.dirname(/looked for (\S+),/.exec(message)?.[1] ?? ''))).toBe(
        folder,
      );
      report.mockRestore();
    },
  );
});
