/**
 * Node's file system, unseen by tracers of bundlers. Turbopack takes the whole folder of a module that
 * opens a file whose name it cannot work out, here with the addons of every system.
 */
export const fs = process.getBuiltinModule
  ? process.getBuiltinModule('node:fs')
  : (module.require('node:fs') as typeof import('node:fs'));
