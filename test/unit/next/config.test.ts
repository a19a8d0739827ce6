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
    expect(withSSECast()).toEqual({ serverExternalPackages: ['ssecast/native'] });
    expect(withSSECast({ reactStrictMode: true, serverExternalPackages: ['sharp'] })).toEqual({
      reactStrictMode: true,
      serverExternalPackages: ['sharp', 'ssecast/native'],
    });
  });

  it('adds to the experimental packages of Next 14, and turns instrumentation on', () => {
    inApp('14.2.35');
    const nextConfig = { experimental: { typedRoutes: true } };
    expect(withSSECast(nextConfig)).toEqual({
      experimental: {
        typedRoutes: true,
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
    expect(withSSECast(once)).toEqual({ serverExternalPackages: ['sharp', 'ssecast/native'] });
    expect(nextConfig).toEqual({ serverExternalPackages: ['sharp'] });
  });

  it('adds to what a plugin promises', async () => {
    inApp('16.0.0');
    const wrapped = withSSECast(Promise.resolve({ distDir: 'out' }));
    expect(await wrapped).toEqual({ distDir: 'out', serverExternalPackages: ['ssecast/native'] });
  });

  it('wraps a function, and hands it what Next hands over', async () => {
    inApp('16.0.0');
    const make = jest.fn(async (phase: string, _context: object) => ({ distDir: phase }));
    const wrapped = withSSECast(make);
    expect(await wrapped('out', { defaultConfig: {} })).toEqual({
      distDir: 'out',
      serverExternalPackages: ['ssecast/native'],
    });
    expect(make).toHaveBeenCalledWith('out', { defaultConfig: {} });
  });
});
