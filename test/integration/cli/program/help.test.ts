import { runCli } from '../support/cli-process.js';

/** What `npx ssecast` does before any of its commands. */

it.each([[[]], [['--help']], [['help']]])('shows its help on stdout for %j', async (args) => {
  const { code, out, errors } = await runCli(args);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(out).toMatch(/^Usage: ssecast [\s\S]*\n {2}doctor /);
});

it.each([['nonsense'], ['--nonsense'], ['tial']])('does not understand %s', async (word) => {
  const { code, out, errors } = await runCli([word]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toMatch(/^error: unknown (command|option)/);
});
