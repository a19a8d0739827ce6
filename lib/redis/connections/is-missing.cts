/**
 * Whether `require` has failed because the package of that name is not installed, and not because one that
 * is installed lacks a module of its own. Loaders that word it in another way name only the package.
 */
export function isMissing(error: unknown, name: string): boolean {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  const [, missing = name] = /^Cannot find module '([^']+)'/.exec(message) ?? [];
  return code === 'MODULE_NOT_FOUND' && missing === name;
}
