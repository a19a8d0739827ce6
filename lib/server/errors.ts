export { describe, InvalidArgumentError, invalidArgument, invalidOption } from '../types/errors.js';
