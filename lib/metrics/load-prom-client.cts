import type * as PromClient from 'prom-client';

/**
 * `prom-client`, which only users of ssecast/metrics install. CommonJS in both builds, because a
 * missing module can be told in a sentence only where it is required at run time.
 *
 * @throws Error `ERR_SSECAST_MISSING_PROM_CLIENT`
 */
export function loadPromClient(): typeof PromClient {
  try {
    return require('prom-client');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw error;
    throw Object.assign(
      new Error(
        'ssecast/metrics needs prom-client, which is not installed. Install it: npm install prom-client',
        { cause: error },
      ),
      { code: 'ERR_SSECAST_MISSING_PROM_CLIENT' },
    );
  }
}
