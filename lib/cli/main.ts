#!/usr/bin/env node
import { Command } from 'commander';
import { addBuild } from './build/command.js';
import { addDoctor } from './doctor/command.js';
import { readVersion } from './package-root.js';
import { runProgram } from './run-program.js';

/** `npx ssecast`: each folder beside this file is one command. */
const program = new Command('ssecast')
  .description(
    'Server-Sent Events for Next.js and Node.js: set up, check and watch an application.',
  )
  .version(readVersion())
  .exitOverride();
addBuild(program);
addDoctor(program);
await runProgram(program);
