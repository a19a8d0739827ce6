import { type Finding, ok } from '../../finding.js';
import { type Application, configField } from '../application.js';

/** Next compresses by default, and leaves alone what is marked as `no-transform`. */
export function checkCompress(app: Application): Finding[] {
  if (app.next === undefined) return [];
  const text =
    configField(app, 'compress') === false
      ? 'compress is off'
      : 'compress is on, and streams of ssecast are exempt (no-transform)';
  return [ok('compress', text)];
}
