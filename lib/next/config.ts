import { createRequire } from 'node:module';
import path from 'node:path';

const kExternal = 'ssecast/native';

/** The part of Next's configuration that `withSSECast` reads. */
interface ConfigFields {
  serverExternalPackages?: string[];
  experimental?: {
    serverComponentsExternalPackages?: string[];
    instrumentationHook?: boolean;
  };
}

/** Next's configuration, a promise of it, or a function that returns either. */
export type NextConfigLike<Config extends object> =
  | Config
  | ((...parameters: never[]) => Config | Promise<Config>);

/**
 * Keeps the native part of ssecast out of the bundles, so that all of them share one copy. It adds to the
 * configuration and replaces nothing. It loads no native code.
 *
 * @example export default withSSECast(nextConfig)
 * @param nextConfig the configuration, a promise of it as some plugins give, or a function that returns either
 */
export function withSSECast<Given extends NextConfigLike<object>>(
  nextConfig: Given = {} as Given,
): Given {
  if (isPromise(nextConfig)) return nextConfig.then(extend) as unknown as Given;
  if (typeof nextConfig !== 'function') return extend(nextConfig as ConfigFields) as Given;
  const make = nextConfig as (...parameters: unknown[]) => object | Promise<object>;
  const made = async (...parameters: unknown[]) => extend(await make(...parameters));
  return made as unknown as Given;
}

const isPromise = (given: object): given is Promise<ConfigFields> =>
  'then' in given && typeof given.then === 'function';

function extend<Config extends ConfigFields>(config: Config): Config {
  if (nextMajor() >= 15) {
    return { ...config, serverExternalPackages: withNative(config.serverExternalPackages) };
  }
  // Next 14 has another name for it, and runs instrumentation.ts only with an option.
  return {
    ...config,
    experimental: {
      ...config.experimental,
      instrumentationHook: true,
      serverComponentsExternalPackages: withNative(
        config.experimental?.serverComponentsExternalPackages,
      ),
    },
  };
}

function withNative(packages: readonly string[] = []): string[] {
  return packages.includes(kExternal) ? [...packages] : [...packages, kExternal];
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
