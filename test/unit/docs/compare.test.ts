import { readFileSync } from 'node:fs';
import path from 'node:path';

const text = readFileSync(path.join(__dirname, '../../../docs/compare.md'), 'utf8');
const libraries = ['ssecast', '@upstash/realtime', 'tRPC', 'better-sse'];

/** The rows of the table: the number of lines that it says, by library. */
const rows = [...text.matchAll(/^\| (\d\. [^|]+)((?:\| [^|]+){4})\|$/gm)].map(
  ([, task, cells]) => ({
    task: (task as string).trim(),
    said: (cells as string)
      .split('|')
      .slice(1)
      .map((cell) => cell.trim()),
  }),
);

/** The lines of the code of a task that are not blank. */
function counted(number: string, library: string): number | undefined {
  const section = text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${number}`)) ?? '';
  const found = new RegExp(`^${library}:?[^\\n]*\\n\\n\`\`\`tsx\\n([\\s\\S]*?)^\`\`\``, 'm').exec(
    section,
  );
  return found?.[1]?.split('\n').filter((line) => line.trim() !== '').length;
}

it('has five tasks', () => {
  expect(rows.map(({ task }) => task[0])).toEqual(['1', '2', '3', '4', '5']);
});

it.each(rows)('$task: the lines are those of the code', ({ task, said }) => {
  const lines = libraries.map((library) => counted(task.slice(0, 2), library));
  expect(said.map((cell) => (/^\d+$/.test(cell) ? Number(cell) : undefined))).toEqual(lines);
});

it.each(rows)('$task: ours is the shortest', ({ said }) => {
  const [ours, ...others] = said.map(Number);
  for (const other of others.filter((lines) => lines > 0)) expect(ours).toBeLessThanOrEqual(other);
});
