import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Finding, ok, problem, warning } from '../../finding.js';
import type { Application } from '../application.js';
import type { RouteFile } from '../routes.js';

const kCheck = 'route';

/** Whether a route opens streams, and in which runtime. */
export function checkRoutes(app: Application, routes: readonly RouteFile[]): Finding[] {
  const { next, show } = app;
  if (next === undefined) return [];
  if (routes.length === 0) {
    return [warning(kCheck, 'No route was found that opens a stream of ssecast', remedyFor(app))];
  }
  return routes.flatMap((route) => {
    const edge = runtimeOf(route);
    const name = show(route.file);
    if (edge?.includes('edge')) {
      const text = `${name} runs in the edge runtime, which has no connections and loads no addon`;
      return [problem(kCheck, text, `${name}:  export const runtime = 'nodejs';`)];
    }
    const without = lacksPost(route) ? ', without POST: pages cannot join channels later' : '';
    return [ok(kCheck, `${name} serves ${route.address}${without}`)];
  });
}

/** The line of a first route, in the router that the application has. */
function remedyFor({ sourceFolder, suffix, show }: Application): string {
  const file = (name: string) => show(path.join(sourceFolder, name + suffix));
  const has = (name: string) => existsSync(path.join(sourceFolder, name));
  return has('pages') && !has('app')
    ? `${file('pages/api/sse')}:  export default live.handler({ authorize, allow });`
    : `${file('app/api/sse/route')}:  export const { GET, POST, OPTIONS } = live.route({ authorize, allow });`;
}

/** In `app` a constant of its own, in `pages/api` a field of `config`. */
function runtimeOf({ modules: [main], kind }: RouteFile): string | undefined {
  const value = main?.values.get(kind === 'app' ? 'runtime' : 'config');
  const runtime = kind === 'app' ? value : (value as { runtime?: unknown } | undefined)?.runtime;
  return typeof runtime === 'string' ? runtime : undefined;
}

/** An application may leave it out. Only handlers of ssecast answer it. */
function lacksPost({ modules: [main], kind }: RouteFile): boolean {
  if (main === undefined || kind === 'pages' || main.exports.has('POST')) return false;
  return !main.exports.has('*') && (main.calls.has('createSSERoute') || main.calls.has('route'));
}
