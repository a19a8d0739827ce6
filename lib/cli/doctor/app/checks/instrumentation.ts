import path from 'node:path';
import { type Finding, ok, problem, warning } from '../../finding.js';
import { type Application, firstFile } from '../application.js';
import type { RouteFile } from '../routes.js';
import { reachable } from '../source/reachable.js';
import type { SourceFile } from '../source/read-module.js';

const kCheck = 'register';
const kModule = 'ssecast/next/instrumentation';
const kNames = ['ts', 'js', 'tsx', 'jsx'].map((suffix) => `instrumentation.${suffix}`);
const kExport = `export { register } from '${kModule}';`;
/** Beside an own `register`, which Sentry or OpenTelemetry want. Bundlers for the edge need the condition. */
const kInside =
  "in register:  if (process.env.NEXT_RUNTIME === 'nodejs') {\n" +
  `                const { register } = await import('${kModule}');\n` +
  '                register();\n' +
  '              }';

/** Whether Next calls `register` of ssecast when the server starts. */
export async function checkInstrumentation(
  app: Application,
  routes: readonly RouteFile[],
): Promise<Finding[]> {
  const { next, folder, sourceFolder, aliases, show } = app;
  if (next === undefined) return [];
  const file = firstFile(sourceFolder, kNames);
  if (file === undefined)
    return [
      missing(
        app,
        routes,
        firstFile(folder, kNames) ?? firstFile(path.join(folder, 'src'), kNames),
      ),
    ];
  const modules = await reachable(file, aliases);
  const [main] = modules;
  if (main === undefined) return [warning(kCheck, `${show(file)} cannot be read`, kExport)];
  if (!main.exports.has('register') && !main.exports.has('*')) {
    const text = `${show(file)} exports no register, ${consequence(routes)}`;
    return [severity(routes)(kCheck, text, `${show(file)}:  ${kExport}`)];
  }
  if (modules.some(runsRegister)) return [ok(kCheck, `${show(file)} runs register of ssecast`)];
  const text = `register in ${show(file)} does not call that of ${kModule}, ${consequence(routes)}`;
  return [severity(routes)(kCheck, text, kInside)];
}

/** The routes of `pages/api` have the direct path without it; a shutdown in order needs it. */
const isForShutdownOnly = (routes: readonly RouteFile[]) =>
  routes.length > 0 && routes.every(({ kind }) => kind === 'pages');

const severity = (routes: readonly RouteFile[]): typeof problem =>
  isForShutdownOnly(routes) ? warning : problem;

/** What an application lacks without it. */
function consequence(routes: readonly RouteFile[]): string {
  if (isForShutdownOnly(routes)) {
    return 'so no stream ends in order on SIGTERM (those of pages/api take the direct path without it)';
  }
  const which = routes.some(({ kind }) => kind === 'pages') ? 'the streams of app' : 'the streams';
  return `so JavaScript writes ${which}, and none ends in order on SIGTERM`;
}

function missing(
  { show, sourceFolder, suffix }: Application,
  routes: readonly RouteFile[],
  elsewhere?: string,
) {
  if (elsewhere !== undefined) {
    const right = show(path.join(sourceFolder, path.basename(elsewhere)));
    const text = `Next reads ${right}, and not ${show(elsewhere)}: it has to be beside the folder app or pages`;
    return severity(routes)(kCheck, text, `mv ${show(elsewhere)} ${right}`);
  }
  const right = show(path.join(sourceFolder, `instrumentation${suffix}`));
  const text = `There is no ${right}, ${consequence(routes)}`;
  return severity(routes)(kCheck, text, `${right}:  ${kExport}`);
}

/** Whether a file imports `register` or `createRegister`, and exports or calls it. */
function runsRegister({ imports, calls, exports }: SourceFile): boolean {
  return imports.some(({ from, names, isTypeOnly }) => {
    if (from !== kModule || isTypeOnly) return false;
    // `import()` and `require` give an object of names.
    const here = names.size === 0 ? ['register', 'createRegister'] : [...names.values()];
    if (names.has('*')) here.push('register', 'createRegister');
    return here.some((name) => calls.has(name) || exports.has(name) || name === '*');
  });
}
