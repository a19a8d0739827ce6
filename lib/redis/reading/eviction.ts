/**
 * What is wrong with the policy of a server whose memory is bounded: it may remove the log, or what makes
 * a repeated batch harmless.
 * @param info the reply to `INFO memory`
 */
export function evictionWarning(info: string): string | undefined {
  const settingOf = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const policy = settingOf('maxmemory_policy');
  if (policy === undefined || policy === 'noeviction' || settingOf('maxmemory') === '0') {
    return undefined;
  }
  return (
    `expected the maxmemory-policy of Redis to be noeviction but it is ${policy}. Redis removes keys of ` +
    'the log when its memory is full, and clients get gaps. Set noeviction, or use a Redis of its own'
  );
}
