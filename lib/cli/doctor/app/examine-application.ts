import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Finding, ok } from '../finding.js';
import { type Application, openApplication } from './application.js';
import { checkBinary } from './checks/binary.js';
import { checkCompress } from './checks/compress.js';
import { checkConfig } from './checks/config.js';
import { checkInstrumentation } from './checks/instrumentation.js';
import { checkMiddleware } from './checks/middleware.js';
import { checkNext } from './checks/next-version.js';
import { checkNode } from './checks/node-version.js';
import { checkCopies } from './checks/package-copies.js';
import { checkProduction } from './checks/production.js';
import { checkRoutes } from './checks/route.js';
import { checkStandalone } from './checks/standalone.js';
import { checkTypes } from './checks/types.js';
import { findRoutes } from './routes.js';

/** Looks at the application in a folder, without running it. */
export async function examineApplication(folder: string): Promise<Finding[]> {
  const app = await openApplication(folder);
  if (isStandaloneOutput(folder)) return examineOutput(app);
  const routes = app.next === undefined ? [] : await findRoutes(app);
  return [
    ...checkNode(),
    ...checkNext(app),
    ...checkCopies(app),
    ...(await checkBinary(app)),
    ...checkTypes(app),
    ...checkConfig(app),
    ...(await checkInstrumentation(app, routes)),
    ...checkRoutes(app, routes),
    ...checkProduction(app, routes),
    ...(await checkMiddleware(app, routes)),
    ...checkCompress(app),
    ...(await checkStandalone(app, routes)),
  ];
}

/** A standalone output has no sources: only what is installed can be wrong. */
async function examineOutput(app: Application): Promise<Finding[]> {
  return [
    ...checkNode(),
    ...checkNext(app),
    ...(await checkBinary(app)),
    ok('standalone', 'This is the output of a build: go to the application for the other checks'),
  ];
}

function isStandaloneOutput(folder: string): boolean {
  return ['server.js', '.next/required-server-files.json'].every((name) =>
    existsSync(path.join(folder, name)),
  );
}
