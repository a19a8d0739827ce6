/** Columns of a terminal that does not say how many it has, as some of CI and of editors. */
const usualColumns = 80;

/** Asks on the terminal, if there is one. */
export async function ask(message: string): Promise<'yes' | 'no' | 'interrupted' | 'no terminal'> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'no terminal';
  // The prompt wraps its lines there: with 0, each letter would have a line of its own.
  process.stdout.columns ||= usualColumns;
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message });
  if (isCancel(answer)) return 'interrupted';
  return answer ? 'yes' : 'no';
}
