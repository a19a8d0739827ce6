import { createRequire } from 'node:module';
import path from 'node:path';
import { type Platform, type TracedAddons, tracedAddons } from './traced-addons.js';

export type { Platform } from './traced-addons.js';

const kExternal = 'ssecast/native';

/** Patterns of files by patterns of routes. */
type Tracing = Record<string, string[]>;

/** The part of Next's configuration that `withSSECast` reads. */
interface ConfigFields {
  serverExternalPackages?: string[];
  outputFileTracingIncludes?: Tracing;
  outputFileTracingExcludes?: Tracing;
  experimental?: {
    serverComponentsExternalPackages?: string[];
    outputFileTracingIncludes?: Tracing;
    outputFileTracingExcludes?: Tracing;
    instrumentationHook?: boolean;
  };
}

/** Next's configuration, a promise of it, or a function that returns either. */
export type NextConfigLike<Config extends object> =
  | Config
  | ((...parameters: never[]) => Config | Promise<Config>);

export interface SSECastConfig {
  /**
   * The systems that the built app runs on, as `['linux-x64', 'linux-arm64-musl']`: `output: 'standalone'` and
   * bundles of serverless functions contain the native code for these. `musl` is Alpine. Default: the
   * system that runs `next build`.
   */
  platforms?: readonly Platform[] | undefined;
}

/**
 * Keeps the native part of ssecast out of the bundles, so that all of them share one copy, and leaves the
 * native code for other systems out of what `next build` collects. It adds to the configuration and
 * replaces nothing. It loads no native code.
 *
 * @example export default withSSECast(nextConfig)
 * @param nextConfig the configuration, a promise of it as some plugins give, or a function that returns either
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function withSSECast<Given extends NextConfigLike<object>>(
  nextConfig: Given = {} as Given,
  { platforms }: SSECastConfig = {},
): Given {
  const addons = tracedAddons(platforms);
  const extended = (config: object) => extend(config, addons);
  if (isPromise(nextConfig)) return nextConfig.then(extended) as unknown as Given;
  if (typeof nextConfig !== 'function') return extended(nextConfig) as Given;
  const make = nextConfig as (...parameters: unknown[]) => object | Promise<object>;
  const made = async (...parameters: unknown[]) => extended(await make(...parameters));
  return made as unknown as Given;
}

const isPromise = (given: object): given is Promise<ConfigFields> =>
  'then' in given && typeof given.then === 'function';

function extend<Config extends ConfigFields>(config: Config, addons: TracedAddons): Config {
  if (nextMajor() >= 15) {
    return {
      ...config,
      serverExternalPackages: withNative(config.serverExternalPackages),
      ...traced(addons, config),
    };
  }
  // Next 14 has these among its experiments, and runs instrumentation.ts only with an option.
  return {
    ...config,
    experimental: {
      ...config.experimental,
      instrumentationHook: true,
      serverComponentsExternalPackages: withNative(
        config.experimental?.serverComponentsExternalPackages,
      ),
      ...traced(addons, config.experimental),
    },
  };
}

function withNative(packages: readonly string[] = []): string[] {
  return packages.includes(kExternal) ? [...packages] : [...packages, kExternal];
}

/** For every route, and for the server that Next traces by itself. */
const kEverywhere = '**';

type TracingFields = Pick<ConfigFields, 'outputFileTracingIncludes' | 'outputFileTracingExcludes'>;

function traced({ included, excluded }: TracedAddons, given: TracingFields = {}): TracingFields {
  return {
    outputFileTracingIncludes: withPatterns(included, given.outputFileTracingIncludes),
    outputFileTracingExcludes: withPatterns(excluded, given.outputFileTracingExcludes),
  };
}

function withPatterns(patterns: readonly string[], given: Tracing = {}): Tracing {
  return { ...given, [kEverywhere]: [...new Set([...(given[kEverywhere] ?? []), ...patterns])] };
}

/** The version of the Next that reads this configuration: the one that the application imports. */
function nextMajor(): number {
  try {
    const require = createRequire(path.join(process.cwd(), 'next.config.js'));
    return Number.parseInt(require('next/package.json').version, 10);
  } catch {
    // Not found from here, as in some monorepos: assume a current version.
    return Number.POSITIVE_INFINITY;
  }
}
