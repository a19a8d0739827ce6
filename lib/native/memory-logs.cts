import { record } from './record.cjs';

/** The log of that name of `memoryBackplane`, for all copies of its module; made by the first that asks. */
export function memoryLog<Log extends object>(name: string, create: () => Log): Log {
  const present = record.memoryLogs.get(name) as Log | undefined;
  if (present !== undefined) return present;
  const created = create();
  record.memoryLogs.set(name, created);
  return created;
}
