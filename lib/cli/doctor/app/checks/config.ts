import { type Finding, ok, problem, warning } from '../../finding.js';
import { type Application, configField } from '../application.js';

const kCheck = 'next.config';
const kWrapper = 'ssecast/next/config';
const kNative = 'ssecast/native';

/** The lines for a file of the configuration. */
const remedyFor = (file: string): string =>
  `${file}:  import { withSSECast } from 'ssecast/next/config';\n` +
  `${file}:  export default withSSECast(nextConfig);`;

/** Whether the bundler leaves the native part alone. */
export function checkConfig(app: Application): Finding[] {
  const { next, config, show } = app;
  if (next === undefined) return [];
  const [main] = config;
  if (main === undefined) {
    return [
      problem(
        kCheck,
        'There is no next.config that can be read, so ssecast/native is bundled',
        remedyFor('next.config.mjs'),
      ),
    ];
  }
  const file = show(main.file);
  if (configField(app, 'output') === 'export') {
    const text = `${file} has output: 'export', which has no server: there are no streams`;
    return [problem(kCheck, text, "remove:  output: 'export'")];
  }
  if (wraps(app)) return [ok(kCheck, `${file} is wrapped with withSSECast`)];
  if (!config.some(({ strings }) => strings.has(kNative))) {
    return [
      problem(
        kCheck,
        `${file} is not wrapped with withSSECast, so ssecast/native is bundled`,
        remedyFor(file),
      ),
    ];
  }
  return [byHand(app, file)];
}

function wraps({ config }: Application): boolean {
  return config.some(({ imports, calls }) =>
    imports.some(({ from, names }) => {
      if (from !== kWrapper) return false;
      const here = names.get('withSSECast') ?? 'withSSECast';
      return calls.has(here);
    }),
  );
}

/** The option has another name in Next 14, and `register` needs one as well there. */
function byHand({ next, config }: Application, file: string): Finding {
  const isOld = Number.parseInt(next?.version ?? '', 10) < 15;
  const option = isOld ? 'serverComponentsExternalPackages' : 'serverExternalPackages';
  const list = config.find(({ fields }) => fields.has(option))?.fields.get(option);
  const isListed = Array.isArray(list) && list.includes(kNative);
  if (!isListed) {
    const text = `${file} names ${kNative}, but not as a literal of ${option}`;
    return warning(kCheck, text, remedyFor(file));
  }
  const hook = config.some(({ fields }) => fields.get('instrumentationHook') === true);
  if (isOld && !hook) {
    const text = `${file} lacks experimental.instrumentationHook, without which Next 14 does not run the instrumentation file`;
    return problem(kCheck, text, remedyFor(file));
  }
  return ok(kCheck, `${file} has '${kNative}' in ${option}`);
}
