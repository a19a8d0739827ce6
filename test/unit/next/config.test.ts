import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withSSECast } from 'ssecast/next/config';

describe('withSSECast', () => {
  const before = process.cwd();
  let folder: string;

  /** An app with that version of Next, or none. */
  function inApp(version?: string): void {
    folder = mkdtempSync(path.join(tmpdir(), 'ssecast-config-'));
    if (version !== undefined) {
      const next = path.join(folder, 'node_modules', 'next');
      mkdirSync(next, { recursive: true });
      writeFileSync(path.join(next, 'package.json'), JSON.stringify({ name: 'next', version }));
    }
    process.chdir(folder);
  }

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  it.each(['16.4.6', '15.5.29', undefined])('adds to the packages of Next %p', (version) => {
    inApp(version);
    expect(withSSECast()).toMatchObject({ serverExternalPackages: ['ssecast/native'] });
    expect(withSSECast({ reactStrictMode: true, serverExternalPackages: ['sharp'] })).toMatchObject(
      {
        reactStrictMode: true,
        serverExternalPackages: ['sharp', 'ssecast/native'],
      },
    );
  });

  it('adds to the experimental packages of Next 14, and turns instrumentation on', () => {
    inApp('14.2.35');
    const nextConfig = { experimental: { typedRoutes: true } };
    expect(withSSECast(nextConfig)).toMatchObject({
      experimental: {
        typedRoutes: true,
        outputFileTracingIncludes: { '**': [expect.stringContaining('/ssecast.node')] },
        outputFileTracingExcludes: { '**': expect.anything() },
        instrumentationHook: true,
        serverComponentsExternalPackages: ['ssecast/native'],
      },
    });
    expect(nextConfig).toEqual({ experimental: { typedRoutes: true } });
  });

  it('adds nothing twice, and leaves what it was given as it is', () => {
    inApp('16.0.0');
    const nextConfig = { serverExternalPackages: ['sharp'] };
    const once = withSSECast(nextConfig);
    expect(withSSECast(once)).toEqual(once);
    expect(once).toMatchObject({ serverExternalPackages: ['sharp', 'ssecast/native'] });
    expect(nextConfig).toEqual({ serverExternalPackages: ['sharp'] });
  });

  it('adds to what a plugin promises', async () => {
    inApp('16.0.0');
    const wrapped = withSSECast(Promise.resolve({ distDir: 'out' }));
    expect(await wrapped).toMatchObject({
      distDir: 'out',
      serverExternalPackages: ['ssecast/native'],
    });
  });

  it('wraps a function, and hands it what Next hands over', async () => {
    inApp('16.0.0');
    const make = jest.fn(async (phase: string, _context: object) => ({ distDir: phase }));
    const wrapped = withSSECast(make);
    expect(await wrapped('out', { defaultConfig: {} })).toMatchObject({
      distDir: 'out',
      serverExternalPackages: ['ssecast/native'],
    });
    expect(make).toHaveBeenCalledWith('out', { defaultConfig: {} });
  });

  describe('the addons that Next collects', () => {
    const addon = (name: string) => `node_modules/ssecast/native/prebuilds/${name}/ssecast.node`;
    const others = (name: string) => `**/node_modules/ssecast/native/prebuilds/${name}/**`;

    function collected(config: object, name = '**') {
      const { outputFileTracingIncludes: included, outputFileTracingExcludes: excluded } =
        config as Record<string, Record<string, string[]>>;
      return { included: included?.[name], excluded: excluded?.[name] };
    }

    it('are those of this system', () => {
      inApp('16.4.6');
      const { included, excluded } = collected(withSSECast({}));
      expect(included).toHaveLength(1);
      expect(included?.[0]).toContain(`/${process.platform}-${process.arch}`);
      expect(excluded).toContain(others('darwin-x64'));
      expect(excluded).toContain(others('win32-arm64'));
      expect(new Set(excluded?.map((pattern) => pattern.split('/').at(-2))).size).toBe(7);
    });

    it.each([['linux-x64-musl'], ['linux-arm64'], ['darwin-arm64']] as const)(
      'are those of the platforms that the app names: %s',
      (name) => {
        inApp('16.4.6');
        const { included, excluded } = collected(withSSECast({}, { platforms: [name] }));
        expect(included).toEqual([addon(name)]);
        expect(excluded).toContain(others('linux-x64'));
        expect(excluded).not.toContain(others(name));
      },
    );

    it('lie where the package of the app is, also above the app', () => {
      inApp('16.4.6');
      const installed = path.join(folder, 'node_modules', 'ssecast');
      mkdirSync(installed, { recursive: true });
      writeFileSync(path.join(installed, 'package.json'), '{ "name": "ssecast" }');
      const app = path.join(folder, 'apps', 'web');
      mkdirSync(app, { recursive: true });
      process.chdir(app);
      const { included, excluded } = collected(withSSECast({}, { platforms: ['linux-x64'] }));
      expect(included).toEqual([`../../${addon('linux-x64')}`]);
      expect(excluded).toContain('../../node_modules/ssecast/native/prebuilds/darwin-x64/**');
    });

    it('are added to what the app collects itself', () => {
      inApp('16.4.6');
      const given = { outputFileTracingExcludes: { '**': ['big/**'], '/api/*': ['small/**'] } };
      const config = withSSECast(given);
      expect(collected(config).excluded).toContain('big/**');
      expect(collected(config, '/api/*').excluded).toEqual(['small/**']);
      expect(given).toEqual({
        outputFileTracingExcludes: { '**': ['big/**'], '/api/*': ['small/**'] },
      });
    });

    it.each([[['linux']], [[]], ['linux-x64']])('refuses the platforms %j', (platforms) => {
      inApp('16.4.6');
      expect(() => withSSECast({}, { platforms: platforms as never })).toThrow(
        expect.objectContaining({
          code: 'ERR_SSECAST_INVALID_OPTION',
          message: expect.stringContaining('Expected names of linux-x64, linux-x64-musl'),
        }),
      );
    });
  });
});
