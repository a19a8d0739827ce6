import { coloursFor } from '../../../../lib/cli/terminal/colours.js';

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { TERM: 'dumb' }, false],
  [false, { CI: 'true' }, false],
  [false, { FORCE_COLOR: '1' }, true],
])('on a terminal (%s) with %j: %s', (isTTY, env, isColoured) => {
  expect(coloursFor({ isTTY }, env).red('x') !== 'x').toBe(isColoured);
});
