/** Asks on the terminal, if there is one. */
export async function ask(message: string): Promise<'yes' | 'no' | 'interrupted' | 'no terminal'> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'no terminal';
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message });
  if (isCancel(answer)) return 'interrupted';
  return answer ? 'yes' : 'no';
}
