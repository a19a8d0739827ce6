#!/usr/bin/env node
import { Command } from 'commander';
import { addBench } from './bench/command.js';
import { addBuild } from './build/command.js';
import { addDoctor } from './doctor/command.js';
import { addInit } from './init/command.js';
import { readVersion } from './package-root.js';
import { runProgram } from './run-program.js';
import { addTail } from './tail/command.js';

/** `npx ssecast`: each folder beside this file is one command. */
const program = new Command('ssecast')
  .description(
    'Server-Sent Events for Next.js and Node.js: set up, check and watch an application.',
  )
  .version(readVersion())
  .exitOverride();
addInit(program);
addDoctor(program);
addTail(program);
addBench(program);
addBuild(program);
await runProgram(program);
