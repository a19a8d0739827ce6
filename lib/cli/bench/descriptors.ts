import { CliError } from '../cli-error.js';

/** Descriptors that a process of Node has besides its clients, and some to spare. */
const others = 64;

interface Report {
  userLimits?: { open_files?: { soft: number | 'unlimited' } };
}

/** How many descriptors this process may open; Infinity where the system has no such limit. */
export function descriptorLimit(): number {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  // Otherwise the report looks up the host name of every open connection.
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const limit = (report.getReport() as Report).userLimits?.open_files?.soft;
  report.excludeNetwork = before ?? false;
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

/** @throws CliError where the clients need more descriptors than this process may open */
export function checkDescriptors(clients: number, limit = descriptorLimit()): void {
  if (clients + others <= limit) return;
  throw new CliError(
    `${clients} clients need ${clients + others} descriptors, and this process may open ${limit}. ` +
      `Raise the limit (ulimit -n ${clients + others}), or open fewer: --clients ${Math.max(1, limit - others)}. ` +
      'The server needs as many.',
  );
}
